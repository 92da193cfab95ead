"""The Debug page's fields: what went in, what came out, what was meant.

What was read is kept in the session, as long as its field holds the same, and nowhere else.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from rope_core.config import ConfigReport
from rope_core.config.remarks import ASSUMED_PAIRING
from rope_core.diagnosis import Belief, Diagnosis
from rope_core.diagnosis.pasted import meant_by, read_config
from rope_core.reading.numbers import parse_base
from rope_core.reading.positions import read_positions
from ui.debug.arrays import LASTING, Entered, answered, enter_tensors, holds
from ui.debug.read import (
    KINDS,
    LABELS,
    NOT_SURE,
    PAIRINGS_MEANT,
    FileArray,
    Source,
    Where,
    diagnosed_and_told,
    read_width,
)
from ui.debug.reading import enter_reading
from ui.debug.remember import remember
from ui.debug.shelf import GROUPS, RIGHT, SHELF, entries_of, silent_bugs
from ui.markdown import inert
from ui.work.ask import ask, prepare

_MEANT = (
    "Where the tokens stand, and what the code is meant to do, as far as you know. "
    "Without positions they are 0, 1, 2, …"
)


_ROWS = (
    "0:16 is 0 to 15, as in Python. Rows, one a sequence{or_axis}, have a semicolon between them: "
    "0:4; 0 0 1 1."
)
#: Where a config does not say which convention it means.
_BOTH = (
    "Which convention this config means is not known: its model_type is missing, or not among "
    "those whose code was read. Both count as right, unless one is chosen above."
)

Said = tuple[Diagnosis, str]


def show_debug() -> Said | None:
    """Draw the fields; the diagnosis of what they hold and what that was, for a report.

    None where something is missing.
    """
    prepare()
    state = st.session_state
    state.setdefault("debug_kind", next(iter(KINDS)))
    state.setdefault("debug_pairing", NOT_SURE)
    left, right = st.columns([1.6, 1])
    with right:
        st.selectbox(
            "Try an example",
            list(SHELF),
            index=None,
            key="debug_example",
            placeholder="one for each known bug",
            on_change=_take_chosen,
        )
    with left:
        kind = st.segmented_control(
            "What you have",
            list(KINDS),
            key="debug_kind",
            required=True,
            wrap=True,
            **LASTING,
        )
    entered = enter_tensors(kind)
    remember(entered.names)
    tensors = entered.tensors
    where, belief, fine = _circumstances(kind, entered)
    left, right = st.columns(2)
    whole = kind == "two outputs"
    report = _config(left, entered, belief, whole)
    reading = enter_reading(kind, right)
    if entered.empty:
        _show_shelf()
    if None in tensors.values() or where is None or not fine or reading is None or report is False:
        return None
    given = {name: tensor for name, tensor in tensors.items() if tensor is not None}
    meant = belief if report is None else meant_by(report, belief.pairing, whole=whole)
    return _said(kind, given, where, meant, reading, _config_text(entered))


def _said(kind: str, given: Mapping[str, Source], where: Where, *rest: Any) -> Said | None:
    """The diagnosis, kept as long as the fields hold the same."""
    state = st.session_state
    same = (kind, _named(given), _named(where), rest)
    kept = state.get("debug_said")
    if kept is None or kept[0] != same:
        state.pop("debug_said", None)
        made = answered(lambda: ask("diagnosis", diagnosed_and_told, kind, given, where, *rest))
        if made is None:
            return None
        kept = state["debug_said"] = (same, made)
    said: Said = kept[1]
    return said


def _named(sources: Where) -> dict[str, object]:
    """Sources as they are told apart: an array of a file by its bytes' digest and its name."""
    named: dict[str, object] = {}
    for name, source in sources.items():
        if isinstance(source, np.ndarray):
            named[name] = source.tobytes()
        elif isinstance(source, FileArray):
            named[name] = (source.digest, source.key)
        else:
            named[name] = source
    return named


# --- the shelf ------------------------------------------------------------------------------


def _take_chosen() -> None:
    if name := st.session_state["debug_example"]:
        _take(name)


def _take_pressed(key: str) -> None:
    _take(st.session_state[key])


def _take(name: str) -> None:
    """Fill the fields with an example, and let go of what was uploaded."""
    state = st.session_state
    state["debug_example"] = name
    for field, text in entries_of(name).items():
        state[f"debug_{field}"] = text
    for field in LABELS:  # an uploaded file would win over the example
        state[f"debug_{field}_version"] = state.get(f"debug_{field}_version", 0) + 1


