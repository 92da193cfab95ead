"""Scale's methods beside each other: what each leaves the pairs, and how many meet new angles."""

from __future__ import annotations

from rope_core import SCALING_METHODS, RopeSpec
from rope_core.analysis.reach import NEW, reach_of_pairs
from ui.numbers import fixed
from ui.scale.subject import Method, Reach, share_kept
from ui.scale.words import both, exact, short_title

Wire = dict[str, object]


def others(applied: tuple[Method, ...], plain: RopeSpec, reach: Reach) -> list[Wire]:
    """A row a method: what it leaves the fastest and the slowest pair, and what is new to pairs."""
    rows: list[Wire] = []
    for method in applied:
        if method.spec is None:
            continue
        share = share_kept(method.spec, plain)
        pairs = reach_of_pairs(plain, reach.trained, method.spec, reach.extended)
        new = sum(pair.verdict == NEW for pair in pairs)
        title = short_title(SCALING_METHODS[method.rope_type].title)
        rows.append(
            {
                "key": method.rope_type,
                "title": title + (", its own" if method.unchanged else ""),
                "cells": [
                    _kept(float(share[0])),
                    _kept(float(share[-1])),
                    f"{new} of {len(pairs)}",
                ],
                "new": new,
            }
        )
    return rows


def others_say(rows: list[Wire], reach: Reach, pairs: int) -> str:
    """What the table shows: with which methods fewer pairs meet new angles than without any."""
    if pairs == 1:
        return _said_of_one(rows)
    new = {str(row["title"]).removesuffix(", its own"): row["new"] for row in rows}
    plain = next(row["new"] for row in rows if row["key"] == "default")
    scaled = [row for row in rows if row["key"] != "default"]
    fewer = [title for title, count in new.items() if count < plain]  # type: ignore[operator]
    said = "All on the same pairs and lengths. "
    if not plain:
        said += "Here no pair meets new angles even without scaling. "
    elif len(fewer) == len(scaled):
        some = "more of them" if any(row["new"] for row in scaled) else "them"
        said += f"Slowing the slow pairs keeps {some} within what they know. "
    else:
        if fewer:
            said += (
                f"Slowed enough, more slow pairs stay within what they know: with {both(fewer)}. "
            )
        far = round(reach.trained * reach.factor)
        said += (
            "With the others no fewer meet new angles than without"
            if fewer
            else "With none of them fewer pairs meet new angles than without"
        )
        said += (
            f", as factor {exact(reach.factor, 3)} is for {far:,} tokens. "
            if far < reach.extended
            else ". "
        )
    return said + "Slowing the fast ones brings neighbours closer together."


def _said_of_one(rows: list[Wire]) -> str:
    """The same of a head of two numbers.

    >>> row = {"title": "No scaling", "key": "default", "new": 1}
    >>> _said_of_one([row, row | {"title": "Linear", "key": "linear", "new": 0}])[25:92]
    'The only pair stays within what it knows with Linear. Slowing it br'
    """
    plain = next(row["new"] for row in rows if row["key"] == "default")
    within = [str(row["title"]).removesuffix(", its own") for row in rows if not row["new"]]
    if not plain:
        said = "Here the only pair meets no new angle even without scaling."
    elif within:
        said = f"The only pair stays within what it knows with {both(within)}."
    else:
        said = "With none of them the only pair stays within what it knows."
    return f"All on the same lengths. {said} Slowing it brings neighbours closer together."


def _kept(share: float) -> str:
    """What is left of a speed.

    >>> _kept(1.0), _kept(0.125), _kept(0.0)
    ('all', '0.125', 'nothing')
    """
    return {1.0: "all", 0.0: "nothing"}.get(share) or fixed(share, 3)
