"""The problem picker as it is drawn: fields, and beside each what was wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from rope_core.models.real_model import real_model
from rope_core.models.smollm2 import smollm2
from rope_core.problem import BASES, PAIRINGS, Source
from ui.markdown import error_line, verbatim
from ui.problem.assumed import assumed_length
from ui.problem.edits import let_go, note_edit, session
from ui.problem.picker import REST, Form, begin, finish

SOURCES: dict[Source, str] = {
    "worked": "Worked example",
    "real": "A real model",
    "smollm2": "SmolLM2, real heads",
    "own": "Your own numbers",
    "random": "Random",
}


def read_and_show(folded: bool = False) -> None:
    """Draw the picker, and write the problem it says into the address.

    ``folded`` puts it away on a page that is not about the problem.
    """
    form = begin()
    if folded:
        with st.expander("Numbers on the other pages"):
            _draw(form)
            _draw_rest(form)
    else:
        _draw(form)
        # What a beginner does not change is out of the way, until somebody changed it.
        mine = session()
        mine.unfolded = mine.unfolded or bool((REST | {"lock"}) & form.errors.keys())
        with st.expander("Head dimension, base, pairing, digits", expanded=mine.unfolded):
            _draw_rest(form)
    finish(form)


def _complaints(form: Form) -> Callable[..., None]:
    def complain(*names: str) -> None:
        for name in names:
            if name in form.errors:
                st.error(error_line(form.errors[name]))

    return complain


#: Rows of buttons beside a field that says the same.
_BESIDE = ("common_base", "m_token", "n_token")


def _plainly(label: str, value: object) -> None:
    """A locked field: what it says, and nothing to press."""
    st.markdown(f":gray[{label}]  \n{verbatim(str(value))}")


def _named(form: Form, name: str, argument: str, value: object) -> dict[str, Any]:
    """What all fields are drawn with: the name, what an edit does, and what they begin with.

    They begin so where the browser draws them anew and remembers nothing of them, and in every
    run: where the fields stand otherwise than on the page before, a browser that is slow
    takes some for gone and forgets them, and would send them back empty.
    """
    drawn: dict[str, Any] = {"key": name, "on_change": note_edit, "args": (name,)}
    return drawn if name in form.set_now else drawn | {argument: value}


# No help= on any field: its button would take the field's accessible name as well. No max_chars=:
# it drops a longer paste without a word, and the parsers say what is wrong with it.


def _text(form: Form, label: str, name: str, hint: str = "") -> None:
    if name in form.locked:
        _plainly(label, form.shown[name])
        return
    st.text_input(
        label,
        placeholder=hint,
        **_named(form, name, "value", form.shown[name]),
    )


def _choose(
    form: Form, label: str, name: str, options: Sequence[Any], wording: Callable[[Any], str] = str
) -> None:
    if name in form.locked:
        _plainly(label, wording(form.shown[name]))
        return
    st.selectbox(
        label,
        options,
        format_func=wording,
        **_named(form, name, "index", list(options).index(form.shown[name])),
    )


def _press(
    form: Form,
    label: str,
    name: str,
    options: Sequence[Any],
    wording: Callable[[Any], str] = str,
    *,
    loose: bool = False,
) -> None:
    """A row of buttons; ``loose`` ones wrap, and may have none pressed."""
    if name in form.locked:
        if name not in _BESIDE:
            _plainly(label, wording(form.shown[name]))
        return
    row: Any = st.pills if loose else st.segmented_control
    row(
        label,
        options,
        format_func=wording,
        required=not (loose and form.shown[name] is None),
        label_visibility="collapsed" if name == "common_base" else "visible",
        width="content" if loose else "stretch",
        **_named(form, name, "default", form.shown[name]),
    )


def _draw(form: Form) -> None:
    reading, errors = form.reading, form.errors

    complain = _complaints(form)
    if reading.taken:
        st.markdown(f"RoPE of **{reading.taken}**")
        if assumed := assumed_length(reading.problem.spec):
            st.caption(assumed)
    taken = reading.taken or {"model", "config"} & set(errors)
    if (taken or form.returns) and "model" not in form.locked:
        name = "Let go of this model" if taken else "Bring back what was before the model"
        st.button(name, on_click=let_go, key="let_go", width="stretch")
    complain("model", "config")
    _choose(form, "Vectors", "source", list(SOURCES), SOURCES.__getitem__)
    if reading.source == "real":
        _draw_real(form)
        complain("text", "layer", "head")
    if reading.source == "smollm2":
        _draw_smollm2(form)
        complain("stext", "shead")
    if reading.source == "random":
        _text(form, "Seed", "seed", "the same seed, the same vectors")
        complain("seed")
    _text(form, "Query vector q", "q", "paste numbers, a list or a tensor")
    complain("q")
    _text(form, "Key vector k", "k", "paste numbers, a list or a tensor")
    complain("k")
    # Rows, not columns: each pair of columns is three messages at every change.
    with st.container(horizontal=True):
        _text(form, "Query position m", "m")
        _text(form, "Key position n", "n")
    complain("m", "n")


def _draw_rest(form: Form) -> None:
    complain = _complaints(form)
    with st.container(horizontal=True):
        _text(form, "Head dimension", "d")
        _text(form, "Base", "base")
    complain("d", "base")
    named = {"100": "100 (toy)"}
    _press(
        form,
        "Usual values",
        "common_base",
        BASES,
        lambda base: named.get(base, f"{int(base):,}"),
        loose=True,
    )
    _press(form, "Pairing", "pairing", PAIRINGS)
    complain("pairing")
    _press(form, "Digits", "digits", [str(digits) for digits in range(3, 9)])
    complain("digits", "lock")


def _draw_real(form: Form) -> None:
    model = real_model()
    texts = [str(index) for index in range(len(model.texts))]
    _choose(form, "Sentence", "text", texts, lambda index: model.texts[int(index)].text)
    for column, name, size in zip(
        st.columns(2), ("layer", "head"), (model.layers, model.heads), strict=True
    ):
        with column:
            _choose(form, name.capitalize(), name, [str(index) for index in range(size)])
    _draw_tokens(form, model.texts[int(str(form.shown["text"]))].tokens)


def _draw_smollm2(form: Form) -> None:
    model = smollm2()
    texts = [str(index) for index in range(len(model.texts))]
    _choose(form, "Text", "stext", texts, lambda index: model.texts[int(index)].text)
    heads = [f"{head.layer}, {head.head}: {head.does}" for head in model.heads]
    numbers = [str(index) for index in range(len(heads))]
    _choose(form, "Layer, head", "shead", numbers, lambda index: heads[int(index)])
    tokens = model.texts[int(str(form.shown["stext"]))].tokens
    _draw_tokens(form, tuple(token.strip() or "⏎" for token in tokens))


def _draw_tokens(form: Form, tokens: Sequence[str]) -> None:
    for label, name in (("Query token", "m_token"), ("Key token", "n_token")):
        # The place makes two equal tokens two choices.
        _press(
            form,
            label,
            name,
            range(len(tokens)),
            lambda index: f"{index} {verbatim(tokens[index])}",
            loose=True,
        )
