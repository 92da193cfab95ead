"""Programs as people write them: right ones, to be accepted, and wrong ones with their slip.

They are texts, for they are run in two Pythons: this one (test_exercises.py, the bench) and that of
the browser's sandbox (tests/scripts). Nothing of the app is imported here.
"""

from __future__ import annotations

from dataclasses import dataclass

HEAD = "from math import cos, sin, sqrt, exp, log, pi, radians, degrees\n\n"
ROTATE = (
    HEAD
    + """\
def rotate(x, position, base=10000.0):
    d, y = len(x), list(x)
    for i in range(d // 2):
        angle = position * base ** (-2 * i / d)
        a, b = x[2 * i], x[2 * i + 1]
        y[2 * i] = a * cos(angle) - b * sin(angle)
        y[2 * i + 1] = a * sin(angle) + b * cos(angle)
    return y
"""
)
HALF = (
    ROTATE.replace("x[2 * i], x[2 * i + 1]", "x[i], x[i + d // 2]")
    .replace("y[2 * i] =", "y[i] =")
    .replace("y[2 * i + 1] =", "y[i + d // 2] =")
)
INV_FREQ = """\
def inv_freq(head_dim, base):
    return [base ** (-2 * i / head_dim) for i in range(head_dim // 2)]
"""
SCORE = (
    ROTATE
    + """
def score(q, k, m, n, base=10000.0):
    q, k = rotate(q, m, base), rotate(k, n, base)
    return sum(a * b for a, b in zip(q, k))
"""
)
CACHE = (
    ROTATE
    + """
def step(query, key, cache):
    position = len(cache)
    cache.append(rotate(key, position))
    q = rotate(query, position)
    return [sum(a * b for a, b in zip(q, k)) for k in cache]
"""
)
LLAMA3 = """\
from math import pi

def inv_freq(head_dim, base, factor, low, high, original):
    table = []
    for i in range(head_dim // 2):
        kept = base ** (-2 * i / head_dim)
        wavelength = 2 * pi / kept
        if wavelength < original / high:
            table.append(kept)
        elif wavelength > original / low:
            table.append(kept / factor)
        else:
            s = (original / wavelength - low) / (high - low)
            table.append((1 - s) * kept / factor + s * kept)
    return table
"""
ATTENTION = (
    HALF
    + """
def attention(queries, keys, base):
    keys = [rotate(k, n, base) for n, k in enumerate(keys)]
    rows = []
    for t, query in enumerate(queries):
        q = rotate(query, t, base)
        scores = [sum(a * b for a, b in zip(q, k)) / sqrt(len(q)) for k in keys[: t + 1]]
        parts = [exp(s - max(scores)) for s in scores]
        rows.append([p / sum(parts) for p in parts])
    return rows
"""
)

