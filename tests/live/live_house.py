"""A model of one's own, whose apply function has a name of its own."""

from __future__ import annotations

import torch


def turn(queries: torch.Tensor, keys: torch.Tensor, angle: torch.Tensor) -> list[torch.Tensor]:
    cos, sin = angle.cos(), angle.sin()
    turned = []
    for x in (queries, keys):
        a, b = x.chunk(2, dim=-1)
        turned.append(torch.cat([a * cos - b * sin, b * cos + a * sin], dim=-1))
    return turned


def attend(queries: torch.Tensor, keys: torch.Tensor) -> torch.Tensor:
    half = queries.shape[-1] // 2
    inv_freq = 10_000.0 ** (-torch.arange(half) / half)
    q, k = turn(queries, keys, torch.arange(queries.shape[-2])[:, None] * inv_freq)
    return q @ k.mT
