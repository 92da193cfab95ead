"""Questions about bases, frequencies and longer texts."""

from __future__ import annotations

import math
from collections import Counter

from rope_core import wavelength
from rope_core.analysis.reach import NEW, reach_of_pairs
from rope_core.counts import agreed, counted
from rope_core.figures import base_text
from rope_core.proof import rounding_bound
from ui.questions.methods import dynamic, llama3, ntk, yarn
from ui.questions.question import Answer, Ask, Line, Question, plain, published

_BASES = (100.0, 1e3, 1e4, 1e5, 5e5, 1e6, 1e7)
#: The length that was trained, in an example: Llama 3's.
_TRAINED = 8192
_LENGTHS = (_TRAINED, 9000, 16_384, 32_768, 65_536, 131_072)


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
        f"{'pairs' if spec.pairs > 1 else 'pair'} of your problem {agreed(new[longest], 'show')} "
        f"new angles at {longest:,} tokens, "
        f"if {_TRAINED:,} were trained (assumed)",
        "the length in tokens",
        tuple(
            Line(
                f"{length:,}",
                f"At {length:,} tokens {_of(count, spec.pairs)} angles that {_TRAINED:,} tokens "
                "never did.",
                float(count),
            )
            for length, count in new.items()
        ),
        ("scale", "See position 9,000 break, and each way out"),
        begin=len(_LENGTHS) - 1,
    )


def _of(count: int, pairs: int) -> str:
    """How many pairs show something.

    >>> _of(1, 4), _of(0, 1)
    ('1 pair of 4 shows', 'the only pair does not show')
    """
    if pairs == 1:
        return f"the only pair {'shows' if count else 'does not show'}"
    return f"{counted(count, 'pair')} of {pairs} {agreed(count, 'show')}"


def _new_base(ask: Ask) -> Answer:
    m, n = ask.problem.m, ask.problem.n
    found = [(base, ask.score(m, n, plain(ask.spec, base=base))) for base in _BASES]
    here = ask.score(m, n, plain(ask.spec))
    apart = max(abs(score - here) for _, score in found)
    if apart <= rounding_bound(ask.problem.q, ask.problem.k, m, n, ask.spec):
        # On paper they are equal: a picture of what is left would show steps where there are none.
        found = [(base, here) for base, _ in found]
    return Answer(
        "Nothing stops you and nothing fails: there is no parameter to learn in a rotation. But "
        "every pair except the first then turns at another speed than the weights were trained "
        "with, also in short texts. A little larger is a known way to reach further without "
        "training, at a price in short texts; how high the price is only a measurement says.",
        ask.shown(apart),
        "the most by which your score moves over the bases below"
        + _why_still(ask, apart, moves=any(score != here for _, score in found)),
        "the base",
        tuple(
            Line(f"{base:,.0f}", f"Base {base:,.0f}: your score is {ask.shown(score)}.", score)
            for base, score in found
        ),
        ("scale", "Compare it with other methods"),
        begin=min(range(len(_BASES)), key=lambda at: abs(math.log(_BASES[at] / ask.spec.base))),
    )


def _why_still(ask: Ask, apart: float, *, moves: bool) -> str:
    """Why no base moves the score, where none does; what is left of it is rounding."""
    if moves:
        return ""
    why = (
        "with one pair"
        if ask.spec.pairs == 1
        else "at distance 0"
        if not ask.distance
        else "with these numbers"
    )
    return f": {why}, " + ("which is rounding" if apart else "not at all")


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
        "ntk", "What does NTK mean?", "neural tangent kernel ntk-aware alpha", ntk, plainly=True
    ),
    Question(
        "dynamic-ntk",
        "Does dynamic NTK change short texts?",
        "dynamic seq_len cache recompute",
        dynamic,
        plainly=True,
    ),
    Question(
        "llama3",
        "What are low_freq_factor and high_freq_factor?",
        "llama 3.1 rope_scaling llama3 wavelength",
        llama3,
        plainly=True,
    ),
    Question(
        "yarn",
        "What are YaRN's ramp and attention factor?",
        "yarn beta_fast beta_slow mscale temperature",
        yarn,
        plainly=True,
    ),
)
