"""The state behind the problem picker: what its fields hold, and when the link decides.

Field texts live in session_state under the names of the link, because they are the keys of
their widgets. Streamlit forgets the key of a widget that is not drawn, so ``texts`` keeps them
all. This module draws nothing; ui/problem/sidebar.py does.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import streamlit as st

from rope_core import RopeError
from rope_core.problem import (
    BASES,
    DEFAULTS,
    SOURCE_FIELDS,
    Reading,
    Source,
    read_problem,
    source_of,
    write_params,
)
from rope_core.reading.vectors import format_vector
from ui.problem.edits import problem_part, put, session, take_edits

#: Fields whose widget cannot hold a wrong value; a link can still carry one.
_CHOSEN = ("pairing", "digits", "text", "layer", "head", "stext", "shead", "model", "config")
#: Fields that a beginner does not change.
REST = frozenset({"d", "base", "pairing", "digits"})
#: What a teacher's link can lock, and the fields that are then shown as text.
LOCKS: dict[str, tuple[str, ...]] = {
    "vectors": (
        "source",
        "q",
        "k",
        "seed",
        "d",
        "text",
        "layer",
        "head",
        "stext",
        "shead",
        "model",
        "config",
    ),
    "m": ("m", "m_token"),
    "n": ("n", "n_token"),
    "base": ("base", "common_base"),
    "pairing": ("pairing",),
    "digits": ("digits",),
}


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
    #: Whether something is kept from before a model was taken.
    returns: bool = False
    #: Fields whose value Streamlit sends by itself.
    set_now: frozenset[str] = frozenset()


def begin() -> Form:
    """Read the fields (or the link, where it is a new one) before they are drawn.

    What was read is the session's ``reading``, for the page and for the next edit.
    """
    mine = session()
    first = not mine.texts
    take_edits()
    link = problem_part().asked()
    last = st.session_state.get("reading")
    if first or link is not None:
        _adopt(link or {})
        last = None

    texts = mine.texts
    reading = read_problem(texts, cast("Source", texts["source"]), last)
    # Before anything is drawn: there the run may be broken off by an edit, which looks at it.
    st.session_state["reading"] = reading
    errors = dict(reading.errors) | mine.link_errors
    shown = texts | _following(reading, errors)
    mine.texts = {name: str(shown[name]) for name in texts}
    locked = frozenset(field for lock in mine.locks for field in LOCKS[lock])
    if not first:
        hidden = locked | _not_drawn(reading.source)
        put({name: value for name, value in shown.items() if name not in hidden})
    returns, set_now = bool(mine.before), frozenset(mine.set_now)
    return Form(reading, errors, shown, first, locked, returns, set_now)


def finish(form: Form) -> None:
    """After the fields were drawn: write the link, or read again what a browser brought back."""
    state, mine = st.session_state, session()
    if form.first:
        restored = [
            name for name in form.shown if state.get(name, form.shown[name]) != form.shown[name]
        ]
        if restored:
            mine.edits = restored
            st.rerun()
    lock = {"lock": ",".join(mine.locks)} if mine.locks else {}
    problem_part().write(write_params(form.reading) | lock)


def _not_drawn(source: Source) -> frozenset[str]:
    """Fields of the link that another source of vectors has."""
    fields: dict[Source, set[str]] = {
        "random": {"seed"},
        "real": {"text", "layer", "head"},
        "smollm2": {"stext", "shead"},
    }
    others = (names for name, names in fields.items() if name != source)
    return frozenset({"model", "config"}.union(*others))


def _adopt(link: dict[str, str]) -> None:
    mine = session()
    reading = read_problem(link)
    mine.link_errors = {n: e for n, e in reading.errors.items() if n in _CHOSEN}
    texts = {name: link.get(name, default) for name, default in DEFAULTS.items()}
    texts |= {name: DEFAULTS[name] for name in mine.link_errors}
    # A choice may be spelled loosely in a link ("half-split"); its widget needs the exact one.
    exact = {"pairing": _shown_pairing(reading), "digits": str(reading.digits)}
    exact |= {
        name: reading.fields[name]
        for name in SOURCE_FIELDS[reading.source]
        if reading.source in ("real", "smollm2") and name not in reading.errors
    }
    mine.texts = texts | exact | {"source": source_of(link)}
    mine.unfolded = bool(REST & link.keys())
    mine.before = {}
    _adopt_locks(link.get("lock", ""))


def _adopt_locks(text: str) -> None:
    mine = session()
    wanted = [name.strip() for name in text.split(",") if name.strip()]
    mine.locks = [name for name in LOCKS if name in wanted]
    if set(wanted) - set(LOCKS):
        mine.link_errors["lock"] = RopeError("lock", text, "any of " + ", ".join(LOCKS))


def _following(reading: Reading, errors: dict[str, RopeError]) -> dict[str, object]:
    """What the fields that follow from others are to show."""
    problem = reading.problem
    base = f"{problem.spec.base:.17g}"
    shown: dict[str, object] = {
        "common_base": base if base in BASES and "base" not in errors else None
    }
    if reading.source != "own":
        shown |= {"q": format_vector(problem.q), "k": format_vector(problem.k)}
    if (reading.source != "random" or reading.taken) and "d" not in errors:
        shown["d"] = str(problem.spec.head_dim)
    if reading.taken:
        shown |= {"base": base, "pairing": _shown_pairing(reading)}
    if reading.source in ("real", "smollm2"):
        shown |= {"m_token": problem.m, "n_token": problem.n}
    return shown


def _shown_pairing(reading: Reading) -> str:
    """Of the two pairings to choose from, the one this spec rotates in."""
    return "interleaved" if reading.problem.spec.pairing == "interleaved" else "half_split"
