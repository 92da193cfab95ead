"""The fields for how tensors are meant: axes, what they are, pairs with axes of their own.

What is not asked for a kind of data is as it mostly is.
"""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from rope_core.reading.positions import read_sections
from ui.debug.arrays import LASTING, answered, holds
from ui.debug.read import AXES, ORDERS, ROLES, HowRead


def enter_reading(kind: str, place: DeltaGenerator) -> HowRead | None:
    """Draw the fields, and read them; None where one was refused."""
    if kind not in ("x and y", "two outputs"):
        return HowRead()
    state = st.session_state
    with place, st.expander("How to read the tensors", expanded=holds("mrope_section")):
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
        sections = _sections() if kind == "x and y" else ((), False)
    if sections is None:
        return None
    return HowRead(
        None if axes == AXES[0] else axes, "value" if role == "value" else "query or key", *sections
    )


def _sections() -> tuple[tuple[int, ...], bool] | None:
    """How many pairs follow each axis of the positions, and whether they take the axes in turn;
    None where that was refused."""
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
    return None if sections is None else (sections, order == ORDERS[1])
