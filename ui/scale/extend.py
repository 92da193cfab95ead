"""To N tokens: what to write to take a model further, what it changes, and the traps."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import lru_cache

import streamlit as st

from rope_core import RopeError, attention_factor
from rope_core.extension import METHODS, Extension, changes, extend, outputs, traps
from rope_core.scaling.methods import SCALING_METHODS
from ui.markdown import error_line, inert, verbatim
from ui.numbers import scale
from ui.scale.choice import Choice, edited, key
from ui.scale.pasted import good_text
from ui.scale.stage import axis, length_mark, table
from ui.scale.steps import column
from ui.scale.subject import CONFIG, PROBLEM, Subject
from ui.scale.words import exact, pairs_in_words, short_title
from ui.web.stage import encode, stage

Wire = dict[str, object]


def show_extension(subject: Subject, choice: Choice, digits: int) -> None:
    """The wanted length, the method where one may be chosen, and what follows from them."""
    present = subject.spec.scaling
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.text_input("Tokens wanted", key=key("to"), on_change=edited, args=("to",), width=220)
        if present is None:
            st.segmented_control(
                "Method",
                METHODS,
                format_func=lambda name: short_title(SCALING_METHODS[name].title),
                key=key("how"),
                on_change=edited,
                args=("how",),
                required=True,
            )
    for name in ("to", "how"):
        if name in choice.errors:
            st.error(error_line(choice.errors[name]))
    if subject.key == PROBLEM:
        st.markdown(
            "A problem of one's own has no config.json to write. Choose a model above, or paste a "
            "config under *Your config.json*."
        )
        return
    method = choice.how if present is None else None
    config = good_text() if subject.key == CONFIG else _published(subject)
    plan = _plan(config, choice.to, choice.trained or _trained(subject), method)
    if isinstance(plan, RopeError):
        if plan.field == "method":
            said = f"{verbatim(subject.name)} has {verbatim(plan.received)}. {inert(plan.hint)}"
            st.info(said)
        else:
            st.error(error_line(plan))
        return
    stage("scale/extend", _encoded(subject, plan, digits))


def _trained(subject: Subject) -> int | None:
    """What is said somewhere; a guess would hide that nobody said it."""
    return subject.trained if subject.trained_from in ("said", "settings") else None


def _published(subject: Subject) -> str:
    assert subject.preset is not None
    return json.dumps(subject.preset.config())


@lru_cache(maxsize=64)
def _plan(
    config: str, wanted: int, trained: int | None, method: str | None
) -> Extension | RopeError:
    try:
        return extend(json.loads(config), wanted, trained, method)
    except RopeError as error:
        return error


def _encoded(subject: Subject, plan: Extension, digits: int) -> bytes:
    return encode("scale/extend", extension_data(subject.name, plan, digits))


def extension_data(name: str, plan: Extension, digits: int) -> Wire:
    """The plan in a line, the traps, what to copy, and every pair before and after."""
    before, after = length_mark("before", plan.reach), length_mark("after", plan.wanted)
    tables = [
        table(plan.before, plan.reach, digits),
        table(plan.after, plan.wanted, digits),
    ]
    return {
        "title": f"{name} to {plan.wanted:,} tokens",
        "line": _line(plan, digits),
        "traps": [[_ended(trap.title), trap.text] for trap in traps(plan)],
        "outputs": [
            {
                "title": output.title,
                "version": output.version,
                "text": output.text,
                "says": output.says,
                "excuse": output.excuse,
            }
            for output in outputs(plan)
        ],
        "change": _change(plan, digits),
        "names": ["As it is", f"To {plan.wanted:,} tokens"],
        "tables": tables,
        "used": [before, after],
        "axis": axis([before, after], *(one["x"] for one in tables)),  # type: ignore[arg-type]
        "rows": _rows(plan, digits),
    }


def _ended(title: str) -> str:
    """A headline that runs on into its text.

    >>> _ended("Short texts pay as well"), _ended("On what length?")
    ('Short texts pay as well.', 'On what length?')
    """
    return title if title.endswith("?") else f"{title}."


def _line(plan: Extension, digits: int) -> str:
    """What is done, or why nothing has to be.

    >>> config = {"head_dim": 8, "rope_theta": 1e4, "max_position_embeddings": 4096}
    >>> _line(extend(config, 8192, trained=4096), 3)
    'YaRN with factor 2, counted from 4,096 tokens; cos and sin are multiplied by 1.069.'
    """
    title = short_title(SCALING_METHODS[plan.method].title)
    if not plan.needed:
        how = "it was trained on" if plan.before.scaling is None else "its config reaches"
        return f"Nothing to write: {how} {plan.reach:,} tokens as it is."
    factor = attention_factor(plan.after)
    grown = f"; cos and sin are multiplied by {exact(factor, digits)}" if factor != 1 else ""
    return (
        f"{title} with factor {exact(plan.factor, digits)}, counted from {plan.trained:,} tokens"
        f"{grown}."
    )


def _change(plan: Extension, digits: int) -> str:
    """How many pairs are kept, mixed and divided, and by how much at most."""
    every = changes(plan)
    parts = []
    for verdict, said in (("kept", "stay"), ("mixed", "are mixed"), ("divided", "are divided")):
        chosen = [change.pair for change in every if change.verdict == verdict]
        if chosen:
            parts.append(f"{pairs_in_words(chosen, len(every))} {_verb(said, chosen)}")
    most = max(change.slowed for change in every)
    line = "; ".join(parts)
    slowed = f" The most that a pair is slowed is by {exact(most, digits)}." if most > 1 else ""
    return f"{line[:1].upper()}{line[1:]}.{slowed}"


def _verb(said: str, chosen: Sequence[int]) -> str:
    """For one pair or for several.

    >>> _verb("stay", [0]), _verb("are mixed", [0, 1])
    ('stays', 'are mixed')
    """
    if len(chosen) > 1:
        return said
    return said.replace("are ", "is ") if said.startswith("are ") else said + "s"


def _rows(plan: Extension, digits: int) -> Wire:
    every = changes(plan)
    return {
        "slowed": column(scale(change.slowed, digits) for change in every),
        "verdict": column(change.verdict for change in every),
    }
