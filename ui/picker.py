"""The state behind the problem picker: what its fields hold, and when the link decides.

Field texts live in session_state under the names of the link, because they are the keys of
their widgets. Streamlit forgets the key of a widget that is not drawn, so ``texts`` keeps them
all. This module draws nothing; ui/sidebar.py does.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from rope_core import RopeError
from rope_core.fields import parse_head_dim
from rope_core.presets import find_model
from rope_core.problem import (
    BASES,
    DEFAULTS,
    Reading,
    model_key,
    read_problem,
    source_of,
    write_params,
)
from rope_core.real_model import real_model
from rope_core.vectors import format_vector

#: Fields whose widget cannot hold a wrong value; a link can still carry one.
_CHOSEN = ("pairing", "digits", "text", "layer", "head", "model")
#: What a teacher's link can lock, and the fields that are then shown as text.
LOCKS: dict[str, tuple[str, ...]] = {
    "vectors": ("source", "q", "k", "seed", "d", "text", "layer", "head", "model"),
    "m": ("m", "m_token"),
    "n": ("n", "n_token"),
    "base": ("base", "common_base"),
    "pairing": ("pairing",),
    "digits": ("digits",),
}
#: Fields that a published model decides.
_MODELS_OWN = ("source", "d", "base", "pairing", "q", "k")


@dataclass(frozen=True)
class Form:
    """One drawing of the picker.

    ``shown`` is what each widget is to hold. In the ``first`` run of a session it is only the
    widgets' initial value: a browser whose server was restarted sends what its fields hold.
    """

    reading: Reading
    errors: dict[str, RopeError]
    shown: dict[str, object]
    first: bool
    locked: frozenset[str] = frozenset()


def begin(page: str) -> Form:
    """Read the fields (or the link, where it is a new one) before they are drawn."""
    state = st.session_state
    first = "texts" not in state
    for name in state.pop("restored", ()):
        edit(name)
    if not first:
        state["texts"] |= {name: str(state[name]) for name in state["texts"] if name in state}
    link = {name: st.query_params[name] for name in DEFAULTS if name in st.query_params}
    if first or _is_new_link(link, page):
        _adopt(link)
    state["page"], state["edited"] = page, False

    texts = state["texts"]
    reading = read_problem(texts, texts["source"], state.get("reading"))
    errors = dict(reading.errors) | state["link_errors"]
    shown = texts | _following(reading, errors)
    state["texts"] |= {name: str(shown[name]) for name in texts}
    locked = frozenset(field for lock in state["locks"] for field in LOCKS[lock])
    if not first:
        state.update({name: value for name, value in shown.items() if name not in locked})
    return Form(reading, errors, shown, first, locked)


def finish(form: Form) -> Reading:
    """After the fields were drawn: write the link, or read again what a browser brought back."""
    state = st.session_state
    if form.first:
        restored = [
            name for name in form.shown if state.get(name, form.shown[name]) != form.shown[name]
        ]
        if restored:
            state["restored"], state["reading"] = restored, form.reading
            st.rerun()
    params = write_params(form.reading)
    lock = {"lock": ",".join(state["locks"])} if state["locks"] else {}
    here = dict(st.query_params)
    # What is not of the problem (the step) is the browser's; it is handed back as it came.
    kept = {name: text for name, text in here.items() if name not in DEFAULTS and name != "lock"}
    if here != params | kept | lock:
        st.query_params.from_dict(params | kept | lock)
    state["written"] = params
    return form.reading


def _is_new_link(link: dict[str, str], page: str) -> bool:
    """Back and forward in the browser; not a stale address.

    Changing the page empties the address; an edit may overtake its own
    address on the way. Neither is somebody asking for another problem.
    """
    state = st.session_state
    if state["edited"] or link == state["written"]:
        return False
    return bool(link) or page == state["page"]


def _adopt(link: dict[str, str]) -> None:
    state = st.session_state
    reading = read_problem(link)
    state["link_errors"] = {n: e for n, e in reading.errors.items() if n in _CHOSEN}
    texts = {name: link.get(name, default) for name, default in DEFAULTS.items()}
    texts |= {name: DEFAULTS[name] for name in state["link_errors"]}
    # A choice may be spelled loosely in a link ("half-split"); its widget needs the exact one.
    exact = {"pairing": _shown_pairing(reading), "digits": str(reading.digits)}
    exact |= {
        name: reading.fields[name]
        for name in ("text", "layer", "head")
        if reading.source == "real" and name not in reading.errors
    }
    state["texts"] = texts | exact | {"source": source_of(link)}
    state.pop("reading", None)
    _adopt_locks(st.query_params.get("lock", ""))


def _adopt_locks(text: str) -> None:
    state = st.session_state
    wanted = [name.strip() for name in text.split(",") if name.strip()]
    state["locks"] = [name for name in LOCKS if name in wanted]
    if set(wanted) - set(LOCKS):
        state["link_errors"]["lock"] = RopeError("lock", text, "any of " + ", ".join(LOCKS))


def _following(reading: Reading, errors: dict[str, RopeError]) -> dict[str, object]:
    """What the fields that follow from others are to show."""
    problem = reading.problem
    base = f"{problem.spec.base:.17g}"
    shown: dict[str, object] = {
        "common_base": base if base in BASES and "base" not in errors else None
    }
    if reading.source != "own":
        shown |= {"q": format_vector(problem.q), "k": format_vector(problem.k)}
    if (reading.source != "random" or reading.model) and "d" not in errors:
        shown["d"] = str(problem.spec.head_dim)
    if reading.model:
        shown |= {"base": base, "pairing": _shown_pairing(reading)}
    if reading.source == "real":
        shown |= {"m_token": problem.m, "n_token": problem.n}
    return shown


def _shown_pairing(reading: Reading) -> str:
    """Of the two pairings to choose from, the one this spec rotates in."""
    return "interleaved" if reading.problem.spec.pairing == "interleaved" else "half_split"


# --- edits: every field's callback -----------------------------------------------------


def edit(name: str) -> None:
    """Note that a field was edited, forget what was wrong there, and do what follows."""
    state = st.session_state
    state["edited"] = True
    state["link_errors"].pop(name, None)
    reading: Reading = state["reading"]
    if name in _MODELS_OWN and reading.model:
        # Another base, pairing or length is no longer that model's RoPE.
        spec = reading.problem.spec
        kept = {"d": str(spec.head_dim), "base": f"{spec.base:.17g}"}
        _set({"model": ""} | {key: text for key, text in kept.items() if key != name})
    if name in _FOLLOWS:
        _FOLLOWS[name]()


def take_model(name: str) -> None:
    """Make a published model's RoPE the problem's, on every page; "" lets go of it again."""
    state = st.session_state
    state["edited"] = True
    state["link_errors"] = {}
    if not name:
        _set({"model": ""})
        return
    preset = find_model(name)
    spec = preset.spec()
    _set(
        {
            "model": model_key(preset),
            "source": "random",
            "d": str(spec.head_dim),
            "base": f"{spec.base:.17g}",
        }
    )


def _set(texts: dict[str, str]) -> None:
    st.session_state["texts"] |= texts
    st.session_state.update(texts)


def _take_own() -> None:
    _set({"source": "own"})


def _take_base() -> None:
    chosen = st.session_state["common_base"]
    if chosen:
        edit("base")
        _set({"base": chosen})


def _take_token(name: str) -> Callable[[], None]:
    def take() -> None:
        edit(name)
        _set({name: str(st.session_state[f"{name}_token"])})

    return take


def _take_source() -> None:
    state, last = st.session_state, st.session_state["reading"]
    state["link_errors"].pop("d", None)
    if state["source"] == "worked":
        _set({name: DEFAULTS[name] for name in ("m", "n", "base", "pairing")})
    elif state["source"] == "real":
        model = real_model()
        tokens = len(model.texts[int(state["texts"]["text"])].tokens)
        places = {"m": last.problem.m, "n": last.problem.n}
        _set({"base": f"{model.base:.17g}", "pairing": model.pairing})
        _set({name: str(min(at, tokens - 1)) for name, at in places.items()})
    elif state["source"] == "random":
        _set({"d": str(last.problem.spec.head_dim)})


def _take_head_dim() -> None:
    """Another length needs other numbers: random ones, unless numbers were given."""
    state, source = st.session_state, st.session_state["source"]
    if source == "random":
        return
    here = state["reading"].problem.spec.head_dim
    try:
        wanted = parse_head_dim(state["d"], "d")
    except RopeError as error:
        state["link_errors"]["d"] = error
        return
    if wanted == here:
        return
    if source == "worked":
        _set({"source": "random"})
    else:
        whose = "the model's heads have" if source == "real" else "your vectors have"
        state["link_errors"]["d"] = RopeError(
            "d", state["d"], f"{here}: {whose} {here} numbers", "Choose Random for another length."
        )


#: What else changes when a field does.
_FOLLOWS: dict[str, Callable[[], None]] = {
    "q": _take_own,
    "k": _take_own,
    "d": _take_head_dim,
    "source": _take_source,
    "common_base": _take_base,
    "m_token": _take_token("m"),
    "n_token": _take_token("n"),
}
