"""Models: the settings of the one that is shown, of another beside it, and of all of them."""

from __future__ import annotations

from functools import lru_cache

import streamlit as st

from rope_core import RopeSpec, attention_factor
from rope_core.config.layers import LayerKind
from rope_core.config.reader import read_config
from rope_core.counts import counted
from rope_core.figures import base_text
from rope_core.models.presets import Lengths, ModelPreset
from rope_core.problem import Reading, model_key
from rope_core.reading.numbers import MAX_HEAD_DIM
from ui.markdown import error_line
from ui.problem.edits import let_go, session, take_config, take_model
from ui.scale.choice import Choice, edited, key
from ui.scale.stage import axis, length_mark, settings, table
from ui.scale.subject import Subject, model_subject, models_by_key, reach_of, unscaled
from ui.scale.words import exact, pairing
from ui.web.stage import encode, stage

Wire = dict[str, object]


def show_models(subject: Subject, choice: Choice, reading: Reading) -> None:
    """Compare two, find one."""
    others = [
        "",
        *(name for name, one in models_by_key().items() if one.rotates and name != subject.key),
    ]
    st.selectbox(
        "Compare with",
        others,
        format_func=lambda name: models_by_key()[name].name if name else "No other model",
        key=key("beside"),
        on_change=edited,
        args=("beside",),
    )
    if "beside" in choice.errors:
        st.error(error_line(choice.errors["beside"]))
    beside = model_subject(choice.beside) if choice.beside else None
    stage("scale/models", _wire(subject, beside, reading.digits))


@lru_cache(maxsize=64)
def _wire(subject: Subject, beside: Subject | None, digits: int) -> bytes:
    found = {"all": all_models(), "shown": subject.key}
    return encode("scale/models", models_data(subject, beside, digits) | found)


def model_is_locked() -> bool:
    """Whether the link says whose vectors and frequencies they are, and nobody is to choose."""
    return bool({"vectors", "base", "pairing"} & set(session().locks))


def show_adoption(subject: Subject, reading: Reading, config: str) -> None:
    """Looking changes nothing; this makes what is looked at the problem's, or lets go of it.

    config: the text a pasted config is taken over with, where that is what is looked at.
    """
    preset = subject.preset
    if model_is_locked() or (preset is None and not config):
        return
    if preset == reading.model if preset else config == reading.config:
        st.button(
            "Let go of it in the whole course", on_click=let_go, key="scale_let_go", width="content"
        )
    elif subject.spec.head_dim > MAX_HEAD_DIM:
        st.markdown(f"Heads of {subject.spec.head_dim} numbers are more than the other pages show.")
    elif preset:
        st.button(
            "Use this model in the whole course",
            on_click=take_model, args=(preset.name,), key="scale_take", width="content",
        )  # fmt: skip
    else:
        st.button(
            "Use this config in the whole course",
            on_click=take_config, args=(config, subject.spec), key="scale_take", width="content",
        )  # fmt: skip


def models_data(subject: Subject, beside: Subject | None, digits: int) -> Wire:
    """The settings side by side, and the wavelengths on one axis."""
    subjects = [subject, *([beside] if beside else [])]
    columns = [_settings(one, digits) for one in subjects]
    rows = [[name, *(one[name] for one in columns)] for name in columns[0]]
    used = [_longest(one) for one in subjects]
    tables = [table(one.spec, length, digits) for one, length in zip(subjects, used, strict=True)]
    marks = [length_mark("used", length) for length in used]
    waves = [one["x"] for one in tables]
    return {
        "names": [one.name for one in subjects],
        "rows": rows,
        "axis": axis(marks, *waves),  # type: ignore[arg-type]
        "tables": tables,
        "used": marks,
        "sources": [_sources(one.preset) for one in subjects],
    }


def _longest(subject: Subject) -> int:
    """The context its own table is made for."""
    reach = reach_of(subject, None, None)
    return reach.extended if subject.extended or subject.spec.scaling else reach.trained


def _settings(subject: Subject, digits: int) -> dict[str, str]:
    """What decides the rotation, in the words of config files."""
    spec, preset, reach = subject.spec, subject.preset, reach_of(subject, None, None)
    waves = table(spec, _longest(subject), digits)
    plain = table(unscaled(spec), reach.trained, digits)
    first, last = (str(waves["wave"]).split("|")[at] for at in (0, -1))
    rows = {
        "head_dim": str(spec.head_dim),
        "rotary_dim": f"{spec.rotary_dim} ({counted(spec.pairs, 'pair')})",
        "base (rope_theta)": base_text(spec.base),
        "pairing": pairing(spec.pairing) + (" (transformers)" if preset else ""),
        "pairing, publisher's code": _original(preset),
        "scaling": spec.scaling.title if spec.scaling else "none",
        "scaling's settings": _parameters(spec, digits) or "none",
        "cos and sin multiplied by": exact(attention_factor(spec), digits),
        "scores are multiplied by": _score(preset),
        "pretrained on": _pretrained(subject),
        "extended to": _tokens(subject.extended),
        "max_position_embeddings": _tokens(subject.maximum),
        "one turn takes": f"{first} tokens (pair 0) to {last} (pair {spec.pairs - 1})"
        if spec.pairs > 1
        else f"{first} tokens (the only pair)",
        "no whole turn in the trained length": str(plain["incomplete"]) + _of_what(subject),
        "no whole turn when extended": str(waves["incomplete"]) if spec.scaling else "not scaled",
        "layers": _layers(preset),
    }
    if preset and preset.notes:
        rows["notes"] = preset.notes
    else:
        rows["notes"] = "none"
    rows["settings from"] = preset.config_from if preset else "what was entered"
    return rows


