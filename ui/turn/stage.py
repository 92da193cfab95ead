"""The Turn stage: paired rotations over positions, as a Plotly figure the browser moves.

Python builds the figure once for all problems of a spec: its axes, circles and empty traces.
The browser fills them from the angles sent with the stage: the curves of the positions played,
and for each position two arrows, an arc and a marker a pair.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from rope_core import RopeSpec, angles, inv_freq, pair_indices, wavelength
from rope_core.proof import shift_scores
from ui.numbers import fixed, scale

#: How many positions are played, and how many pairs stand side by side.
SPAN = 64
COLUMNS = 4
#: Readable on a light and on a dark page; the colours of q and k are the page's own.
SOFT = "#8a919c"
_STRIDE = 16
#: The traces of a column, in the order they are drawn.
TRACES = ("cos", "sin", "arc", "key", "query", "now", "marker")
#: Longest arrow and arc as shares of the circle's radius.
SHARE = {"arrow": 1.0, "arc": 0.35}


@lru_cache(maxsize=64)
def turn_data(
    q: tuple[float, ...], m: int, k: tuple[float, ...], n: int, spec: RopeSpec, digits: int
) -> dict[str, Any]:
    """What the stage tells, and what the browser places the moving traces by."""
    low = first_position(m)
    positions = np.arange(low, low + SPAN + 1)
    # Where both move, the key keeps its distance and must stay in the sentence.
    first_both = max(low, m - n)
    frequencies, waves = inv_freq(spec), wavelength(spec)
    turned, between = angles(positions, spec), angles(positions - n, spec)
    key_turned, stays = angles(n, spec), angles(m - n, spec)
    places = pair_indices(spec)
    columns = []
    for pair in chosen_pairs(spec):
        a, b = places[pair]
        columns.append(
            {
                "pair": pair,
                "inv_freq": float(-frequencies[pair] if spec.backwards else frequencies[pair]),
                "start": [math.atan2(q[b], q[a]), math.atan2(k[b], k[a])],
                "length": [math.hypot(q[a], q[b]), math.hypot(k[a], k[b])],
                "wavelength": scale(float(waves[pair]), digits),
                "angle": [scale(float(x), digits) for x in turned[:, pair]],
                "key_angle": scale(float(key_turned[pair]), digits),
                "between": [scale(float(x), digits) for x in between[:, pair]],
                "stays": scale(float(stays[pair]), digits),
            }
        )
    both = shift_scores(q, k, m, n, spec, positions - m, move="both")
    one = query_moved(q, m, k, n, spec)
    return {
        "m": m,
        "n": n,
        "low": low,
        "firstBoth": first_both,
        "span": SPAN,
        "columns": columns,
        "scores": {
            "both": [fixed(float(x), digits) for x in both],
            "one": [fixed(float(x), digits) for x in one],
        },
        "traces": TRACES,
        "radius": SHARE,
    }


@lru_cache(maxsize=64)  # the stage shows them, and its questions ask of them
def query_moved(
    q: tuple[float, ...], m: int, k: tuple[float, ...], n: int, spec: RopeSpec
) -> NDArray[np.float64]:
    """The scores at the positions played, (SPAN + 1,), where only the query moves."""
    scores = shift_scores(q, k, m, n, spec, first_position(m) + np.arange(SPAN + 1) - m, "query")
    scores.setflags(write=False)
    return scores


def first_position(m: int) -> int:
    """Where the positions played begin: in steps, so that near positions play the same ones."""
    return max(0, (m // _STRIDE - 1) * _STRIDE)


def chosen_pairs(spec: RopeSpec) -> list[int]:
    """Fast and slow side by side: the first pair, the last, and some evenly between."""
    count = min(COLUMNS, spec.pairs)
    return sorted({round(i * (spec.pairs - 1) / max(1, count - 1)) for i in range(count)})


class _Finished(go.Figure):  # type: ignore[misc]  # Plotly tells no types
    """A figure nobody changes any more: Streamlit asks for its contents at every run, and Plotly
    would copy and search all of them each time."""

    _contents: dict[str, object] | None = None

    def to_dict(self) -> dict[str, object]:
        self._contents = self._contents or super().to_dict()
        return self._contents


@lru_cache(maxsize=32)
def turn_figure(spec: RopeSpec) -> go.Figure:
    """The figure of a spec, shape of the page's plot; what is in it is the browser's.

    Building it costs Plotly more than everything else on the page, so it is built
    once for all vectors and positions it serves.
    """
    pairs = chosen_pairs(spec)
    width, gap = 1 / len(pairs), 0.03
    traces: list[dict[str, object]] = []
    shapes: list[dict[str, object]] = []
    layout: dict[str, object] = {
        "showlegend": False,
        "margin": {"l": 8, "r": 8, "t": 6, "b": 36},
        "hovermode": False,
        "dragmode": False,
    }
    for at in range(len(pairs)):
        circle, wave = _axis(2 * at), _axis(2 * at + 1)
        domain = [at * width + gap / 2, (at + 1) * width - gap / 2]
        layout |= _axes(circle, wave, domain, labelled=at == 0)
        shapes.append(
            {
                "type": "circle",
                "xref": f"x{circle}",
                "yref": f"y{circle}",
                **{"x0": -1, "x1": 1, "y0": -1, "y1": 1},
                "line": {"color": SOFT, "width": 1},
            }
        )
        traces += _traces(circle, wave)
    return _Finished({"data": traces, "layout": {**layout, "shapes": shapes}})


def _axes(circle: str, wave: str, domain: list[float], *, labelled: bool) -> dict[str, object]:
    # A circle stays round and whole, and as large as its column allows.
    blank = {
        "visible": False,
        "range": [-1.06, 1.06],
        "fixedrange": True,
        "constrain": "domain",
    }
    return {
        f"xaxis{circle}": {**blank, "domain": domain, "anchor": f"y{circle}"},
        f"yaxis{circle}": {
            **blank,
            "domain": [0.36, 1],
            "anchor": f"x{circle}",
            "scaleanchor": f"x{circle}",
        },
        f"xaxis{wave}": {
            "domain": domain,
            "range": [0, SPAN],
            "fixedrange": True,
            "anchor": f"y{wave}",
            "title": {"text": "position"},
            "showgrid": False,
        },
        f"yaxis{wave}": {
            "domain": [0, 0.3],
            "range": [-1.2, 1.2],
            "fixedrange": True,
            "anchor": f"x{wave}",
            "tickvals": [-1, 0, 1],
            "showticklabels": labelled,
            "zeroline": False,
        },
    }


def _traces(circle: str, wave: str) -> list[dict[str, object]]:
    """The traces of one column, in the order of TRACES."""
    on_circle = {"xaxis": f"x{circle}", "yaxis": f"y{circle}", "type": "scatter"}
    on_wave = {"xaxis": f"x{wave}", "yaxis": f"y{wave}", "type": "scatter"}
    line = {"mode": "lines"}
    arrow = {"mode": "lines+markers"}
    head = {"symbol": "arrow", "size": [0, 16], "angleref": "previous", "opacity": 1}
    # Filled by the browser before anybody sees them.
    waiting = {"x": [0, 0], "y": [0, 0]}
    curve = {**on_wave, **line, **waiting}
    thin = {"width": 1.6}
    return [
        {**curve, "name": "cos", "line": thin},
        {**curve, "name": "sin", "line": {**thin, "dash": "dot"}},
        {
            **on_circle,
            **line,
            **waiting,
            "name": "angle between",
            "line": {"color": SOFT, "width": 2},
        },
        {
            **on_circle,
            **arrow,
            **waiting,
            "name": "k",
            "line": {"width": 3},
            "marker": head,
        },
        {
            **on_circle,
            **arrow,
            **waiting,
            "name": "q",
            "line": {"width": 3},
            "marker": head,
        },
        {**on_wave, **line, **waiting, "name": "now", "line": {"color": SOFT, "width": 1}},
        {
            **on_wave,
            **waiting,
            "mode": "markers",
            "name": "cos and sin now",
            "cliponaxis": False,
            "marker": {"size": 10},
        },
    ]


def _axis(index: int) -> str:
    return "" if index == 0 else str(index + 1)
