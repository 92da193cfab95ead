"""What the Scale page says in words: names of steps, what libraries disagree about, verdicts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rope_core.figures import base_text
from ui.numbers import fixed, full, scale

#: Names of steps as titles; a name that is not here is its own words.
TITLES: Mapping[str, str] = {
    "inv_freq_before": "Inverse frequency before",
    "inv_freq": "Inverse frequency after",
    "wavelength": "Wavelength",
    "high_freq_wavelength": "Short enough to keep",
    "low_freq_wavelength": "Too long to keep",
    "kept": "Is it kept?",
    "divided": "Is it divided?",
    "smooth": "Smooth factor",
    "low_bound": "Where the ramp would start",
    "high_bound": "Where the ramp would end",
    "low": "Start of the ramp",
    "high": "End of the ramp",
    "ramp": "Ramp",
    "interpolated": "Interpolated",
    "new_base": "New base",
    "length": "Length that counts",
    "long": "Which list?",
    "turning": "How many pairs turn",
    "turns": "Does it turn?",
    "factor": "Factor",
    "above": "Attention factor, upper part",
    "below": "Attention factor, lower part",
    "attention_factor": "Attention factor",
}

#: Where the libraries of the reference data do not agree with transformers.
DISAGREE: Mapping[str, tuple[str, ...]] = {
    "yarn": (
        "litgpt 0.5.13 uses the ramp the other way round: it divides the fast pairs and keeps "
        "the slow ones.",
        "mlx-lm 0.32.2 does not read truncate and always rounds the ends of the ramp to whole "
        "pairs.",
    ),
    "dynamic": (
        "keras-hub 0.32.0 divides all frequencies by a constant under this name; it does not "
        "change the base.",
    ),
}

_PAIRINGS: Mapping[str, str] = {
    "interleaved": "interleaved: features 2i and 2i + 1",
    "half_split": "half_split: features i and i + rotary_dim/2",
    "interleaved_to_half": "interleaved_to_half: read from 2i and 2i + 1, written to i and "
    "i + rotary_dim/2",
}


def title(name: str) -> str:
    return TITLES.get(name, name.replace("_", " ").capitalize())


def pairing(name: str) -> str:
    return _PAIRINGS.get(name, name)


def short_title(full: str) -> str:
    """A method's title without what stands in brackets, for a button.

    >>> short_title("Linear (position interpolation)")
    'Linear'
    """
    return full.partition(" (")[0]


def tokens(value: float, digits: int) -> str:
    """A wavelength; infinite for a pair that stands still."""
    return "never" if value == float("inf") else fixed(value, digits)


def exact(value: float, digits: int) -> str:
    """A setting: whole numbers as they are, others exactly where that is short.

    >>> exact(8192.0, 3), exact(1e17, 3), exact(2.0**60, 3), exact(1 / 3, 3)
    ('8,192', '10¹⁷', '1.152921504606847×10¹⁸', '0.333')
    """
    if float(value).is_integer():
        small = abs(value) < 1e15
        return f"{int(value):,}".replace("-", "−") if small else base_text(value)
    short = f"{value:,.6g}"
    same = "e" not in short and float(short.replace(",", "")) == value
    return short.replace("-", "−") if same else scale(value, digits)


def setting(value: float, digits: int) -> str:
    """A setting after its name: ≈ where not all of its digits are shown.

    >>> setting(0.25, 3), setting(1 / 3, 3), setting(1e17, 3), setting(0.12345678, 8)
    ('0.25', '≈ 0.333', '10¹⁷', '0.12345678')
    """
    text = exact(value, digits)
    whole = float(value).is_integer()
    same = whole or full(value) == text.replace(",", "")
    return text if same else f"≈ {text}"


def turnless(chosen: Sequence[int], total: int) -> str:
    """Which pairs make less than one turn, as a sentence's end.

    >>> turnless([3], 4), turnless([], 4)
    ('pair 3 (1 of 4) makes less than one turn', 'every pair makes at least one turn')
    """
    if not chosen:
        return f"{'every' if total > 1 else 'the only'} pair makes at least one turn"
    return (
        f"{pairs_in_words(chosen, total)} make{'s' if len(chosen) == 1 else ''} less than one turn"
    )


def both(names: Sequence[str]) -> str:
    """
    >>> both(["Linear"]), both(["Linear", "YaRN", "LongRoPE"])
    ('Linear', 'Linear, YaRN and LongRoPE')
    """
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last


def pairs_in_words(chosen: Sequence[int], total: int) -> str:
    """Which pairs, as ranges.

    >>> pairs_in_words([3, 4, 5], 8), pairs_in_words([], 8), pairs_in_words([7], 8)
    ('pairs 3 to 5 (3 of 8)', 'no pair', 'pair 7 (1 of 8)')
    """
    if not chosen:
        return "no pair"
    if len(chosen) == total:
        return f"all {total} pairs" if total > 1 else "the only pair"
    return f"pair{'s' if len(chosen) > 1 else ''} {ranges(chosen)} ({len(chosen)} of {total})"


def ranges(numbers: Sequence[int]) -> str:
    """Rising whole numbers, short.

    >>> ranges([0, 1, 2, 4])
    '0 to 2, 4'
    """
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ", ".join(str(a) if a == b else f"{a} to {b}" for a, b in runs)


def frequency(value: float, digits: int) -> str:
    """With three figures at least: two are too few to divide by.

    >>> frequency(0.01349, 3), frequency(0.25, 3)
    ('0.0135', '0.250')
    """
    if 10.0 ** (1 - digits) <= abs(value) < 10.0 ** (2 - digits):
        return fixed(value, digits + 1)
    return scale(value, digits)
