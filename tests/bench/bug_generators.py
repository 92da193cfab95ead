"""Right and wrong rotations written out by hand, for measuring the diagnoser.

Nothing here comes from rope_core.diagnosis, or from its ways: pairs are turned one after another in
plain loops. Each generator gives (x, y, positions, what is believed, accepted names).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from rope_core import Pairing, RopeSpec

Array = np.ndarray


def to_bfloat16(values: Array) -> Array:
    """The nearest bfloat16, ties to even, as float32: by the bits."""
    bits: Array = np.ascontiguousarray(values, np.float32).view(np.uint32).astype(np.uint64)
    bits = (bits + 0x7FFF + ((bits >> 16) & 1)) & 0xFFFF0000
    return bits.astype(np.uint32).view(np.float32)


def to_float16(values: Array) -> Array:
    with np.errstate(over="ignore"):
        return np.asarray(values, dtype=np.float16).astype(np.float32)


@dataclass
class Kind:
    """A data type: how tables and results are rounded in it."""

    name: str

    def table(self, values: Array) -> Array:
        if self.name == "float64":
            return values
        if self.name == "float32":
            return values.astype(np.float32).astype(np.float64)
        return to_bfloat16(values).astype(np.float64)

    def angle(self, values: Array) -> Array:
        return values if self.name == "float64" else values.astype(np.float32).astype(np.float64)

    def data(self, values: Array) -> Array:
        if self.name == "float64":
            return values
        return values.astype(np.float32) if self.name == "float32" else to_bfloat16(values)


@dataclass
class Job:
    """One made-up implementation: every part can be replaced by a wrong one."""

    rng: np.random.Generator
    d: int
    positions: Array
    kind: Kind
    heads: int = 3
    pairing: Pairing = "half_split"
    base: float = 10000.0
    width: int | None = None
    believed_scaling: dict[str, object] | None = None
    believed: RopeSpec | None = None
    x: Array = field(init=False)

    def __post_init__(self) -> None:
        shape = (self.heads, len(self.positions), self.d)
        self.x = self.kind.data(self.rng.standard_normal(shape)).astype(np.float64)

    @property
    def r(self) -> int:
        return self.width or self.d

    def spec(self) -> RopeSpec:
        return RopeSpec(self.d, self.base, self.pairing, self.width, self.believed_scaling)

    def freqs(self) -> Array:
        return np.array([self.base ** (-2.0 * i / self.r) for i in range(self.r // 2)])

    def pairs(self) -> list[tuple[int, int]]:
        if self.pairing == "interleaved":
            return [(2 * i, 2 * i + 1) for i in range(self.r // 2)]
        return [(i, i + self.r // 2) for i in range(self.r // 2)]


def cos_sin(job: Job, freqs: Array, used: Array | None = None) -> tuple[Array, Array]:
    """(seq, pairs) tables, or (heads, seq, pairs) where used is (heads, seq)."""
    used = job.positions if used is None else used
    angle = job.kind.angle(np.asarray(used, dtype=np.float64)[..., None] * job.kind.angle(freqs))
    return job.kind.table(np.cos(angle)), job.kind.table(np.sin(angle))


def turn(job: Job, cos: Array, sin: Array, pairs: list[tuple[int, int]] | None = None,
         x: Array | None = None) -> Array:  # fmt: skip
    x = job.x if x is None else x
    y = x.copy()
    for i, (a, b) in enumerate(pairs or job.pairs()):
        y[..., a] = x[..., a] * cos[..., i] - x[..., b] * sin[..., i]
        y[..., b] = x[..., a] * sin[..., i] + x[..., b] * cos[..., i]
    return y


def right(job: Job) -> Array:
    return turn(job, *cos_sin(job, job.freqs()))


def other_pairing(job: Job) -> Array:
    other = Job(job.rng, job.d, job.positions, job.kind, job.heads, base=job.base)
    other.pairing = "interleaved" if job.pairing == "half_split" else "half_split"
    return turn(job, *cos_sin(job, job.freqs()), other.pairs())


def mixed(job: Job) -> Array:
    cos, sin = cos_sin(job, job.freqs())
    h = job.d // 2
    y = job.x.copy()
    for j in range(job.d):
        if job.pairing == "half_split":  # rotate_half, tables repeated in place
            t, p, s = j // 2, (j + h) % job.d, -1 if j < h else 1
        else:  # neighbours, tables concatenated
            t, p, s = j % h, j ^ 1, -1 if j % 2 == 0 else 1
        y[..., j] = job.x[..., j] * cos[..., t] + s * job.x[..., p] * sin[..., t]
    return y


def split_order(width: int) -> list[int]:
    return [*range(0, width, 2), *range(1, width, 2)]


def permuted(job: Job) -> Array:
    order = split_order(job.d)
    return turn(job, *cos_sin(job, job.freqs()), x=job.x[..., order])


def permuted_back(job: Job) -> Array:
    order = list(np.argsort(split_order(job.d)))
    return turn(job, *cos_sin(job, job.freqs()), x=job.x[..., order])


def permuted_across(job: Job) -> Array:
    heads, seq, d = job.x.shape
    x = np.empty_like(job.x)
    order = split_order(heads * d)
    for s in range(seq):
        flat = [job.x[h, s, j] for h in range(heads) for j in range(d)]
        for k in range(heads * d):
            x[k // d, s, k % d] = flat[order[k]]
    return turn(job, *cos_sin(job, job.freqs()), x=x)


def backwards(job: Job) -> Array:
    cos, sin = cos_sin(job, job.freqs())
    return turn(job, cos, -sin)


def with_freqs(make: Callable[[Job], Array]) -> Callable[[Job], Array]:
    return lambda job: turn(job, *cos_sin(job, make(job)))


def exponent(power: Callable[[int, int], float]) -> Callable[[Job], Array]:
    return with_freqs(
        lambda job: np.array([job.base ** power(i, job.r) for i in range(job.r // 2)])
    )


def base(value: float) -> Callable[[Job], Array]:
    return with_freqs(lambda job: np.array([value ** (-2 * i / job.r) for i in range(job.r // 2)]))


def random_base(job: Job) -> Array:
    return base(round(float(np.exp(job.rng.uniform(math.log(2e3), math.log(2e6))))))(job)


def garbage(job: Job) -> Array:
    return turn(job, *cos_sin(job, job.rng.uniform(0.0, 2.0, job.r // 2)))


def used(make: Callable[[Job, Array], Array]) -> Callable[[Job], Array]:
    return lambda job: turn(job, *cos_sin(job, job.freqs(), make(job, job.positions.astype(float))))


def padded(job: Job) -> Array:
    return used(lambda job, p: p + float(job.rng.integers(2, 400)))(job)


def restarted(job: Job) -> Array:
    start = job.positions[len(job.positions) // 2]
    return used(lambda job, p: np.where(p >= start, p - start, p))(job)


def clamped(job: Job) -> Array:
    top = float(job.positions[len(job.positions) // 2])
    return used(lambda job, p: np.minimum(p, top))(job)


def stretched(job: Job) -> Array:
    factor = float(job.rng.choice([2.0, 4.0, 8.0, 3.0, 10.0]))
    return used(lambda job, p: p / factor)(job)


def module_bfloat16(job: Job) -> Array:
    freqs = to_bfloat16(job.freqs())
    place = to_bfloat16(job.positions.astype(float))
    angle = to_bfloat16(place[:, None] * freqs).astype(np.float64)
    return turn(job, job.kind.table(np.cos(angle)), job.kind.table(np.sin(angle)))


def tail(job: Job) -> Array:
    shift = job.d - job.r
    return turn(job, *cos_sin(job, job.freqs()), [(a + shift, b + shift) for a, b in job.pairs()])


def whole_head(job: Job) -> Array:
    wide = Job(job.rng, job.d, job.positions, job.kind, job.heads, job.pairing, job.base)
    return turn(job, *cos_sin(job, wide.freqs()), wide.pairs())


def half_width(job: Job) -> Array:
    narrow = Job(job.rng, job.d, job.positions, job.kind, job.heads, job.pairing, job.base)
    narrow.width = job.d // 4 * 2
    return turn(job, *cos_sin(job, narrow.freqs()), narrow.pairs())


def wrong_partner(job: Job) -> Array:
    pairs = [(i, i + job.d // 2) for i in range(job.r // 2)]
    return turn(job, *cos_sin(job, job.freqs()), pairs)


def over_head_dim(job: Job) -> Array:
    return with_freqs(
        lambda job: np.array([job.base ** (-2 * i / job.d) for i in range(job.r // 2)])
    )(job)


def linear(job: Job, factor: float) -> Array:
    return job.freqs() / factor


def llama3(job: Job, factor: float, low: float, high: float, original: float) -> Array:
    made = []
    for f in job.freqs():
        wave = 2 * math.pi / f
        if wave < original / high:
            made.append(f)
        elif wave > original / low:
            made.append(f / factor)
        else:
            smooth = (original / wave - low) / (high - low)
            made.append((1 - smooth) * f / factor + smooth * f)
    return np.array(made)


def yarn(job: Job, factor: float, original: float) -> Array:
    def turns_at(turns: float) -> float:
        return job.r * math.log(original / (turns * 2 * math.pi)) / (2 * math.log(job.base))

    low, high = max(math.floor(turns_at(32)), 0), min(math.ceil(turns_at(1)), job.r - 1)
    made = []
    for i, f in enumerate(job.freqs()):
        ramp = min(max((i - low) / max(high - low, 0.001), 0.0), 1.0)
        made.append(f / factor * ramp + f * (1 - ramp))
    return np.array(made)


def scaled_turn(job: Job, freqs: Array, factor: float = 1.0) -> Array:
    cos, sin = cos_sin(job, freqs)
    return turn(job, job.kind.table(factor * cos), job.kind.table(factor * sin))


def swapped(job: Job) -> Array:
    cos, sin = cos_sin(job, job.freqs())
    return turn(job, sin, cos)


def twice(job: Job) -> Array:
    cos, sin = cos_sin(job, job.freqs())
    return turn(job, cos, sin, x=job.kind.data(turn(job, cos, sin)).astype(np.float64))


def heads_as_positions(job: Job) -> Array:
    place = np.repeat(np.arange(job.heads)[:, None], len(job.positions), axis=1)
    return turn(job, *cos_sin(job, job.freqs(), place))


def reshaped(job: Job) -> Array:
    """(seq, heads, d) memory viewed as (heads, seq, d), turned, and viewed back."""
    heads, seq, d = job.x.shape
    memory = np.swapaxes(job.x, 0, 1).reshape(heads, seq, d)
    made = turn(job, *cos_sin(job, job.freqs()), x=memory)
    return np.swapaxes(made.reshape(seq, heads, d), 0, 1)


def one_sign(job: Job) -> Array:
    cos, sin = cos_sin(job, job.freqs())
    y = job.x.copy()
    for i, (a, b) in enumerate(job.pairs()):
        y[..., a] = job.x[..., a] * cos[..., i] + job.x[..., b] * sin[..., i]
        y[..., b] = job.x[..., a] * sin[..., i] + job.x[..., b] * cos[..., i]
    return y


def overwritten(job: Job) -> Array:
    cos, sin = cos_sin(job, job.freqs())
    y = job.x.copy()
    for i, (a, b) in enumerate(job.pairs()):
        y[..., a] = y[..., a] * cos[..., i] - y[..., b] * sin[..., i]
        y[..., b] = y[..., a] * sin[..., i] + y[..., b] * cos[..., i]
    return y


def added(job: Job) -> Array:
    cos, sin = cos_sin(job, job.freqs())
    y = job.x.copy()
    for i, (a, b) in enumerate(job.pairs()):
        y[..., a] += cos[..., i]
        y[..., b] += sin[..., i]
    return y


LLAMA3 = {"rope_type": "llama3", "factor": 8.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0,
          "original_max_position_embeddings": 8192}  # fmt: skip
YARN = {"rope_type": "yarn", "factor": 32.0, "original_max_position_embeddings": 4096}
LINEAR = {"rope_type": "linear", "factor": 8.0}


def longrope_settings(d: int) -> dict[str, object]:
    half = d // 2
    return {
        "rope_type": "longrope",
        "short_factor": [1.0 + 0.5 * i / half for i in range(half)],
        "long_factor": [1.0 + 15.0 * i / half for i in range(half)],
        "original_max_position_embeddings": 4096,
        "max_position_embeddings": 131072,
        "seq_len": 131072,
    }


@dataclass
class Case:
    """A bug: how it is made, how the job is set up, and which names are right for it.

    accepted: each a set of keys; more than one where no data can tell them apart.
    """

    name: str
    make: Callable[[Job], Array]
    accepted: list[frozenset[str]]
    setup: dict[str, Any] = field(default_factory=dict)


def case(name: str, make: Callable[[Job], Array], *accepted: str, **setup: object) -> Case:
    return Case(name, make, [frozenset(keys.split("+")) for keys in accepted], dict(setup))


_YARN_FACTOR = 0.1 * math.log(32.0) + 1.0

CASES = (
    case("interleaved for half_split", other_pairing, "other_pairing"),
    case("half_split for interleaved", other_pairing, "other_pairing", pairing="interleaved"),
    case("mixed, half_split", mixed, "mixed_layout"),
    case("mixed, interleaved", mixed, "mixed_layout", "other_pairing+mixed_layout",
         pairing="interleaved"),
    case("weights permuted", permuted, "weights_permuted"),
    case("weights permuted, other way", permuted_back, "weights_permuted"),
    case("permuted across heads", permuted_across, "permuted_across_heads"),
    case("backwards", backwards, "backwards"),
    case("exponent −i/d", exponent(lambda i, r: -i / r), "exponent", "base"),
    case("exponent −4i/d", exponent(lambda i, r: -4 * i / r), "exponent", "base"),
    case("exponent −(2i+1)/d", exponent(lambda i, r: -(2 * i + 1) / r), "exponent"),
    case("exponent −2(i+1)/d", exponent(lambda i, r: -2 * (i + 1) / r), "exponent"),
    case("exponent −2i/(d−2)", exponent(lambda i, r: -2 * i / (r - 2)), "exponent"),
    case("exponent +2i/d", exponent(lambda i, r: 2 * i / r), "exponent"),
    case("base 500,000", base(500000.0), "base"),
    case("base, any", random_base, "base"),
    case("inv_freq garbage", garbage, "inv_freq_garbage"),
    case("off by one", used(lambda j, p: p + 1), "off_by_one"),
    case("one too small", used(lambda j, p: p - 1), "off_by_one"),
    case("left padding", padded, "offset"),
    case("restarted", restarted, "restarted"),
    case("clamped", clamped, "clamped"),
    case("stuck", used(lambda j, p: np.full(len(p), 3.0)), "stuck"),
    # At head_dim 8 base^(2/d) is 10: divided by ten and pairs counted from 1 are the same numbers.
    case("interpolated", stretched, "scaled_positions", "scaling_wrong", "exponent"),
    case("positions in bfloat16", used(lambda j, p: to_bfloat16(p).astype(float)),
         "rounded_positions"),
    case("positions in float16", used(lambda j, p: to_float16(p).astype(float)),
         "rounded_positions"),
    case("inv_freq in bfloat16", with_freqs(lambda j: to_bfloat16(j.freqs()).astype(float)),
         "inv_freq_rounded"),
    case("module in bfloat16", module_bfloat16, "low_precision_angles", "inv_freq_rounded",
         "rounded_positions"),
    case("partial: whole head", whole_head, "partial_width", width=0.5),
    case("partial: half for whole", half_width, "partial_width"),
    case("partial: tail", tail, "tail_rotated", width=0.5),
    case("partial: wrong partner", wrong_partner, "wrong_partner", width=0.5),
    case("partial: exponent over head_dim", over_head_dim, "exponent_width", "exponent", "base",
         width=0.5),
    case("linear ignored", right, "scaling_ignored", believed_scaling=LINEAR),
    case("llama3 ignored", right, "scaling_ignored", believed_scaling=LLAMA3, base=500000.0),
    case("llama3: linear instead", lambda j: scaled_turn(j, linear(j, 8.0)), "scaling_wrong",
         "scaled_positions",
         believed_scaling=LLAMA3, base=500000.0),
    case("yarn: llama3 instead", lambda j: scaled_turn(j, llama3(j, 32.0, 1.0, 4.0, 4096)),
         "scaling_wrong", "scaling_wrong+factor_ignored", believed_scaling=YARN),
    case("yarn ignored", right, "scaling_ignored", "scaling_ignored+factor_ignored",
         believed_scaling=YARN),
    case("longrope ignored", right, "scaling_ignored", "scaling_ignored+factor_ignored",
         believed_scaling="longrope"),
    case("scaling not meant (yarn)", lambda j: scaled_turn(j, yarn(j, 32.0, 4096), _YARN_FACTOR),
         "scaling_wrong", "scaling_wrong+factor_wrong"),
    case("attention_factor ignored", lambda j: scaled_turn(j, yarn(j, 32.0, 4096)),
         "factor_ignored", believed_scaling=YARN),
    case("attention_factor squared",
         lambda j: scaled_turn(j, yarn(j, 32.0, 4096), _YARN_FACTOR**2),
         "factor_squared", believed_scaling=YARN),
    case("rotated twice", twice, "rotated_twice", "scaled_positions"),
    case("degrees", used(lambda j, p: np.radians(p)), "degrees", "scaled_positions"),
    case("sin and cos swapped", swapped, "sin_cos_swapped"),
    case("heads for positions", heads_as_positions, "axes_exchanged"),
    case("reshape for transpose", reshaped, "axes_exchanged"),
    case("one sign", one_sign, "one_sign"),
    case("overwritten in place", overwritten, "overwritten"),
    case("added", added, "added"),
    case("not rotated", lambda j: j.x.copy(), "not_rotated"),
    # Two at once.
    case("two: pairing, off by one",
         lambda j: turn(j, *cos_sin(j, j.freqs(), j.positions + 1.0),
                        [(2 * i, 2 * i + 1) for i in range(j.d // 2)]),
         "other_pairing+off_by_one"),
    case("two: backwards, base",
         lambda j: turn(j, (t := cos_sin(j, np.array([500000.0 ** (-2 * i / j.d)
                                                      for i in range(j.d // 2)])))[0], -t[1]),
         "backwards+base"),
    case("two: pairing, base",
         lambda j: turn(j, *cos_sin(j, np.array([1e6 ** (-2 * i / j.d) for i in range(j.d // 2)])),
                        [(2 * i, 2 * i + 1) for i in range(j.d // 2)]),
         "other_pairing+base"),
)  # fmt: skip


def set_up(case: Case, rng: np.random.Generator, d: int, positions: Array, kind: Kind) -> Job:
    setup = dict(case.setup)
    if setup.get("believed_scaling") == "longrope":
        setup["believed_scaling"] = longrope_settings(d)
    if "width" in setup:
        setup["width"] = int(d * setup["width"]) // 2 * 2
    return Job(rng, d, positions, kind, **setup)
