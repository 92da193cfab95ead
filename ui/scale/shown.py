"""What Scale shows, chosen once: by its fields, or by a link before there is a session."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rope_core.problem import Reading
from ui.scale.breaks import met_beyond
from ui.scale.choice import Choice, begin, read_choice, unasked
from ui.scale.pasted import kept_config
from ui.scale.subject import Reach, Subject, models_by_key, reach_of, subject_of


@dataclass(frozen=True)
class Shown:
    """What was chosen, the config that was pasted, whose frequencies are shown and how far they
    reach. subject and reach: None where a model rotates nothing."""

    choice: Choice
    config: Subject | None
    subject: Subject | None
    reach: Reach | None

    @property
    def asks(self) -> str:
        """The beginning of the page's question: the lengths it is about."""
        if self.reach is None:
            return "Beyond the longest text that a model was trained on"
        return met_beyond(self.reach)


def shown_now(reading: Reading) -> Shown:
    """What the page's fields say, or its link, before they are drawn."""
    config = kept_config()
    return _shown(begin(reading, config is not None), reading, config)


def shown_linked(reading: Reading, link: Mapping[str, str]) -> Shown:
    """What a link alone says.

    >>> from rope_core.problem import read_problem
    >>> shown_linked(read_problem({}), {"show": "phi-2"}).asks
    'Allowed 2,048 tokens by its config, a model meets position 3,000'
    """
    return _shown(read_choice(link, unasked(reading), has_config=False), reading, None)


def _shown(choice: Choice, reading: Reading, config: Subject | None) -> Shown:
    preset = models_by_key().get(choice.show)
    if preset and not preset.rotates:
        return Shown(choice, config, None, None)
    subject = subject_of(choice.show, reading, config)
    return Shown(choice, config, subject, reach_of(subject, choice.trained, choice.factor))
