"""The computation with one part replaced, and the mistakes people make, one entry each."""

from rope_core.mistakes.entries import MISTAKES, Mistake

__all__ = ["MISTAKES", "Mistake"]
