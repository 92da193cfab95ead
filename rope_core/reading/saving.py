"""Writing tensors as .safetensors, which `files` reads and every framework opens.

>>> import numpy as np
>>> data = safetensors_bytes({"x": Tensor(np.float32([[1.0, 2.0]]), "float32")}, {"from": "here"})
>>> int.from_bytes(data[:8], "little") % 8, len(data) - 8 - int.from_bytes(data[:8], "little")
(0, 8)

Source of the format: the README of safetensors. A length, a header in JSON, the bytes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

import numpy as np

from rope_core.reading.tensor import Tensor

_KINDS = {"float64": "F64", "float32": "F32", "float16": "F16", "bfloat16": "BF16"}


def safetensors_bytes(tensors: Mapping[str, Tensor], about: Mapping[str, str]) -> bytes:
    """The file: tensors by name, in the type of their kind (float32 where it is none of these).

    about: texts for the file's own metadata.
    """
    header: dict[str, object] = {"__metadata__": dict(about)}
    parts: list[bytes] = []
    end = 0
    for name, tensor in tensors.items():
        kind = _KINDS.get(tensor.kind, "F32")
        parts.append(_packed(tensor, kind))
        start, end = end, end + len(parts[-1])
        header[name] = {
            "dtype": kind, "shape": list(tensor.values.shape), "data_offsets": [start, end]
        }  # fmt: skip
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)  # the numbers start at a multiple of 8
    return b"".join([len(text).to_bytes(8, "little"), text, *parts])


def _packed(tensor: Tensor, kind: str) -> bytes:
    if kind == "BF16":  # the upper half of a float32 that holds a bfloat16 exactly
        bits = np.ascontiguousarray(tensor.values, "<f4").view("<u4") >> np.uint32(16)
        return bits.astype("<u2").tobytes()
    return np.ascontiguousarray(tensor.values, f"<f{int(kind[1:]) // 8}").tobytes()
