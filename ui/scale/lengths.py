"""The lengths that Scale's question speaks of: those of what is chosen, as the stage has them."""

from __future__ import annotations

from collections.abc import Mapping

from rope_core.problem import Reading
from ui.scale.breaks import beyond
from ui.scale.choice import Choice, chosen, read_choice, unasked
from ui.scale.config import kept_config
from ui.scale.subject import Subject, models_by_key, reach_of, subject_of


def lengths_chosen(reading: Reading) -> str:
    """Of what the page's fields say, or its link."""
    config = kept_config()
    return _lengths(chosen(reading, config is not None), reading, config)


def lengths_linked(reading: Reading, link: Mapping[str, str]) -> str:
    """Of what a link alone says, before there is a session."""
    return _lengths(read_choice(link, unasked(reading), has_config=False), reading, None)


def _lengths(choice: Choice, reading: Reading, config: Subject | None) -> str:
    preset = models_by_key().get(choice.show)
    if preset and not preset.rotates:
        return "Beyond the longest text that a model was trained on"
    subject = subject_of(choice.show, reading, config)
    trained = reach_of(subject, choice.trained, choice.factor).trained
    return f"Trained to {trained:,} tokens, a model meets position {beyond(trained):,}"
