"""The stage that goes out with a page's frame: it is stepped before Streamlit's scripts are there.

What the page's script would send is made of the address alone, and main.js hands the stage over,
as it stands, to the page that comes.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from rope_core.problem import Reading, read_problem
from ui.app.shared import shared_by_all
from ui.attend.page import attend_page
from ui.cache.page import cache_page
from ui.cancel.page import cancel_page
from ui.finish.stage import finish_data
from ui.matrix.page import matrix_page
from ui.questions.page import questions_page
from ui.rotate.page import rotate_page
from ui.scale.choice import DEFAULTS as OF_SCALE
from ui.scale.page import model_stage
from ui.see.page import see_page
from ui.start.stage import start_data
from ui.turn.page import turn_page
from ui.web.assets import assets
from ui.web.stage import encode, encode_shared, listed, stage_of_all, stage_of_problem

#: Pages whose stage is made of the problem alone, by how.
_OF_PROBLEM: dict[str, Callable[[Reading], dict[str, Any]]] = {
    "rotate": rotate_page,
    "matrix": matrix_page,
    "turn": turn_page,
    "cancel": cancel_page,
    "see": see_page,
    "cache": cache_page,
    "questions": questions_page,
}
#: Pages whose stage is the same for everybody.
_OF_ALL: dict[str, Callable[[], dict[str, Any]]] = {"start": start_data, "finish": finish_data}
#: A link into a class brings the class's strip as well; a locked one, what is no field's.
_LATER = ("live", "lock")


def first_stage(path: str, query: Mapping[str, str]) -> str | None:
    """What early.js reads; None for a page, or a link, whose stage has to wait."""
    if any(name in query for name in _LATER):
        return None
    reading = read_problem(query)
    # Whatever is wrong is said above the stage.
    if reading.errors:
        return None
    if path == "attend":
        data, common = attend_page(reading, query.get("habit"), locked=False)
        sent = [encode_shared(name, each) for name, each in common.items()]
        sent.append(encode("attend", data, needs=tuple(common)))
    elif path in _OF_PROBLEM:
        sent = [stage_of_problem(path, _OF_PROBLEM[path], reading)]
    elif path in _OF_ALL:
        sent = [stage_of_all(path, _OF_ALL[path])]
    elif path == "scale" and not OF_SCALE.keys() & query.keys() and (ready := model_stage(reading)):
        sent = ready
    else:
        return None
    # Each as the page's script sends it, to the letter: so it is known for the same.
    whole = [message.decode() for message in (listed(shared_by_all), *sent)]
    # Nothing in an element of a page may look like its end.
    return json.dumps(whole, ensure_ascii=False).replace("<", "\\u003c")


def first_files(path: str) -> tuple[str, list[str]]:
    """Where the files are, and which of them the first stage of a page needs."""
    there = assets()
    needed = [
        name
        for name in there.files
        if name.startswith(("web/", f"{path}/"))
        # One comes with Streamlit's own messages, the other is a thread's.
        and not name.endswith(("/hand_over.js", "/worker.js"))
    ]
    return f"assets/{there.version}/", needed