#: exercise, what it is, the program.
RIGHT: tuple[tuple[str, str, str], ...] = (
    ("rotate", "loop", ROTATE),
    (
        "rotate",
        "places by two",
        HEAD
        + """\
def rotate(x, position, base=10000.0):
    d = len(x)
    y = [0.0] * d
    for j in range(0, d, 2):
        angle = position / base ** (j / d)
        c, s = cos(angle), sin(angle)
        y[j], y[j + 1] = x[j] * c - x[j + 1] * s, x[j] * s + x[j + 1] * c
    return y
""",
    ),
    (
        "rotate",
        "slices",
        HEAD
        + """\
def rotate(x, position, base=10000.0):
    d = len(x)
    angles = [position * base ** (-2 * i / d) for i in range(d // 2)]
    first, second = x[0::2], x[1::2]
    y = []
    for a, b, t in zip(first, second, angles):
        y.extend([a * cos(t) - b * sin(t), a * sin(t) + b * cos(t)])
    return y
""",
    ),
    (
        "rotate",
        "slices written to",
        HEAD
        + """\
def rotate(x, position, base=10000.0):
    d = len(x)
    t = [position * base ** (-2 * i / d) for i in range(d // 2)]
    y = [0.0] * d
    y[0::2] = [a * cos(u) - b * sin(u) for a, b, u in zip(x[0::2], x[1::2], t)]
    y[1::2] = [a * sin(u) + b * cos(u) for a, b, u in zip(x[0::2], x[1::2], t)]
    return y
""",
    ),
    (
        "rotate",
        "slices written at once, with types",
        """\
from __future__ import annotations
from typing import List
import math

def rotate(x: List[float], position: int, base: float = 10000.0) -> List[float]:
    d: int = len(x)
    y = list(x)
    c = [math.cos(position * math.pow(base, -2.0 * i / d)) for i in range(d // 2)]
    s = [math.sin(position * math.pow(base, -2.0 * i / d)) for i in range(d // 2)]
    y[::2], y[1::2] = (
        [a * p - b * r for a, b, p, r in zip(x[::2], x[1::2], c, s)],
        [a * r + b * p for a, b, p, r in zip(x[::2], x[1::2], c, s)],
    )
    return y
""",
    ),
    (
        "rotate",
        "complex",
        """\
import cmath

def rotate(x, position, base=10000.0):
    d, y = len(x), []
    for i in range(d // 2):
        z = complex(x[2 * i], x[2 * i + 1]) * cmath.exp(1j * position * base ** (-2 * i / d))
        y += [z.real, z.imag]
    return y
""",
    ),
    (
        "rotate",
        "matrix",
        HEAD
        + """\
def matrix(position, d, base):
    rows = [[0.0] * d for _ in range(d)]
    for i in range(d // 2):
        t = position * base ** (-2 * i / d)
        rows[2 * i][2 * i], rows[2 * i][2 * i + 1] = cos(t), -sin(t)
        rows[2 * i + 1][2 * i], rows[2 * i + 1][2 * i + 1] = sin(t), cos(t)
    return rows

def rotate(x, position, base=10000.0):
    return [sum(r * v for r, v in zip(row, x)) for row in matrix(position, len(x), base)]
""",
    ),
    (
        "rotate",
        "rotate_half of neighbours",
        HEAD
        + """\
def rotate(x, position, base=10000.0):
    d = len(x)
    turned = [-x[j + 1] if j % 2 == 0 else x[j - 1] for j in range(d)]
    t = [position * base ** (-2 * (j // 2) / d) for j in range(d)]
    return [x[j] * cos(t[j]) + turned[j] * sin(t[j]) for j in range(d)]
""",
    ),
    (
        "rotate",
        "a running power, a tuple",
        HEAD
        + """\
def rotate(x, position, base=10000.0):
    step, freq, y = base ** (-2 / len(x)), 1.0, ()
    for a, b in zip(x[::2], x[1::2]):
        angle = freq * position
        y = y + (a * cos(angle) - b * sin(angle), a * sin(angle) + b * cos(angle))
        freq *= step
    return y
""",
    ),
    (
        "rotate",
        "exp and log, while, in its own input",
        HEAD
        + """\
def rotate(x, position, base=10000.0):
    i = 0
    while 2 * i < len(x):
        angle = position * exp(-2 * i / len(x) * log(base))
        a, b = x[2 * i], x[2 * i + 1]
        x[2 * i] = a * cos(angle) - b * sin(angle)
        x[2 * i + 1] = a * sin(angle) + b * cos(angle)
        i += 1
    return x
""",
    ),
    ("half_split", "loop", HALF),
    (
        "half_split",
        "rotate_half",
        HEAD
        + """\
def rotate_half(x):
    h = len(x) // 2
    return [-v for v in x[h:]] + x[:h]

def rotate(x, position, base=10000.0):
    d = len(x)
    freqs = [position / base ** (2 * i / d) for i in range(d // 2)]
    emb = freqs + freqs
    return [v * cos(t) + w * sin(t) for v, w, t in zip(x, rotate_half(x), emb)]
""",
    ),
    (
        "half_split",
        "halves",
        HEAD
        + """\
def rotate(x, position, base=10000.0):
    h = len(x) // 2
    t = [position * base ** (-i / h) for i in range(h)]
    x1, x2 = x[:h], x[h:]
    return [a * cos(u) - b * sin(u) for a, b, u in zip(x1, x2, t)] + [
        a * sin(u) + b * cos(u) for a, b, u in zip(x1, x2, t)
    ]
""",
    ),
    (
        "half_split",
        "complex",
        """\
import cmath

def rotate(x, position, base=10000.0):
    h = len(x) // 2
    z = [complex(x[i], x[i + h]) * cmath.rect(1, position * base ** (-i / h)) for i in range(h)]
    return [w.real for w in z] + [w.imag for w in z]
""",
    ),
    ("inv_freq", "comprehension", INV_FREQ),
    (
        "inv_freq",
        "one over",
        "def inv_freq(head_dim, base):\n"
        "    return [1.0 / (base ** (j / head_dim)) for j in range(0, head_dim, 2)]\n",
    ),
    (
        "inv_freq",
        "running",
        "def inv_freq(head_dim, base):\n    table = [1.0]\n"
        "    while len(table) < head_dim // 2:\n"
        "        table.append(table[-1] * base ** (-2 / head_dim))\n    return tuple(table)\n",
    ),
    (
        "inv_freq",
        "exp and log",
        "from math import exp, log\n\ndef inv_freq(head_dim, base):\n"
        "    return [exp(-log(base) * 2 * i / head_dim) for i in range(head_dim // 2)]\n",
    ),
    ("score", "two turns", SCORE),
    (
        "score",
        "one turn by the distance",
        SCORE.replace("rotate(q, m, base), rotate(k, n, base)", "rotate(q, m - n, base), k"),
    ),
    (
        "score",
        "the key turned back",
        SCORE.replace("rotate(q, m, base), rotate(k, n, base)", "q, rotate(k, n - m, base)"),
    ),
    (
        "score",
        "complex",
        """\
import cmath

def score(q, k, m, n, base=10000.0):
    total = 0.0
    for i in range(len(q) // 2):
        a, b = complex(q[2 * i], q[2 * i + 1]), complex(k[2 * i], -k[2 * i + 1])
        total += (a * b * cmath.exp(1j * (m - n) * base ** (-2 * i / len(q)))).real
    return total
""",
    ),
    ("cache", "turned when kept", CACHE),
    (
        "cache",
        "kept as they come, turned when read",
        ROTATE
        + """
def step(query, key, cache):
    cache.append(key)
    t = len(cache) - 1
    q = rotate(query, t)
    return [sum(a * b for a, b in zip(q, rotate(k, n))) for n, k in enumerate(cache)]
""",
    ),
    (
        "cache",
        "only the query is turned back",
        ROTATE
        + """
def step(query, key, cache):
    cache.append(key)
    t = len(cache) - 1
    return [
        sum(a * b for a, b in zip(rotate(query, t - n), k)) for n, k in enumerate(cache)
    ]
""",
    ),
    (
        "cache",
        "positions from 5 on",
        CACHE.replace("position = len(cache)", "position = len(cache) + 5"),
    ),
    ("llama3", "branches", LLAMA3),
    (
        "llama3",
        "clamped",
        """\
from math import pi

def inv_freq(head_dim, base, factor, low, high, original):
    out = []
    for j in range(0, head_dim, 2):
        f = 1 / base ** (j / head_dim)
        s = (original * f / (2 * pi) - low) / (high - low)
        s = min(max(s, 0.0), 1.0)
        out.append((1 - s) * f / factor + s * f)
    return out
""",
    ),
    ("head", "rows to the diagonal", ATTENTION),
    (
        "head",
        "whole rows, 0 above",
        ATTENTION.replace(
            "rows.append([p / sum(parts) for p in parts])",
            "rows.append([p / sum(parts) for p in parts] + [0.0] * (len(keys) - t - 1))",
        ),
    ),
    (
        "head",
        "a mask of minus infinity",
        HALF
        + """
def attention(queries, keys, base):
    n = len(queries)
    q = [rotate(v, t, base) for t, v in enumerate(queries)]
    k = [rotate(v, t, base) for t, v in enumerate(keys)]
    out = []
    for i in range(n):
        row = []
        for j in range(n):
            dot = sum(q[i][c] * k[j][c] for c in range(len(q[i])))
            row.append(dot * len(q[i]) ** -0.5 if j <= i else float("-inf"))
        top = max(row)
        row = [exp(v - top) for v in row]
        total = sum(row)
        out.append([v / total for v in row])
    return out
""",
    ),
)


