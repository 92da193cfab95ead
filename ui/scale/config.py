"""A pasted config.json: what it means, what became of every key, or why it cannot be."""

from __future__ import annotations

import json

import streamlit as st

from rope_core.config import ConfigReport
from rope_core.config.keys import LAYERS
from rope_core.config.layers import LayerKind
from rope_core.counts import counted
from rope_core.errors import received_text
from rope_core.figures import base_text, typed
from rope_core.models.presets import find_model
from rope_core.scaling.base import Scaling
from ui.markdown import error_line
from ui.numbers import shown
from ui.scale.choice import LONGEST, SHORTEST
from ui.scale.pasted import NOTHING, Pasted, config_subject, read_pasted, unusable_length
from ui.scale.stage import settings, table
from ui.scale.subject import Subject
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
    "settings": " (its scaling counts from them)",
    "maximum": " (the config's maximum: it does not say on what length the model was trained)",
    "nothing": " (assumed: the config names no length)",
}


def config_data(pasted: Pasted, digits: int) -> Wire:
    """The kinds of layers with their tables, and every key with what became of it."""
    report = pasted.report
    assert report is not None
    subject = config_subject(pasted)
    notes = [
        [note.key, _told_value(pasted, note.key), note.verdict, note.remark]
        for note in report.notes
    ]
    twice = [
        [name, "", "contradictory", "stands there twice; the last one counts"]
        for name in pasted.twice
    ]
    assumed = any(
        note.verdict == "assumed" and note.key.rpartition(".")[2] in LAYERS for note in report.notes
    )
    count = {
        verdict: sum(1 for row in notes + twice if row[2] == verdict)
        for verdict in ("used", "assumed", "ignored", "contradictory")
    }
    return {
        "warnings": list(report.warnings),
        "known": _known(report),
        "score": _score(report, digits),
        "kinds": [
            _kind(kind, subject, digits, assumed) for kind in report.kinds if kind.layers != ()
        ],
        "notes": twice + notes,
        "count": ", ".join(f"{number} {verdict}" for verdict, number in count.items() if number),
        "length": f"{subject.trained:,}",
        "origin": _origin(pasted, subject),
    }


def _origin(pasted: Pasted, subject: Subject) -> str:
    """Where the length is from that turns are counted in."""
    other = unusable_length(pasted)
    if subject.trained_from == "nothing" and other is not None:
        named = typed(other).replace("-", "−")
        return (
            f" (assumed: the config names {named}, and what can be shown is {SHORTEST:,} to "
            f"{LONGEST:,} tokens)"
        )
    return _ORIGIN[subject.trained_from]


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
    times = exact(score.value, digits)
    same = "=" if float(shown(times)) == score.value else "≈"
    line = f"Scores are multiplied by {times} {same} {score.formula}"
    if not score.usual and not score.formula.startswith(f"1/√{width}"):
        line += f", not by 1/√{width}"
    if score.cap is not None:
        cap = exact(score.cap, digits)
        line += f"; then each becomes {cap} × tanh(score / {cap})"
    return line + "."


def _kind(kind: LayerKind, subject: Subject, digits: int, assumed: bool) -> Wire:
    spec = kind.spec
    said: Wire = {"name": kind.name.replace("_", " "), "layers": _numbers(kind.layers, assumed)}
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
        f"head_dim {spec.head_dim}{part}, base {base_text(spec.base)}, "
        f"{pairing(spec.pairing)}; {name}"
        + (f" ({settings(scaling, digits)})." if scaling else ".")
        + _at_length(scaling)
        + (" Position m turns by −m × inv_freq, the other way round." if spec.backwards else "")
    )
    return said | {"line": line, **table(spec, subject.trained, digits)}


def _at_length(scaling: Scaling | None) -> str:
    """For which length a table is that is another one for every length: no config says it."""
    length = getattr(scaling, "seq_len", None)
    if length is None:
        return ""
    return f" seq_len is in no config: a text of {counted(length, 'token')} is assumed."


def _numbers(layers: tuple[int, ...] | None, assumed: bool = False) -> str:
    """Which layers, as far as the config says; how many there are may be assumed.

    >>> _numbers((0, 1, 2, 4)), _numbers(None), _numbers((0, 1), assumed=True)
    ('4 layers: 0 to 2, 4', '', '2 layers, as is assumed: 0 to 1')
    """
    if layers is None:
        return ""
    taken = ", as is assumed" if assumed else ""
    return f"{counted(len(layers), 'layer')}{taken}: {ranges(layers)}"


#: Made once: a config may have two thousand values.
_as_json = json.JSONEncoder(ensure_ascii=False).encode


def _told_value(pasted: Pasted, key: str) -> str:
    value = pasted.value(key)
    return "" if value is NOTHING else received_text(_as_json(value))
