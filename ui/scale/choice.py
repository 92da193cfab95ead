"""What is chosen on the Scale page, besides the problem: its fields, and when the link decides.

Field texts are kept in session_state under one name, because Streamlit forgets a widget that is
not drawn. Method and pair are the browser's own and not among them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

import streamlit as st

from rope_core import RopeError
from rope_core.extension import METHODS
from rope_core.figures import typed
from rope_core.problem import Reading, model_key
from rope_core.reading.numbers import (
    parse_choice,
    parse_position,
    parse_whole,
    plain,
    read_decimal,
)
from rope_core.scaling.base import MAX_FACTOR
from ui.problem.link import Part, part
from ui.scale.subject import CONFIG, DEFAULT_MODEL, PROBLEM, models_by_key

VIEWS: Mapping[str, str] = {
    "models": "Models",
    "extend": "To N tokens",
    "config": "Your config.json",
    "layers": "Layers",
    "precision": "Precision",
    "reach": "Does it extrapolate?",
}
#: The parameters of a link. An empty one means: as the model has it.
DEFAULTS: Mapping[str, str] = {
    "show": "",
    "beside": "",
    "trained": "",
    "factor": "",
    "view": "models",
    "at": "257",
    "to": "131072",
    "how": "yarn",
}
SHORTEST, LONGEST = 16, 2**24
#: A problem with fewer pairs has nothing between fast and slow.
ENOUGH_PAIRS = 8
_KEY = "scale_{}"
T = TypeVar("T")


@dataclass(frozen=True)
class Choice:
    """What was chosen, read; ``errors`` has what could not be and was replaced."""

    show: str
    beside: str
    trained: int | None
    factor: float | None
    view: str
    at: int
    to: int
    how: str
    errors: Mapping[str, RopeError] = field(default_factory=dict)


def key(name: str) -> str:
    """The name of a field's widget."""
    return _KEY.format(name)


def read_choice(texts: Mapping[str, str], default_show: str, has_config: bool) -> Choice:
    """Read the texts of the fields; what is wrong takes its default and is in ``errors``.

    >>> read_choice({"factor": "4", "at": "-1"}, "llama-2-7b", False).errors["at"].received
    '-1'
    """
    texts = {**DEFAULTS, **texts}
    errors: dict[str, RopeError] = {}

    def read(name: str, parse: Callable[[str, str], T], otherwise: T) -> T:
        try:
            return parse(texts[name], name) if texts[name].strip() else otherwise
        except RopeError as error:
            errors[name] = error
            return otherwise

    def known(text: str, name: str) -> str:
        special = (PROBLEM, CONFIG) if has_config else (PROBLEM,)
        if text in models_by_key() or (name == "show" and text in special):
            return text
        hint = "A pasted config is not in a link." if text == CONFIG else ""
        raise RopeError(name, text, "a model of the list, such as llama-2-7b", hint)

    return Choice(
        read("show", known, default_show),
        read("beside", known, ""),
        read("trained", parse_length, None),
        read("factor", parse_factor, None),
        read("view", _parse_view, DEFAULTS["view"]),
        read("at", parse_position, int(DEFAULTS["at"])),
        read("to", parse_length, int(DEFAULTS["to"])),
        read("how", _parse_method, DEFAULTS["how"]),
        errors,
    )


def parse_length(text: str, name: str) -> int:
    """A trained length in tokens.

    >>> parse_length("8,192", "trained")
    8192
    """
    return parse_whole(text, name, SHORTEST, LONGEST)


def parse_factor(text: str, name: str) -> float:
    """How many times longer.

    >>> parse_factor("2.5", "factor")
    2.5
    """
    value = read_decimal(plain(text).strip())
    if value is None or not 1 <= value <= MAX_FACTOR:
        raise RopeError(name, text, f"a number from 1 to {typed(MAX_FACTOR)}")
    return value


def _parse_method(text: str, name: str) -> str:
    return parse_choice(text, name, METHODS)


def _parse_view(text: str, name: str) -> str:
    if text not in VIEWS:
        raise RopeError(name, text, "one of " + ", ".join(VIEWS))
    return text


# --- the state of the fields --------------------------------------------------------------


def scale_part() -> Part:
    """This page's part of the address."""
    return part("scale", DEFAULTS)


def begin(reading: Reading, has_config: bool) -> Choice:
    """Read the fields, or the link where it is a new one, before they are drawn."""
    state, link = st.session_state, scale_part().asked()
    if "scale" not in state or link is not None:
        state["scale"] = {**DEFAULTS, **(link or {})}
    choice = read_choice(state["scale"], unasked(reading), has_config)
    # A choice from a list cannot show what is not in it.
    shown = {
        "show": choice.show, "beside": choice.beside, "view": choice.view, "how": choice.how,
    }  # fmt: skip
    texts = {name: state["scale"][name] for name in DEFAULTS if name not in shown}
    state.update({key(name): text for name, text in (shown | texts).items()})
    return choice


def unasked(reading: Reading) -> str:
    """What is shown when nobody asked: the course's model, else a problem that shows enough."""
    if reading.model:
        return model_key(reading.model)
    return PROBLEM if reading.problem.spec.pairs >= ENOUGH_PAIRS else DEFAULT_MODEL


def finish(choice: Choice) -> None:
    """Write what was chosen into the address."""
    state = st.session_state
    params = {
        name: text
        for name, text in state["scale"].items()
        if text and text != DEFAULTS[name] and name not in choice.errors
    }
    params.pop("show", None) if choice.show == CONFIG else None
    scale_part().write(params)


def edited(name: str) -> None:
    """Every field's callback. Another model has lengths of its own."""
    state = st.session_state
    scale_part().edited = True
    texts = {name: _text(state[key(name)])}
    if name == "show":
        texts |= {"trained": "", "factor": ""}
    state["scale"] |= texts
    state.update({key(other): text for other, text in texts.items()})


def _text(value: object) -> str:
    return "" if value is None else str(value)
