"""Every line of a worked solution, right and under every mistake, a second time.

Independent of rope_core: mpmath at 30 digits, one place after another, by the words of the
mistakes and not by their recipes.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import mpmath

mpmath.mp.dps = 30


class ImpossibleError(Exception):
    """The mistake needs a pair, a place or a row that is not there."""


class Solver:
    """One problem's numbers, worked out by a person who makes `mistake` (or none: "")."""

    def __init__(self, facts: Any, mistake: str = "") -> None:
        self.facts, self.mistake = facts, mistake
        self.d = facts.spec.head_dim
        self.half = self.d // 2
        self.interleaved = facts.spec.pairing == "interleaved"

    # --- pairs --------------------------------------------------------------------------
    def places(self, pair: int) -> tuple[int, int]:
        """Of the pair that this person calls by that number; nothing wraps round on paper."""
        interleaved = self.interleaved != (self.mistake == "other_pairing")
        if self.mistake == "from_one":
            pair -= 1
        self.require(0 <= pair < self.half)
        first, second = (2 * pair, 2 * pair + 1) if interleaved else (pair, pair + self.half)
        if self.mistake == "shifted_pairs":
            first, second = first + 1, second + 1
        return first, second

    def pair_of(self, place: int) -> int:
        """By that person's number."""
        start = 1 if self.mistake == "from_one" else 0
        found = [i for i in range(start, start + self.half) if place in self.places(i)]
        self.require(bool(found))
        return found[0]

    @staticmethod
    def require(possible: bool) -> None:
        if not possible:
            raise ImpossibleError

    def looked_up(self, pair: int) -> int:
        """The number of the row that is read in a table of all pairs."""
        row = pair + {"next_pair": 1, "previous_pair": -1}.get(self.mistake, 0)
        self.require(0 <= row < self.half and 0 <= pair < self.half)
        return pair

    # --- angles -------------------------------------------------------------------------
    def exponent(self, pair: int) -> mpmath.mpf:
        i = mpmath.mpf(pair)
        return {
            "half_exponent": -i / self.d,
            "double_exponent": -4 * i / self.d,
            "positive_exponent": 2 * i / self.d,
            "next_pair": -2 * (i + 1) / self.d,
            "previous_pair": -2 * (i - 1) / self.d,
        }.get(self.mistake, -2 * i / self.d)

    def inv_freq(self, pair: int) -> mpmath.mpf:
        base = mpmath.mpf(self.facts.spec.base)
        if self.mistake == "times_exponent":
            return base * self.exponent(pair)
        return base ** self.exponent(pair)

    def stated(self, distance: Any, inv_freq: Any) -> mpmath.mpf:
        """The angle as it is written down."""
        angle = {
            "no_position": inv_freq,
            "divided_position": distance / inv_freq,
        }.get(self.mistake, distance * inv_freq)
        return angle * 180 / mpmath.pi if self.mistake == "degrees" else angle

    def position(self, position: int) -> mpmath.mpf:
        shift = {"position_plus_one": 1, "position_minus_one": -1}.get(self.mistake, 0)
        return mpmath.mpf(position + shift)

    def cos_sin(self, position: int, pair: int) -> tuple[Any, Any]:
        angle = self.position(position) * self.inv_freq(pair)
        if self.mistake == "degrees":
            angle = angle * mpmath.pi / 180
        cos, sin = mpmath.cos(angle), mpmath.sin(angle)
        return (sin, cos) if self.mistake == "sin_cos_swapped" else (cos, sin)

    # --- a rotated number ---------------------------------------------------------------
    def angle_pair(self, place: int, pair: int) -> int:
        """Whose angle a place takes: its own pair's, or the one of the other layout."""
        if self.mistake != "mixed_layout":
            return pair
        return place % self.half if self.interleaved else place // 2

    def rotated(self, x: Any, position: int, place: int) -> mpmath.mpf:
        pair = self.pair_of(place)
        first, second = self.places(pair)
        self.require(second < self.d)
        cos, sin = self.cos_sin(position, self.angle_pair(place, self.looked_up(pair)))
        a, b = mpmath.mpf(x[first]), mpmath.mpf(x[second])
        top = place == first
        if self.mistake == "added":
            return a + cos if top else b + sin
        if self.mistake == "one_product":
            return cos * a if top else sin * a
        if self.mistake == "partner_swapped":
            a, b = b, a
        if self.mistake == "sign_flipped":
            return cos * a + sin * b if top else sin * a - cos * b
        if self.mistake in ("backwards", "mirrored_score"):
            return cos * a + sin * b if top else cos * b - sin * a
        return cos * a - sin * b if top else sin * a + cos * b

    def product(self, rule: str) -> mpmath.mpf:
        facts = self.facts
        first, second = self.places(facts.pair)
        self.require(second < self.d)
        cos, sin = self.cos_sin(facts.m, facts.pair)
        a, b = mpmath.mpf(facts.q[first]), mpmath.mpf(facts.q[second])
        if self.mistake == "partner_swapped":
            a, b = b, a
        return {
            "cos_first": cos * a,
            "sin_second": sin * b,
            "sin_first": sin * a,
            "cos_second": cos * b,
        }[rule]

    def side(self, whose: str, place: int) -> mpmath.mpf:
        facts = self.facts
        x, position = (facts.q, facts.m) if whose == "q" else (facts.k, facts.n)
        still = {
            "query_not_rotated": "q",
            "key_not_rotated": "k",
            "neither_rotated": "qk",
        }.get(self.mistake, "")
        return mpmath.mpf(x[place]) if whose in still else self.rotated(x, position, place)

    def score(self) -> mpmath.mpf:
        q = [self.side("q", 0), self.side("q", 1)]
        k = [self.side("k", 0), self.side("k", 1)]
        if self.mistake == "crossed_dot":
            k.reverse()
        second = q[1] * k[1]
        return q[0] * k[0] + (-second if self.mistake == "minus_in_dot" else second)

    # --- relative position and scaling --------------------------------------------------
    def relative(self) -> int:
        m, n = int(self.facts.m), int(self.facts.n)
        return {
            "sum_of_positions": m + n,
            "reversed_difference": n - m,
            "position_plus_one": m - n + 1,
            "position_minus_one": m - n - 1,
        }.get(self.mistake, m - n)

    def follow(self) -> int:
        m, n, moved = int(self.facts.m), int(self.facts.n), int(self.facts.moved)
        return {
            "sum_of_positions": m + n - moved,
            "reversed_difference": moved + n - m,
            "query_stayed": m,
            "position_plus_one": moved + m - n + 1,
            "position_minus_one": moved + m - n - 1,
        }.get(self.mistake, moved + m - n)

    def wavelength(self) -> mpmath.mpf:
        inv_freq = self.inv_freq(self.facts.pair)
        return {"no_two_pi": 1 / inv_freq, "two_pi_times": 2 * mpmath.pi * inv_freq}.get(
            self.mistake, 2 * mpmath.pi / inv_freq
        )

    def factor(self) -> mpmath.mpf:
        factor = mpmath.mpf(self.facts.factor)
        return {
            "factor_inverted": 1 / factor,
            "factor_ignored": mpmath.mpf(1),
            "factor_twice": factor**2,
        }.get(self.mistake, factor)

    def line(self, rule: str) -> mpmath.mpf:
        """The number of one line of the solution."""
        facts = self.facts
        if rule in ("cos_first", "sin_second", "sin_first", "cos_second"):
            return self.product(rule)
        lines: dict[str, Callable[[], Any]] = {
            "pair_of": lambda: self.pair_of(facts.place),
            "row_pair": lambda: self.pair_of(facts.place),
            "partner": lambda: sum(self.places(self.pair_of(facts.place))) - facts.place,
            "first_place": lambda: self.places(facts.pair)[0],
            "second_place": lambda: self.places(facts.pair)[1],
            "exponent": lambda: self.exponent(facts.pair),
            "inv_freq": lambda: self.inv_freq(facts.pair),
            "pick": lambda: self.inv_freq(self.looked_up(facts.pair)),
            "angle": lambda: self.stated(
                self.position(facts.m), self.inv_freq(self.looked_up(facts.pair))
            ),
            "first": lambda: self.rotated(facts.q, facts.m, self.places(facts.pair)[0]),
            "second": lambda: self.rotated(facts.q, facts.m, self.places(facts.pair)[1]),
            "entry": lambda: self.rotated(
                [float(at == facts.column) for at in range(self.d)], facts.m, facts.place
            ),
            "rotated": lambda: self.rotated(facts.q, facts.m, facts.place),
            "query_first": lambda: self.side("q", 0),
            "query_second": lambda: self.side("q", 1),
            "key_first": lambda: self.side("k", 0),
            "key_second": lambda: self.side("k", 1),
            "score": self.score,
            "relative": self.relative,
            "relative_angle": lambda: self.stated(
                self.relative(), self.inv_freq(self.looked_up(facts.pair))
            ),
            "follow": self.follow,
            "wavelength": self.wavelength,
            "stretched": lambda: self.wavelength() * self.factor(),
            "scaled": lambda: self.inv_freq(facts.pair) / self.factor(),
            "scaled_angle": lambda: self.stated(
                self.position(facts.m), self.inv_freq(facts.pair) / self.factor()
            ),
        }
        return lines[rule]()
