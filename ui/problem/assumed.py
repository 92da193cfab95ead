"""What is assumed of the length of the text, where a RoPE has another table for another length."""

from __future__ import annotations

from rope_core import RopeSpec
from rope_core.scaling import Dynamic, LongRope


def assumed_length(spec: RopeSpec) -> str:
    """For how long a text a table is that depends on it, as a sentence; else empty.

    >>> assumed_length(RopeSpec(4, scaling=Dynamic(2.0, 4096)))
    'Dynamic NTK has another table for every longer text: this is the one up to 4,096 tokens.'
    >>> assumed_length(RopeSpec(4))
    ''
    """
    scaling = spec.scaling
    if isinstance(scaling, Dynamic):
        length = max(scaling.seq_len or 0, scaling.max_position_embeddings)
        return (
            "Dynamic NTK has another table for every longer text: this is the one "
            f"{'up to' if length == scaling.max_position_embeddings else 'of'} {length:,} tokens."
        )
    if isinstance(scaling, LongRope):
        original = scaling.original_max_position_embeddings
        reach = "up to" if (scaling.seq_len or 0) <= original else "over"
        return f"LongRoPE has two lists: this is the one for texts of {reach} {original:,} tokens."
    return ""
