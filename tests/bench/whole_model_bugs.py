"""What a whole model may hand over, right and wrong, written out by hand with where it is wrong.

Nothing here comes from rope_core.diagnosis, or from its ways. A kind makes (x, y) of shape
(sequences, heads, tokens, features) with the positions that are given, what is believed, the names
that are right for it, and which numbers are wrong: at the least (what can be seen) and at the most
(what the bug touched).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rope_core import RopeSpec
from tests.bench.bug_generators import to_bfloat16

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Pair = tuple[int, int]

#: sequences, heads, tokens, head_dim.
SHAPES = ((2, 4, 24, 64), (1, 8, 40, 128), (3, 3, 16, 32))
DATA = ("normal", "outliers × 50", "sparse zeros", "four decimals", "float32 angles", "bfloat16")
BASE = 10_000.0


@dataclass(frozen=True, eq=False)
class Turn:
    """How rows are turned: pairs of features, frequencies, positions by sequence and token."""

    pairs: tuple[Pair, ...]
    freqs: Floats
    used: Floats  # (sequences, tokens), or (sequences, tokens, pairs)
    factor: float = 1.0
    sign: float = 1.0


@dataclass(eq=False)
class Made:
    """One whole tensor in the making. touched: what the bug may change."""

    rng: np.random.Generator
    shape: tuple[int, int, int, int]
    data: str
    x: Floats
    right: Turn
    given: Floats | None
    believed: Any
    accepted: tuple[frozenset[str], ...] = ()
    status: str = "bug"
    y: Floats = field(init=False)
    touched: Bools = field(init=False)
    sections: tuple[int, ...] | None = None
    positions: Floats | None = None

    def __post_init__(self) -> None:
        self.y = self.turned(self.right)
        self.touched = np.zeros(self.shape, dtype=np.bool_)

    def turned(self, turn: Turn, x: Floats | None = None) -> Floats:
        """Pair after pair, in the type of the data."""
        narrow: Any = np.float32 if self.data == "float32 angles" else np.float64
        before = self.x if x is None else x
        y = before.copy()
        used = turn.used if turn.used.ndim == 3 else turn.used[:, :, None]
        for i, (a, b) in enumerate(turn.pairs):
            at = used[:, None, :, min(i, used.shape[2] - 1)].astype(narrow)
            angle: Floats = at * narrow(turn.freqs[i])
            cos = (turn.factor * np.cos(angle)).astype(np.float64)
            sin = (turn.sign * turn.factor * np.sin(angle)).astype(np.float64)
            if self.data == "bfloat16":
                cos, sin = to_bfloat16(cos).astype(float), to_bfloat16(sin).astype(float)
            y[..., a] = before[..., a] * cos - before[..., b] * sin
            y[..., b] = before[..., a] * sin + before[..., b] * cos
        return y

    def put(self, values: Floats, *at: Any) -> None:
        """Values instead of the right ones, at an index of (sequence, head, token, feature)."""
        here = np.zeros(self.shape, dtype=np.bool_)
        here[at] = True
        self.y = np.where(here, values, self.y)
        self.touched |= here

    def everywhere(self, turn: Turn) -> None:
        self.y = self.turned(turn)
        self.touched[:] = True

    def moved(self, used: Floats) -> None:
        """Other positions, (sequences, tokens)."""
        self.y = self.turned(replace(self.right, used=used))
        there = np.asarray(used != self.right.used)
        self.touched |= there[:, None, :, None]

    def final(self) -> tuple[NDArray[Any], NDArray[Any]]:
        """x and y in the type of the data."""
        if self.data == "four decimals":
            return self.x.round(4), self.y.round(4)
        if self.data == "bfloat16":
            return to_bfloat16(self.x), to_bfloat16(self.y)
        return self.x.astype(np.float32), self.y.astype(np.float32)


def half_split(width: int, start: int = 0) -> tuple[Pair, ...]:
    return tuple((start + i, start + i + width // 2) for i in range(width // 2))


def neighbours(width: int, start: int = 0) -> tuple[Pair, ...]:
    return tuple((start + 2 * i, start + 2 * i + 1) for i in range(width // 2))


def powers(base: float, width: int) -> Floats:
    return np.array([base ** (-2.0 * i / width) for i in range(width // 2)])


def start(data: str, shape: tuple[int, int, int, int], rng: np.random.Generator) -> Made:
    """A right rotation with head_dim 's halves and base 10,000, on numbers of this kind."""
    sequences, _, tokens, width = shape
    x = rng.standard_normal(shape)
    if data == "outliers × 50":
        x[..., rng.choice(width, 3, replace=False)] *= 50
    if data == "sparse zeros":
        x[rng.random(shape) < 0.3] = 0.0
    if data == "four decimals":
        x = x.round(4)
    if data == "bfloat16":
        x = to_bfloat16(x).astype(np.float64)
    first = 30_000.0 if data == "float32 angles" else 100.0
    given = first + np.arange(tokens, dtype=np.float64)
    used = np.tile(given, (sequences, 1))
    turn = Turn(half_split(width), powers(BASE, width), used)
    return Made(rng, shape, data, x, turn, given, RopeSpec(width, BASE, "half_split"))


