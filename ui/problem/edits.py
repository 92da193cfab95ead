"""What an edit of a field brings with it, and what the server itself puts into the fields.

A field of the browser can be behind: it was set here, and the next edit, elsewhere, comes back
before the browser has heard of it, with what that field held before. Streamlit calls that an
edit too. ``put`` remembers what a field held, and ``take_edits`` tells such an echo from an edit.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from rope_core import RopeError, RopeSpec
from rope_core.models.presets import find_model
from rope_core.models.real_model import real_model
from rope_core.models.smollm2 import smollm2
from rope_core.problem import DEFAULTS, Reading, model_key
from rope_core.reading.numbers import parse_head_dim
from ui.app.turns import Used
from ui.problem.link import Part, part

#: Fields that a published model decides.
_MODELS_OWN = ("source", "d", "base", "pairing", "q", "k")
#: Fields that say where the vectors come from.
_VECTORS = ("source", "q", "k", "seed", "text", "layer", "head", "stext", "shead")
_RESTORED = (*_VECTORS, "d", "base", "pairing")
_NO_MODEL = {"model": "", "config": ""}
#: What a field holds that Streamlit knows nothing of.
_NOTHING = object()


@dataclass
class Session:
    """What a session remembers beside its fields.

    In one place, because Streamlit goes through all of session_state for every field it draws.
    """

    #: What each field of the link holds, drawn or not.
    texts: dict[str, str] = field(default_factory=dict)
    #: Whether what a beginner does not change is open in the sidebar: a link changed it, or it was
    #: wrong once.
    unfolded: bool = False
    #: What was wrong in the link with fields that cannot show it.
    link_errors: dict[str, RopeError] = field(default_factory=dict)
    locks: list[str] = field(default_factory=list)
    #: What the fields held before a model's rotation took their place.
    before: dict[str, str] = field(default_factory=dict)
    #: Fields edited since the last run.
    edits: list[str] = field(default_factory=list)
    #: Fields set here in the last run: what to, and what they held before.
    put: dict[str, tuple[object, tuple[object, ...]]] = field(default_factory=dict)
    #: Fields that this run has set: Streamlit sends their value by itself.
    set_now: set[str] = field(default_factory=set)
    #: Streamlit's menu, and what it was made for.
    menu: tuple[tuple[bool, bool], Any] | None = None
    #: Whether the link was a student's: their menu has no pages for teachers.
    student: bool = False
    in_app: bool = False
    #: The line to a live class, where Streamlit's connection carries it.
    polled: object = None
    #: What it has used lately of the processor that all share.
    used: Used = field(default_factory=Used)


def session() -> Session:
    try:
        mine: Session = st.session_state["session"]
    except KeyError:
        mine = st.session_state["session"] = Session()
    return mine


def problem_part() -> Part:
    """The problem's part of the address."""
    return part("problem", (*DEFAULTS, "lock"))


def note_edit(name: str) -> None:
    """Every field's callback: what follows is done when the next run has all edits."""
    session().edits.append(name)


def take_edits() -> None:
    """Do what follows from the edits; a field that only repeats what it held is put right."""
    state, mine = st.session_state, session()
    edits, put_before = mine.edits, mine.put
    mine.edits, mine.put, mine.set_now = [], {}, set()
    for name in edits:
        wanted, held = put_before.get(name, (None, ()))
        # Alone it is an edit: then somebody took back what was put there.
        if len(edits) > 1 and state[name] in held:
            put({name: wanted})
        else:
            _edit(name)


def put(values: Mapping[str, object]) -> None:
    """Set fields that do not hold these values already.

    Only those: what is set goes to the browser, where it takes the place of what was typed in
    the meantime.
    """
    state, mine = st.session_state, session()
    for name, value in values.items():
        before = state.get(name, _NOTHING)
        if before == value:
            continue
        if before is not _NOTHING:
            _, held = mine.put.get(name, (None, ()))
            mine.put[name] = (value, (*held, before))
        state[name] = value
        mine.set_now.add(name)


def _edit(name: str) -> None:
    """Forget what was wrong with a field, and do what follows from its edit."""
    mine = session()
    problem_part().edited = True
    mine.link_errors.pop(name, None)
    if name in mine.texts:
        mine.texts[name] = str(st.session_state[name])
    reading: Reading = st.session_state["reading"]
    if name in _VECTORS:
        # Other vectors were chosen: those from before a model are no longer waited for.
        mine.before = {}
    if name in _MODELS_OWN and reading.taken:
        # Another base, pairing or length is no longer that model's RoPE.
        spec = reading.problem.spec
        kept = {"d": str(spec.head_dim), "base": f"{spec.base:.17g}"}
        _set(_NO_MODEL | {key: text for key, text in kept.items() if key != name})
    if name in _FOLLOWS:
        _FOLLOWS[name]()


