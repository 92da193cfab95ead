"""How long a rotation takes beside copying the same array, and beside transformers."""

from __future__ import annotations

import gc
import os
import time
from collections.abc import Callable
from importlib import import_module
from statistics import median
from typing import Any

import numpy as np

from rope_core import Pairing, RopeSpec, rotate
from rope_core.problem import PAIRINGS

SHAPE = (1, 32, 4096, 128)
ROUNDS = 9
Way = Callable[[], object]
Row = tuple[str, str, str]
#: Where transformers turns each pairing, as its models do it.
MODELS: dict[Pairing, tuple[str, str]] = {
    "half_split": ("llama", "Llama"),
    "interleaved": ("cohere", "Cohere"),
}


def bench() -> list[Row]:
    """Rows of the table: what, measured, wanted."""
    return [*_beside_copying(), *_beside_transformers()]


def _beside_copying() -> list[Row]:
    source = np.random.default_rng(0).standard_normal(SHAPE, dtype=np.float32)
    target = np.empty_like(source)
    positions = np.arange(SHAPE[2])
    ways: dict[str, Way] = {"copyto": lambda: np.copyto(target, source)}
    for pairing in PAIRINGS:
        spec = RopeSpec(SHAPE[-1], pairing=pairing)
        ways[f"{pairing}, new"] = lambda spec=spec: rotate(source, positions, spec)  # type: ignore[misc]
        ways[f"{pairing}, out="] = lambda spec=spec: rotate(source, positions, spec, out=target)  # type: ignore[misc]
    times = _timed(ways)
    copy = times.pop("copyto")
    wanted = {"interleaved, out=": "3.5", "half_split, out=": "9"}
    rows = [(f"np.copyto, float32 {SHAPE}", f"{copy * 1000:.1f} ms", "")]
    rows += [
        (
            f"rotate, {name}",
            f"{took / copy:.2f} × copyto",
            f"at most {wanted[name]}" if name in wanted else "",
        )
        for name, took in times.items()
    ]
    return rows


def _beside_transformers() -> list[Row]:
    """A query and a key, each of SHAPE, turned as a model's layer is about to use them.

    Both sides start from positions and end with two new tensors turned: transformers makes its
    table of cos and sin once and takes new memory, as its models do; ``rotate`` makes its table
    for each of the two and writes into memory that is there.
    """
    # No network is asked: nothing is loaded but the code.
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    try:
        torch: Any = import_module("torch")
        modules = {
            pairing: import_module(f"transformers.models.{name}.modeling_{name}")
            for pairing, (name, _) in MODELS.items()
        }
        transformers: Any = import_module("transformers")
    except ImportError as error:
        return [
            ("rotate beside transformers", f"skipped: {error.name or error} is not installed", "")
        ]
    torch.set_num_threads(1)
    rng = np.random.default_rng(0)
    q, k = (rng.standard_normal(SHAPE, dtype=np.float32) for _ in "qk")
    outputs = np.empty_like(q), np.empty_like(k)
    positions = np.arange(SHAPE[2])
    theirs_q, theirs_k = (torch.from_numpy(x) for x in (q, k))
    places = torch.from_numpy(positions)[None]  # (1, seq)
    rows = []
    for pairing, (_, name) in MODELS.items():
        module: Any = modules[pairing]
        config = getattr(transformers, f"{name}Config")(
            hidden_size=SHAPE[1] * SHAPE[3], num_attention_heads=SHAPE[1]
        )
        table = getattr(module, f"{name}RotaryEmbedding")(config)
        spec = RopeSpec(
            SHAPE[-1], base=float(config.rope_parameters["rope_theta"]), pairing=pairing
        )

        def ours(spec: RopeSpec = spec) -> object:
            return [
                rotate(x, positions, spec, out=out) for x, out in zip((q, k), outputs, strict=True)
            ]

        def theirs(module: Any = module, table: Any = table) -> Any:
            with torch.inference_mode():
                cos, sin = table(theirs_q, places)
                return module.apply_rotary_pos_emb(theirs_q, theirs_k, cos, sin)

        # A comparison of different numbers would be none; their angles are float32.
        ours()
        for mine, other in zip(outputs, theirs(), strict=True):
            np.testing.assert_allclose(mine, other.numpy(), atol=5e-3)
        times = _timed({"ours": ours, "theirs": theirs})
        rows.append(
            (
                f"rotate(out=) of q and k, {pairing}, beside transformers' {name}, one thread each",
                f"{times['theirs'] / times['ours']:.2f} × as fast "
                f"({times['ours'] * 1000:.0f} ms, {times['theirs'] * 1000:.0f} ms)",
                "at least 2",
            )
        )
    return rows


def _timed(ways: dict[str, Way]) -> dict[str, float]:
    """The median seconds of each way."""
    times: dict[str, list[float]] = {name: [] for name in ways}
    for way in ways.values():  # warm up
        way()
    # Round by round, so that a busy moment of the machine hits all of them.
    for _ in range(ROUNDS):
        for name, way in ways.items():
            times[name].append(_seconds(way))
    return {name: median(took) for name, took in times.items()}


def _seconds(way: Way) -> float:
    gc.disable()
    began = time.perf_counter()
    way()
    took = time.perf_counter() - began
    gc.enable()
    return took
