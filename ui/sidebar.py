"""The problem picker. Field texts live in session_state under the names of the link."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from rope_core import RopeError
from rope_core.fields import parse_head_dim
from rope_core.presets import find_model
from rope_core.problem import (
    BASES,
    DEFAULTS,
    PAIRINGS,
    Reading,
    Source,
    model_key,
    read_problem,
    source_of,
    write_params,
)
from rope_core.real_model import real_model
from rope_core.vectors import format_vector

SOURCES: dict[Source, str] = {
    "worked": "Worked example",
    "real": "A real model",
    "own": "Your own numbers",
    "random": "Random",
}
#: Fields whose widget cannot hold a wrong value; a link can still carry one.
_CHOSEN = ("pairing", "digits", "text", "layer", "head", "model")
#: Fields that a published model decides.
_MODELS_OWN = ("source", "d", "base", "pairing", "q", "k")


def read_and_show(page: str) -> Reading:
    """Draw the picker, return what it says, and write that into the address."""
    state = st.session_state
    link = {name: st.query_params[name] for name in DEFAULTS if name in st.query_params}
    if _is_new_link(link, page):
        _adopt(link)
    state["page"], state["edited"] = page, False

    texts = {name: str(state[name]) for name in DEFAULTS}
    reading = read_problem(texts, state["source"], state.get("reading"))
    errors = dict(reading.errors) | state["link_errors"]
    _fill(reading, errors)
    _draw(reading, errors)

    params = write_params(reading)
    if link != params:
        # What is not of the problem (the step) is the browser's; it is handed back as it came.
        kept = {name: text for name, text in st.query_params.items() if name not in DEFAULTS}
        st.query_params.from_dict(params | kept)
    state["written"] = params
    return reading


def _is_new_link(link: dict[str, str], page: str) -> bool:
    """A first visit, or back and forward in the browser; not a stale address.

    Changing the page empties the address; an edit may overtake its own
    address on the way. Neither is somebody asking for another problem.
    """
    state = st.session_state
    if "source" not in state:
        return True
    return (
        not state["edited"] and link != state["written"] and (bool(link) or page == state["page"])
    )


def _adopt(link: dict[str, str]) -> None:
    state = st.session_state
    reading = read_problem(link)
    for name, default in DEFAULTS.items():
        state[name] = link.get(name, default)
    state["source"] = source_of(link)
    state["link_errors"] = {n: e for n, e in reading.errors.items() if n in _CHOSEN}
    for name in state["link_errors"]:
        state[name] = DEFAULTS[name]
    # A choice may be spelled loosely in a link ("half-split"); its widget needs the exact one.
    state["pairing"] = reading.problem.spec.pairing
    state["digits"] = str(reading.digits)
    state.pop("reading", None)


def take_model(name: str) -> None:
    """Make a published model's RoPE the problem's, on every page; "" lets go of it again."""
    state = st.session_state
    state["edited"] = True
    state["link_errors"] = {}
    state["model"] = model_key(find_model(name)) if name else ""
    state["source"] = "random" if name else state["source"]
    if name:
        spec = find_model(name).spec()
        state.update({"d": str(spec.head_dim), "base": f"{spec.base:.17g}"})


def _edit(name: str, then: Callable[[], None] | None = None) -> None:
    """Every field's callback: note the edit, forget what was wrong there."""
    state = st.session_state
    state["edited"] = True
    state["link_errors"].pop(name, None)
    if name in _MODELS_OWN and state["reading"].model:
        # Another base, pairing or length is no longer that model's RoPE.
        spec = state["reading"].problem.spec
        kept = {"d": str(spec.head_dim), "base": f"{spec.base:.17g}"}
        state.update({"model": ""} | {key: text for key, text in kept.items() if key != name})
    if then:
        then()


def _take_own() -> None:
    st.session_state["source"] = "own"


def _take_base() -> None:
    if st.session_state["common_base"]:
        st.session_state["base"] = st.session_state["common_base"]


def _take_token(name: str) -> Callable[[], None]:
    def take() -> None:
        chosen = st.session_state[f"{name}_token"]
        if chosen is not None:
            st.session_state[name] = str(chosen)

    return take


def _take_source() -> None:
    state, last = st.session_state, st.session_state["reading"]
    state["link_errors"].pop("d", None)
    if state["source"] == "worked":
        state.update({name: DEFAULTS[name] for name in ("m", "n", "base", "pairing")})
    elif state["source"] == "real":
        model = real_model()
        tokens = len(model.texts[int(state["text"])].tokens)
        state.update({"base": f"{model.base:.17g}", "pairing": model.pairing})
        places = {"m": last.problem.m, "n": last.problem.n}
        state.update({name: str(min(at, tokens - 1)) for name, at in places.items()})
    elif state["source"] == "random":
        state["d"] = str(last.problem.spec.head_dim)


