"""What goes out with the list of scripts, once: what the stages of all problems have in common."""

from __future__ import annotations

from ui.cancel.stage import proof_data
from ui.lesson.glossary import meanings
from ui.lesson.questions import slips


def shared_by_all() -> dict[str, object]:
    # A component of its own for the proof would cost every change more than all its arithmetic.
    return {"proof": proof_data(), "terms": meanings(), "mistakes": slips()}
