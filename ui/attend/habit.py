"""Attend: one head of a model one can name, and the pairs that make its habit.

What each pair adds to each score goes out as float32, so that the browser can leave pairs out
and draw the attention again; what is said of all of them, and of the best few, is computed here.
"""

from __future__ import annotations

import base64
from functools import lru_cache

import numpy as np

from rope_core import wavelength
from rope_core.analysis.habits import attention_without, gains, kept, looked_at, shares_of_scores
from rope_core.models.smollm2 import smollm2
from ui.numbers import fixed

Wire = dict[str, object]

#: Where a head's habit shows best: its place in the model's list, then the text.
BEST_TEXT = {2: 3, 3: 3}
#: Pairs as a learner guesses them, from fast to slow.
GROUPS = (("The fast ones", 0, 8), ("Those between", 8, 24), ("The slow ones", 24, 32))
#: The pairs that make up this much of what sets the target apart are "the ones that do it".
_MOST = 0.7
DIGITS = 2


def _share(value: float) -> str:
    """A share of the attention, 0 to 1, as two places tell it."""
    return "less than 0.01" if 0 < value < 0.005 else f"{value:.2f}"


def chosen(text: str | None) -> tuple[int, int]:
    """Head and text of a link's ``habit``, such as "2-3"; the first head where it says neither.

    >>> chosen("2-3"), chosen(None), chosen("9-9")
    ((2, 3), (0, 1), (0, 1))
    """
    model = smollm2()
    parts = (text or "").split("-")
    if len(parts) == 2 and all(part.isascii() and part.isdecimal() for part in parts):
        head, place = (int(part[:4]) for part in parts)
        if head < len(model.heads) and place < len(model.texts):
            return head, place
    return 0, 1


@lru_cache(maxsize=64)
def habit_data(head: int, text: int) -> Wire:
    """Everything the view shows of one head over one text."""
    model = smollm2()
    named, words = model.heads[head], model.texts[text]
    shares = shares_of_scores(model.q(text, head), model.k(text, head), model.spec)
    targets = looked_at(named.does, words.tokens)
    count, pairs = len(words.tokens), model.spec.pairs
    rows, columns = np.tril_indices(count)
    weights = attention_without(shares, ())
    data: Wire = {
        "model": model.name,
        "heads": [f"Layer {h.layer}, head {h.head}: {h.does}" for h in model.heads],
        "texts": [each.text for each in model.texts],
        "best": [BEST_TEXT.get(index, 1) for index in range(len(model.heads))],
        "which": [head, text],
        "place": f"layer {named.layer}, head {named.head}",
        "of": f"{model.layers} layers of {model.heads_a_layer} heads",
        "does": named.does,
        "tokens": [token.strip() or "⏎" for token in words.tokens],
        "goesOn": [token.strip() or "⏎" for token in words.next_tokens],
        "pairs": pairs,
        "shares": base64.b64encode(shares[rows, columns].astype("<f4").tobytes()).decode(),
        "targets": targets,
        "waves": [fixed(float(wave), 1) for wave in wavelength(model.spec)],
        "difference": fixed(float(np.abs(weights - model.attention(text, head)).max()), 3),
    }
    if targets:
        data |= _habit(shares, targets)
    return data


def _habit(shares: np.ndarray, targets: tuple[tuple[int, int], ...]) -> Wire:
    added = gains(shares, targets).mean(axis=0)  # (pairs,)
    by_size = np.argsort(-added)
    positive = np.clip(added[by_size], 0, None)
    needed = 1 + int(np.searchsorted(np.cumsum(positive), _MOST * positive.sum()))
    doers = sorted(int(pair) for pair in by_size[:needed])
    sums = [float(added[first:last].sum()) for _, first, last in GROUPS]
    return {
        "gains": added.tolist(),
        "adds": [fixed(float(gain), DIGITS) for gain in added],
        "whole": fixed(float(added.sum()), DIGITS),
        "doers": doers,
        "doing": fixed(float(added[doers].sum()), DIGITS),
        "groups": [
            {
                "title": f"{title}: pairs {first} to {last - 1}",
                "sum": fixed(total, DIGITS),
            }
            for (title, first, last), total in zip(GROUPS, sums, strict=True)
        ],
        "correct": int(np.argmax(sums)),
        "kept": {
            "all": _share(kept(attention_without(shares, ()), targets)),
            "without": _share(kept(attention_without(shares, doers), targets)),
        },
    }
