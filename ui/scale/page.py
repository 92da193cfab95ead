"""The Scale page: whose frequencies, the stage, and one of six closer looks."""

from __future__ import annotations

import hashlib
import json
from functools import lru_cache

import streamlit as st

from rope_core.problem import Reading
from ui.lesson.glossary import numbers
from ui.markdown import error_line
from ui.scale.choice import VIEWS, Choice, edited, finish, key, unasked
from ui.scale.config import show_config
from ui.scale.extend import show_extension
from ui.scale.fold import chosen, fold
from ui.scale.layers import show_layers
from ui.scale.models import show_adoption, show_models
from ui.scale.pasted import config_text
from ui.scale.precision import show_precision
from ui.scale.questions import scale_questions
from ui.scale.reach import show_reach
from ui.scale.shown import Shown
from ui.scale.stage import scale_data
from ui.scale.subject import (
    CONFIG,
    PROBLEM,
    Reach,
    Subject,
    model_subject,
    models_by_key,
    problem_name,
    reach_of,
)
from ui.scale.words import exact
from ui.web.stage import encode, encode_shared, share, stage


def show(reading: Reading, shown: Shown) -> None:
    """All of the page under its title."""
    choice, subject, reach = shown.choice, shown.subject, shown.reach
    names = {PROBLEM: problem_name(reading.problem.spec)}
    if shown.config:
        names[CONFIG] = shown.config.name
    names |= {name: preset.name for name, preset in models_by_key().items()}

    if subject is None or reach is None:
        _without_rotation(choice, names)
        finish(choice)
        return
    _fields(shown, subject, reach, names, reading)
    name, told = model_told(subject, reach, reading.digits)
    share(name, told)
    stage("scale", _of_problem(name, reading))
    st.segmented_control(
        "Closer",
        list(VIEWS),
        format_func=VIEWS.__getitem__,
        key=key("view"),
        on_change=edited,
        args=("view",),
        required=True,
        label_visibility="collapsed",
    )
    _complain(choice, "view")
    if choice.view == "models":
        show_models(subject, choice, reading)
    elif choice.view == "extend":
        show_extension(subject, choice, reading.digits)
    elif choice.view == "config":
        show_config(reading.digits)
    elif choice.view == "layers":
        show_layers(subject, reading.digits)
    elif choice.view == "precision":
        show_precision(reading, choice)
    else:
        show_reach(subject, reach, reading.digits)
    finish(choice)


def model_stage(reading: Reading) -> list[bytes] | None:
    """What is sent where nothing was chosen; None where not the course's model is shown."""
    shown = unasked(reading)
    if shown == PROBLEM or reading.taken:
        return None
    subject = model_subject(shown)
    name, told = model_told(subject, reach_of(subject, None, None), reading.digits)
    return [encode_shared(name, told), _of_problem(name, reading)]


def _without_rotation(choice: Choice, names: dict[str, str]) -> None:
    """A model that rotates nothing has nothing to scale: that is said, with where it was read."""
    preset = models_by_key()[choice.show]
    _model_field(names)
    _complain(choice, "show")
    st.info(f"**{preset.name} rotates nothing.** {preset.notes}")
    st.markdown("Read in: " + "; ".join((*preset.sources, preset.pairing_source)) + ".")


@lru_cache(maxsize=32)
def model_told(subject: Subject, reach: Reach, digits: int) -> tuple[str, dict[str, object]]:
    """What stays as it is at every position, 60 kilobytes of it, and a name for just that."""
    asked = scale_questions(subject, reach, digits)
    told = {"asked": asked, **scale_data(subject, reach, digits)}
    return f"scale {hashlib.sha256(json.dumps(told).encode()).hexdigest()}", told


def _of_problem(name: str, reading: Reading) -> bytes:
    return encode("scale", {"here": numbers(reading), "sharedAs": name}, needs=(name,))


def _fields(
    shown: Shown, subject: Subject, reach: Reach, names: dict[str, str], reading: Reading
) -> None:
    choice, usual = shown.choice, reach_of(subject, None, None)
    published = (
        " as published" if getattr(subject.spec.scaling, "factor", 0) == usual.factor else ""
    )
    wrong = {"show", "trained", "factor"} & choice.errors.keys()
    with st.container(horizontal=True, key="scale_fields"):
        st.html(chosen(subject, reach))
        st.html(fold(opened=bool(wrong)))
        _model_field(names)
        _text("Trained length", "trained", f"{usual.trained:,} {_FROM[subject.trained_from]}")
        _text("Factor", "factor", exact(usual.factor, 3) + published)
        show_adoption(subject, reading, config_text() if choice.show == CONFIG else "")
    _complain(choice, "show", "trained", "factor")


#: Where the trained length is from, in the field it stands in.
_FROM = {
    "said": "as published",
    "settings": "by its scaling",
    "maximum": "config's maximum",
    "nothing": "assumed",
}


def _model_field(names: dict[str, str]) -> None:
    st.selectbox(
        "Model (type to search)",
        list(names),
        format_func=names.__getitem__,
        key=key("show"),
        on_change=edited,
        args=("show",),
    )


def _text(label: str, name: str, placeholder: str) -> None:
    st.text_input(label, key=key(name), on_change=edited, args=(name,), placeholder=placeholder)


def _complain(choice: Choice, *names: str) -> None:
    for name in names:
        if name in choice.errors:
            st.error(error_line(choice.errors[name]))
