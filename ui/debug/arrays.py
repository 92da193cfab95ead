"""The fields for tensors: pasted, or an array of a file, chosen where it holds several."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal, TypeVar

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from rope_core import RopeError
from rope_core.reading.tensors import MAX_BYTES, Tensor, read_pasted
from ui.debug.read import KINDS, LABELS, Held, likeliest, opened, shape_words
from ui.debug.remember import lost_files
from ui.markdown import error_line, inert, verbatim

T = TypeVar("T")
#: Texts stay while the person looks at another page or at another kind.
LASTING: dict[str, Any] = {"persist_state": "session"}
_PRINTED = "Paste what NumPy, PyTorch or JAX prints, a list, or JSON"


@dataclass(frozen=True, eq=False)
class Entered:
    """The tensors by name, None where missing or refused; empty: nothing was put in at all.

    files: those that were used, of which positions and a config may be taken.
    """

    tensors: Mapping[str, Tensor | None]
    empty: bool
    files: tuple[Held, ...]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(held.file for held in self.files)


def answered(read: Callable[[], T]) -> T | None:
    """What a reader gives, or None and its complaint, beside the field."""
    try:
        return read()
    except RopeError as error:
        st.error(error_line(error))
        return None


def enter_tensors(kind: str) -> Entered:
    """Draw the fields of that kind, and read them."""
    names = KINDS[kind]
    places = st.columns(len(names))
    with st.expander("Files instead: .npy, .npz, .safetensors, .json"):
        held = {n: _file(n, place) for n, place in zip(names, st.columns(len(names)), strict=True)}
        st.caption(
            f"{MAX_BYTES // 2**20} MB each at most; one file may hold all of them, and what "
            "`watch` saves brings its positions and config along. Read and forgotten: nothing is "
            "kept. Pickles (.pt, .pkl) are not opened; you are told two lines that convert them."
        )
    lost = lost_files()
    if lost and not any(held.values()):
        st.caption(f"Choose these again, files do not survive a reload: {verbatim(lost)}")
    several = next((one for one in held.values() if one and len(one.arrays) > 1), None)
    read: dict[str, Tensor | None] = {}
    empty = True
    for name, place in zip(names, places, strict=True):
        with place:
            text = st.text_area(
                LABELS[name], key=f"debug_{name}", height=130, placeholder=_PRINTED, **LASTING
            )
            own = held[name]
            empty = empty and own is None and not text.strip()
            read[name] = None
            if own is not None:
                read[name] = _array(own, name) if own else None
            elif text.strip():
                read[name] = answered(partial(read_pasted, text, name))
            elif several:
                read[name] = _array(several, name)
            if (tensor := read[name]) is not None:
                st.caption(f"Read as {shape_words(tensor)}.")
    if kind == "cos and sin" and (cos := read["cos"]) and cos.values.dtype.kind == "c":
        read["sin"] = cos  # one table of complex numbers is both
    return Entered(read, empty, tuple(one for one in held.values() if one))


def _file(name: str, place: DeltaGenerator) -> Held | Literal[False] | None:
    """What was uploaded for a field; None without a file, False where it cannot be read."""
    version = st.session_state.get(f"debug_{name}_version", 0)
    file = place.file_uploader(
        f"File of {name}",
        ["npy", "npz", "safetensors", "json", "pt", "pth", "pkl"],
        key=f"debug_{name}_file_{version}",
        max_upload_size=MAX_BYTES // 2**20,
    )
    if file is None:
        return None
    with place:
        return answered(lambda: opened(file.name, file.getvalue(), name)) or False


def _array(held: Held, name: str) -> Tensor | None:
    """One array of a file; where it holds several, the person says which."""
    meant = likeliest(held, name)
    if len(held.arrays) > 1:
        listed = list(held.arrays)
        meant = st.selectbox(
            f"Which array is {name}",
            listed,
            index=listed.index(meant) if meant in listed else None,
            key=f"debug_{name}_array",
            placeholder=f"one of {len(listed)}",
            format_func=lambda key: f"{key}: {shape_words(held.arrays[key])}",
        )
    st.caption(f"The file is used: {verbatim(held.file)}")
    if meant is None:
        st.caption(inert(f"Choose the array that is {name}."))
        return None
    return held.arrays[meant]
