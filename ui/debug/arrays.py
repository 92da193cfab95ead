"""The fields for tensors: pasted, or an array of a file, chosen where it holds several."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal, TypeVar

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.runtime.uploaded_file_manager import UploadedFile

from rope_core import RopeError
from rope_core.reading.tensors import MAX_BYTES
from ui.debug.read import (
    KINDS,
    LABELS,
    Held,
    Source,
    is_complex,
    is_text,
    likeliest,
    opened,
    pasted,
    shape_words,
)
from ui.debug.remember import MOST_KEPT, lost_files
from ui.markdown import error_line, inert, verbatim
from ui.work.ask import ask

T = TypeVar("T")
#: Texts stay while the person looks at another page or at another kind.
LASTING: dict[str, Any] = {"persist_state": "session"}
#: Characters of a text above which reading it is work for another process.
_LONG = 20_000
_PRINTED = "Paste what NumPy, PyTorch or JAX prints, a list, or JSON"


@dataclass(frozen=True, eq=False)
class Entered:
    """The tensors by name, None where missing or refused; empty: nothing was put in at all.

    files: those that were used, and what was pasted: positions and a config may be taken of them.
    names: of files by field, also of those that were refused.
    """

    tensors: Mapping[str, Source | None]
    empty: bool
    files: tuple[Held, ...]
    names: Mapping[str, str]


def holds(field: str) -> bool:
    """Whether a text stands in that field: the fold around it is then open, for it may be refused.

    After a reload as well, where nobody unfolded it.
    """
    return bool(st.session_state.get(f"debug_{field}", "").strip())


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
            "`watch` saves brings its positions and config along. Read here and forgotten; your "
            f"browser keeps up to {MOST_KEPT // 2**20} MB of each for a reload, at most a day. "
            "Pickles (.pt, .pkl) are not opened; you are told two lines that convert them."
        )
    lost = [file for name, file in lost_files().items() if held.get(name, False) is None]
    if lost:
        st.caption(f"Choose again, not kept through the reload: {verbatim(', '.join(lost))}")
    texts: dict[str, str] = {}
    for name, place in zip(names, places, strict=True):
        with place:
            text = st.text_area(
                LABELS[name], key=f"debug_{name}", height=130, placeholder=_PRINTED, **LASTING
            )
            texts[name] = text.strip()
            if not texts[name]:
                _forget(name)
            elif held[name] is None:  # a file goes first
                held[name] = _kept(name, text, partial(_read, text, name)) or False
    empty = not any(texts.values()) and all(one is None for one in held.values())
    # Also what was put in for another tensor, where it holds several.
    several = next((one for one in held.values() if one and len(one.arrays) > 1), None)
    read: dict[str, Source | None] = {}
    for name, place in zip(names, places, strict=True):
        with place:
            own = held[name]
            source = several if own is None else own
            read[name] = _array(source, name) if source else None
            if (tensor := read[name]) is not None:
                st.caption(f"Read as {shape_words(tensor)}.")
    if kind == "cos and sin" and is_complex(read["cos"]):
        read["sin"] = read["cos"]  # one table of complex numbers is both
    chosen = {name: st.session_state.get(_key_of(name)) for name in names}
    files = {name: file.name for name, file in chosen.items() if file is not None}
    return Entered(read, empty, tuple(one for one in held.values() if one), files)


def _key_of(name: str) -> str:
    """The key of a field for a file: another one after an example was taken, to let go of it."""
    return f"debug_{name}_file_{st.session_state.get(f'debug_{name}_version', 0)}"


def _file(name: str, place: DeltaGenerator) -> Held | Literal[False] | None:
    """What was uploaded for a field; None without a file, False where it cannot be read."""
    file = place.file_uploader(
        f"File of {name}",
        ["npy", "npz", "safetensors", "json", "pt", "pth", "pkl"],
        key=_key_of(name),
        max_upload_size=MAX_BYTES // 2**20,
    )
    if file is None:
        _forget(f"{name}_file")
        return None
    with place:
        held = _kept(f"{name}_file", file.file_id, partial(_listed, file, name))
    return False if held is None else held.of(file.getvalue())


def _listed(file: UploadedFile, name: str) -> Held:
    data = file.getvalue()
    if is_text(data) and len(data) > _LONG:
        return ask(name, opened, file.name, data, name)
    return opened(file.name, data, name)


def _read(text: str, name: str) -> Held:
    return ask(name, pasted, text, name) if len(text) > _LONG else pasted(text, name)


def _forget(name: str) -> None:
    st.session_state.pop(f"debug_{name}_read", None)


def _kept(name: str, same: str, read: Callable[[], T]) -> T | None:
    """What was read of a field, read again where it holds something else; None with a complaint."""
    state, key = st.session_state, f"debug_{name}_read"
    kept = state.get(key)
    if kept is None or kept[0] != same:
        state.pop(key, None)
        try:
            kept = state[key] = (same, read())
        except RopeError as error:
            kept = state[key] = (same, error)
    found: T | RopeError = kept[1]
    if isinstance(found, RopeError):
        st.error(error_line(found))
        return None
    return found


def _array(held: Held, name: str) -> Source | None:
    """One array of a file or of a pasted object; where it holds several, the person says which."""
    meant = likeliest(held, name)
    if len(held.arrays) > 1:
        listed = list(held.arrays)
        if st.session_state.get(key := f"debug_{name}_array") not in listed:
            st.session_state.pop(key, None)  # of another file, or what a browser says it was
        meant = st.selectbox(
            f"Which array is {name}",
            listed,
            index=listed.index(meant) if meant in listed else None,
            key=key,
            placeholder=f"one of {len(listed)}",
            format_func=lambda key: f"{key}: {shape_words(held.arrays[key])}",
        )
    if held.file:
        st.caption(f"The file is used: {verbatim(held.file)}")
    if meant is None:
        st.caption(inert(f"Choose the array that is {name}."))
        return None
    return held.arrays[meant]
