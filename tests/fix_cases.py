"""The fixes that the diagnosis offers, run as a person would who pastes them.

`run` gives a fix the names it may use, with the numbers of a right model but none of the results;
`check` compares every result it made with what is right. For NumPy and PyTorch alike.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import numpy as np

from rope_core import Pairing, RopeSpec, attention_factor, inv_freq, rotate, scores
from rope_core.pairing import pair_indices

SEQ = 6
SHAPES = ((SEQ, 16), (3, SEQ, 16), (2, 3, SEQ, 16))
_YARN = {"rope_type": "yarn", "factor": 4.0, "original_max_position_embeddings": 64}
SPECS = (
    RopeSpec(16, 500.0, "half_split"),
    RopeSpec(16, 500.0, "interleaved"),
    RopeSpec(16, 500.0, "half_split", 8),
    RopeSpec(16, 500.0, "interleaved", 8),
    RopeSpec(16, 500.0, "interleaved_to_half", 8),
    RopeSpec(16, 500.0, "interleaved", 8, None, "last"),
    RopeSpec(16, 500.0, "half_split", None, None, "first", True),
    RopeSpec(16, 500.0, "half_split", None, _YARN),
)


@dataclass(frozen=True)
class Library:
    """NumPy, or PyTorch where it is installed."""

    name: str
    module: Any

    def array(self, values: Any) -> Any:
        return np.array(values) if self.name == "np" else self.module.tensor(np.array(values))


def config_of(spec: RopeSpec) -> dict[str, Any]:
    scaling = dict(_YARN) if spec.scaling is not None else {"rope_type": "default"}
    part = spec.rotary_dim / spec.head_dim
    return {
        "head_dim": spec.head_dim, "rope_theta": spec.base, "partial_rotary_factor": part,
        "rope_parameters": scaling | {"rope_theta": spec.base, "partial_rotary_factor": part},
    }  # fmt: skip


def sections_of(spec: RopeSpec) -> tuple[int, int, int]:
    third = spec.pairs // 3
    return spec.pairs - 2 * third, third, third


def inputs(library: Library, spec: RopeSpec, shape: tuple[int, ...]) -> dict[str, Any]:
    """What a fix may use: x and what belongs to it, under the names that the fixes have."""
    rng = np.random.default_rng(0)
    x, k = rng.standard_normal(shape), rng.standard_normal(shape)
    where = np.arange(SEQ)
    # A model that turns backwards does so by its signs, not by its angles.
    angle, factor = where[:, None] * inv_freq(spec), attention_factor(spec)
    config = config_of(spec)
    one = library.array

    def turn(values: Any, at: Any = where, _: Any = None) -> Any:
        return one(rotate(np.asarray(values), np.asarray(at), spec))

    names = {
        library.name: library.module, "x": one(x), "q": one(x), "k": one(k), "m": one(where),
        "n": one(where), "positions": one(where), "position_ids": one(where), "seq": SEQ,
        "inv_freq": one(inv_freq(spec)), "angles": one(angle), "factor": factor,
        "cos": one(factor * np.cos(angle)), "sin": one(factor * np.sin(angle)),
        "base": spec.base, "head_dim": 16, "rotary_dim": spec.rotary_dim, "spec": spec,
        "partial_rotary_factor": spec.rotary_dim / 16, "past_length": 0,
        "mask": one(np.ones(SEQ, dtype=np.int64)), "attention_mask": one(np.ones(SEQ, np.int64)),
        "heads": 3, "w": one(np.arange(3 * 16 * 5.0).reshape(48, 5)), "device_type": "cpu",
        "device": "cpu", "rope_type": config["rope_parameters"]["rope_type"], "rotate": turn,
        "apply_rotary_pos_emb": lambda q, k, cos, sin: (turn(q), turn(k)),
        "sections": sections_of(spec), "interleaved": False, "module": SimpleNamespace(),
        "RopeSpec": RopeSpec, "layer": 0,
        "kind_of_layer": [SimpleNamespace(spec=spec)],
    }  # fmt: skip
    names["config"] = config if library.name == "np" else SimpleNamespace(
        **config, layer_types=["full_attention"]
    )  # fmt: skip
    names["module"].register_buffer = lambda *_, **__: None
    names["rotary"] = {"full_attention": lambda *_: (names["cos"] * 1, names["sin"] * 1)}
    return names


def outcome(library: Library, code: str, spec: RopeSpec, shape: tuple[int, ...]) -> list[str]:
    """The results that the lines made, each as it should be. Raises where one is not."""
    given = inputs(library, spec, shape)
    if "batch" in code:
        given["batch"], given["x"] = 2, library.array(np.arange(2.0 * SEQ * 48).reshape(2, SEQ, 48))
        given["heads"] = 3
    if "axis_of" in code:
        axes = library.array(np.arange(3 * SEQ).reshape(3, -1))
        given["positions"] = given["position_ids"] = axes
    if "scores = q" in code or "scores = (q" in code:  # of q and k that are turned already
        given["q"], given["k"] = given["rotate"](given["q"]), given["rotate"](given["k"])
    if "inv_freq(spec)" in code:
        given["inv_freq"] = inv_freq
    if "ROPE_INIT_FUNCTIONS" in code:
        given["ROPE_INIT_FUNCTIONS"] = {
            given["rope_type"]: lambda *_: (library.array(inv_freq(spec)), attention_factor(spec))
        }
    names = dict(given)
    exec(code, names)
    made = {name for name in names if name in given and names[name] is not given[name]}
    made |= {name for name in names if name not in given} - {"__builtins__"}
    right = expected(given, spec)
    if "scores = rotate" not in code:
        right["scores"] = right["scores"] / 4  # √head_dim
    checked = []
    for name in sorted(made & right.keys()):
        got = np.asarray(names[name], dtype=np.float64)
        want = right[name]
        if name in ("cos", "sin") and got.shape[-1] != want.shape[-1]:  # a table laid out in full
            got = got[..., [a for a, _ in pair_indices(_in_front(spec))]]
        np.testing.assert_allclose(got, want, atol=2e-6, rtol=2e-6, err_msg=name)
        checked.append(name)
    return checked


def _in_front(spec: RopeSpec) -> RopeSpec:
    pairing: Pairing = "half_split" if spec.pairing == "half_split" else "interleaved"
    return RopeSpec(spec.rotary_dim, spec.base, pairing)


def expected(given: dict[str, Any], spec: RopeSpec) -> dict[str, Any]:
    """What is right, by name."""
    where, factor = np.arange(SEQ), attention_factor(spec)
    x = np.asarray(given["x"])
    rng = np.random.default_rng(0)
    q, k = rng.standard_normal(given["q"].shape), rng.standard_normal(given["q"].shape)
    axes = np.asarray(given["positions"])
    plain = where[:, None] * inv_freq(spec)
    angle = plain
    if axes.ndim == 2:
        angle = np.repeat(axes, sections_of(spec), axis=0).T * inv_freq(spec)
    rows = np.asarray(given["w"]).reshape(3, 16, 5)
    r = spec.rotary_dim
    half = rows.copy()
    half[:, : r // 2], half[:, r // 2 : r] = rows[:, 0:r:2], rows[:, 1:r:2]
    back = rows.copy()
    back[:, 0:r:2], back[:, 1:r:2] = rows[:, : r // 2], rows[:, r // 2 : r]
    turned = {"y": rotate(q, where, spec), "q": rotate(q, where, spec), "k": rotate(k, where, spec)}
    right = turned | {
        "angles": angle, "inv_freq": inv_freq(spec), "table": inv_freq(spec),
        "cos": factor * np.cos(plain), "sin": factor * np.sin(plain),
        "positions": where, "position_ids": where, "in_halves": half.reshape(48, 5),
        "in_neighbours": back.reshape(48, 5), "scores": scores(q, k, where, where, spec),
        "x": x,
    }  # fmt: skip
    if "batch" in given:
        flat = np.arange(2.0 * SEQ * 48).reshape(2, SEQ, 3, 16)
        right["x"] = np.swapaxes(flat, 1, 2)
    return right
