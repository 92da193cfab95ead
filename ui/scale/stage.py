"""The Scale stage: every pair before and after every method, and the arithmetic in steps.

The wording and formula of a step go out once a method, the numbers that are the same for all
pairs once too; a pair is the list of the numbers that are its own. So all methods of all pairs
are with the browser, which steps, changes the pair and changes the method by itself.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np

from rope_core import SCALING_METHODS, RopeSpec, attention_factor, inv_freq, wavelength
from rope_core.figures import base_text
from rope_core.scaling import Default
from rope_core.scaling.base import Floats, Scaling
from ui.numbers import fixed, shown
from ui.scale.breaks import breaks, trained_words
from ui.scale.code import code
from ui.scale.explanations import explanations
from ui.scale.others import others, others_say
from ui.scale.steps import column, log_place, told_steps
from ui.scale.subject import Method, Reach, Subject, methods, share_kept, unscaled
from ui.scale.words import (
    DISAGREE,
    exact,
    frequency,
    pairs_in_words,
    setting,
    short_title,
    tokens,
    turnless,
)

Wire = dict[str, object]


def scale_data(subject: Subject, reach: Reach, digits: int) -> Wire:
    """All the stage needs: the table before, and for every method the table after and steps."""
    plain = unscaled(subject.spec)
    listed = [_method(method, plain, reach, digits) for method in methods(subject, reach)]
    present = subject.spec.scaling
    chosen = present.rope_type if present else "yarn"
    return {
        "name": subject.name,
        "line": _line(subject, reach),
        "pairs": plain.pairs,
        "axis": axis(lengths(reach), *(_waves(m.spec) for m in methods(subject, reach) if m.spec)),
        "lengths": [
            {**mark, "label": label}
            for mark, label in zip(lengths(reach), (_mark(reach), "extended"), strict=True)
        ],
        "before": table(plain, reach.trained, digits),
        "breaks": breaks(plain, reach, digits),
        "others": (rows := others(methods(subject, reach), plain, reach)),
        "othersSay": others_say(rows, reach, plain.pairs),
        "methods": listed,
        "method": chosen if is_listed(listed, chosen) else "default",
        "pair": _telling_pair(methods(subject, reach), chosen),
        "shared": explanations(),
    }


def is_listed(methods: list[Wire], rope_type: str) -> bool:
    """Whether this method can be applied here."""
    return any(one["key"] == rope_type and not one["excuse"] for one in methods)


def _line(subject: Subject, reach: Reach) -> str:
    spec = subject.spec
    part = f" of {spec.head_dim}" if spec.rotary_dim != spec.head_dim else ""
    scaling = spec.scaling
    scaled = f"its own scaling is {scaling.title}" if scaling else "no scaling of its own"
    times = exact(reach.factor, 3)
    line = (
        f"{spec.rotary_dim}{part} features in {spec.pairs} pair{'s' if spec.pairs > 1 else ''}, "
        f"base {base_text(spec.base)}, {scaled}. {trained_words(reach)}, "
        f"{_until(subject, reach)} {reach.extended:,}.{_maximum(subject, reach)}"
    )
    if reach.unchanged and scaling and subject.extended == subject.trained:
        return line + " Its settings do not say how long texts were before scaling."
    if (
        reach.unchanged
        and subject.extended
        and reach.extended != round(reach.trained * reach.factor)
    ):
        ratio = exact(reach.extended / reach.trained, 3)
        line += f" That is {ratio} times as long; factor is {times}."
    return line


def _until(subject: Subject, reach: Reach) -> str:
    """Who says how far it reaches."""
    if not reach.unchanged:
        return "asked here to reach"
    if not subject.extended:
        by_factor = (getattr(subject.spec.scaling, "factor", None) or 1) > 1
        return "reaching, by its factor," if by_factor else "reaching, as is assumed here,"
    return "published for" if subject.preset else "its config reaches"


def _maximum(subject: Subject, reach: Reach) -> str:
    """The config's own number, where it is neither of the two lengths already said."""
    if not reach.unchanged or subject.maximum in (None, reach.trained, reach.extended):
        return ""
    return f" Its config says max_position_embeddings {subject.maximum:,}."


# --- pictures ---------------------------------------------------------------------------


def _mark(reach: Reach) -> str:
    """What stands at the first length in the picture."""
    return {"maximum": "maximum", "nothing": "assumed"}.get(reach.trained_from, "trained")


def lengths(reach: Reach) -> list[Wire]:
    return [length_mark("trained", reach.trained), length_mark("extended", reach.extended)]


def length_mark(name: str, length: int) -> Wire:
    """A context on the axis."""
    return {"name": name, "tokens": f"{length:,}", "x": log_place(length)}


def _waves(spec: RopeSpec) -> list[float | None]:
    return [log_place(float(wave)) for wave in wavelength(spec)]