def _of_what(subject: Subject) -> str:
    """Where the trained length is not known: what stands in its place."""
    taken = {
        "said": "",
        "settings": "",
        "maximum": " (in the config's maximum)",
        "nothing": " (assumed length)",
    }
    return taken[subject.trained_from]


def _pretrained(subject: Subject) -> str:
    """On what length of text, and who says so where that is no source.

    >>> from ui.scale.subject import model_subject
    >>> _pretrained(model_subject("qwen3-8b")), _pretrained(model_subject("phi-2"))
    ('32,768 tokens', 'not known here')
    """
    known = subject.trained_from in ("said", "settings")
    by = ", by its scaling's settings" if subject.trained_from == "settings" else ""
    return _tokens(subject.trained if known else None) + by


def _tokens(length: int | None) -> str:
    return "not known here" if length is None else f"{length:,} tokens"


def _original(preset: ModelPreset | None) -> str:
    if preset is None or preset.original_pairing is None:
        return "not known here"
    same = preset.original_pairing == preset.pairing
    return preset.original_pairing + (
        "" if same else " (transformers orders the features otherwise)"
    )


def _score(preset: ModelPreset | None) -> str:
    """What else turns a score into a weight, as the config says it."""
    if preset is None:
        return "not known here"
    score = read_config(preset.config()).score
    cap = f"; held below {base_text(score.cap)} by tanh" if score.cap else ""
    return score.formula + cap


def _parameters(spec: RopeSpec, digits: int) -> str:
    return settings(spec.scaling, digits) if spec.scaling else ""


def _layers(preset: ModelPreset | None) -> str:
    if preset is None:
        return "all alike"
    kinds = [kind for kind in preset.kinds(preset.lengths.longest) if kind.layers != ()]
    rule = preset.layer_rule
    if len(kinds) < 2:
        return rule or "all alike"
    return "; ".join(layer_kind(kind) for kind in kinds) + (f" ({rule})" if rule else "")


def layer_kind(kind: LayerKind) -> str:
    """One kind of layer in words."""
    spec = kind.spec
    if spec is None:
        return f"{kind.name}: not rotated"
    scaling = f", {spec.scaling.title}" if spec.scaling else ", no scaling"
    return f"{kind.name}: base {base_text(spec.base)}{scaling}"


def _sources(preset: ModelPreset | None) -> list[str]:
    if preset is None:
        return []
    return [*preset.sources, f"pairing: {preset.pairing_source}", *_length_sources(preset)]


def _length_sources(preset: ModelPreset) -> list[str]:
    lengths = {
        "pretrained on": preset.lengths.pretrained,
        "extended to": preset.lengths.extended,
    }
    return [
        f"{name} {length.tokens:,}: {length.source}" for name, length in lengths.items() if length
    ]


def _in_short(preset: ModelPreset) -> list[str]:
    """Width, base, pairing and scaling."""
    if not preset.rotates:
        return ["–", "–", "rotates nothing", "–"]
    spec = preset.spec()
    return [
        str(spec.head_dim)
        if spec.rotary_dim == spec.head_dim
        else f"{spec.rotary_dim} of {spec.head_dim}",
        base_text(spec.base),
        spec.pairing,
        spec.scaling.rope_type if spec.scaling else "none",
    ]


def _lengths_in_short(lengths: Lengths) -> str:
    """Pretrained → extended, and the config's maximum where that is a third number."""
    trained, extended, maximum = (
        length.tokens if length else None
        for length in (lengths.pretrained, lengths.extended, lengths.max_position_embeddings)
    )
    shown = "?" if trained is None else f"{trained:,}"
    if extended and extended != trained:
        shown += f" → {extended:,}"
    if maximum and maximum not in (trained, extended):
        shown += f" (config: {maximum:,})"
    return shown


@lru_cache(maxsize=1)
def all_models() -> list[list[object]]:
    """Every model with its settings and sources, to be searched by the browser."""
    rows: list[list[object]] = []
    for preset in models_by_key().values():
        rows.append(
            [
                model_key(preset),
                f"{preset.name} {preset.family}",
                [preset.name, *_in_short(preset), _lengths_in_short(preset.lengths)],
                preset.sources,
            ]
        )
    return rows
