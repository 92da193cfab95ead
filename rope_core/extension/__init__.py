"""A model taken to more tokens: what to write, what it changes in every pair, and the traps.

>>> plan = extend({"head_dim": 128, "rope_theta": 1e6, "max_position_embeddings": 32768}, 131072)
>>> plan.method, plan.factor
('yarn', 4.0)
>>> [output.name for output in outputs(plan)]
['new', 'old', 'vllm', 'sglang', 'llama_cpp']
>>> [trap.key for trap in traps(plan)]
['length_assumed', 'original_left_out', 'short_texts']
"""

from rope_core.extension.changes import PairChange, changes
from rope_core.extension.plan import METHODS, Extension, extend
from rope_core.extension.traps import Trap, traps
from rope_core.extension.write import Output, outputs

__all__ = [
    "METHODS",
    "Extension",
    "Output",
    "PairChange",
    "Trap",
    "changes",
    "extend",
    "outputs",
    "traps",
]
