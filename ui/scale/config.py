"""A pasted config.json: what it means, what became of every key, or why it cannot be."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import streamlit as st

from rope_core import RopeError
from rope_core.config import ConfigReport, read_config
from rope_core.config.keys import LENGTH
from rope_core.config.layers import LayerKind
from rope_core.config.text import MAX_TEXT, parse_config, short_text
from rope_core.errors import received_text
from rope_core.models.presets import find_model
from ui.markdown import error_line
from ui.scale.choice import LONGEST, SHORTEST
from ui.scale.stage import settings, table
from ui.scale.subject import CONFIG, Subject, trained_length
from ui.scale.words import exact, pairing, ranges
from ui.web.stage import stage

Wire = dict[str, object]
_FIELD = "scale_config_text"

_OLD = """{
  "model_type": "llama",
  "hidden_size": 4096,
  "num_attention_heads": 32,
  "num_hidden_layers": 32,
  "vocab_size": 128256,
  "max_position_embeddings": 131072,
  "rope_theta": 500000.0,
  "rope_scaling": {
    "rope_type": "llama3",
    "factor": 8.0,
    "low_freq_factor": 1.0,
    "high_freq_factor": 4.0,
    "original_max_position_embeddings": 8192
  }
}"""


@dataclass(frozen=True)
class Pasted:
    """A text that was pasted, read: the report, or the error; keys that stand there twice."""

    report: ConfigReport | None
    values: Mapping[str, object]
    twice: tuple[str, ...] = ()
    error: RopeError | None = None

    __hash__ = None  # type: ignore[assignment]  # holds a dict


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
            # Such tables depend on the length: the one meant is the longest.
            longest = getattr(report.spec.scaling, "max_position_embeddings", None)
            report = read_config(config, longest)
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
    trained, trained_from = trained_length(said, maximum)
    extended = maximum if said and maximum and maximum > said else None
    name = f"Your config.json: head_dim {spec.head_dim}, base {spec.base:,.17g}"
    return Subject(CONFIG, name, spec, trained, trained_from, extended, maximum)


def _usable(length: int | None) -> int | None:
    return length if length and SHORTEST <= length <= LONGEST else None


def _longest(pasted: Pasted) -> int | None:
    """max_position_embeddings, wherever in the file it stands."""
    assert pasted.report is not None
    for note in pasted.report.notes:
        if note.key.rpartition(".")[2] in LENGTH:
            value = _value(pasted.values, note.key)
            if isinstance(value, int) and not isinstance(value, bool):
                return value
    return None


def show_config(digits: int) -> None:
    """The field, its error beside it, and what the last good text means."""
    state = st.session_state
    if state.get("scale_config") and _FIELD not in state:
        state[_FIELD] = state["scale_config"]
    examples = {
        "Example: old spelling": _OLD,
        "Example: one base per layer type": _example("Gemma 3 27B"),
        "Example: layers without RoPE": _example("SmolLM3 3B", num_hidden_layers=36),
    }
    places = st.columns(len(examples))
    for index, (label, text) in enumerate(examples.items()):
        key = f"scale_example_{index}"
        places[index].button(label, on_click=_fill, args=(text,), width="stretch", key=key)
    text = st.text_area(
        "Your config.json",
        key=_FIELD,
        height=260,
        placeholder='{"head_dim": 128, "rope_theta": 500000.0, …}',
    )
    state["scale_config"] = text
    if not text.strip():
        return
    pasted = read_pasted(text)
    if pasted.error:
        st.error(error_line(pasted.error))
        if not state.get("scale_config_good"):
            return
        st.markdown("Below is what the last text that could be read means.")
        pasted = read_pasted(state["scale_config_good"])
    elif state.get("scale_config_good") != text:
        state["scale_config_good"] = text
        # The list of models above was drawn before this text was there.
        st.rerun()
    assert pasted.report is not None
    stage("scale/config", config_data(pasted, digits))


def _example(name: str, **more: object) -> str:
    return json.dumps(find_model(name).config() | more, indent=2)


def _fill(text: str) -> None:
    st.session_state[_FIELD] = st.session_state["scale_config"] = text


#: What is said of the length that turns are counted in.
_ORIGIN = {
    "said": "",
    "maximum": " (the config's maximum: it does not say on what length the model was trained)",
    "nothing": " (assumed: the config names no length)",
}


def config_data(pasted: Pasted, digits: int) -> Wire:
    """The kinds of layers with their tables, and every key with what became of it."""
    report = pasted.report
    assert report is not None
    subject = config_subject(pasted)
    notes = [
        [note.key, _told_value(pasted.values, note.key), note.verdict, note.remark]
        for note in report.notes
    ]
    twice = [
        [name, "", "contradictory", "stands there twice; the last one counts"]
        for name in pasted.twice
    ]
    count = {
        verdict: sum(1 for row in notes + twice if row[2] == verdict)
        for verdict in ("used", "assumed", "ignored", "contradictory")
    }
    return {
        "warnings": list(report.warnings),
        "known": _known(report),
        "score": _score(report, digits),
        "kinds": [_kind(kind, subject, digits) for kind in report.kinds if kind.layers != ()],
        "notes": twice + notes,
        "count": ", ".join(f"{number} {verdict}" for verdict, number in count.items() if number),
        "length": f"{subject.trained:,}",
        "origin": _ORIGIN[subject.trained_from],
    }


def _known(report: ConfigReport) -> str:
    """Where the pairing was read, as a sentence; empty where it is only assumed, which is told
    among the warnings."""
    if not report.pairing_known:
        return ""
    remark = next(
        note.remark
        for note in report.notes
        if note.key.rpartition(".")[2] == "model_type" and note.verdict == "used"
    )
    return f"{remark[0].upper()}{remark[1:]}."


def _score(report: ConfigReport, digits: int) -> str:
    """What else the score is made of, besides the turned vectors."""
    score, width = report.score, report.spec.head_dim
    shown = exact(score.value, digits)
    same = "=" if float(shown.replace("−", "-").replace(",", "")) == score.value else "≈"
    line = f"Scores are multiplied by {shown} {same} {score.formula}"
    if not score.usual and not score.formula.startswith(f"1/√{width}"):
        line += f", not by 1/√{width}"
    if score.cap is not None:
        cap = exact(score.cap, digits)
        line += f"; then each becomes {cap} × tanh(score / {cap})"
    return line + "."


def _kind(kind: LayerKind, subject: Subject, digits: int) -> Wire:
    spec = kind.spec
    said: Wire = {"name": kind.name.replace("_", " "), "layers": _numbers(kind.layers)}
    if spec is None:
        return said | {"line": "These layers are not rotated: they know no positions.", "w": ""}
    scaling = spec.scaling
    name = scaling.title if scaling else "no scaling"
    part = (
        ""
        if spec.rotary_dim == spec.head_dim
        else f" of which the {spec.features} {spec.rotary_dim} are rotated"
    )
    line = (
        f"head_dim {spec.head_dim}{part}, base {spec.base:,.17g}, {pairing(spec.pairing)}; {name}"
        + (f" ({settings(scaling, digits)})." if scaling else ".")
        + (" Position m turns by −m × inv_freq, the other way round." if spec.backwards else "")
    )
    return said | {"line": line, **table(spec, subject.trained, digits)}


def _numbers(layers: tuple[int, ...] | None) -> str:
    """Which layers, as far as the config says.

    >>> _numbers((0, 1, 2, 4)), _numbers(None)
    ('4 layers: 0 to 2, 4', '')
    """
    if layers is None:
        return ""
    return f"{len(layers)} layer{'' if len(layers) == 1 else 's'}: {ranges(layers)}"


#: Made once: a config may have two thousand values.
_as_json = json.JSONEncoder(ensure_ascii=False).encode


def _told_value(values: Mapping[str, object], key: str) -> str:
    value = _value(values, key)
    return "" if value is _NOTHING else received_text(_as_json(value))


_NOTHING = object()


def _value(values: Mapping[str, object], key: str) -> object:
    """What stands under a key such as rope_scaling.factor."""
    if key in values:
        return values[key]
    head, _, rest = key.partition(".")
    inner = values.get(head)
    return _value(inner, rest) if rest and isinstance(inner, Mapping) else _NOTHING
