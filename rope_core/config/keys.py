"""The keys of a Hugging Face config.json: their names, and a record of what became of each.

>>> keys = Keys({"rope_theta": 10000.0, "base": None})
>>> keys.first("rope_theta", "rotary_emb_base", use="the base")
('rope_theta', 10000.0)
>>> keys.notes()[0].verdict
'used'
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from rope_core.config.families import Family, family_of
from rope_core.config.wrappers import NESTED, text_model
from rope_core.errors import RopeError

Verdict = Literal["used", "assumed", "ignored", "contradictory"]

HEAD_DIM = ("head_dim", "attention_head_dim", "kv_channels")
HIDDEN_SIZE = ("hidden_size", "n_embd", "d_model", "hidden_dim")
HEADS = (
    "num_attention_heads", "n_head", "n_heads", "num_heads", "encoder_num_attention_heads",
    "speech_encoder_attention_heads",
)  # fmt: skip
LAYERS = (
    "num_hidden_layers", "n_layer", "n_layers", "num_layers", "encoder_num_hidden_layers",
    "speech_encoder_layers",
)  # fmt: skip
BASE = ("rope_theta", "rotary_emb_base", "global_rope_theta", "rotary_embedding_base")
LOCAL_BASE = ("rope_local_base_freq", "local_rope_theta", "swa_rope_theta")
PART = ("partial_rotary_factor", "rotary_pct", "rope_pct")
LENGTH = (
    "max_position_embeddings", "n_positions", "max_seq_len", "seq_length", "model_max_length",
)  # fmt: skip
# Spellings of rope_type that older files have.
TYPE_ALIASES: Mapping[str, str] = {"su": "longrope", "mrope": "default", "xdrope": "dynamic"}

KEYS_LIMIT = 2000
#: A key of this look concerns the rotation; where nothing read it, that is worth a warning.
CONCERNS_ROPE = re.compile(
    r"rope|rotary|^alpha$|^rotation|ntk|yarn|mscale|_freq_factor$|original_max_position|^theta$|"
    r"^freq_base$|^position_embedding_base$|^n_rot$|^(long|short|attention)_factor$|^beta_(fast|slow)$|"
    r"(^|_)nope(_layer|$)"
)
#: What these are about is the rotation of something else than the attention of the text.
ELSEWHERE = re.compile(r"^index|vision|mm_|audio|encoder_rope|num_nextn")


def concerns_rope(name: str) -> bool:
    """Whether a key is, by its name, about the rotation of the text.

    >>> concerns_rope("rope_ratio"), concerns_rope("vision_rope_theta"), concerns_rope("vocab_size")
    (True, False, False)
    """
    return bool(CONCERNS_ROPE.search(name)) and not ELSEWHERE.search(name)


@dataclass(frozen=True)
class KeyNote:
    """What became of one key: its verdict and a remark for people."""

    key: str
    verdict: Verdict
    remark: str


class Keys:
    """A config's keys, read by name; remembers which were used and how.

    `family` is what is known of its model type; where the config is silent, its defaults speak.

    >>> Keys({"head_dim": 8}).first("head_dim", use="features of a head")
    ('head_dim', 8)
    >>> Keys({"model_type": "gemma"}).first("head_dim", use="features of a head")
    ('head_dim', 256)
    """

    def __init__(self, config: object) -> None:
        if not isinstance(config, Mapping) or not all(isinstance(key, str) for key in config):
            raise RopeError("config", config, "a JSON object, as in a config.json")
        if len(config) > KEYS_LIMIT:
            raise RopeError("config", f"{len(config):,} keys", f"at most {KEYS_LIMIT:,} keys")
        self._notes: dict[str, KeyNote] = {}
        self.outer: Mapping[str, object] = config
        found = text_model(config)
        self.values: Mapping[str, object] = found.values
        self.prefix = found.prefix
        self.model_type = found.model_type
        self.family: Family = family_of(found.model_type or "")
        if found.path:
            # model_type outside names the wrapper; what counts is inside.
            self.note(found.path, "used", "the text model's settings are in here")
            for other in config:
                if other != found.path.partition(".")[0]:
                    self.note(other, "ignored", self._outside(other, found.path))

    def _outside(self, key: str, path: str) -> str:
        place = f"outside {path}"
        if self.outer[key] == self.values.get(key) or not concerns_rope(key):
            return place
        return f"it stands {place}, where the text model's code does not look"

    def note(self, key: str, verdict: Verdict, remark: str) -> None:
        """Record a verdict; a contradiction is never overwritten by a milder one."""
        old = self._notes.get(key)
        if old is None or old.verdict != "contradictory":
            self._notes[key] = KeyNote(key, verdict, remark)

    def noted(self, name: str) -> bool:
        """Whether a key at the top level of these settings already has a verdict."""
        return self.prefix + name in self._notes

    def given(self, name: str) -> object:
        """What the config itself says under this key; None where its code does not read it."""
        return None if name in self.family.unread else self.values.get(name)

    def first(self, *names: str, use: str, defaults: bool = True) -> tuple[str, object]:
        """The first of these keys that is not null, noted as used; ("", None) if there is none.

        Another of them with another value is noted as contradictory. Where the config has none,
        the family's default is taken, and noted as assumed.
        """
        found, value = "", None
        for name in names:
            given = self.given(name)
            if given is None:
                continue
            if not found:
                found, value = name, given
                self.note(self.prefix + name, "used", use)
            elif given == value:
                self.note(self.prefix + name, "ignored", f"says the same as {found}")
            else:
                self.note(self.prefix + name, "contradictory", f"{found} says otherwise and wins")
        if found:
            return self.prefix + found, value
        for name in names if defaults else ():
            assumed = self.family.defaults.get(name)
            if assumed is not None and name not in self.family.unread:
                self.note(self.prefix + name, "assumed", self.assumption(assumed))
                return self.prefix + name, assumed
        return "", None

    def assumption(self, value: object) -> str:
        """What is said of a default.

        >>> Keys({"model_type": "gemma"}).assumption(256)[:42]
        '256, what gemma takes where its config is '
        """
        shown = f"{value:.15g}" if isinstance(value, float) else f"{value}"
        return f"{shown}, what {self.model_type} takes where its config is silent"

    def notes(self) -> tuple[KeyNote, ...]:
        """Every key of the config with its verdict, in the file's order, then what was assumed."""
        for key, value in self.values.items():
            if self.prefix + key not in self._notes:
                self.note(self.prefix + key, "ignored", self._left_over(key, value))
        order = {self.prefix + key: rank for rank, key in enumerate(self.values)}

        def rank(note: KeyNote) -> int:  # a.b stands after a
            head = self.prefix + note.key.removeprefix(self.prefix).split(".")[0]
            return order.get(note.key, order.get(head, len(order)))

        return tuple(sorted(self._notes.values(), key=rank))

    def _left_over(self, key: str, value: object) -> str:
        if value is None:
            return "null"
        if key in self.family.unread:
            return self.family.unread[key]
        if concerns_rope(key):
            return "looks like RoPE, but is not known here"
        return "not about the rotation"


__all__ = [
    "BASE",
    "HEADS",
    "HEAD_DIM",
    "HIDDEN_SIZE",
    "LAYERS",
    "LENGTH",
    "LOCAL_BASE",
    "NESTED",
    "PART",
    "KeyNote",
    "Keys",
    "Verdict",
    "concerns_rope",
]
