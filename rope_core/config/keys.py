"""The keys of a Hugging Face config.json: their names, and a record of what became of each.

>>> keys = Keys({"rope_theta": 10000.0, "base": None})
>>> keys.first("rope_theta", "rotary_emb_base", use="the base")
('rope_theta', 10000.0)
>>> keys.notes()[0].verdict
'used'
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from rope_core.errors import RopeError
from rope_core.spec import Pairing

Verdict = Literal["used", "assumed", "ignored", "contradictory"]

HEAD_DIM = ("qk_rope_head_dim", "head_dim")
HIDDEN_SIZE = ("hidden_size", "n_embd", "d_model")
HEADS = ("num_attention_heads", "n_head", "n_heads")
LAYERS = ("num_hidden_layers", "n_layer", "n_layers")
BASE = ("rope_theta", "rotary_emb_base", "global_rope_theta")
LOCAL_BASE = ("rope_local_base_freq", "local_rope_theta")
PART = ("partial_rotary_factor", "rotary_pct", "rope_pct")
LENGTH = ("max_position_embeddings", "n_positions", "max_seq_len")
NESTED = ("text_config", "llm_config", "language_config")

# How transformers pairs the features; every model type that is not here is half_split.
PAIRING_BY_MODEL: Mapping[str, Pairing] = {
    **dict.fromkeys(("cohere", "cohere2", "deepseek_v2", "glm", "glm4", "gptj"), "interleaved"),
    **dict.fromkeys(("llama4", "llama4_text", "codegen"), "interleaved"),
    "deepseek_v3": "interleaved_to_half",
}
# Where a config that does not say so still rotates a part only.
PART_BY_MODEL: Mapping[str, float] = {
    **dict.fromkeys(("gpt_neox", "stablelm"), 0.25),
    **dict.fromkeys(("glm", "glm4", "glm4_moe", "phi"), 0.5),
}
# Models with other position encodings: nothing here to read.
WITHOUT_ROPE = frozenset(
    ["albert", "bart", "bert", "bloom", "distilbert", "gpt2", "mpt", "opt", "roberta", "t5"]
)
# Their layers with full attention are not rotated.
UNROTATED_FULL_ATTENTION = frozenset({"cohere2"})
# Spellings of rope_type that older files have.
TYPE_ALIASES: Mapping[str, str] = {"su": "longrope", "mrope": "default"}

KEYS_LIMIT = 2000


@dataclass(frozen=True)
class KeyNote:
    """What became of one key: its verdict and a remark for people."""

    key: str
    verdict: Verdict
    remark: str


class Keys:
    """A config's keys, read by name; remembers which were used and how.

    >>> Keys({"head_dim": 8}).first("head_dim", use="features of a head")
    ('head_dim', 8)
    """

    def __init__(self, config: object) -> None:
        if not isinstance(config, Mapping) or not all(isinstance(key, str) for key in config):
            raise RopeError("config", config, "a JSON object, as in a config.json")
        if len(config) > KEYS_LIMIT:
            raise RopeError("config", f"{len(config)} keys", f"at most {KEYS_LIMIT} keys")
        self.values: Mapping[str, object] = config
        self.prefix = ""
        self._notes: dict[str, KeyNote] = {}
        for key in NESTED:
            inner = config.get(key)
            if isinstance(inner, Mapping) and all(isinstance(name, str) for name in inner):
                self.note(key, "used", "the text model's settings are in here")
                for other in config:
                    if other != key:
                        self.note(other, "ignored", f"outside {key}")
                # model_type outside names the wrapper; what counts is inside.
                self.values, self.prefix = inner, f"{key}."
                break

    def note(self, key: str, verdict: Verdict, remark: str) -> None:
        """Record a verdict; a contradiction is never overwritten by a milder one."""
        old = self._notes.get(key)
        if old is None or old.verdict != "contradictory":
            self._notes[key] = KeyNote(key, verdict, remark)

    def first(self, *names: str, use: str) -> tuple[str, object]:
        """The first of these keys that is not null, noted as used; ("", None) if there is none.

        Another of them with another value is noted as contradictory.
        """
        found, value = "", None
        for name in names:
            given = self.values.get(name)
            if given is None:
                continue
            if not found:
                found, value = name, given
                self.note(self.prefix + name, "used", use)
            elif given == value:
                self.note(self.prefix + name, "ignored", f"says the same as {found}")
            else:
                self.note(self.prefix + name, "contradictory", f"{found} says otherwise and wins")
        return (self.prefix + found if found else ""), value

    def notes(self) -> tuple[KeyNote, ...]:
        """Every key of the config with its verdict, in the file's order, then what was assumed."""
        for key, value in self.values.items():
            if self.prefix + key not in self._notes:
                null = "null" if value is None else "not about the rotation"
                if value is not None and ("rope" in key or "rotary" in key):
                    null = "looks like RoPE, but is not known here"
                self.note(self.prefix + key, "ignored", null)
        order = {self.prefix + key: rank for rank, key in enumerate(self.values)}

        def rank(note: KeyNote) -> int:  # a.b stands after a
            head = self.prefix + note.key.removeprefix(self.prefix).split(".")[0]
            return order.get(note.key, order.get(head, len(order)))

        return tuple(sorted(self._notes.values(), key=rank))
