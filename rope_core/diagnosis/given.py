"""What rope-check is given: the tensors of its files by name, and what lies beside them."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from rope_core.errors import RopeError
from rope_core.reading.files import list_arrays, read_about
from rope_core.reading.listed import ListedArray
from rope_core.reading.positions import read_positions
from rope_core.reading.tensor import Tensor
from rope_core.scaling.base import Floats

#: What is compared, and the tensors it takes.
SUBJECTS: Mapping[str, tuple[str, ...]] = {
    "vectors": ("x", "y"),
    "scores": ("q", "k", "scores"),
    "outputs": ("reference", "other"),
    "tables": ("cos", "sin"),
}
#: A terminal reads its own disk: what a page must refuse is welcome here.
MAX_FILE = 2**32


def read_file(path: Path, field: str, most: int) -> bytes:
    """What a file holds; what is wrong with it in words."""
    try:
        size = path.stat().st_size
        if size > most:
            raise RopeError(field, f"{path.name} of {size:,} bytes", f"{most:,} bytes at most")
        return path.read_bytes()
    except OSError as error:
        why = {FileNotFoundError: "There is no such file.", IsADirectoryError: "It is a folder."}
        hint = why.get(type(error), f"{error.strerror}.")
        raise RopeError(field, str(path), "a file that can be read", hint) from error


class Given:
    """The tensors that were named, and what the files say beside them."""

    def __init__(self, options: argparse.Namespace) -> None:
        names = SUBJECTS[options.subject]
        files: Sequence[Path] = options.files
        if len(files) > len(names):
            raise RopeError(
                "file", f"{len(files)} files", f"{len(names)} at most", ", ".join(names)
            )
        fields = names if len(files) == len(names) else ("file",) * len(files)
        self.beside: dict[str, ListedArray] = {}
        self.about: dict[str, str] = {}
        held = []
        for path, field in zip(files, fields, strict=True):
            data = read_file(path, field, MAX_FILE)
            tables = options.subject == "tables"
            held.append(list_arrays(path.name, data, field, MAX_FILE, tables=tables))
            self.about |= read_about(data)
            self.beside |= held[-1]
        self.tensors: dict[str, Tensor] = {}
        for index, name in enumerate(names):
            key = getattr(options, f"{name}_key")
            place = held[index] if len(held) == len(names) else self.beside
            found = _chosen(place, key, name, alone=len(held) > 1 or name == "cos")
            if found is not None:
                self.tensors[name] = found.read()


def _chosen(
    held: Mapping[str, ListedArray], key: str | None, name: str, alone: bool
) -> ListedArray | None:
    """The tensor of that key, or called like its part; a file's only one. sin may be missing."""
    if key is not None:
        if key not in held:
            raise RopeError(f"{name}-key", key, f"a name in the file: {_listed(held)}")
        return held[key]
    if name in held:
        return held[name]
    if alone and len(held) == 1:
        return next(iter(held.values()))
    if name == "sin":
        return None
    hint = f"Name it: --{name}-key {next(iter(held))}."
    if len(held) == 1:
        hint = f"Give a file of {name} as well."
    raise RopeError(name, _listed(held), f"one tensor, or one that is named {name}", hint)


def _listed(held: Mapping[str, ListedArray]) -> str:
    names = ", ".join(sorted(held))
    return names if len(names) < 200 else f"{names[:199]}…"


def read_where(text: str, given: Given) -> Floats | None:
    if text and ":" not in text and Path(text).is_file():
        data = read_file(Path(text), "positions", MAX_FILE)
        listed = list_arrays(Path(text).name, data, "positions", MAX_FILE)
        found = _chosen(listed, None, "positions", alone=True)
        assert found is not None  # but for sin it is, or an error was raised
        return np.asarray(found.read().values, np.float64)
    if text:
        return read_positions(text)
    own = given.beside.get("positions") or given.beside.get("position_ids")
    return None if own is None else np.asarray(own.read().values, dtype=np.float64)
