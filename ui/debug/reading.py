"""The fields for how tensors are meant: axes, what they are, pairs with axes of their own.

What is not asked for a kind of data is as it mostly is.
"""

from __future__ import annotations

from typing import Literal

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from rope_core.reading.positions import read_sections
from ui.debug.arrays import LASTING, answered
from ui.debug.read import AXES, ORDERS, ROLES, Reading


def enter_reading(kind: str, place: DeltaGenerator) -> Reading | Literal[False]:
    """Draw the fields, and read them; False where one was refused."""
    if kind not in ("x and y", "two outputs"):
        return Reading()
    state = st.session_state
    with place, st.expander("How to read the tensors"):
        state.setdefault("debug_axes", AXES[0])
        state.setdefault("debug_role", ROLES[0])
        axes = st.segmented_control(
            "Axes before head_dim", AXES, key="debug_axes", required=True, **LASTING
        )
        st.caption("For three or four axes; a batch axis may stand in front.")
        role = st.segmented_control(
            "These vectors are", ROLES, key="debug_role", required=True, **LASTING
        )
        st.caption("Value vectors must not be rotated at all.")
        sections = _sections() if kind == "x and y" else Reading()
    if sections is None:
        return False
    return Reading(
        None if axes == AXES[0] else axes, "value" if role == "value" else "query or key",
        sections.sections, sections.in_turn,
    )  # fmt: skip


def _sections() -> Reading | None:
    """Which pairs follow which axis of the positions; None where that was refused."""
    st.session_state.setdefault("debug_order", ORDERS[0])
    text = st.text_input(
        "mrope_section", key="debug_mrope_section", placeholder="one axis, or a config's own",
        **LASTING,
    )  # fmt: skip
    sections = answered(lambda: read_sections(text))
    order = st.segmented_control(
        "Pairs take the axes", ORDERS, key="debug_order", required=True, **LASTING
    )
    st.caption(
        "For pictures: how many pairs follow each axis of the positions, such as 16 24 24. The "
        "positions are then one row an axis: 0 1 2 2; 0 1 2 2; 0 1 2 3."
    )
    return None if sections is None else Reading(None, "query or key", sections, order == ORDERS[1])
