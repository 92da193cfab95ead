"""How much is tried at numbers on no list: counted, not timed, so that every run does the same."""

from __future__ import annotations

from dataclasses import dataclass

#: Of a whole search, of one part of the numbers, and of one in which 16 bits are supposed.
FREE_ATTEMPTS, PART_ATTEMPTS, ROUGH_ATTEMPTS = 600, 100, 50
#: A ladder over all bases or stretches, a look for an offset or a break, and an account judged
#: on all rows: about as they take time.
LADDER_COST, PLACE_COST, JUDGED_COST = 10, 1, 2


@dataclass
class Budget:
    """Attempts that are left for numbers on no list: counted, so that every run does the same.

    >>> budget = Budget(1)
    >>> budget.pays(1), budget.pays(1), budget.spent
    (True, False, True)
    """

    left: int
    spent: bool = False

    def pays(self, cost: int) -> bool:
        """Whether there is so much left; it is taken off. Otherwise all is spent."""
        self.spent = self.spent or cost > self.left
        self.left -= 0 if self.spent else cost
        return not self.spent