Kind = Callable[[Made], None]


def _named(*keys: str) -> Callable[[Kind], Kind]:
    """The names that are right for a kind: any of these ("a+b": both)."""

    def mark(kind: Kind) -> Kind:
        def make(made: Made) -> None:
            made.accepted = tuple(frozenset(key.split("+")) for key in keys)
            kind(made)

        make.__name__ = kind.__name__
        return make

    return mark


# --- heads ------------------------------------------------------------------------------------


@_named("base")
def one_heads_base(made: Made) -> None:
    turn = replace(made.right, freqs=powers(500_000.0, made.shape[3]))
    made.put(made.turned(turn), slice(None), int(made.rng.integers(made.shape[1])))


@_named("not_rotated")
def two_heads_not_turned(made: Made) -> None:
    made.put(made.x, slice(None), made.rng.choice(made.shape[1], 2, replace=False))


@_named("other_pairing")
def one_heads_pairing(made: Made) -> None:
    turn = replace(made.right, pairs=neighbours(made.shape[3]))
    made.put(made.turned(turn), slice(None), int(made.rng.integers(made.shape[1])))


@_named("backwards")
def one_head_backwards(made: Made) -> None:
    turn = replace(made.right, sign=-1.0)
    made.put(made.turned(turn), slice(None), int(made.rng.integers(made.shape[1])))


@_named("off_by_one")
def one_head_off_by_one(made: Made) -> None:
    turn = replace(made.right, used=made.right.used + 1)
    made.put(made.turned(turn), slice(None), int(made.rng.integers(made.shape[1])))


@_named("part_differs")
def one_head_overwritten(made: Made) -> None:
    made.put(
        made.rng.standard_normal(made.shape), slice(None), int(made.rng.integers(made.shape[1]))
    )


# --- sequences ----------------------------------------------------------------------------------


@_named("not_rotated")
def one_sequence_not_turned(made: Made) -> None:
    made.put(made.x, int(made.rng.integers(made.shape[0])))


@_named("base")
def one_sequences_base(made: Made) -> None:
    turn = replace(made.right, freqs=powers(1e6, made.shape[3]))
    made.put(made.turned(turn), int(made.rng.integers(made.shape[0])))


@_named("padding_by_sequence")
def padding_by_sequence(made: Made) -> None:
    shift = made.rng.choice(np.arange(1, 12), (made.shape[0], 1), replace=False)
    made.moved(made.right.used + shift)


# --- tokens -------------------------------------------------------------------------------------


@_named("not_rotated")
def tokens_not_turned(made: Made) -> None:
    first = int(made.rng.integers(2, made.shape[2] - 4))
    made.put(made.x, slice(None), slice(None), slice(first, first + 3))


@_named("not_rotated")
def not_turned_from(made: Made) -> None:
    half = made.shape[2] // 2
    made.put(made.x, slice(None), slice(None), slice(half, None))


