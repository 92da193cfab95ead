"""The config.json that was pasted: read, and kept for the session."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import streamlit as st

from rope_core import RopeError
from rope_core.config import ConfigReport, read_config
from rope_core.config.keys import LENGTH
from rope_core.config.scaling import ORIGINAL
from rope_core.config.text import MAX_TEXT, parse_config, short_text
from rope_core.figures import base_text
from ui.scale.choice import LONGEST, SHORTEST
from ui.scale.subject import CONFIG, Subject, at_its_length, trained_length

#: What stands under a key that is not there.
NOTHING = object()


@dataclass(frozen=True)
class Pasted:
    """A text that was pasted, read: the report, or the error; keys that stand there twice."""

    report: ConfigReport | None
    values: Mapping[str, object]
    twice: tuple[str, ...] = ()
    error: RopeError | None = None

    __hash__ = None  # type: ignore[assignment]  # holds a dict

    def value(self, key: str) -> object:
        """What stands under a key such as rope_scaling.factor; else NOTHING."""
        return _value(self.values, key)


def read_pasted(text: str) -> Pasted:
    """Read a pasted config; never raises.

    >>> read_pasted('{"head_dim": 8}').report.spec.head_dim
    8
    >>> read_pasted('{"head_dim": 7}').error.field
    'head_dim'
    """
    # What is refused for its length is no cache's to keep.
    return _read(text) if len(text) <= MAX_TEXT else _read.__wrapped__(text)


@lru_cache(maxsize=32)
def _read(text: str) -> Pasted:
    twice: list[str] = []

    def once(pairs: list[tuple[str, object]]) -> dict[str, object]:
        count = Counter(name for name, _ in pairs)
        twice.extend(name for name, times in count.items() if times > 1)
        return dict(pairs)

    try:
        config = parse_config(text, once)
        report = read_config(config)
        if "seq_len" in {p.name for s in [report.spec.scaling] if s for p in s.parameters()}:
            # Such tables depend on the length: the one meant is the longest that is shown.
            reached = config_subject(Pasted(report, config)).spec.scaling
            report = read_config(config, getattr(reached, "seq_len", None))
    except RopeError as error:
        return Pasted(None, {}, tuple(twice), error)
    return Pasted(report, config, tuple(twice))


def kept_config() -> Subject | None:
    """What the last good config means, to be shown like a model."""
    good = st.session_state.get("scale_config_good", "")
    return config_subject(read_pasted(good)) if good else None


def config_text() -> str:
    """The last good config as the problem can carry it in a link."""
    return _short_text(good_text())


def good_text() -> str:
    """The last config that could be read, whole."""
    text: str = st.session_state["scale_config_good"]
    return text


@lru_cache(maxsize=32)
def _short_text(text: str) -> str:
    return short_text(parse_config(text))


def config_subject(pasted: Pasted) -> Subject:
    """A config's RoPE with the lengths it names."""
    report = pasted.report
    assert report is not None
    spec = report.spec
    original = getattr(spec.scaling, "original_max_position_embeddings", None)
    longest = _longest(pasted)
    said, maximum = _usable(original), _usable(longest)
    if _is_assumed(report, ORIGINAL):  # no setting counts from it
        trained, trained_from = trained_length(None, maximum)
        trained = trained if maximum else (said or trained)
        said = None
    else:
        trained, trained_from = trained_length(said, maximum)
        # No source says it: the scaling counts from it.
        trained_from = "settings" if said else trained_from
    extended = maximum if said and maximum and maximum > said else None
    name = f"Your config.json: head_dim {spec.head_dim}, base {base_text(spec.base)}"
    return at_its_length(Subject(CONFIG, name, spec, trained, trained_from, extended, maximum))


def _is_assumed(report: ConfigReport, name: str) -> bool:
    """Whether a key is none of the config's own."""
    return any(
        note.verdict == "assumed" and note.key.rpartition(".")[2] == name for note in report.notes
    )


def unusable_length(pasted: Pasted) -> int | None:
    """The longest context that a config names, where none so long can be shown."""
    longest = _longest(pasted)
    return longest if _usable(longest) is None else None


def _usable(length: int | None) -> int | None:
    return length if length and SHORTEST <= length <= LONGEST else None


def _longest(pasted: Pasted) -> int | None:
    """max_position_embeddings, wherever in the file it stands."""
    assert pasted.report is not None
    for note in pasted.report.notes:
        if note.key.rpartition(".")[2] in LENGTH:
            value = pasted.value(note.key)
            if isinstance(value, float) and value.is_integer():
                return int(value)
            if isinstance(value, int) and not isinstance(value, bool):
                return value
    return None


def _value(values: Mapping[str, object], key: str) -> object:
    if key in values:
        return values[key]
    head, _, rest = key.partition(".")
    inner = values.get(head)
    return _value(inner, rest) if rest and isinstance(inner, Mapping) else NOTHING