def axis(lengths: Iterable[Wire], *tables: Iterable[float | None]) -> Wire:
    """A logarithmic axis of tokens that holds everything given, with few round ticks."""
    places = [length["x"] for length in lengths] + [x for table in tables for x in table]
    known = [x for x in places if isinstance(x, float)]
    low, high = min(known), max(known)
    every = max(1, math.ceil((high - low) / 7))
    ticks = range(math.ceil(low), math.floor(high) + 1, every)
    # A turn of 10^x tokens goes at 2π / 10^x radians a token: the same axis read the other way.
    turn = math.log10(math.tau)
    speeds = range(math.ceil(turn - high), math.floor(turn - low) + 1, every)
    return {
        "low": low,
        "high": max(high, low + 1),
        "speeds": [
            {"x": round(turn - power, 4), "label": "1" if power == 0 else f"10^[{power}]"}
            for power in speeds
        ],
        "ticks": [
            {"x": tick, "label": f"{10**tick:,}" if tick < 6 else f"10^[{tick}]"} for tick in ticks
        ],
    }


def table(spec: RopeSpec, length: int, digits: int) -> Wire:
    """Every pair's inverse frequency, wavelength and turns in a context; columns as one text."""
    frequencies, waves = inv_freq(spec), wavelength(spec)
    return {
        "x": _waves(spec),
        "w": column(frequency(float(w), digits) for w in frequencies),
        "wave": column(tokens(float(wave), digits) for wave in waves),
        "turns": column(fixed(float(length / wave), digits) for wave in waves),
        "incomplete": pairs_in_words(slow := _incomplete(waves, length), spec.pairs),
        "turnless": turnless(slow, spec.pairs),
    }


def _incomplete(waves: Floats, length: int) -> list[int]:
    """The pairs that make less than one turn in so many tokens."""
    chosen: list[int] = np.flatnonzero(waves > length).tolist()
    return chosen


def _telling_pair(applied: tuple[Method, ...], rope_type: str) -> int:
    """A pair at which something is to be seen: one that is neither kept nor fully divided."""
    spec = next(m.spec or _any_spec(applied) for m in applied if m.rope_type == rope_type)
    share = share_kept(spec, unscaled(spec))
    middle = (share.max() + share.min()) / 2
    between = np.abs(share - middle)
    return int(between.argmin()) if share.max() > share.min() else spec.pairs // 2


def _any_spec(applied: tuple[Method, ...]) -> RopeSpec:
    return next(m.spec for m in applied if m.spec)


# --- a method ----------------------------------------------------------------------------


def _method(method: Method, plain: RopeSpec, reach: Reach, digits: int) -> Wire:
    kind = SCALING_METHODS[method.rope_type]
    said: Wire = {
        "key": method.rope_type,
        "title": kind.title,
        "short": short_title(kind.title),
        "says": _says(method, plain),
        "source": kind.source,
        "disagree": DISAGREE.get(method.rope_type, ()),
        "unchanged": method.unchanged,
        "standIn": method.stand_in,
        "excuse": method.excuse,
    }
    if method.spec is None:
        return said
    spec = method.spec
    scaling = spec.scaling or Default()
    share = share_kept(spec, plain)
    return said | {
        "after": table(spec, reach.extended, digits),
        "share": share.round(4).tolist(),
        "change": _change(share),
        "attention": exact(attention_factor(spec), digits),
        "settings": settings(scaling, digits),
        "code": code(scaling, plain),
        **told_steps(scaling, plain, digits),
    }


def _says(method: Method, plain: RopeSpec) -> str:
    """What the method does, and where these numbers make it do otherwise."""
    says = SCALING_METHODS[method.rope_type].explanation
    scaling = method.spec.scaling if method.spec else None
    remark = scaling.remark(plain.base, plain.rotary_dim) if scaling else ""
    return f"{says} {remark}".strip()


def _change(share: Floats) -> str:
    kept = np.flatnonzero(share == 1).tolist()
    total = len(share)
    if len(kept) == total:
        return "Every pair is as it was." if total > 1 else "The only pair is as it was."
    still = np.flatnonzero(share == 0).tolist()
    turning = share[share > 0]
    as_before = "as it was" if len(kept) == 1 else "as they were"
    sentence = f"Kept {as_before}: {pairs_in_words(kept, total)}. " if kept else ""
    if turning.size and turning.min() < 1:
        most = float(1 / turning.min())
        by = exact(round(most, 3), 3) if round(most, 3) != 1 else unlike_one(most, 3)
        sentence += f"The most that a pair is slowed is by {by}. "
    if still:
        sentence += f"Standing still: {pairs_in_words(still, total)}."
    return sentence.strip()


def unlike_one(value: float, digits: int) -> str:
    """A number that is not 1, with so many places that it is not shown as 1.

    >>> unlike_one(0.5, 3), unlike_one(1.0000001, 3), unlike_one(1 / 1.0000001, 3)
    ('0.500', '1.0000001', '0.9999999')
    """
    text = fixed(value, digits)
    places = digits
    while shown(text) == 1 and places < 12:
        places += 1
        text = fixed(value, places)
    return text


def settings(scaling: Scaling, digits: int) -> str:
    """The parameters in use, in the words of config files; lists only by their ends."""
    parts = []
    for parameter in scaling.parameters():
        value = getattr(scaling, parameter.name)
        if value is None:
            continue
        if isinstance(value, tuple):
            ends = " … ".join(setting(v, digits) for v in (value[0], value[-1]))
            parts.append(f"{parameter.name} {ends}")
        elif isinstance(value, bool):
            parts.append(f"{parameter.name} {'true' if value else 'false'}")
        else:
            parts.append(f"{parameter.name} {setting(value, digits)}")
    return ", ".join(parts)