@_named("table_end")
def beyond_the_table(made: Made) -> None:
    first = int(made.rng.integers(made.shape[2] // 2, made.shape[2] - 2))
    made.put(np.zeros(made.shape), slice(None), slice(None), slice(first, None))


@_named("part_differs")
def a_block_of_noise(made: Made) -> None:
    head, token = int(made.rng.integers(made.shape[1] - 1)), int(made.rng.integers(4, 10))
    noise = made.rng.standard_normal(made.shape)
    made.put(noise, slice(None), slice(head, head + 2), slice(token, token + 5))


@_named("backwards")
def some_tokens_of_one_head_backwards(made: Made) -> None:
    turn = replace(made.right, sign=-1.0)
    half = made.shape[2] // 2
    made.put(made.turned(turn), slice(None), 1, slice(half, None))


# --- features -----------------------------------------------------------------------------------


@_named("part_differs")
def features_not_written(made: Made) -> None:
    first = int(made.rng.integers(made.shape[3] - 8))
    made.put(np.zeros(made.shape), ..., slice(first, first + 8))


@_named("part_differs")
def one_feature(made: Made) -> None:
    made.put(-made.y - 1.0, ..., int(made.rng.integers(made.shape[3])))


# --- single numbers -----------------------------------------------------------------------------


def _one(made: Made, value: float) -> None:
    at = tuple(int(made.rng.integers(size)) for size in made.shape)
    made.put(np.full(made.shape, value), *at)


@_named("not_finite")
def one_nan(made: Made) -> None:
    _one(made, math.nan)


@_named("not_finite")
def one_inf(made: Made) -> None:
    _one(made, -math.inf)


@_named("part_differs")
def one_large_number(made: Made) -> None:
    _one(made, 1e9)


@_named("part_differs")
def one_number(made: Made) -> None:
    _one(made, 7.5)


@_named("not_finite")
def one_token_nan(made: Made) -> None:
    made.put(np.full(made.shape, math.nan), 0, slice(None), int(made.rng.integers(made.shape[2])))


# --- positions ----------------------------------------------------------------------------------


def _packed(made: Made) -> Floats:
    """Positions as of two texts in one sequence: 0, 1, …, then 0, 1, … again."""
    tokens = made.shape[2]
    cut = int(made.rng.integers(tokens // 3, tokens // 2))
    return np.concatenate([np.arange(cut), np.arange(tokens - cut)]).astype(np.float64)


@_named("positions_ignored")
def packed_ids_ignored(made: Made) -> None:
    made.given = _packed(made)
    tokens = np.arange(made.shape[2], dtype=np.float64)
    made.right = replace(made.right, used=np.tile(made.given, (made.shape[0], 1)))
    made.moved(np.tile(tokens, (made.shape[0], 1)))


@_named("positions_shuffled")
def shuffled(made: Made) -> None:
    order = made.rng.permutation(made.shape[2])
    made.moved(made.right.used[:, order])


@_named("positions_shuffled")
def reversed_positions(made: Made) -> None:
    made.moved(made.right.used[:, ::-1].copy())


@_named("restarted")
def cache_restarted(made: Made) -> None:
    at = int(made.rng.integers(made.shape[2] // 4, 3 * made.shape[2] // 4))
    index = np.arange(made.shape[2])
    made.moved(np.where(index < at, made.right.used, index - at))


@_named("one_step_late")
def one_step_late(made: Made) -> None:
    made.given = _packed(made)
    used = np.tile(made.given, (made.shape[0], 1))
    made.right = replace(made.right, used=used)
    late = np.roll(used, 1, axis=1)
    late[:, 0] = 0
    made.moved(late)


@_named("stale_positions")
def stale_rows(made: Made) -> None:
    used = made.right.used.copy()
    rows = made.rng.choice(made.shape[2], 3, replace=False)
    used[:, rows] = made.rng.integers(3, 90, 3)
    made.moved(used)


@_named("clamped")
def clamped(made: Made) -> None:
    top = made.right.used[0, made.shape[2] // 2]
    made.moved(np.minimum(made.right.used, top))


@_named("other_positions")
def a_power_of_positions(made: Made) -> None:
    made.moved(made.right.used**0.9)


@_named("offset")
def left_padding(made: Made) -> None:
    made.moved(made.right.used + int(made.rng.integers(2, 60)))


# --- sections (positions of several axes) ---------------------------------------------------------


def _image(made: Made) -> tuple[Floats, tuple[int, int, int]]:
    """Positions of time, height and width, (3, tokens), and how many pairs follow each."""
    pairs = made.shape[3] // 2
    tokens = np.arange(made.shape[2])
    where = np.stack([5 + tokens // 12, 7 + tokens // 4 % 5, 3 + tokens % 4]).astype(np.float64)
    part = pairs // 4
    return where, (part, (pairs - part) // 2, pairs - part - (pairs - part) // 2)


def _by_pair(where: Floats, axis_of: list[int], sequences: int) -> Floats:
    return np.tile(where[axis_of].T, (sequences, 1, 1))


def _blocks(sections: tuple[int, ...]) -> list[int]:
    return [axis for axis, count in enumerate(sections) for _ in range(count)]


def _sectioned(made: Made) -> tuple[Floats, tuple[int, int, int]]:
    where, sections = _image(made)
    made.sections, made.positions = sections, where
    return where, sections


def sections_right(made: Made) -> None:
    where, sections = _sectioned(made)
    made.status = "right"
    made.everywhere(replace(made.right, used=_by_pair(where, _blocks(sections), made.shape[0])))


@_named("sections_ignored")
def sections_ignored(made: Made) -> None:
    where, _ = _sectioned(made)
    made.everywhere(replace(made.right, used=np.tile(where[0], (made.shape[0], 1))))


@_named("sections_interleaved")
def sections_interleaved(made: Made) -> None:
    where, sections = _sectioned(made)
    axis_of = [0] * sum(sections)
    for axis in (1, 2):  # as Qwen3-VL: time height width time height width …, then time
        for i in range(axis, 3 * sections[axis], 3):
            if i < len(axis_of):
                axis_of[i] = axis
    made.everywhere(replace(made.right, used=_by_pair(where, axis_of, made.shape[0])))


@_named("axes_swapped")
def sections_swapped(made: Made) -> None:
    where, sections = _sectioned(made)
    made.everywhere(
        replace(made.right, used=_by_pair(where[[0, 2, 1]], _blocks(sections), made.shape[0]))
    )


# --- other models ---------------------------------------------------------------------------------

_YARN = {
    "rope_type": "yarn", "factor": 16.0, "original_max_position_embeddings": 4096,
    "beta_fast": 32.0, "beta_slow": 1.0,
}  # fmt: skip


def yarn(width: int, fields: dict[str, Any]) -> Floats:
    """The frequencies of the paper's equations 17 to 20, pair by pair."""
    made = []
    original, factor = fields["original_max_position_embeddings"], fields["factor"]

    def place(turns: float) -> float:
        return width * math.log(original / (turns * 2 * math.pi)) / (2 * math.log(BASE))

    low, high = place(fields["beta_fast"]), place(fields["beta_slow"])
    if fields.get("truncate", True):
        low, high = math.floor(low), math.ceil(high)
    low, high = max(low, 0), min(high, width - 1)
    for i in range(width // 2):
        ramp = (i - low) / max(high - low, 0.001)
        if fields.get("clamped", True):
            ramp = min(max(ramp, 0.0), 1.0)
        plain = BASE ** (-2.0 * i / width)
        made.append(plain / factor * ramp + plain * (1 - ramp))
    return np.array(made)


def _yarned(made: Made, **wrong: Any) -> None:
    width = made.shape[3]
    made.believed = RopeSpec(width, BASE, "half_split", None, _YARN)
    factor = 0.1 * math.log(wrong.pop("mscale_of", _YARN["factor"])) + 1
    if wrong.pop("no_factor", False):
        factor = 1.0
    made.everywhere(
        replace(made.right, freqs=yarn(width, _YARN | wrong), factor=factor)
    )  # fmt: skip


def yarn_right(made: Made) -> None:
    made.status = "right"
    _yarned(made)


@_named("yarn_field")
def yarn_truncate(made: Made) -> None:
    _yarned(made, truncate=False)


@_named("yarn_field")
def yarn_beta_fast(made: Made) -> None:
    _yarned(made, beta_fast=16.0)


@_named("yarn_field")
def yarn_beta_slow(made: Made) -> None:
    _yarned(made, beta_slow=2.0)


@_named("yarn_field")
def yarn_length(made: Made) -> None:
    _yarned(made, original_max_position_embeddings=32768)


@_named("yarn_field", "yarn_field+factor_wrong")
def yarn_factor(made: Made) -> None:
    _yarned(made, factor=40.0, mscale_of=40.0)


@_named("yarn_field")
def yarn_unclamped(made: Made) -> None:
    _yarned(made, clamped=False)


@_named("factor_ignored")
def yarn_without_factor(made: Made) -> None:
    _yarned(made, no_factor=True)


def _last(made: Made) -> int:
    """As MLA's queries: the last third of the head turns, the rest is copied."""
    width = made.shape[3] // 4 * 2
    made.believed = RopeSpec(made.shape[3], BASE, "interleaved", width, None, "last")
    made.right = replace(made.right, freqs=powers(BASE, width))
    return width


def end_part_right(made: Made) -> None:
    width = _last(made)
    made.status = "right"
    made.everywhere(replace(made.right, pairs=neighbours(width, made.shape[3] - width)))


@_named("tail_rotated")
def end_part_first(made: Made) -> None:
    pairs = neighbours(_last(made))
    made.everywhere(replace(made.right, pairs=pairs))


@_named("other_pairing")
def end_part_in_halves(made: Made) -> None:
    width = _last(made)
    made.everywhere(replace(made.right, pairs=half_split(width, made.shape[3] - width)))


@_named("other_layers_table")
def local_in_global(made: Made) -> None:
    width = made.shape[3]
    made.believed = {
        "model_type": "gemma3_text", "head_dim": width, "rope_theta": 1e6,
        "rope_local_base_freq": 1e4, "num_hidden_layers": 6, "sliding_window_pattern": 6,
        "hidden_size": 4 * width, "num_attention_heads": 4, "max_position_embeddings": 131072,
    }  # fmt: skip
    made.everywhere(made.right)


@_named("wrong_partner")
def proportional_partner(made: Made) -> None:
    """Proportional meant (i with i + head_dim/2), turned with the partner of partial rotation."""
    width, part = made.shape[3], made.shape[3] // 4
    made.believed = _proportional(width)
    freqs = powers(BASE, width)[: part // 2]
    made.everywhere(replace(made.right, pairs=half_split(part), freqs=freqs))


@_named("partial_kind")
def partial_for_proportional(made: Made) -> None:
    """Proportional meant; partial rotation done, with its own partner and exponent."""
    width, part = made.shape[3], made.shape[3] // 4
    made.believed = _proportional(width)
    made.everywhere(replace(made.right, pairs=half_split(part), freqs=powers(BASE, part)))


@_named("partial_kind")
def proportional_for_partial(made: Made) -> None:
    width, part = made.shape[3], made.shape[3] // 4
    made.believed = RopeSpec(width, BASE, "half_split", part)
    made.everywhere(
        replace(made.right, pairs=half_split(width)[: part // 2],
                freqs=powers(BASE, width)[: part // 2])
    )  # fmt: skip


def proportional_right(made: Made) -> None:
    width, part = made.shape[3], made.shape[3] // 4
    made.believed, made.status = _proportional(width), "right"
    made.everywhere(
        replace(made.right, pairs=half_split(width)[: part // 2],
                freqs=powers(BASE, width)[: part // 2])
    )  # fmt: skip


def _proportional(width: int) -> RopeSpec:
    settings = {"rope_type": "proportional", "partial_rotary_factor": 0.25}
    return RopeSpec(width, BASE, "half_split", None, settings)


# --- right, equivalent, unknown -----------------------------------------------------------------


def right(made: Made) -> None:
    made.status = "right"


def right_packed(made: Made) -> None:
    made.status, made.given = "right", _packed(made)
    made.everywhere(replace(made.right, used=np.tile(made.given, (made.shape[0], 1))))


def right_by_sequence(made: Made) -> None:
    """Positions (sequences, tokens), padded on the left each by its own."""
    made.status = "right"
    pad = made.rng.integers(0, 8, (made.shape[0], 1))
    made.positions = np.maximum(np.arange(made.shape[2]) - pad, 0).astype(np.float64)
    made.everywhere(replace(made.right, used=made.positions))


def port(made: Made) -> None:
    """To neighbours, with the features permuted: y is the right one in another order."""
    made.status = "equivalent"
    half = made.shape[3] // 2
    order = [place for i in range(half) for place in (i, i + half)]
    made.y = made.y[..., order]


def a_power_of_angles(made: Made) -> None:
    """Pair by pair, so that no position explains a row."""
    made.status = "unknown"
    angle = made.right.used[:, :, None] * made.right.freqs
    made.everywhere(replace(made.right, used=angle**0.8, freqs=np.ones(len(made.right.freqs))))


def random_angles(made: Made) -> None:
    made.status = "unknown"
    sequences, _, tokens, width = made.shape
    used = made.rng.uniform(-3, 3, (sequences, tokens, width // 2))
    made.everywhere(replace(made.right, used=used, freqs=np.ones(width // 2)))


def strangely_paired(made: Made) -> None:
    made.status = "unknown"
    order = made.rng.permutation(made.shape[3])
    pairs = tuple((int(a), int(b)) for a, b in order.reshape(-1, 2))
    made.everywhere(replace(made.right, pairs=pairs))


def a_learned_matrix(made: Made) -> None:
    made.status = "unknown"
    matrix = made.rng.standard_normal((made.shape[3],) * 2) / math.sqrt(made.shape[3])
    made.y = made.y @ matrix


def random_signs(made: Made) -> None:
    made.status = "unknown"
    made.y = made.y * made.rng.choice([-1.0, 1.0], made.shape[3])


def noisy(made: Made) -> None:
    made.status = "unknown"
    made.y = made.y + 0.1 * made.rng.standard_normal(made.shape) * np.abs(made.y)


BUGS: tuple[Kind, ...] = (
    one_heads_base, two_heads_not_turned, one_heads_pairing, one_head_backwards,
    one_head_off_by_one, one_head_overwritten, one_sequence_not_turned, one_sequences_base,
    padding_by_sequence, tokens_not_turned, not_turned_from, beyond_the_table, a_block_of_noise,
    some_tokens_of_one_head_backwards, features_not_written, one_feature, one_nan, one_inf,
    one_large_number, one_number, one_token_nan, packed_ids_ignored, shuffled, reversed_positions,
    cache_restarted, one_step_late, stale_rows, clamped, a_power_of_positions, left_padding,
    sections_ignored, sections_interleaved, sections_swapped, yarn_truncate, yarn_beta_fast,
    yarn_beta_slow,
    yarn_length, yarn_factor, yarn_unclamped, yarn_without_factor, end_part_first,
    end_part_in_halves, local_in_global, proportional_partner, partial_for_proportional,
    proportional_for_partial,
)  # fmt: skip
RIGHT: tuple[Kind, ...] = (
    right, right_packed, right_by_sequence, sections_right, yarn_right, end_part_right,
    proportional_right, port,
)  # fmt: skip
UNKNOWN: tuple[Kind, ...] = (
    a_power_of_angles, random_angles, strangely_paired, a_learned_matrix, random_signs, noisy,
)  # fmt: skip
#: Kinds of one sequence among several: those of a batch of one say nothing.
OF_SEQUENCES = {"one_sequence_not_turned", "one_sequences_base", "padding_by_sequence"}
