"""Ways to tell attention where a token stands, beside RoPE: one entry each."""

from rope_core.encodings.vectors import ENCODINGS

__all__ = ["ENCODINGS"]
