"""The Turn stage: paired rotations over positions, as a Plotly figure the browser moves.

Python draws the figure once for a problem; a position is then two arrows, an arc and a
marker a pair, which the browser puts in place from the angles sent with the stage.
"""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np

from rope_core import RopeSpec, angles, inv_freq, pair_indices, wavelength
from rope_core.proof import shift_scores
from ui.numbers import fixed, scale

#: How many positions are played, and how many pairs stand side by side.
SPAN = 64
COLUMNS = 4
#: Readable on a light and on a dark page.
QUERY, KEY, SOFT = "#d6336c", "#7c5cff", "#8a919c"
#: Points between two positions, so that a fast curve is smooth.
_FINE = 8


@lru_cache(maxsize=64)
def turn_data(
    q: tuple[float, ...], m: int, k: tuple[float, ...], n: int, spec: RopeSpec, digits: int
) -> tuple[dict[str, object], dict[str, object]]:
    """What the stage tells, and the figure it moves."""
    chosen = _chosen_pairs(spec)
    low = max(0, m - SPAN // 4)
    positions = np.arange(low, low + SPAN + 1)
    # Where both move, the key keeps its distance and must stay in the sentence.
    first_both = max(low, m - n)
    frequencies, waves = inv_freq(spec), wavelength(spec)
    places = pair_indices(spec)
    columns = []
    for pair in chosen:
        a, b = places[pair]
        between = angles(positions - n, spec)[:, pair]
        columns.append(
            {
                "pair": pair,
                "inv_freq": float(frequencies[pair]),
                "start": [math.atan2(q[b], q[a]), math.atan2(k[b], k[a])],
                "length": [math.hypot(q[a], q[b]), math.hypot(k[a], k[b])],
                "wavelength": scale(float(waves[pair]), digits),
                "angle": [scale(float(x), digits) for x in angles(positions, spec)[:, pair]],
                "key_angle": scale(float(angles(n, spec)[pair]), digits),
                "between": [scale(float(x), digits) for x in between],
                "stays": scale(float(angles(m - n, spec)[pair]), digits),
            }
        )
    problem = (q, k, m, n, spec)
    both = shift_scores(*problem, positions - m, move="both")
    one = shift_scores(*problem, positions - m, move="query")
    stage = {
        "m": m,
        "n": n,
        "low": low,
        "firstBoth": first_both,
        "span": SPAN,
        "columns": columns,
        "pairs": spec.pairs,
        "scores": {
            "both": [fixed(float(x), digits) for x in both],
            "one": [fixed(float(x), digits) for x in one],
        },
        "traces": _TRACES,
        "radius": _SHARE,
    }
    return stage, _figure(columns, low, m, n, spec)


def _chosen_pairs(spec: RopeSpec) -> list[int]:
    """Fast and slow side by side: the first pair, the last, and some evenly between."""
    count = min(COLUMNS, spec.pairs)
    return sorted({round(i * (spec.pairs - 1) / max(1, count - 1)) for i in range(count)})


#: The traces of a column, in the order they are drawn; the browser moves the last five.
_TRACES = ("cos", "sin", "arc", "key", "query", "now", "marker")
#: Longest arrow and arc as shares of the circle's radius.
_SHARE = {"arrow": 1.0, "arc": 0.35}


def _figure(
    columns: list[dict[str, object]], low: int, m: int, n: int, spec: RopeSpec
) -> dict[str, object]:
    width, gap = 1 / len(columns), 0.03
    fine = np.linspace(low, low + SPAN, SPAN * _FINE + 1)
    traces: list[dict[str, object]] = []
    layout: dict[str, object] = {
        "showlegend": False,
        "margin": {"l": 8, "r": 8, "t": 6, "b": 40},
        "hovermode": False,
        "dragmode": False,
        "shapes": [],
    }
    shapes: list[dict[str, object]] = []
    for at, column in enumerate(columns):
        circle, wave = _axis(2 * at), _axis(2 * at + 1)
        domain = [at * width + gap / 2, (at + 1) * width - gap / 2]
        blank = {"visible": False, "range": [-1.06, 1.06], "fixedrange": True}
        layout[f"xaxis{circle}"] = {**blank, "domain": domain, "anchor": f"y{circle}"}
        layout[f"yaxis{circle}"] = {
            **blank,
            "domain": [0.4, 1],
            "anchor": f"x{circle}",
            "scaleanchor": f"x{circle}",
        }
        layout[f"xaxis{wave}"] = {
            "domain": domain,
            "range": [low, low + SPAN],
            "fixedrange": True,
            "anchor": f"y{wave}",
            "title": {"text": "position"},
            "nticks": 5,
            "showgrid": False,
        }
        layout[f"yaxis{wave}"] = {
            "domain": [0, 0.34],
            "range": [-1.2, 1.2],
            "fixedrange": True,
            "anchor": f"x{wave}",
            "tickvals": [-1, 0, 1],
            "showticklabels": at == 0,
            "zeroline": False,
        }
        shapes.append(
            {
                "type": "circle",
                "xref": f"x{circle}",
                "yref": f"y{circle}",
                **{"x0": -1, "x1": 1, "y0": -1, "y1": 1},
                "line": {"color": SOFT, "width": 1},
            }
        )
        pair = column["pair"]
        assert isinstance(pair, int)
        turned = angles(fine, spec)[:, pair]
        on_circle = {"xaxis": f"x{circle}", "yaxis": f"y{circle}"}
        on_wave = {"xaxis": f"x{wave}", "yaxis": f"y{wave}"}
        line = {"type": "scatter", "mode": "lines"}
        arrow = {
            "type": "scatter",
            "mode": "lines+markers",
        }
        head = {"symbol": "arrow", "size": [0, 16], "angleref": "previous", "opacity": 1}
        cosine = {"x": fine.tolist(), "y": np.cos(turned).round(5).tolist()}
        sine = {"x": fine.tolist(), "y": np.sin(turned).round(5).tolist()}
        start = {"x": [0, 0], "y": [0, 0]}
        traces += [
            {**line, **cosine, **on_wave, "name": "cos", "line": {"color": QUERY, "width": 1.6}},
            {
                **line,
                **sine,
                **on_wave,
                "name": "sin",
                "line": {"color": QUERY, "width": 1.6, "dash": "dot"},
            },
            {
                **line,
                **start,
                **on_circle,
                "name": "angle between",
                "line": {"color": SOFT, "width": 2},
            },
            {
                **arrow,
                **start,
                **on_circle,
                "name": "k",
                "line": {"color": KEY, "width": 3},
                "marker": {**head, "color": KEY},
            },
            {
                **arrow,
                **start,
                **on_circle,
                "name": "q",
                "line": {"color": QUERY, "width": 3},
                "marker": {**head, "color": QUERY},
            },
            {**line, **start, **on_wave, "name": "now", "line": {"color": SOFT, "width": 1}},
            {
                **start,
                **on_wave,
                "type": "scatter",
                "mode": "markers",
                "name": "cos and sin now",
                "marker": {"color": QUERY, "size": 10},
            },
        ]
        _place(traces[-len(_TRACES) :], column, m, n)
    layout["shapes"] = shapes
    return {"data": traces, "layout": layout}


def _axis(index: int) -> str:
    return "" if index == 0 else str(index + 1)


def _place(traces: list[dict[str, object]], column: dict[str, object], m: int, n: int) -> None:
    """The first frame: the query at m, the key at n. The browser continues from here."""
    (start_q, start_k), lengths = column["start"], column["length"]  # type: ignore[misc]
    frequency = column["inv_freq"]
    assert isinstance(frequency, float)
    assert isinstance(lengths, list)
    longest = max(lengths) or 1.0
    by_name = dict(zip(_TRACES, traces, strict=True))
    for name, start, length, at in (
        ("query", start_q, lengths[0], m),
        ("key", start_k, lengths[1], n),
    ):
        angle, reach = start + at * frequency, length / longest * _SHARE["arrow"]
        by_name[name] |= {"x": [0, reach * math.cos(angle)], "y": [0, reach * math.sin(angle)]}
    turned = m * frequency
    by_name["now"] |= {"x": [m, m], "y": [-1.2, 1.2]}
    by_name["marker"] |= {"x": [m, m], "y": [math.cos(turned), math.sin(turned)]}
