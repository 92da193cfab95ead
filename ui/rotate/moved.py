"""How many pairs of a vector have turned, and what Rotate says of that: at position 0 no angle is
other than 0, and of a pair (0, 0) there is no arrow.

>>> how_moved((1.0, 2.0, 0.0, 0.0), 3, RopeSpec(4)).count
1
>>> how_moved((1.0, 2.0, 3.0, 4.0), 0, RopeSpec(4)).every()
'No pair has turned: every angle is 0. Put back in their places they are'
"""

from __future__ import annotations

from dataclasses import dataclass

from rope_core import RopeSpec, angles, pair_indices
from rope_core.counts import agreed


@dataclass(frozen=True)
class Moved:
    """count: of all pairs, those that are seen to turn; still: why none is, where none is."""

    count: int
    pairs: int
    still: str

    def every(self) -> str:
        """What is said when all pairs are done, up to what they are now."""
        its = "its place it is" if self.pairs == 1 else "their places they are"
        return f"{self._told('')}. Put back in {its}"

    def drawn(self, letter: str) -> str:
        """What is said below the pictures of the pairs: a sentence without its end."""
        return self._told(f" of {letter}")

    def asked(self, letter: str) -> str:
        """What comes before the question how long the vector is now."""
        if self.count == 0:
            return f"no pair of {letter} has turned: {self.still}"
        which = f"{self.count} of {self.pairs} pairs"
        if self.count == self.pairs:
            which = "the one pair" if self.pairs == 1 else "all pairs"
        return f"{which} of {letter} {agreed(self.count, 'have')} turned"

    def _told(self, of: str) -> str:
        if self.count == 0:
            return f"No pair{of} has turned: {self.still}"
        if self.count < self.pairs:
            return (
                f"{self.count} of {self.pairs} pairs{of} "
                + ("has turned" if self.count == 1 else "have turned, each")
                + " by its own angle; the others are (0, 0) or have the angle 0"
            )
        if self.pairs == 1:
            return f"The pair{of} has turned " + ("on its circle" if of else "by its angle")
        if of:
            return f"Each pair{of} has turned on its own circle"
        return "Every pair has turned by its own angle"


def how_moved(vector: tuple[float, ...], position: int, spec: RopeSpec) -> Moved:
    """How the pairs of ``vector``, (head_dim,), have turned at that position."""
    turning = angles(position, spec) != 0
    arrows = [vector[a] != 0 or vector[b] != 0 for a, b in pair_indices(spec)]
    still = "every number is 0" if not any(arrows) else "every angle is 0"
    return Moved(int((turning & arrows).sum()), spec.pairs, still)
