"""What each of a class sees: from what the store knows, by role.

What is right, what options stand for and how many chose what are in a student's and a projector's
view only after the teacher has revealed them; names are in nobody's but one's own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from ui.live.messages import FirstAnswers, Pace, Place, Question, Role

View = dict[str, Any]


@dataclass(frozen=True)
class VoteNow:
    """A vote. kept: counts a round from before a restart; choices: by member, one a round."""

    id: str
    round: int
    open: bool
    revealed: bool
    question: Question
    kept: tuple[tuple[int, ...], ...]
    choices: Mapping[int, Mapping[int, int]]

    def bars(self) -> list[list[int]]:
        """How many chose each option, a list a round.

        >>> from ui.live.messages import Option
        >>> two = Question("?", (Option("A", "", right=True), Option("B", "", right=False)))
        >>> VoteNow("v", 2, True, False, two, ((1, 0), ()), {7: {1: 1, 2: 0}}).bars()
        [[1, 1], [1, 0]]
        """
        count = len(self.question.options)
        rounds = []
        for number in range(1, self.round + 1):
            chosen = Counter(mine[number] for mine in self.choices.values() if number in mine)
            kept = self.kept[number - 1] or (0,) * count
            rounds.append([kept[option] + chosen[option] for option in range(count)])
        return rounds


@dataclass(frozen=True)
class Snapshot:
    """A class at one moment. here: members who are connected, following: of these.

    members: names and whether they follow, by number.
    """

    code: str
    version: int
    started: float
    pace: Pace
    place: Place | None
    asks: Question | None
    here: int
    following: int
    members: Mapping[int, tuple[str, bool]]
    vote: VoteNow | None
    tried: tuple[FirstAnswers, ...]


def view_of(class_: Snapshot, role: Role) -> View:
    """What everybody of that role sees, without the version; a student's own part is `mine`."""
    view: View = {
        "code": class_.code,
        "pace": class_.pace,
        "place": class_.place and vars(class_.place),
        "here": class_.here,
        "following": class_.following,
        "vote": class_.vote and _vote(class_.vote, role),
    }
    if role == "teacher":
        view["asks"] = class_.asks and class_.asks.plain()
        view["started"] = datetime.fromtimestamp(class_.started, UTC).isoformat("T", "seconds")
        view["picture"] = [
            {"skill": each.skill, "mistake": each.mistake, "count": each.count}
            for each in class_.tried
            if not each.right
        ]
        view["tried"] = _tried(class_.tried)
    return view


def mine(class_: Snapshot, member: int) -> View | None:
    """A student's own part of the view; None for one who is no member any more."""
    if member not in class_.members:
        return None
    name, following = class_.members[member]
    rounds = class_.vote.round if class_.vote else 0
    chosen = class_.vote.choices.get(member, {}) if class_.vote else {}
    choices = [chosen.get(number) for number in range(1, rounds + 1)]
    return {"name": name, "choices": choices, "following": following}


def _vote(vote: VoteNow, role: Role) -> View:
    bars = vote.bars()
    told = vote.revealed or role == "teacher"
    hidden = () if told else ("says", "right")
    options = [
        {name: value for name, value in vars(option).items() if name not in hidden}
        for option in vote.question.options
    ]
    return {
        "id": vote.id,
        "round": vote.round,
        "open": vote.open,
        "revealed": vote.revealed,
        "text": vote.question.text,
        "options": options,
        "answered": [sum(row) for row in bars],
        "bars": bars if told else None,
    }


def _tried(tried: tuple[FirstAnswers, ...]) -> list[View]:
    """Each skill with how many first answers there were, and how many were right."""
    skills = dict.fromkeys(each.skill for each in tried)
    return [
        {
            "skill": skill,
            "tries": sum(each.count for each in tried if each.skill == skill),
            "right": sum(each.count for each in tried if each.skill == skill and each.right),
        }
        for skill in skills
    ]
