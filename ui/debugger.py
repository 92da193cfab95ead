"""The Debug page: what went in, what came out, and what that says of the code between."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import streamlit as st

from rope_core import RopeError, RopeSpec, rotate
from rope_core.diagnose import Belief, diagnose
from rope_core.diagnose.verdict import Diagnosis, FoundBug
from rope_core.fields import parse_base
from rope_core.mistakes import MISTAKES
from rope_core.problem import PAIRINGS
from rope_core.tensors import MAX_BYTES, Tensor, read_pasted, read_upload
from rope_core.vectors import random_vectors
from ui.sidebar import told
from ui.stage import stage

#: The shelf's vectors: enough positions to tell every bug on it apart.
_ROWS, _HEAD_DIM = 6, 8
_NOT_KNOWN = "not sure"
_RIGHT = "A right rotation"


@dataclass(frozen=True)
class Given:
    """What is to be diagnosed; a field that was refused is None and in the errors."""

    x: Tensor | None
    y: Tensor | None
    positions: np.ndarray | None
    belief: Belief
    errors: dict[str, RopeError]


@lru_cache(maxsize=32)
def shelf(name: str) -> tuple[str, str, str]:
    """A ready example as x, y and positions to paste: made by the mistake of that name."""
    spec = RopeSpec(_HEAD_DIM)
    x = np.array([random_vectors(seed, _HEAD_DIM)[0] for seed in range(_ROWS)])
    positions = np.arange(_ROWS)
    mistake = next((each for each in MISTAKES.values() if each.title == name), None)
    y = mistake.recipe.rotate(x, positions, spec) if mistake else rotate(x, positions, spec)
    shown = (np.array2string(each, precision=8, threshold=10_000) for each in (x, y))
    x_text, y_text = shown
    return x_text, y_text, " ".join(map(str, positions))


def show_inputs() -> Given:
    """The fields: an example to start from, x and y, positions, what is believed."""
    names = [_RIGHT, *(each.title for each in MISTAKES.values() if each.in_rotation)]
    st.selectbox(
        "Try an example",
        names,
        index=None,
        key="debug_example",
        placeholder="one for each known mistake",
        on_change=_take_example,
    )
    errors: dict[str, RopeError] = {}
    x_side, y_side = st.columns(2)
    with x_side:
        x = _tensor("x", "x, before the rotation", errors)
    with y_side:
        y = _tensor("y", "y, after it", errors)
    left, middle, right = st.columns(3)
    with left:
        positions = _positions(errors)
    with middle:
        base = _base(errors)
    with right:
        pairing = st.segmented_control(
            "Pairing you mean",
            [*PAIRINGS, _NOT_KNOWN],
            default=_NOT_KNOWN,
            required=True,
            key="debug_pairing",
        )
    belief = Belief(base=base, pairing=next((p for p in PAIRINGS if p == pairing), None))
    return Given(x, y, positions, belief, errors)


def _take_example() -> None:
    state = st.session_state
    if state["debug_example"]:
        state["debug_x"], state["debug_y"], state["debug_positions"] = shelf(state["debug_example"])
        state["debug_base"], state["debug_pairing"] = "10000", PAIRINGS[0]


def _tensor(name: str, label: str, errors: dict[str, RopeError]) -> Tensor | None:
    text = st.text_area(
        label,
        key=f"debug_{name}",
        height=180,
        placeholder="paste what NumPy, PyTorch or JAX prints, a list, or JSON",
    )
    file = st.file_uploader(
        f"or {name} as a file",
        ["npy", "npz", "safetensors", "json"],
        key=f"debug_{name}_file",
        max_upload_size=MAX_BYTES // 2**20,
    )
    if file is not None:
        upload = file
        return _answered(name, errors, lambda: read_upload(upload.name, upload.getvalue(), name))
    return _answered(name, errors, lambda: read_pasted(text, name)) if text.strip() else None


def _answered(name: str, errors: dict[str, RopeError], read: Callable[[], Tensor]) -> Tensor | None:
    try:
        return read()
    except RopeError as error:
        errors[name] = error
        st.error(told(error))
        return None


def _positions(errors: dict[str, RopeError]) -> np.ndarray | None:
    text = st.text_input(
        "Positions", key="debug_positions", placeholder="0 1 2 …, or 0:16; empty: from 0"
    ).strip()
    if not text:
        return None
    first, colon, last = text.partition(":")
    if colon and first.strip().isdigit() and last.strip().isdigit():
        span = range(int(first), min(int(last), int(first) + 2**20))
        return np.arange(span.start, span.stop)
    found = _answered("positions", errors, lambda: read_pasted(text, "positions"))
    return None if found is None else np.asarray(found.values, dtype=float).ravel()


def _base(errors: dict[str, RopeError]) -> float | None:
    text = st.text_input("Base you mean", key="debug_base", placeholder="not sure").strip()
    if not text:
        return None
    try:
        return parse_base(text, "base")
    except RopeError as error:
        errors["base"] = error
        st.error(told(error))
        return None


def show_diagnosis(given: Given) -> None:
    """The verdict first, then what it rests on."""
    if given.x is None or given.y is None or given.errors:
        return
    try:
        diagnosis = diagnose(
            given.x.values,
            given.y.values,
            given.positions,
            given.belief,
            resolution=max(given.x.resolution, given.y.resolution),
        )
    except RopeError as error:
        st.error(told(error))
        return
    st.divider()
    st.subheader(verbatim_words(diagnosis.verdict), anchor=False)
    st.markdown(" ".join([diagnosis.sure, *diagnosis.notes, diagnosis.ask]).strip())
    for found in diagnosis.bugs:
        _show_bug(found)
    _show_evidence(diagnosis)


def _show_bug(found: FoundBug) -> None:
    bug = found.bug
    folded: list[dict[str, object]] = [
        {"title": "Fix in NumPy", "items": [{"code": bug.numpy}]},
        {"title": "Fix in PyTorch", "items": [{"code": bug.torch}]},
    ]
    if bug.threads:
        links = [{"text": address, "link": address} for address in bug.threads]
        folded.append({"title": "Where others met it", "items": links})
    st.markdown(f"**{bug.title}.** {bug.story} {bug.looks}")
    stage("folds", {"folded": folded}, name=bug.key)


def _show_evidence(diagnosis: Diagnosis) -> None:
    if diagnosis.alternatives:
        st.markdown("As simple, and not ruled out: " + "; ".join(diagnosis.alternatives) + ".")
    if diagnosis.deciding:
        at = diagnosis.deciding[0]
        st.markdown(f"**The numbers that decide**, at position {at.position:g}, head {at.head}")
        st.table(
            [
                {
                    "feature": d.feature,
                    "x": f"{d.before:.6g}",
                    "y": f"{d.got:.6g}",
                    "as meant": f"{d.expected:.6g}",
                    "as explained": f"{d.explained:.6g}",
                }
                for d in diagnosis.deciding
            ]
        )
    if diagnosis.angles:
        st.markdown(
            f"**The angle of each pair**, recovered at position {diagnosis.angle_position:g}"
        )
        st.table(
            [
                {
                    "pair": angle.pair_index,
                    "recovered, rad": f"{angle.recovered:.6f}",
                    "as meant, rad": f"{angle.expected:.6f}",
                }
                for angle in diagnosis.angles[:16]
            ]
        )
    if diagnosis.hypotheses:
        st.markdown("**What was tried**: how far each explanation is from y, relative to its size")
        st.table(
            [
                {
                    "explanation": h.words,
                    "residual": f"{h.residual:.2e}",
                    "fits": "yes" if h.fits else "",
                }
                for h in diagnosis.hypotheses[:8]
            ]
        )
    stage(
        "folds",
        {"folded": [{"title": "The report as text", "items": [{"code": str(diagnosis)}]}]},
        name="report",
    )


def verbatim_words(text: str) -> str:
    """A sentence of the core's; it may quote numbers, never markup."""
    return text.replace("*", "\\*").replace("_", "\\_")
