"""How a family's own apply function turns random numbers."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from types import ModuleType
from typing import Any

import numpy as np
import torch

from tests.census.running import APPLIES, NOT_TEXT, Ran

POSITIONS = (0, 1, 2, 7, 30)


def tables_from_sine(module: ModuleType, config: Any, width: int) -> tuple[Any, Any]:
    table = module.create_sinusoidal_positions(64, width)[list(POSITIONS)]
    half = width // 2
    return table[None, :, :half], table[None, :, half:]


def turn(
    module: ModuleType, rotary: Any, config: Any, kind: str, table: dict[str, Any], ran: Ran
) -> dict[str, Any] | None:
    """How the family's apply function turns random numbers, or None where it cannot be run."""
    pairs = len(table["inv_freq"])
    widths = [width for width in ran.widths if width >= 2 * pairs]
    widths += [head_width(config), 2 * pairs]
    names = ran.names or [n for n in vars(module) if APPLIES.search(n) and not NOT_TEXT.search(n)]
    found = [
        way
        for name in names
        if (way := one_turn(module, name, rotary, config, kind, table, widths))
    ]
    # A module with several apply functions, none of them seen at work, says nothing.
    return found[0] if found and all(way == found[0] for way in found) else None


def one_turn(
    module: ModuleType,
    name: str,
    rotary: Any,
    config: Any,
    kind: str,
    table: dict[str, Any],
    widths: list[int],
) -> dict[str, Any] | None:
    pairs = len(table["inv_freq"])
    for width in widths:
        if width < 2 * pairs:
            continue
        try:
            x, y = applied(module, getattr(module, name), rotary, config, kind, int(width))
        except Exception:  # noqa: BLE001 - another signature, another width
            continue
        found = explain(x, y, table)
        if found:
            if found["features"] == "all" and cuts_first(module):
                found["features"] = "first" if head_width(config) > 2 * pairs else "all"
            return found
    return None


def head_width(config: Any) -> int:
    try:
        given = getattr(config, "head_dim", None)
        return int(given or config.hidden_size // config.num_attention_heads)
    except Exception:  # noqa: BLE001 - layers that differ, or other names
        return 0


def cuts_first(module: ModuleType) -> bool:
    """Whether the attention itself hands only the first features to its apply function."""
    return bool(re.search(r"\[[\s.,:]*: ?self\.(rotary|rot)_?\w*\]", inspect.getsource(module)))


def applied(
    module: ModuleType, apply: Callable[..., Any], rotary: Any, config: Any, kind: str, width: int
) -> tuple[Any, Any]:
    """(x, y), each (positions, width): what went in and what came out."""
    torch.manual_seed(5)
    x = torch.randn(1, 1, len(POSITIONS), width)  # (batch, heads, positions, features)
    where = torch.tensor([POSITIONS])
    names = list(inspect.signature(apply).parameters)
    if names[:3] == ["tensor", "sin", "cos"]:
        sin, cos = tables_from_sine(module, config, config.rotary_dim)
        cut = config.rotary_dim
        y = apply(x.transpose(1, 2)[..., :cut], sin, cos).transpose(1, 2)
        return x[0, 0], torch.cat([y, x[..., cut:]], -1)[0, 0]
    wanted = inspect.signature(rotary.forward).parameters
    made = rotary(x, where, layer_type=kind) if "layer_type" in wanted else rotary(x, where)
    if "freqs_cis" in names:
        if module.__name__.endswith("llama4"):  # positions before heads
            y = apply(x.transpose(1, 2), x.transpose(1, 2), made)[0].transpose(1, 2)
        else:
            y = apply(x, x, made)[0]
    else:
        cos, sin = made
        if cos.ndim == 4:  # an axis of positions in front
            cos, sin = cos[0], sin[0]
        y = apply(x, cos, sin) if names[0] == "x" else apply(x, x, cos, sin)
        y = y[0] if isinstance(y, tuple) else y
    return x[0, 0], y[0, 0]


def explain(x: Any, y: Any, table: dict[str, Any]) -> dict[str, Any] | None:
    """The pairing, place and direction that give y from x; None if there is not exactly one."""
    source, goal = (part.detach().double().numpy() for part in (x, y))
    pairs, width = len(table["inv_freq"]), source.shape[-1]
    angle = np.outer(POSITIONS, table["inv_freq"])
    factor = table["attention_factor"]
    near, half = [(2 * i, 2 * i + 1) for i in range(pairs)], [(i, i + pairs) for i in range(pairs)]
    ways = {
        "interleaved": (near, near),
        "half_split": (half, half),
        "interleaved_to_half": (near, half),
    }
    places = {"all": 0} if width == 2 * pairs else {"first": 0, "last": width - 2 * pairs}
    found = []
    for pairing, (read, write) in ways.items():
        for features, start in places.items():
            for backwards in (False, True):
                sign = -1.0 if backwards else 1.0
                cos, sin = factor * np.cos(angle), sign * factor * np.sin(angle)
                out = source.copy()
                for i in range(pairs):
                    (a, b), (c, d) = read[i], write[i]
                    first, second = source[:, start + a], source[:, start + b]
                    out[:, start + c] = first * cos[:, i] - second * sin[:, i]
                    out[:, start + d] = first * sin[:, i] + second * cos[:, i]
                if np.abs(out - goal).max() < 1e-4:
                    found.append({"pairing": pairing, "features": features, "backwards": backwards})
    return found[0] if len(found) == 1 else None
