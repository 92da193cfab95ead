"""What stands around the numbers of a print copied from a session, and how to export them.

>>> without_session(">>> x.shape\\ntorch.Size([1, 2])\\n>>> x\\ntensor([[1., 2.]])")
'tensor([[1., 2.]])'
>>> print(export_lines("x", "tensor([[0.1, ..., 0.3]])"))
import numpy as np
np.save("x.npy", x.detach().float().cpu().numpy())
"""

from __future__ import annotations

import re

#: What was typed at a prompt of Python or IPython, and the prompt of its answer.
_TYPED = re.compile(r"^(?:>>>|In[ ]?\[\d*\]:|\.\.\.(?=[ ]|$))[ \t]?(?P<code>.*)$", re.M)
_ANSWER = re.compile(r"^[ \t]*Out[ ]?\[\d*\]:[ \t]?", re.M)
_SIZE = re.compile(r"(?:torch\.)?Size\(\[[\d,\s]*\]\)")
#: Shapes within a repr: tf.Tensor's, Paddle's, an empty tensor's.
_SHAPE = re.compile(r"\b(?:(?:shape|size)\s*=\s*[\[(][\d,\s]*[\])]|place=Place\([^)]*\))\s*,?")
_HEAD = re.compile(r"<tf\.(?:Tensor|Variable)[^\n]*?numpy\s*=\s*")
_LABEL = re.compile(r"^[ \t]*[A-Za-z_]\w*[ \t]*:[ \t]*(?=[\[\w(]|$)", re.M)


def without_session(text: str) -> str:
    """The text without prompts, shapes and labels; what was typed stays if nothing else is there.

    >>> without_session(">>> [1, 2]"), without_session("Out[3]: array([1, 2])")
    ('[1, 2]', 'array([1, 2])')
    """
    answers = _TYPED.sub("", text)
    if not re.search(r"\d", _SIZE.sub("", answers)):
        answers = _TYPED.sub(lambda found: found["code"], text)
    answers = _SIZE.sub("", _ANSWER.sub("", answers))
    head = _HEAD.search(answers)
    if head:
        answers = answers[head.end() :].rstrip().removesuffix(">")
    answers = answers.replace("Parameter containing:", "")
    return _LABEL.sub("", _SHAPE.sub("", answers)).strip()


def export_lines(field: str, text: str = "") -> str:
    """The lines that save the tensor whole, in the library that printed it."""
    if re.search(r"\btensor\(|Parameter containing", text):
        value = f"{field}.detach().float().cpu().numpy()"
    elif re.search(r"\bArray\(", text):  # JAX: its bfloat16 is not NumPy's
        value = f"np.asarray({field}, dtype=np.float32)"
    elif "<tf." in text:
        value = f"{field}.numpy()"
    else:
        value = field
    return f'import numpy as np\nnp.save("{field}.npy", {value})'


def unpickled_lines(name: str) -> str:
    """The two lines that make a .safetensors of a file saved by torch.save.

    >>> unpickled_lines("x.pt").splitlines()[1][-16:]
    '"x.safetensors")'
    """
    file = re.sub(r'["\n]', "", name.replace("\\", "/").rpartition("/")[2]) or "x.pt"
    stem = file.rpartition(".")[0] or file
    opened = f'torch.load("{file}", map_location="cpu", weights_only=True)'
    pairs = 't.items() if isinstance(t, dict) else [("x", t)]'
    return (
        f"import torch; from safetensors.torch import save_file; t = {opened}\n"
        f'save_file({{n: v.contiguous() for n, v in {pairs}}}, "{stem}.safetensors")'
    )