def _show_shelf() -> None:
    """All that can be found, while there is nothing yet to find it in."""
    with st.container(key="debug_shelf"):
        silent, known = silent_bugs()
        st.markdown(
            f"A test of lengths is not enough: {silent} of the {known} bugs known here keep the "
            "length of every vector. So your numbers are compared with what each convention and "
            "each bug would have given. Press one to see what it looks like, or one that is right:"
        )
        st.button(RIGHT, key="debug_take_right", on_click=_take, args=(RIGHT,))
        # A row of pills is one message to the browser; a button for each would be fifty.
        for title, names in GROUPS.items():
            key = f"debug_shelf_{title}"
            st.pills(title, names, key=key, on_change=_take_pressed, args=(key,))


# --- fields -------------------------------------------------------------------------------


def _circumstances(kind: str, entered: Entered) -> tuple[Where | None, Belief, bool]:
    """Positions by tensor (query and key have their own), None where one was refused; what is
    meant; and whether all of that could be read."""
    # Only there is a field for it.
    or_axis = " or, with mrope_section, one an axis" if kind == "x and y" else ""
    st.caption(
        f"{_MEANT} {_ROWS.format(or_axis=or_axis)}"
        if kind != "inv_freq"
        else "What the code is meant to do, as far as you know."
    )
    named = {"q, k and scores": ("q", "k"), "inv_freq": ()}.get(kind, ("",))
    columns = st.columns([*[1.2] * len(named), 1.0, 1.0, 2.0], vertical_alignment="top")
    where: dict[str, np.ndarray | Source | None] | None = {}
    for column, name in zip(columns, named, strict=False):
        with column:
            text = st.text_input(
                f"Positions of {name}" if name else "Positions",
                key=f"debug_positions{'_' + name if name else ''}",
                placeholder="0:16 or 0 5 9",
                **LASTING,
            )
            found = answered(lambda text=text: read_positions(text))  # type: ignore[misc]
        if found is None or where is None:
            where = None
        else:
            positions = _own_positions(entered) if not found.size else None
            where[name] = found if found.size else positions
    belief, fine = _belief(columns[len(named) :])
    return where, belief, fine


def _own_positions(entered: Entered) -> Source | None:
    """The positions that a file brought along."""
    held = next((held for held in entered.files if held.positions is not None), None)
    if held is None:
        return None
    st.caption(f"Those {'of the file' if held.file else 'among what was pasted'} are used.")
    return held.positions


def _belief(columns: list[DeltaGenerator]) -> tuple[Belief, bool]:
    """What the code is meant to do, as far as it is said; False where a field was refused."""
    left, middle, right = columns
    # Named as in config files: "Base" and "Pairing" are the problem's, in the sidebar.
    with left:
        theta = st.text_input("rope_theta", key="debug_rope_theta", placeholder=NOT_SURE, **LASTING)
        base = answered(lambda: parse_base(theta, "rope_theta")) if theta.strip() else 0.0
    with middle:
        rotary = st.text_input("rotary_dim", key="debug_rotary_dim", placeholder="all", **LASTING)
        width = answered(lambda: read_width(rotary)) if rotary.strip() else 0
    with right:
        pairing = st.segmented_control(
            "Convention", PAIRINGS_MEANT, key="debug_pairing", required=True, width="stretch",
            **LASTING,
        )  # fmt: skip
    if base is None or width is None:
        return Belief(), False
    known = pairing if pairing in ("interleaved", "half_split") else None
    scaling = None if base else "unknown"
    return Belief(base or None, known, width or None, scaling), True  # type: ignore[arg-type]


def _config_text(entered: Entered) -> str:
    """The config as it was pasted, or as a file brought it along."""
    typed: str = st.session_state.get("debug_config", "")
    if typed.strip():
        return typed
    return next((held.about["config"] for held in entered.files if "config" in held.about), "")


def _config(
    place: DeltaGenerator, entered: Entered, belief: Belief, whole: bool
) -> ConfigReport | Literal[False] | None:
    """What a pasted config says; None without one, False where it was refused."""
    with place, st.expander("A config.json says more", expanded=holds("config")):
        text = st.text_area(
            "config.json",
            key="debug_config",
            height=120,
            placeholder='{"head_dim": 128, "rope_theta": 500000.0, "rope_scaling": {…}}',
            **LASTING,
        )
        st.caption(
            "With it, scaling is checked too. It wins over the fields above, but for the "
            "convention, which most config files do not say."
        )
        known = _config_text(entered)
        if not known.strip():
            return None
        if not text.strip():
            st.caption("That of the file is used.")
        report = answered(lambda: read_config(known))
        if report is not None:
            _warn(report, chosen=belief.pairing is not None, whole=whole)
        return report or False


def _warn(report: ConfigReport, chosen: bool, whole: bool) -> None:
    """What is to know of a config before its verdict is believed.

    chosen: whether the convention was, above. whole: whether an assumed one is used all the same.
    """
    said = list(report.warnings)
    if chosen or not whole:
        said = [warning for warning in said if not warning.startswith(ASSUMED_PAIRING)]
        if not report.pairing_known and not chosen:
            said.insert(0, _BOTH)
    if said:
        st.warning("\n\n".join(inert(warning) for warning in said))
