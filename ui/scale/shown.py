"""What Scale shows, chosen once: by its fields, or by a link before there is a session."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rope_core.problem import Reading, model_key
from ui.scale.breaks import met_beyond
from ui.scale.choice import Choice, begin, read_choice, unasked
from ui.scale.pasted import config_subject, kept_config, read_pasted
from ui.scale.subject import (
    CONFIG,
    PROBLEM,
    Reach,
    Subject,
    model_subject,
    models_by_key,
    problem_subject,
    reach_of,
)


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


def subject_of(shown: str, reading: Reading, config: Subject | None) -> Subject:
    """What is chosen: the problem, the pasted config, or a model that turns anything."""
    if shown == PROBLEM:
        return problem_subject(reading.problem.spec, _taken(reading))
    if shown == CONFIG and config:
        return config
    return model_subject(shown)


def _taken(reading: Reading) -> Subject | None:
    """The model or config whose RoPE is the problem's: with it come lengths that are known."""
    if reading.model:
        return model_subject(model_key(reading.model))
    return config_subject(read_pasted(reading.config)) if reading.config else None
