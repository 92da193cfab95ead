"""Questions about bases, frequencies and longer texts."""

from __future__ import annotations

import math
from collections import Counter

from rope_core import RopeSpec, inv_freq, wavelength
from rope_core.analysis.reach import NEW, reach_of_pairs
from rope_core.analysis.shares import unrotated_share
from rope_core.counts import agreed, counted
from rope_core.figures import base_text
from rope_core.scaling import Dynamic, Llama3, Ntk, Yarn
from ui.questions.question import Answer, Ask, Line, Question, plain, published

_BASES = (100.0, 1e3, 1e4, 1e5, 5e5, 1e6, 1e7)
#: The length that was trained, in an example: Llama 3's.
_TRAINED = 8192
_LENGTHS = (_TRAINED, 9000, 16_384, 32_768, 65_536, 131_072)
_LLAMA = "Llama 3.1 8B / 70B / 405B"


def _base(ask: Ask) -> Answer:
    spec = plain(ask.spec)
    bases = Counter(spec.base for spec in published().values())
    (most, times), *_ = bases.most_common(1)
    return Answer(
        "10,000 was taken over from the sinusoidal encoding of 2017; that it is the best was never "
        "shown. The base says how slow the slowest pair is, and so up to which distance a pair "
        "still tells one place from another. Longer texts, larger bases: of the "
        f"{len(published())} models listed here that turn, {bases[10000.0]} have 10,000 and "
        f"{bases[500000.0]} have 500,000"
        + (f"; the most frequent is {most:,.0f}, {times} times." if most != 10000 else "."),
        ask.shown(wavelength(spec)[-1]),
        "tokens that the slowest pair of your problem takes for one turn, with base "
        + base_text(spec.base)
        + ("; with one pair the base counts for nothing" if spec.pairs == 1 else ""),
        "the base",
        tuple(
            Line(
                f"{base:,.0f}",
                f"Base {base:,.0f}: the slowest pair takes "
                f"{ask.shown(wavelength(plain(spec, base=base))[-1])} tokens for one turn.",
                math.log10(wavelength(plain(spec, base=base))[-1]),
            )
            for base in _BASES
        ),
        ("scale", "Look models up by their base"),
        begin=min(range(len(_BASES)), key=lambda at: abs(math.log(_BASES[at] / spec.base))),
    )


def _beyond(ask: Ask) -> Answer:
    spec = plain(ask.spec)
    longest = _LENGTHS[-1]
    new = {
        length: sum(pair.verdict == NEW for pair in reach_of_pairs(spec, _TRAINED, spec, length))
        for length in _LENGTHS
    }
    return Answer(
        "The formula has no end: any position has an angle. But a pair that had not gone once "
        "around in training now comes to angles it never showed, and what the model makes of "
        "them nobody taught it. Pairs that had gone around show nothing new. That is why "
        "NTK, YaRN and Llama 3's method slow the slow pairs and leave the fast ones."
        + ("" if new[longest] else " In your problem no pair is slow enough for that."),
        f"{new[longest]} of {spec.pairs}",
        f"pairs of your problem {agreed(new[longest], 'show')} new angles at {longest:,} tokens, "
        f"if {_TRAINED:,} were trained (assumed)",
        "the length in tokens",
        tuple(
            Line(
                f"{length:,}",
                f"At {length:,} tokens {counted(count, 'pair')} of {spec.pairs} "
                f"{agreed(count, 'show')} angles that {_TRAINED:,} tokens never did.",
                float(count),
            )
            for length, count in new.items()
        ),
        ("scale", "See position 9,000 break, and each way out"),
        begin=len(_LENGTHS) - 1,
    )


def _new_base(ask: Ask) -> Answer:
    m, n = ask.problem.m, ask.problem.n
    found = [(base, ask.score(m, n, plain(ask.spec, base=base))) for base in _BASES]
    here = ask.score(m, n, plain(ask.spec))
    apart = max(abs(score - here) for _, score in found)
    return Answer(
        "Nothing stops you and nothing fails: there is no parameter to learn in a rotation. But "
        "every pair except the first then turns at another speed than the weights were trained "
        "with, also in short texts. A little larger is a known way to reach further without "
        "training, at a price in short texts; how high the price is only a measurement says.",
        ask.shown(apart),
        "the most by which your score moves over the bases below"
        + (": with one pair, not at all" if ask.spec.pairs == 1 else ""),
        "the base",
        tuple(
            Line(f"{base:,.0f}", f"Base {base:,.0f}: your score is {ask.shown(score)}.", score)
            for base, score in found
        ),
        ("scale", "Compare it with other methods"),
        begin=min(range(len(_BASES)), key=lambda at: abs(math.log(_BASES[at] / ask.spec.base))),
    )


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


def _ntk(ask: Ask) -> Answer:
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


def _dynamic(ask: Ask) -> Answer:
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


def _llama3(ask: Ask) -> Answer:
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
        "pairs of your problem would be kept by Llama 3.1's factors",
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


def _yarn(ask: Ask) -> Answer:
    factors = (1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 40.0)
    usual = Yarn(4.0, 4096)
    grown = {factor: Yarn(factor, 4096).cos_sin_factor() for factor in factors}
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
        tuple(
            Line(
                f"{factor:g}",
                f"Factor {factor:g}: cos and sin times {ask.shown(times)}, what turned of a "
                f"score times {ask.shown(times**2)}.",
                times**2,
            )
            for factor, times in grown.items()
        ),
        ("scale", "Go along the ramp"),
        begin=2,
    )


QUESTIONS = (
    Question(
        "base",
        "Why 10,000, and why 500,000?",
        "rope_theta base wavelength larger context",
        _base,
        plainly=True,
    ),
    Question(
        "beyond",
        "What happens beyond the trained length?",
        "extrapolation context length long",
        _beyond,
        plainly=True,
    ),
    Question(
        "new-base",
        "Can I change the base without training?",
        "rope_theta finetune abf raise",
        _new_base,
        plainly=True,
    ),
    Question(
        "ntk", "What does NTK mean?", "neural tangent kernel ntk-aware alpha", _ntk, plainly=True
    ),
    Question(
        "dynamic-ntk",
        "Does dynamic NTK change short texts?",
        "dynamic seq_len cache recompute",
        _dynamic,
        plainly=True,
    ),
    Question(
        "llama3",
        "What are low_freq_factor and high_freq_factor?",
        "llama 3.1 rope_scaling llama3 wavelength",
        _llama3,
        plainly=True,
    ),
    Question(
        "yarn",
        "What are YaRN's ramp and attention factor?",
        "yarn beta_fast beta_slow mscale temperature",
        _yarn,
        plainly=True,
    ),
)
