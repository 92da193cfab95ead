"""The answers about methods that reach longer texts: NTK, dynamic NTK, Llama 3's, YaRN."""

from __future__ import annotations

import math
from functools import cache

from rope_core import RopeSpec, inv_freq, wavelength
from rope_core.analysis.shares import unrotated_share
from rope_core.scaling import Dynamic, Llama3, Ntk, Yarn
from ui.numbers import fixed
from ui.questions.question import Answer, Ask, Line, plain, published

_LLAMA = "Llama 3.1 8B / 70B / 405B"
#: From here on a base that a method raises might leave float64.
_NO_ROOM = 1e290


def _growing(ask: Ask) -> tuple[RopeSpec, str]:
    """A head whose base can be raised, and whose it is.

    One pair has no slowest beside the fastest: then the worked example's four numbers.
    """
    four = ask.spec.pairs == 1
    spec = RopeSpec(4, ask.spec.base) if four else plain(ask.spec)
    whose = "a head of four numbers" if four else "your problem"
    if spec.base > _NO_ROOM:
        return plain(spec, base=1e4), f"{whose} with base 10,000, as yours has no room to grow,"
    return spec, whose


def ntk(ask: Ask) -> Answer:
    spec, whose = _growing(ask)
    slow, d = spec.pairs - 1, spec.rotary_dim
    factors = (1.0, 2.0, 4.0, 8.0, 16.0, 32.0)
    before = inv_freq(spec)[slow]
    tables = {factor: Ntk(factor).table(spec.base, d) for factor in factors}
    return Answer(
        "Neural tangent kernel: a theory by which networks learn fast waves only if they are given "
        "them. The name stayed with what was made of it: a larger base, chosen so that the slowest "
        "pair becomes slower by the factor wanted and the fastest stays. With factor s the base "
        "is multiplied by s to the power d/(d − 2).",
        ask.scaled(tables[4.0][slow]),
        f"the inverse frequency of the slowest pair of {whose} with factor 4; without, "
        f"{ask.scaled(before)}",
        "the factor",
        tuple(
            Line(
                f"{factor:g}",
                f"Factor {factor:g}: the fastest pair {ask.scaled(table[0])}, the slowest "
                f"{ask.scaled(table[slow])} rad a token.",
                math.log10(table[slow]),
            )
            for factor, table in tables.items()
        ),
        ("scale", "Go through it pair by pair"),
        begin=2,
    )


def dynamic(ask: Ask) -> Answer:
    spec, whose = _growing(ask)
    trained, slow = 4096, spec.pairs - 1
    lengths = (100, 2048, 4096, 5000, 8192, 16_384, 32_768)
    tables = {
        length: Dynamic(2.0, trained, length).table(spec.base, spec.rotary_dim)[slow]
        for length in lengths
    }
    same = tables[100] == inv_freq(spec)[slow]
    of = "" if spec == plain(ask.spec) else f"of {whose} "
    return Answer(
        "No: up to the trained length the base is the model's own"
        + (", number for number" if same else "")
        + ". Beyond it the base grows with the length of the text, and so every token that is "
        "added changes the angles of all before it. Keys that were cached turned then belong to "
        "another table than the query: they must be turned anew, or the scores are off.",
        ask.scaled(tables[100]),
        f"the inverse frequency of the slowest pair {of}in a text of 100 tokens, if "
        f"{trained:,} were "
        "trained and the factor is 2 (assumed)",
        "the length of the text",
        tuple(
            Line(f"{length:,}", f"{length:,} tokens: {ask.scaled(value)} rad a token.", value)
            for length, value in tables.items()
        ),
        ("scale", "Go through it pair by pair"),
        begin=1,
    )


def llama3(ask: Ask) -> Answer:
    spec = plain(published()[_LLAMA])
    method = published()[_LLAMA].scaling
    assert isinstance(method, Llama3)
    ratio = spec_ratio(spec, method)
    waves = wavelength(spec)
    mine = spec_ratio(plain(ask.spec), method)
    kept = sum(value == 1 for value in mine)
    original = method.original_max_position_embeddings
    keep = original / method.high_freq_factor
    divide = original / method.low_freq_factor
    shown = [i for i in range(spec.pairs) if i % 8 == 0 or 1 < ratio[i] < method.factor]
    return Answer(
        "Two wavelengths, said as fractions of the length before the extension, for Llama 3.1 "
        f"{original:,} tokens (original_max_position_embeddings): pairs with a wavelength under "
        f"{original:,}/"
        f"{method.high_freq_factor:g} = {keep:,.0f} are kept, those over {original:,}/"
        f"{method.low_freq_factor:g} = {divide:,.0f} are divided by {method.factor:g}, and "
        "between the two it goes over smoothly. A high factor is a short wavelength: a high "
        "frequency.",
        f"{kept} of {ask.spec.pairs}",
        f"{'pairs' if ask.spec.pairs > 1 else 'pair'} of your problem would be kept by Llama 3.1's "
        "factors",
        "the pair of Llama 3.1",
        tuple(
            Line(
                f"{i}",
                f"Pair {i}: a wavelength of {ask.shown(waves[i])} tokens, "
                + (
                    "kept."
                    if ratio[i] == 1
                    else f"divided by {method.factor:g}."
                    if ratio[i] == method.factor
                    else f"divided by {ask.shown(ratio[i])}."
                ),
                ratio[i],
            )
            for i in shown
        ),
        ("scale", "Decide it pair by pair"),
        begin=next(at for at, i in enumerate(shown) if ratio[i] > 1),
    )


def spec_ratio(spec: RopeSpec, method: Llama3) -> list[float]:
    """By what the method divides each inverse frequency, to nine digits.

    >>> spec_ratio(RopeSpec(4), Llama3(8.0, 1.0, 4.0, 8192))
    [1.0, 1.0]
    """
    after = method.table(spec.base, spec.rotary_dim)
    return [float(f"{was / now:.9g}") for was, now in zip(inv_freq(spec), after, strict=True)]


@cache
def _grown(digits: int) -> tuple[dict[float, float], tuple[Line, ...]]:
    """YaRN's attention factor at some factors, whatever the problem."""
    factors = (1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 40.0)
    grown = {factor: Yarn(factor, 4096).cos_sin_factor() for factor in factors}
    return grown, tuple(
        Line(
            f"{factor:g}",
            f"Factor {factor:g}: cos and sin times {fixed(times, digits)}, what turned of a "
            f"score times {fixed(times**2, digits)}.",
            times**2,
        )
        for factor, times in grown.items()
    )


def yarn(ask: Ask) -> Answer:
    usual = Yarn(4.0, 4096)
    grown, lines = _grown(ask.digits)
    spec = plain(ask.spec)
    score = ask.score(ask.problem.m, ask.problem.n, spec)
    still = unrotated_share(ask.problem.q, ask.problem.k, spec)
    return Answer(
        f"YaRN counts turns. A pair that turns more than {usual.beta_fast:g} times in the trained "
        f"length is kept, one that turns less than {usual.beta_slow:g} time is divided by the "
        "factor, and between the two a ramp runs over the pairs (beta_fast and beta_slow are "
        "those two counts). Then cos and sin are "
        "multiplied by the attention factor, 0.1 ln(factor) + 1, so that attention stays as "
        "sharp over more tokens: in the score it counts twice.",
        ask.shown(still + (score - still) * grown[4.0] ** 2),
        f"your score with the attention factor of factor 4, {ask.shown(grown[4.0])}, on q and on "
        f"k; without, {ask.shown(score)} (the angles kept)",
        "the factor",
        lines,
        ("scale", "Go along the ramp"),
        begin=2,
    )
