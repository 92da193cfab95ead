"""Reading tensors people paste or upload, without running or trusting any of it.

>>> read_pasted("tensor([[0.5000, 0.2500]], dtype=torch.float16)", "x").values.tolist()
[[0.5, 0.25]]
>>> read_upload("x.npy", b"", "x")
Traceback (most recent call last):
    ...
rope_core.errors.RopeError: x: received "an empty file"; allowed: .npy, .npz, .safetensors or .json.

Nothing is unpickled or evaluated; sizes are checked before memory is taken. Whatever is wrong is
a RopeError in words.
"""

from rope_core.reading.files import MAX_BYTES, read_upload
from rope_core.reading.tensor import MAX_NUMBERS, Tensor
from rope_core.reading.tensor_text import read_pasted

__all__ = ["MAX_BYTES", "MAX_NUMBERS", "Tensor", "read_pasted", "read_upload"]