def take_model(name: str) -> None:
    """Make a published model's RoPE the problem's, on every page."""
    preset = find_model(name)
    _take_rotation({"model": model_key(preset)}, preset.spec())


def take_config(text: str, spec: RopeSpec) -> None:
    """Make the RoPE of a pasted config the problem's; the text is what the link carries of it."""
    _take_rotation({"config": text}, spec)


def _take_rotation(source: Mapping[str, str], spec: RopeSpec) -> None:
    """A head of another size needs other vectors: random ones, and let_go brings the old back."""
    mine = session()
    reading: Reading = st.session_state["reading"]
    problem_part().edited, mine.link_errors = True, {}
    if not mine.before:
        mine.before = dict(mine.texts)
    fits = reading.problem.spec.head_dim == spec.head_dim and reading.source in ("own", "random")
    vectors = {} if fits else {"source": "random", "d": str(spec.head_dim)}
    _set({**_NO_MODEL, **vectors, "base": f"{spec.base:.17g}", **source})


def let_go() -> None:
    """Let go of the model; what its rotation took the place of comes back."""
    mine = session()
    problem_part().edited, mine.link_errors = True, {}
    before, mine.before = mine.before, {}
    names = [*_RESTORED, *(("m", "n") if before.get("source") in ("real", "smollm2") else ())]
    _set({name: before[name] for name in names if name in before} | _NO_MODEL)


def _set(texts: dict[str, str]) -> None:
    session().texts |= texts
    put(texts)


def _take_own() -> None:
    _set({"source": "own"})


def _take_base() -> None:
    chosen = st.session_state["common_base"]
    if chosen:
        _edit("base")
        _set({"base": chosen})


def _take_token(name: str) -> Callable[[], None]:
    def take() -> None:
        _edit(name)
        _set({name: str(st.session_state[f"{name}_token"])})

    return take


def _take_source() -> None:
    state, last = st.session_state, st.session_state["reading"]
    session().link_errors.pop("d", None)
    if state["source"] == "worked":
        _set({name: DEFAULTS[name] for name in ("m", "n", "base", "pairing")})
    elif state["source"] in ("real", "smollm2"):
        model = real_model() if state["source"] == "real" else smollm2().spec
        _set({"base": f"{model.base:.17g}", "pairing": model.pairing})
        _stay_in_sentence()
    elif state["source"] == "random":
        _set({"d": str(last.problem.spec.head_dim)})


def _stay_in_sentence() -> None:
    """A place past the end of the sentence becomes its last token's."""
    texts = session().texts
    if st.session_state["source"] == "real":
        last = len(real_model().texts[int(texts["text"])].tokens) - 1
    else:
        last = len(smollm2().texts[int(texts["stext"])].tokens) - 1
    problem = st.session_state["reading"].problem
    for name, at in (("m", problem.m), ("n", problem.n)):
        session().link_errors.pop(name, None)
        _set({name: str(min(at, last))})


def _take_head_dim() -> None:
    """Another length needs other numbers: random ones, unless numbers were given."""
    state, source = st.session_state, st.session_state["source"]
    if source == "random":
        return
    here = state["reading"].problem.spec.head_dim
    try:
        wanted = parse_head_dim(state["d"], "d")
    except RopeError as error:
        session().link_errors["d"] = error
        return
    if wanted == here:
        return
    if source == "worked":
        _set({"source": "random"})
    else:
        owner = "the model's heads have" if source in ("real", "smollm2") else "your vectors have"
        session().link_errors["d"] = RopeError(
            "d", state["d"], f"{here}: {owner} {here} numbers", "Choose Random for another length."
        )


#: What else changes when a field does.
_FOLLOWS: dict[str, Callable[[], None]] = {
    "q": _take_own,
    "k": _take_own,
    "d": _take_head_dim,
    "source": _take_source,
    "text": _stay_in_sentence,
    "stext": _stay_in_sentence,
    "common_base": _take_base,
    "m_token": _take_token("m"),
    "n_token": _take_token("n"),
}
