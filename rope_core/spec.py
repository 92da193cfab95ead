"""RopeSpec: everything that decides which rotation is meant, checked once.

>>> RopeSpec(head_dim=4).pairs
2
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import ClassVar, Literal, get_args

from rope_core.errors import RopeError, require_number, require_whole
from rope_core.scaling import Default, make_scaling
from rope_core.scaling.base import Scaling

Pairing = Literal["interleaved", "half_split", "interleaved_to_half"]
PAIRINGS: tuple[Pairing, ...] = get_args(Pairing)
Features = Literal["first", "last"]
FEATURES: tuple[Features, ...] = get_args(Features)

MAX_HEAD_DIM = 65536
# Wavelengths (2π × base at most) must stay finite.
MAX_BASE = 1e300


@dataclass(frozen=True, init=False)
class RopeSpec:
    """One rotary position embedding, immutable and hashable.

    head_dim: features of one query or key head; even, 2 to 65536.
    base: the number whose powers are the inverse frequencies; above 1.
    pairing: which two features make pair i.
        `interleaved`: 2i and 2i+1. `half_split`: i and i + rotary_dim/2.
        `interleaved_to_half`: read from 2i, 2i+1, written to i, i + rotary_dim/2.
    rotary_dim: how many features are rotated, the rest are copied; None means all.
    scaling: how the frequencies were changed for longer contexts: a method of
        `rope_core.scaling`, or a mapping such as {"rope_type": "linear", "factor": 8.0};
        None means not at all.
    features: which rotary_dim of the head_dim features are rotated, the `first` (nearly always)
        or the `last` (DeepSeek V4); where all are, the same thing, and kept as `first`.
    backwards: whether position m turns by −m × inv_freq instead of m × inv_freq (nanochat).

    Raises RopeError for anything else.

    >>> RopeSpec(8, base=500000, rotary_dim=4)
    RopeSpec(head_dim=8, base=500000.0, pairing='interleaved', rotary_dim=4, scaling=None, \
features='first', backwards=False)
    >>> RopeSpec(8, rotary_dim=4, features="last").rotated
    range(4, 8)

    Source: RoFormer (arXiv 2104.09864), eq. 14 and 15 for the interleaved form.
    """

    head_dim: int
    base: float
    pairing: Pairing
    rotary_dim: int
    scaling: Scaling | None
    features: Features
    backwards: bool

    #: What `from_config` reads with: rope_core.config, which stands above this module.
    config_reader: ClassVar[Callable[[object, int | None], RopeSpec]]

    # Written out, because rotary_dim may be given as None but is always an int afterwards.
    def __init__(
        self,
        head_dim: int,
        base: float = 10000.0,
        pairing: Pairing = "interleaved",
        rotary_dim: int | None = None,
        scaling: Scaling | Mapping[str, object] | None = None,
        features: Features = "first",
        backwards: bool = False,
    ) -> None:
        head_dim = _even("head_dim", head_dim, MAX_HEAD_DIM)
        base = require_number("base", base, above=1.0, at_most=MAX_BASE)
        # isinstance first: an unhashable value must not end in a TypeError.
        if not isinstance(pairing, str) or pairing not in PAIRINGS:
            raise RopeError("pairing", pairing, "one of " + ", ".join(PAIRINGS))
        if not isinstance(features, str) or features not in FEATURES:
            raise RopeError("features", features, "first or last")
        if not isinstance(backwards, bool):
            raise RopeError("backwards", backwards, "true or false")
        if rotary_dim is not None:
            rotary_dim = _even("rotary_dim", rotary_dim, head_dim, "It is at most head_dim.")
        width = head_dim if rotary_dim is None else rotary_dim
        set_once = object.__setattr__  # the dataclass is frozen, this is its only writer
        set_once(self, "head_dim", head_dim)
        set_once(self, "base", base)
        set_once(self, "pairing", pairing)
        set_once(self, "rotary_dim", width)
        set_once(self, "scaling", _scaling(scaling, base, width))
        # One way to say it, so that equal specs compare equal.
        set_once(self, "features", "first" if width == head_dim else features)
        set_once(self, "backwards", backwards)

    @classmethod
    def from_config(cls, config: object, seq_len: int | None = None) -> RopeSpec:
        """Return the spec that a Hugging Face config.json means.

        config: the file read as a dict, or a config object that has to_dict().
        Both spellings are read (rope_theta and rope_scaling, rope_parameters). seq_len is the
        length of the sequence, for the methods that depend on it. Where layers differ this is
        the spec of the layers with full attention; `rope_core.config.read_config` gives all of
        them, and says which keys were used, ignored or contradictory.

        >>> RopeSpec.from_config({"hidden_size": 64, "num_attention_heads": 8}).head_dim
        8
        """
        return cls.config_reader(config, seq_len)

    @property
    def pairs(self) -> int:
        """How many pairs are rotated: rotary_dim / 2."""
        return self.rotary_dim // 2

    @property
    def rotated(self) -> range:
        """The places of the rotated features, rotary_dim of them."""
        start = self.head_dim - self.rotary_dim if self.features == "last" else 0
        return range(start, start + self.rotary_dim)

    @property
    def copied(self) -> tuple[int, ...]:
        """The places of the features that are passed on as they are."""
        return tuple(i for i in range(self.head_dim) if i not in self.rotated)


def _scaling(
    scaling: Scaling | Mapping[str, object] | None, base: float, rotary_dim: int
) -> Scaling | None:
    if isinstance(scaling, Mapping):
        scaling = make_scaling(scaling)
    if scaling is None or isinstance(scaling, Default):
        return None  # one way to say it, so that equal specs compare equal
    if not isinstance(scaling, Scaling):
        allowed = "None, a mapping with rope_type, or a method of rope_core.scaling"
        raise RopeError("scaling", scaling, allowed)
    scaling.check(base, rotary_dim)
    return scaling


def _even(field: str, value: object, high: int, hint: str = "") -> int:
    allowed = f"an even whole number from 2 to {high:,}"
    try:
        whole = require_whole(field, value, 2, high)
    except RopeError as error:
        raise RopeError(field, value, allowed, hint) from error
    if whole % 2:
        raise RopeError(field, value, allowed, f"Features are rotated in pairs. {hint}".rstrip())
    return whole
