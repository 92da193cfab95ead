"""What a phone shows in the place of Scale's fields: what they say, and what opens them.

The text and the fold are two elements, so that another choice does not close the fold again.
"""

from __future__ import annotations

from html import escape

from ui.scale.subject import Reach, Subject
from ui.scale.words import exact


def chosen(subject: Subject, reach: Reach) -> str:
    """Model, length and factor as one line of HTML, and one more below it.

    >>> from ui.scale.subject import model_subject, reach_of
    >>> qwen = model_subject("qwen3-8b")
    >>> print(chosen(qwen, reach_of(qwen, None, 4)))
    <p class="scale-chosen">Model: <b>Qwen3 8B</b><br>Trained length 32,768, factor 4</p>
    """
    return (
        f'<p class="scale-chosen">Model: <b>{escape(subject.name)}</b><br>'
        f"Trained length {reach.trained:,}, factor {exact(reach.factor, 3)}</p>"
    )


def fold(*, opened: bool) -> str:
    """The fold itself; frame.css shows the fields beside it while it is open."""
    return (
        f'<details class="scale-fold"{" open" * opened}>'
        "<summary>Change<span> model, trained length and factor</span></summary></details>"
    )
