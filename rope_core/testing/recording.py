"""What went into and came out of an apply function while it ran, and what was meant.

A `Recorder` stands in for the function. It keeps queries and keys before and after, cos and sin
(or complex tables), and which layer called; of the model's own call it keeps position ids,
attention mask and how long the cache was, from which follows where each token stands.
"""

from __future__ import annotations

import functools
import inspect
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import FrameType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rope_core.arrays import as_array, type_name
from rope_core.errors import RopeError
from rope_core.testing.passes import Pass, meant_positions
from rope_core.testing.places import Apply

Array = NDArray[Any]
_NUMBERS = "numbers in an array"
_KEYS = frozenset(("k", "xk", "key", "keys", "key_states", "key_layer", "k_pe", "k_rot"))
_TABLES = ("cos", "sin", "freqs_cis", "freqs", "rope", "sinusoidal_pos")


@dataclass(frozen=True, eq=False)
class Call:
    """One vector of one call of the apply function.

    vector: "q", "k" or "x" where it is not known. x, y: as they were, seq on `axis`. tables: cos,
    sin or complex ones by name. used: the position ids those were made of, where that was seen.
    """

    function: str
    number: int
    layer: int | None
    vector: str
    x: Array
    y: Array
    types: tuple[str, str]  # of x and y, as their library has them
    axis: int
    tables: Mapping[str, Array]
    used: Array | None
    run: Pass | None
    either: bool  # seq may be another axis: as many heads as tokens, and nothing that tells


@dataclass(eq=False)
class Recorder:
    """Collects calls. q, k: index or name of the arguments, None: found by their names."""

    q: int | str | None = None
    k: int | str | None = None
    calls: list[Call] = field(default_factory=list)
    passes: list[Pass] = field(default_factory=list)
    layers: dict[int, int] = field(default_factory=dict)  # id of a module: its layer
    _made: dict[int, tuple[Any, Array]] = field(default_factory=dict)  # id of cos: it, positions
    _depth: int = 0
    _count: int = 0

    def stand_in(self, name: str, function: Apply) -> Apply:
        """A function that does what `function` does, and is recorded."""
        signature = inspect.signature(function)

        @functools.wraps(function)
        def recorded(*args: Any, **options: Any) -> Any:
            if self._depth:  # apply_rotary_pos_emb of some models calls another one
                return function(*args, **options)
            bound = signature.bind(*args, **options)
            bound.apply_defaults()
            vectors = self._vectors(bound.arguments, sys._getframe(1))
            before = {key: _copied(value) for key, value in vectors.items()}
            self._depth += 1
            try:
                result = function(*args, **options)
            finally:
                self._depth -= 1
            self._keep(name, vectors, before, result, bound.arguments, sys._getframe(1))
            return result

        return recorded

    def _vectors(self, arguments: Mapping[str, Any], frame: FrameType) -> dict[str, Any]:
        """The queries and keys among the arguments, by "q", "k" or "x"."""
        names = list(arguments)
        if self.q is not None or self.k is not None:
            return {
                key: arguments[_argument(which, names, key)]
                for key, which in (("q", self.q), ("k", self.k))
                if which is not None
            }
        if len(names) > 1 and names[1] in _KEYS and arguments[names[1]] is not None:
            return {"q": arguments[names[0]], "k": arguments[names[1]]}
        return {_called_like(arguments[names[0]], frame): arguments[names[0]]}

    def _keep(
        self,
        name: str,
        vectors: Mapping[str, Any],
        before: Mapping[str, Array],
        result: Any,
        arguments: Mapping[str, Any],
        frame: FrameType,
    ) -> None:
        made = list(result) if isinstance(result, tuple | list) else [result]
        if len(made) < len(vectors):
            raise RopeError("watched", name, f"a function that returns {' and '.join(vectors)}")
        tables = {
            key: np.array(as_array(key, value, _NUMBERS))
            for key, value in arguments.items()
            if key in _TABLES and getattr(value, "shape", None)
        }
        used = next((self._made[id(v)][1] for v in arguments.values() if id(v) in self._made), None)
        if used is None and _filled(arguments.get("position_ids")):
            used = _copied(arguments["position_ids"])
        seq = _length(tables, used, {vector.shape[0] for vector in before.values()})
        axis, either = _sequence_axis(before, seq, arguments.get("unsqueeze_dim"))
        layer = self._layer(frame)
        run = self.passes[-1] if self.passes else None
        for (key, value), after in zip(vectors.items(), made, strict=False):
            types = (type_name(value), type_name(after))
            y = _copied(after)
            self.calls.append(
                Call(
                    name,
                    self._count,
                    layer,
                    key,
                    before[key],
                    y,
                    types,
                    axis,
                    tables,
                    used,
                    run,
                    either,
                )
            )
        self._count += 1

    def _layer(self, frame: FrameType | None) -> int | None:
        """The layer whose method is running: its layer_idx, or the number in its name."""
        while frame is not None:
            owner = frame.f_locals.get("self")
            number = getattr(owner, "layer_idx", None)
            if isinstance(number, int):
                return number
            if id(owner) in self.layers:
                return self.layers[id(owner)]
            frame = frame.f_back
        return None

    # --- the model's own calls ---------------------------------------------------------------

    def hooks(self, model: Any) -> Iterator[Any]:
        """Hook a PyTorch model, so that its position ids are seen; yields handles to remove."""
        parameters = list(inspect.signature(model.forward).parameters)
        for name, part in model.named_modules():
            number = re.search(r"\.(\d+)(?:\.|$)", name)
            if number:
                self.layers[id(part)] = int(number[1])
            if re.search(r"rotary|rope", type(part).__name__, re.IGNORECASE):
                yield part.register_forward_hook(self._table_made, with_kwargs=True)

        def begin(_: Any, args: tuple[Any, ...], options: dict[str, Any]) -> None:
            self._begin(dict(zip(parameters, args, strict=False)) | options)

        yield model.register_forward_pre_hook(begin, with_kwargs=True)

    def _table_made(
        self, _: Any, args: tuple[Any, ...], options: dict[str, Any], result: Any
    ) -> None:
        positions = options.get("position_ids", args[1] if len(args) > 1 else None)
        if not _filled(positions):
            return
        kept = _copied(positions)
        for table in result if isinstance(result, tuple | list) else (result,):
            self._made[id(table)] = (table, kept)  # held, so that its id stays its own

    def _begin(self, given: Mapping[str, Any]) -> None:
        self._made.clear()
        inputs = next(
            (given[n] for n in ("input_ids", "inputs_embeds") if _filled(given.get(n))), None
        )
        if inputs is None:
            return
        batch, seq = (int(size) for size in inputs.shape[:2])
        caches: list[Any] = [given.get(n) for n in ("cache", "past_key_values", "layer_past")]
        before = next((int(c.get_seq_length()) for c in caches if hasattr(c, "get_seq_length")), 0)
        mask, ids = (
            _copied(given[n]) if _filled(given.get(n)) and given[n].ndim == 2 else None
            for n in ("attention_mask", "position_ids")
        )
        self.passes.append(
            meant_positions(len(self.passes), batch, seq, before, mask, ids, self._last(before))
        )

    def _last(self, before: int) -> Pass | None:
        """The pass that this one continues."""
        return self.passes[-1] if before and self.passes else None


