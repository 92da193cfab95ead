"""What Attend sends: the sentence and the head that are looked at, apart from the problem."""

from __future__ import annotations

from typing import Any

from rope_core.problem import Reading
from ui.attend.habit import chosen, habit_data
from ui.attend.stage import attend_data
from ui.lesson.glossary import numbers


def attend_page(
    reading: Reading, habit: str | None, locked: bool
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The page's own data, and by name what many problems have in common.

    ``habit`` is the head of a link, as "2-3"; ``locked``, whether the vectors stay as they are.
    """
    data, sentence_name, sentence = attend_data(reading, locked)
    head, text = chosen(habit)
    # Together: a component more costs every change more than to send both again, now and then.
    name = f"{sentence_name}, habit {head} {text}"
    shared = {name: {**sentence, "habit": habit_data(head, text)}}
    return {"here": numbers(reading), **data, "sharedAs": name}, shared
