"""Arrays of other libraries, read as NumPy's: PyTorch's and JAX's, on any device, in any type.

>>> import numpy as np
>>> as_array("x", [[1, 2]], "numbers").tolist(), type_name(np.float32([1.0]))
([[1, 2]], 'float32')

Nothing here imports PyTorch or JAX: a tensor can only be given by somebody who has.
A CPU tensor's memory is shared, not copied. NumPy has no bfloat16 (nor narrower types), so these
are widened to float32, which holds each of their values exactly.
"""

from __future__ import annotations

import sys
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rope_core.errors import RopeError


def as_array(name: str, value: ArrayLike, allowed: str) -> NDArray[Any]:
    """Return value as a NumPy array, without a copy where that is possible.

    Tensors that require gradients, lie on an accelerator or are sparse are read as they are; the
    result is outside of any graph of gradients. name, allowed: for the RopeError that is raised
    where value is no array: ragged lists, tensors without numbers (device "meta", inside a trace).

    >>> as_array("x", [[1.0], [2.0, 3.0]], "rows of equal length")
    Traceback (most recent call last):
        ...
    rope_core.errors.RopeError: x: received "[[1.0], [2.0, 3.0]]"; allowed: rows of equal length.
    """
    if isinstance(value, np.ndarray):
        return _widened(value)
    if _is_torch(value):
        return _from_torch(name, value, allowed)
    try:
        return _widened(np.asarray(value))
    except (ValueError, TypeError) as error:  # ragged lists; an array of JAX inside jit
        traced = "Tracer" in type(value).__name__
        hint = "Inside jit there are no numbers yet: call this outside of it." if traced else ""
        raise RopeError(name, value, allowed, hint) from error


def type_name(value: object) -> str:
    """Return the name of an array's type as its library has it: "float32", "bfloat16", …

    Lists and numbers have NumPy's type for them.

    >>> type_name([0.5]), type_name([1, 2])
    ('float64', 'int64')
    """
    dtype = getattr(value, "dtype", None)
    if dtype is None:
        return np.asarray(value).dtype.name
    return str(getattr(dtype, "name", dtype)).removeprefix("torch.")


def _is_torch(value: object) -> bool:
    torch = sys.modules.get("torch")
    return torch is not None and isinstance(value, torch.Tensor)


def _from_torch(name: str, tensor: Any, allowed: str) -> NDArray[Any]:
    torch = sys.modules["torch"]
    if tensor.device.type == "meta":
        raise RopeError(
            name, f"a tensor of shape {tuple(tensor.shape)} on device meta", allowed,
            "Such a tensor has a shape and no numbers: load the weights first.",
        )  # fmt: skip
    plain = tensor.detach()
    if plain.layout != torch.strided:
        plain = plain.to_dense()
    plain = plain.cpu().resolve_conj().resolve_neg()
    if plain.is_floating_point() and plain.dtype not in (
        torch.float16, torch.float32, torch.float64,
    ):  # fmt: skip
        plain = plain.float()  # bfloat16 and narrower
    array: NDArray[Any] = plain.numpy()
    return array


def _widened(array: NDArray[Any]) -> NDArray[Any]:
    """JAX's bfloat16 comes as a type registered with NumPy, which has no arithmetic of it."""
    if array.dtype.kind == "V" and array.dtype.name.startswith(("bfloat", "float")):
        return array.astype(np.float32)
    return array