def _filled(value: Any) -> bool:
    return value is not None and bool(getattr(value, "shape", None))


def _copied(value: Any) -> Array:
    """As it is now: the function may write to it, and so may what comes later."""
    return np.array(as_array("x", value, _NUMBERS))


def _argument(which: int | str, names: list[str], field_name: str) -> str:
    if isinstance(which, int) and -len(names) <= which < len(names):
        return names[which]
    if which in names:
        return str(which)
    raise RopeError(field_name, which, f"an argument: 0 to {len(names) - 1}, or {', '.join(names)}")


def _called_like(value: Any, frame: FrameType) -> str:
    """ "q" or "k" by the name the caller has for it, "x" where that says neither."""
    for name, held in frame.f_locals.items():
        if held is value and name[:1] in "qk" and name != "kwargs":
            return name[0]
    return "x"


def _length(tables: Mapping[str, Array], used: Array | None, batch: set[int]) -> int | None:
    """How many tokens the tables are for; None where their shapes do not tell."""
    if used is not None and used.ndim:
        return int(used.shape[-1])
    sizes = set()
    for table in tables.values():
        if table.ndim > 1 and table.shape[-2] > 1:
            sizes.add(table.shape[-2])
        elif table.ndim > 2 and table.shape[-3] not in batch:  # (seq, 1, pairs): heads between
            sizes.add(table.shape[-3])
    return int(sizes.pop()) if len(sizes) == 1 and 1 not in sizes else None


def _sequence_axis(
    vectors: Mapping[str, Array], seq: int | None, unsqueeze: Any
) -> tuple[int, bool]:
    """Which axis is seq, from the front: the one as long as the tables, in each vector.

    And whether another one might be as well.

    >>> _sequence_axis({"q": np.ones((1, 5, 2, 4)), "k": np.ones((1, 5, 5, 4))}, 5, None)
    (1, False)
    """
    dims = min(vector.ndim for vector in vectors.values())
    fits = [
        axis for axis in range(dims - 1)
        if seq is None or all(vector.shape[axis] == seq for vector in vectors.values())
    ]  # fmt: skip
    # cos.unsqueeze(1) is for (batch, heads, seq, features), unsqueeze(2) for heads after seq.
    head_axis = {1: 2, 2: 1}.get(unsqueeze) if isinstance(unsqueeze, int) and dims == 4 else None
    if head_axis is not None and len({vector.shape[head_axis] for vector in vectors.values()}) == 1:
        return head_axis, False
    either = dims > 2 and {dims - 2, dims - 3} <= set(fits)
    for axis in (dims - 2, *reversed(fits)):
        if axis in fits:
            return int(axis), either
    return dims - 2, False