def _take_head_dim() -> None:
    """Another length needs other numbers: random ones, unless numbers were given."""
    state, source = st.session_state, st.session_state["source"]
    if source == "random":
        return
    here = st.session_state["reading"].problem.spec.head_dim
    try:
        wanted = parse_head_dim(state["d"], "d")
    except RopeError as error:
        state["link_errors"]["d"] = error
        return
    if wanted == here:
        return
    if source == "worked":
        state["source"] = "random"
    else:
        whose = "the model's heads have" if source == "real" else "your vectors have"
        state["link_errors"]["d"] = RopeError(
            "d", state["d"], f"{here}: {whose} {here} numbers", "Choose Random for another length."
        )


def _fill(reading: Reading, errors: dict[str, RopeError]) -> None:
    """Let the fields that follow from others show what is in use."""
    state, problem = st.session_state, reading.problem
    if reading.source != "own":
        state["q"], state["k"] = format_vector(problem.q), format_vector(problem.k)
    if (reading.source != "random" or reading.model) and "d" not in errors:
        state["d"] = str(problem.spec.head_dim)
    if reading.model:
        state["base"] = f"{problem.spec.base:.17g}"
        spread = problem.spec.pairing != "interleaved"
        state["pairing"] = "half_split" if spread else "interleaved"
    base = f"{problem.spec.base:.17g}"
    state["common_base"] = base if base in BASES and "base" not in errors else None
    if reading.source == "real":
        state["m_token"], state["n_token"] = problem.m, problem.n


def _draw(reading: Reading, errors: dict[str, RopeError]) -> None:
    def complain(*names: str) -> None:
        for name in names:
            if name in errors:
                st.error(told(errors[name]))

    # No help= anywhere here: its button would take the field's accessible name as well.
    def text(label: str, name: str, then: Callable[[], None] | None = None, say: str = "") -> None:
        st.text_input(label, key=name, on_change=_edit, args=(name, then), placeholder=say)

    if reading.model:
        st.markdown(f"RoPE of **{reading.model.name}**")
    if reading.model or "model" in errors:
        st.button("Let go of this model", on_click=take_model, args=("",), width="stretch")
    complain("model")
    st.selectbox(
        "Vectors",
        list(SOURCES),
        format_func=SOURCES.__getitem__,
        key="source",
        on_change=_edit,
        args=("source", _take_source),
    )
    if reading.source == "real":
        _draw_real(reading)
        complain("text", "layer", "head")
    if reading.source == "random":
        text("Seed", "seed", say="the same seed, the same vectors")
        complain("seed")
    paste = "paste numbers, a list or a tensor"
    text("Query vector q", "q", _take_own, paste)
    complain("q")
    text("Key vector k", "k", _take_own, paste)
    complain("k")
    left, right = st.columns(2)
    with left:
        text("Query position m", "m")
    with right:
        text("Key position n", "n")
    complain("m", "n")
    left, right = st.columns(2)
    with left:
        text("Head dimension", "d", _take_head_dim)
    with right:
        text("Base", "base")
    complain("d", "base")
    st.pills(
        "Usual values",
        BASES,
        key="common_base",
        on_change=_edit,
        args=("base", _take_base),
        format_func=lambda base: {"100": "100 (toy)"}.get(base, f"{int(base):,}"),
        label_visibility="collapsed",
    )
    st.segmented_control(
        "Pairing",
        PAIRINGS,
        key="pairing",
        on_change=_edit,
        args=("pairing",),
        required=True,
        width="stretch",
    )
    complain("pairing")
    st.segmented_control(
        "Digits",
        [str(digits) for digits in range(3, 9)],
        key="digits",
        on_change=_edit,
        args=("digits",),
        required=True,
        width="stretch",
    )
    complain("digits")


def _draw_real(reading: Reading) -> None:
    model = real_model()
    st.selectbox(
        "Sentence",
        [str(index) for index in range(len(model.texts))],
        format_func=lambda index: model.texts[int(index)].text,
        key="text",
        on_change=_edit,
        args=("text",),
    )
    for column, name, size in zip(
        st.columns(2), ("layer", "head"), (model.layers, model.heads), strict=True
    ):
        column.selectbox(
            name.capitalize(),
            [str(i) for i in range(size)],
            key=name,
            on_change=_edit,
            args=(name,),
        )
    tokens = model.texts[int(st.session_state["text"])].tokens
    for label, name in (("Query token", "m"), ("Key token", "n")):
        st.pills(
            label,
            range(len(tokens)),
            # The place makes two equal tokens two choices.
            format_func=lambda index: f"{index} {verbatim(tokens[index])}",
            key=f"{name}_token",
            on_change=_edit,
            args=(name, _take_token(name)),
            required=True,
        )


def told(error: RopeError) -> str:
    """An error as Markdown in which nothing of what was typed is Markdown."""
    line = f"{error.field}: received {verbatim(error.received)}; allowed: {error.allowed}."
    return f"{line} {error.hint}" if error.hint else line


def verbatim(text: str) -> str:
    """Text as a Markdown code span, whatever it contains."""
    fence = "`" * (max(map(len, text.split("`"))) + 1) if "`" in text else "`"
    while fence in text:
        fence += "`"
    return f"{fence} {text} {fence}" if "`" in text else f"{fence}{text or ' '}{fence}"
