"""One case of the census through the reader: right, refused, or wrong, and why.

A case is right when every kind of layer has the library's inverse frequencies and attention
factor, is turned as the library's own apply function turned random numbers, and when the layers
that turn and what their scores are multiplied by are the library's; or when it is refused for the
reason that holds: positions of more than one axis, or no layer that turns.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from rope_core import RopeError, RopeSpec, attention_factor, inv_freq
from rope_core.config import ConfigReport, read_config
from rope_core.models.presets import find_model

MANY = "more than one axis"


def verdict(case: dict[str, Any]) -> tuple[str, str]:
    """("right" | "refused" | "wrong", why)."""
    try:
        report = read_config(case["config"])
    except RopeError as error:
        return _refusal(case, error)
    if case["positions"] == MANY:
        return "wrong", "read, though its positions have more than one axis"
    wrong = [why for kind in case["kinds"] for why in _kind(case, report, kind)]
    wrong += _layers(case, report)
    scaling = case.get("scaling")
    if scaling is not None and not np.isclose(report.score.value, scaling, rtol=1e-6, atol=0):
        wrong.append(f"scores × {report.score.value:.6g} instead of {scaling:.6g}")
    return ("wrong", "; ".join(wrong)) if wrong else ("right", "")


def preset_verdict(found: dict[str, Any]) -> tuple[str, str]:
    """The same of one model of the list; one that turns nothing has to be refused for that."""
    if "error" in found:
        return "wrong", f"its config cannot be built: {found['error']}"
    config = find_model(found["preset"]).config()
    if found["class"] is not None:
        word, why = verdict({"config": config, "positions": "one axis", **found})
        return ("wrong" if word == "refused" else word), why
    try:
        read_config(config)
    except RopeError as error:
        return ("right", "") if "no RoPE" in str(error) else ("wrong", str(error))
    return "wrong", "read, though nothing in it turns"


def _refusal(case: dict[str, Any], error: RopeError) -> tuple[str, str]:
    first_sentence = str(error).partition(". ")[0]
    if case["positions"] == MANY:
        if MANY in first_sentence:
            return "right", ""
        return "refused", f"not for its axes: {error}"
    turned = case.get("layers_turned")
    if turned is not None and not any(turned) and "no RoPE" in str(error):
        return "right", ""
    return "refused", str(error)


def _kind(case: dict[str, Any], report: ConfigReport, name: str) -> list[str]:
    want = case["kinds"][name]
    spec = next((kind.spec for kind in report.kinds if kind.name == name), None)
    if name == "all":
        specs = {kind.spec for kind in report.kinds if kind.spec is not None and kind.layers != ()}
        if len(specs) != 1:
            return [f"{len(specs)} kinds of layers instead of one"]
        spec = report.spec
    if spec is None:
        return [f"{name}: not turned"]
    wrong = []
    got, table = inv_freq(spec), np.array(want["inv_freq"])
    if got.shape != table.shape:
        wrong.append(f"{name}: {len(got)} pairs instead of {len(table)}")
    elif not np.allclose(got, table, rtol=4e-6, atol=0.0):
        wrong.append(f"{name}: inv_freq ends in {got[-1]:.6g} instead of {table[-1]:.6g}")
    if abs(attention_factor(spec) - want["attention_factor"]) > 2e-6:
        wrong.append(f"{name}: attention factor {attention_factor(spec):.6g}")
    if want["turn"] is not None and _turn(spec) != want["turn"]:
        wrong.append(f"{name}: turned {_turn(spec)} instead of {want['turn']}")
    return wrong


def _turn(spec: RopeSpec) -> dict[str, Any]:
    every = spec.rotary_dim == spec.head_dim
    features = "all" if every else spec.features
    return {"pairing": spec.pairing, "features": features, "backwards": spec.backwards}


def _layers(case: dict[str, Any], report: ConfigReport) -> list[str]:
    turned = case.get("layers_turned")
    if turned is None:
        return []
    kinds = [kind.layers for kind in report.kinds if kind.spec is not None]
    if any(layers is None for layers in kinds):
        return ["which layers turn is not told"]
    got = sorted(index for layers in kinds for index in layers or ())
    want = [index for index, turns in enumerate(turned) if turns]
    # Dory lists its other blocks among the layers, and counts the attention ones alone.
    same = got == want or (all(turned) and len(got) == len(want))
    return [] if same else [f"layers {got} turn instead of {want}"]