@dataclass(frozen=True)
class Wrong:
    """A program with one bug: what it is called, and the keys that name it."""

    exercise: str
    what: str
    program: str
    keys: tuple[str, ...]


def _changed(exercise: str, text: str, what: str, before: str, after: str, *keys: str) -> Wrong:
    assert text.count(before) >= 1, (what, before)
    return Wrong(exercise, what, text.replace(before, after, 1), keys)


def _rotate(what: str, before: str, after: str, *keys: str) -> Wrong:
    return _changed("rotate", ROTATE, what, before, after, *keys)


def _half(what: str, before: str, after: str, *keys: str) -> Wrong:
    return _changed("half_split", HALF, what, before, after, *keys)


_ANGLE = "        angle = position * base ** (-2 * i / d)\n"
_FIRST = "a * cos(angle) - b * sin(angle)"
_SECOND = "a * sin(angle) + b * cos(angle)"
_ROTATE_HALF = next(text for key, what, text in RIGHT if what == "rotate_half")

WRONG: tuple[Wrong, ...] = (
    # --- the loop ---
    _rotate("range stops one early", "range(d // 2)", "range(d // 2 - 1)", "loop_short"),
    _rotate("a quarter of the rounds", "range(d // 2)", "range(d // 4)", "loop_half"),
    _rotate("starts at 1", "range(d // 2)", "range(1, d // 2)", "loop_late"),
    _rotate("return inside the loop", "    return y", "        return y", "loop_once"),
    _rotate("y is zeros, one round less",
            "d, y = len(x), list(x)\n    for i in range(d // 2)",
            "d, y = len(x), [0.0] * len(x)\n    for i in range(d // 2 - 1)", "loop_short_zero"),
    _rotate("returns x", "return y", "return x", "not_rotated"),
    # --- exponent ---
    _rotate("the 2 is missing", "-2 * i / d", "-i / d", "half_exponent"),
    _rotate("the minus is missing", "(-2 * i / d)", "(2 * i / d)", "positive_exponent"),
    _rotate("integer division of the product", "-2 * i / d", "-(2 * i // d)", "inv_freq_flat"),
    _rotate("integer division with a minus", "-2 * i / d", "-2 * i // d", "floored_exponent"),
    _rotate("d/2 for d", "-2 * i / d", "-2 * i / (d // 2)", "double_exponent"),
    _rotate("pairs from 1", "-2 * i / d", "-2 * (i + 1) / d", "next_pair"),
    _rotate("pairs from 1, as in the paper", "-2 * i / d", "-2 * (i - 1) / d", "previous_pair"),
    _rotate("the place for the pair", "-2 * i / d", "-(2 * i + 1) / d", "between_pairs"),
    _rotate("no brackets", "base ** (-2 * i / d)", "base ** -2 * i / d", "precedence"),
    _rotate("times for power", "base ** (-2 * i / d)", "base * (-2 * i / d)", "times_exponent"),
    _rotate("exp without log", "base ** (-2 * i / d)", "exp(-2 * i / d)", "no_base"),
    _rotate("base written in", "base ** (-2 * i / d)", "10000 ** (-2 * i / d)", "base_fixed"),
    _rotate("another base written in", "base ** (-2 * i / d)", "1000 ** (-2 * i / d)", "base"),
    _rotate("d − 2 for d", "-2 * i / d", "-2 * i / (d - 2 or 1)", "to_the_last"),
    # --- angle ---
    _rotate("divided", "position * base ** (-2 * i / d)", "position / base ** (-2 * i / d)",
            "positive_exponent"),
    _rotate("no position", "position * base", "base", "no_position"),
    _rotate("position + 1", "position * base", "(position + 1) * base", "position_plus_one"),
    _rotate("position − 1", "position * base", "(position - 1) * base", "position_minus_one"),
    Wrong("rotate", "turned twice", ROTATE.replace("def rotate", "def once") + (
        "\ndef rotate(x, position, base=10000.0):\n"
        "    return once(once(x, position, base), position, base)\n"), ("turned_twice",)),
    _rotate("radians of radians", _ANGLE, _ANGLE + "        angle = radians(angle)\n", "degrees"),
    _rotate("degrees", _ANGLE, _ANGLE + "        angle = degrees(angle)\n", "to_degrees"),
    _rotate("2π", _ANGLE, _ANGLE + "        angle = 2 * pi * angle\n", "whole_turns"),
    _rotate("angle before the loop",
            "    for i in range(d // 2):\n" + _ANGLE,
            "    angle = position * base ** (-2 * 0 / d)\n    for i in range(d // 2):\n",
            "inv_freq_flat"),
    Wrong("rotate", "stale angle", ROTATE.replace(_ANGLE, "").replace(
        "    for i", "    angle = position\n    for i").replace(
        "    return y", _ANGLE + "    return y"), ("stale_angle",)),
    _rotate("angles from a loop of their own",
            "    for i in range(d // 2):\n" + _ANGLE,
            "    for i in range(d // 2):\n" + _ANGLE + "    for i in range(d // 2):\n",
            "last_angle"),
    Wrong("rotate", "+= for =", ROTATE.replace("angle = position", "angle += position").replace(
        "    for i", "    angle = 0.0\n    for i"), ("accumulated",)),
    # --- places ---
    _rotate("x[i], x[i + 1]", "x[2 * i], x[2 * i + 1]", "x[i], x[i + 1]", "neighbour_of_i"),
    Wrong("rotate", "all places i, i + 1", ROTATE.replace("2 * i], x[2 * i", "i], x[i").replace(
        "y[2 * i", "y[i"), ("overlapping",)),
    _rotate("partner before", "x[2 * i + 1]", "x[2 * i - 1]", "partner_before"),
    Wrong("rotate", "half_split instead", HALF, ("other_pairing",)),
    Wrong("rotate", "written in halves", ROTATE.replace("y[2 * i]", "y[i]").replace(
        "y[2 * i + 1]", "y[i + d // 2]"), ("half_order",)),
    _rotate("read in halves", "x[2 * i], x[2 * i + 1]", "x[i], x[i + d // 2]", "read_other"),
    _rotate("a for both", "a, b = x[2 * i], x[2 * i + 1]", "a = b = x[2 * i]", "first_twice"),
    # --- sums ---
    _rotate("in place", "a, b = x[2 * i], x[2 * i + 1]\n        y[2 * i] = " + _FIRST
            + "\n        y[2 * i + 1] = " + _SECOND,
            "y[2 * i] = y[2 * i] * cos(angle) - y[2 * i + 1] * sin(angle)\n"
            "        y[2 * i + 1] = y[2 * i] * sin(angle) + y[2 * i + 1] * cos(angle)",
            "overwritten"),
    _rotate("a is overwritten", "y[2 * i] = " + _FIRST,
            f"a = {_FIRST}\n        y[2 * i] = a", "overwritten"),
    _rotate("turned the other way", _FIRST + "\n        y[2 * i + 1] = " + _SECOND,
            "a * cos(angle) + b * sin(angle)\n"
            "        y[2 * i + 1] = -a * sin(angle) + b * cos(angle)", "backwards"),
    _rotate("a plus in both", _FIRST, _FIRST.replace("-", "+"), "both_plus"),
    _rotate("a minus in both", _SECOND, "b * cos(angle) - a * sin(angle)", "both_minus"),
    _rotate("a mirror", _SECOND, "a * sin(angle) - b * cos(angle)", "second_negated"),
    _rotate("sin and cos", "import cos, sin", "import cos as sin, sin as cos", "sin_cos_swapped"),
    _rotate("sin and cos in the second sum", _SECOND, "a * cos(angle) + b * sin(angle)",
            "second_swapped"),
    _rotate("cos twice", _FIRST + "\n        y[2 * i + 1] = " + _SECOND,
            "a * cos(angle) - b * cos(angle)\n"
            "        y[2 * i + 1] = a * cos(angle) + b * cos(angle)", "cos_twice"),
    _rotate("only the first is written", "        y[2 * i + 1] = " + _SECOND + "\n", "",
            "only_first"),
    _rotate("no sine", _FIRST + "\n        y[2 * i + 1] = " + _SECOND,
            "a * cos(angle)\n        y[2 * i + 1] = b * cos(angle)", "only_cos"),
    _rotate("added", _FIRST + "\n        y[2 * i + 1] = " + _SECOND,
            "a + cos(angle)\n        y[2 * i + 1] = b + sin(angle)", "added"),
    _rotate("rounded", "return y", "return [round(v, 3) for v in y]", "rounded_3"),
    _rotate("+= onto a copy", "y[2 * i] = " + _FIRST + "\n        y[2 * i + 1] = ",
            "y[2 * i] += " + _FIRST + "\n        y[2 * i + 1] += ", "added_to_x"),
    _rotate("the angle made whole", "position * base ** (-2 * i / d)",
            "int(position * base ** (-2 * i / d))", "whole_angle"),
    _rotate("inv_freq rounded", "base ** (-2 * i / d)", "round(base ** (-2 * i / d), 4)",
            "inv_freq_rounded"),
    _rotate("d − 1 for d", "-2 * i / d", "-2 * i / (d - 1)", "width_beside"),
    _rotate("a width written in", "-2 * i / d", "-2 * i / 64", "width_fixed"),
    _rotate("i for the position", "position * base", "i * base", "index_for_position"),
    _rotate("in reverse", "return y", "return y[::-1]", "reversed_vector"),
    _rotate("divided by the length", "return y",
            "return [v / sqrt(sum(w * w for w in y)) for v in y]", "normalised"),
    # --- half_split ---
    _half("halves put back the wrong way round", "return y", "return y[d // 2 :] + y[: d // 2]",
          "written_swapped"),
    _half("partner one late", "x[i + d // 2]", "x[(i + d // 2 + 1) % d]", "partner_late"),
    Wrong("half_split", "interleaved instead", ROTATE, ("other_pairing",)),
    _half("partner one early", "x[i + d // 2]", "x[i + d // 2 - 1]", "partner_short"),
    _half("partner from the end", "x[i + d // 2]", "x[-1 - i]", "partner_from_end"),
    _half("exponent over half", "-2 * i / d", "-i / d", "half_exponent"),
    _half("backwards", _FIRST + "\n        y[i + d // 2] = " + _SECOND,
          "a * cos(angle) + b * sin(angle)\n"
          "        y[i + d // 2] = b * cos(angle) - a * sin(angle)", "backwards"),
    _changed("half_split", _ROTATE_HALF, "rotate_half without its minus", "[-v for v in x[h:]]",
             "x[h:]", "both_plus"),
    _changed("half_split", _ROTATE_HALF, "rotate_half with the minus on the other half",
             "[-v for v in x[h:]] + x[:h]", "x[h:] + [-v for v in x[:h]]", "backwards"),
    _changed("half_split", _ROTATE_HALF, "halves that do not change places",
             "[-v for v in x[h:]] + x[:h]", "[-v for v in x[:h]] + x[h:]", "unswapped"),
    _changed("half_split", _ROTATE_HALF, "angles laid out for neighbours", "freqs + freqs",
             "[f for f in freqs for _ in range(2)]", "mixed_layout"),
    # --- inv_freq ---
    _changed("inv_freq", INV_FREQ, "the 2 is missing", "-2 * i", "-i", "half_exponent"),
    _changed("inv_freq", INV_FREQ, "no minus", "-2 * i", "2 * i", "positive_exponent"),
    _changed("inv_freq", INV_FREQ, "integer division", "-2 * i /", "-2 * i //", "floored_exponent"),
    _changed("inv_freq", INV_FREQ, "from 1", "range(head_dim // 2)", "range(1, head_dim // 2 + 1)",
             "next_pair"),
    _changed("inv_freq", INV_FREQ, "base written in", "[base", "[10000.0", "base_fixed"),
    _changed("inv_freq", INV_FREQ, "no brackets", "(-2 * i / head_dim)", "-2 * i / head_dim",
             "precedence"),
    _changed("inv_freq", INV_FREQ, "wavelengths", "[base", "[6.283185307179586 / base",
             "wavelengths"),
    # --- score ---
    _changed("score", SCORE, "divided by the lengths",
             "    return sum(a * b for a, b in zip(q, k))",
             "    return sum(a * b for a, b in zip(q, k)) / sqrt(sum(a * a for a in q)"
             " * sum(b * b for b in k))", "cosine"),
    _changed("score", SCORE, "only q", "rotate(k, n, base)", "k", "key_not_rotated"),
    _changed("score", SCORE, "only k", "rotate(q, m, base)", "q", "query_not_rotated"),
    _changed("score", SCORE, "one position for both", "rotate(k, n, base)", "rotate(k, m, base)",
             "neither_rotated"),
    _changed("score", SCORE, "positions swapped", "rotate(q, m, base), rotate(k, n, base)",
             "rotate(q, n, base), rotate(k, m, base)", "positions_swapped"),
    _changed("score", SCORE, "the sum of positions", "rotate(q, m, base), rotate(k, n, base)",
             "rotate(q, m + n, base), k", "sum_of_positions"),
    _changed("score", SCORE, "the distance without sign", "rotate(q, m, base), rotate(k, n, base)",
             "rotate(q, abs(m - n), base), k", "distance_without_sign"),
    _changed("score", SCORE, "divided by √d", "    return sum(a * b for a, b in zip(q, k))",
             "    return sum(a * b for a, b in zip(q, k)) / sqrt(len(q))", "scaled_score"),
    _changed("score", SCORE, "half the exponent", "-2 * i", "-i", "half_exponent"),
    _changed("score", SCORE, "the base is not handed on", "rotate(q, m, base), rotate(k, n, base)",
             "rotate(q, m), rotate(k, n)", "base_fixed"),
    # --- cache ---
    _changed("cache", CACHE, "the query is not turned", "q = rotate(query, position)", "q = query",
             "query_not_rotated"),
    _changed("cache", CACHE, "the key is not turned", "cache.append(rotate(key, position))",
             "cache.append(key)", "key_not_rotated"),
    _changed("cache", CACHE, "len after append", "q = rotate(query, position)",
             "q = rotate(query, len(cache))", "query_one_late"),
    _changed("cache", CACHE, "every token at 0", "position = len(cache)", "position = 0",
             "neither_rotated"),
    _changed("cache", CACHE, "the query at 0", "rotate(query, position)", "rotate(query, 0)",
             "query_not_rotated"),
    _changed("cache", CACHE, "kept keys turned again", "    q = rotate(query, position)",
             "    cache[:-1] = [rotate(k, position) for k in cache[:-1]]\n"
             "    q = rotate(query, position)", "turned_again"),
    _changed("cache", CACHE, "turned when kept and when read", "for k in cache]",
             "for k in [rotate(k, n) for n, k in enumerate(cache)]]", "turned_twice"),
    _changed("cache", CACHE, "all keys at the query's position",
             "cache.append(rotate(key, position))\n    q = rotate(query, position)",
             "cache.append(key)\n    q = rotate(query, position)\n"
             "    kept = [rotate(k, position) for k in cache]", "key_not_rotated"),
    _changed("cache", CACHE, "the newest first", "cache.append(rotate(key, position))",
             "cache.insert(0, rotate(key, position))", "reversed_keys"),
    # --- llama3 ---
    _changed("llama3", LLAMA3, "half a turn", "2 * pi / kept", "pi / kept", "half_turn"),
    _changed("llama3", LLAMA3, "no 2π", "2 * pi / kept", "1 / kept", "no_two_pi"),
    _changed("llama3", LLAMA3, "multiplied", "table.append(kept / factor)",
             "table.append(kept * factor)", "multiplied"),
    _changed("llama3", LLAMA3, "mix reversed", "(1 - s) * kept / factor + s * kept",
             "s * kept / factor + (1 - s) * kept", "mix_reversed"),
    _changed("llama3", LLAMA3, "no mix", "table.append((1 - s) * kept / factor + s * kept)",
             "table.append(kept)", "mix_missing_kept"),
    Wrong("llama3", "all divided", LLAMA3.replace("append(kept)", "append(kept / factor)").replace(
        "(1 - s) * kept / factor + s * kept", "kept / factor"), ("all_divided",)),
    Wrong("llama3", "branches swapped", LLAMA3.replace("append(kept)", "append(K)").replace(
        "append(kept / factor)", "append(kept)").replace("append(K)", "append(kept / factor)"),
        ("bands_swapped",)),
    _changed("llama3", LLAMA3, "half the exponent", "-2 * i", "-i", "half_exponent"),
    # --- head ---
    _changed("head", ATTENTION, "no √d", " / sqrt(len(q))", "", "scale_missing"),
    _changed("head", ATTENTION, "d for √d", "sqrt(len(q))", "len(q)", "scale_by_d"),
    _changed("head", ATTENTION, "no mask", "keys[: t + 1]", "keys", "mask_missing"),
    _changed("head", ATTENTION, "no sum", "p / sum(parts)", "p", "not_normalised"),
    _changed("head", ATTENTION, "scores returned", "[p / sum(parts) for p in parts]", "scores",
             "no_softmax"),
    _changed("head", ATTENTION, "only queries", "[rotate(k, n, base) for n, k in enumerate(keys)]",
             "list(keys)", "key_not_rotated"),
    _changed("head", ATTENTION, "only keys", "q = rotate(query, t, base)", "q = query",
             "query_not_rotated"),
    _changed("head", ATTENTION, "base not handed on", "q = rotate(query, t, base)",
             "q = rotate(query, t)", "base_fixed"),
    _changed("head", ATTENTION, "neighbours paired", HALF, ROTATE, "other_pairing"),
)  # fmt: skip
