"""A diagnosis as text, for a terminal or a bug report."""

from __future__ import annotations

import re

from rope_core.diagnosis.bugs.fixes import SPEC_NUMPY, SPEC_TORCH, TABLE_NUMPY, TABLE_TORCH
from rope_core.diagnosis.verdict import Diagnosis, Permutation, PositionRun
from rope_core.spec import RopeSpec

_HYPOTHESES = 8
_PLACES, _RUNS = 20, 24


def report(diagnosis: Diagnosis) -> str:
    """The whole diagnosis as plain lines; verdict first.

    >>> print(report(Diagnosis("right", "Right.", "Every number is the same.")))
    Right.
    Every number is the same.
    """
    lines = [diagnosis.verdict, diagnosis.sure, *diagnosis.notes]
    if diagnosis.located:
        lines += ["", "Where:", *(f"  {place}" for place in diagnosis.located[:_PLACES])]
    lines += _positions(diagnosis)
    if diagnosis.permutation is not None:
        lines += ["", "Rows of the weights of q and of k (v stays), both ways:"]
        lines += [f"    {line}" for line in rows_of_weights(diagnosis.permutation).splitlines()]
    if diagnosis.ask:
        lines.append(diagnosis.ask)
    if diagnosis.alternatives:
        lines += ["", "As simple, and not ruled out:"]
        lines += [f"  {words}" for words in diagnosis.alternatives]
    if diagnosis.deciding:
        lines += ["", *_numbers(diagnosis)]
    if diagnosis.hypotheses:
        lines += ["", "Residual of what was tried, relative to what came out:"]
        lines += [
            f"  {h.residual:9.2e}  {'fits' if h.fits else '    '}  {h.words}"
            for h in diagnosis.hypotheses[:_HYPOTHESES]
        ]
    for found in diagnosis.bugs:
        bug = found.bug
        lines += ["", f"{bug.title}. {bug.story}", "Fix (NumPy):"]
        fixes = [smallest_fix(code, diagnosis.believed) for code in (bug.numpy, bug.torch)]
        lines += [f"    {line}" for line in fixes[0].splitlines()]
        lines += ["Fix (PyTorch):", *(f"    {line}" for line in fixes[1].splitlines())]
        lines += [f"See {address}" for address in bug.threads]
    if diagnosis.not_seen:
        names = ", ".join(diagnosis.not_seen)
        lines += ["", f"Would not show in these data: {names}."]
    return "\n".join(lines)


def rows_of_weights(permutation: Permutation) -> str:
    """Code that takes the weights of q or k from one layout to the other, and back.

    >>> print(rows_of_weights(Permutation((0, 2, 1, 3))))
    to_other = [0, 2, 1, 3]
    back = [0, 2, 1, 3]
    other = w.reshape(heads, 4, -1)[:, to_other].reshape(w.shape)
    meant = other.reshape(heads, 4, -1)[:, back].reshape(w.shape)
    """
    order = list(permutation.to_other)
    size = len(order)
    return (
        f"to_other = {order}\nback = {list(permutation.back)}\n"
        f"other = w.reshape(heads, {size}, -1)[:, to_other].reshape(w.shape)\n"
        f"meant = other.reshape(heads, {size}, -1)[:, back].reshape(w.shape)"
    )


def run_cells(run: PositionRun) -> tuple[str, str, str, str]:
    """Which rows, which tokens, and their positions as given and as used.

    >>> run_cells(PositionRun(1, (4, 7), (4.0, 7.0), (0.0, 3.0)))
    ('sequence 1', '4 to 7', '4 to 7', '0 to 3')
    """
    which = f"sequence {run.sequence}"
    if run.head is not None:
        which += f", head {run.head}"
    if run.pairs is not None:
        which += f", pairs {run.pairs[0]} to {run.pairs[1]}"
    used = "none fits" if run.used is None else _span(run.used)
    return which, _span(run.tokens), _span(run.given), used


def _span(ends: tuple[float, float]) -> str:
    first, last = ends
    return f"{first:,.10g}" if first == last else f"{first:,.10g} to {last:,.10g}"


def _positions(diagnosis: Diagnosis) -> list[str]:
    """The positions used beside the ones given, as a table of text."""
    if not diagnosis.positions:
        return []
    rows = [("", "tokens", "given", "used"), *map(run_cells, diagnosis.positions[:_RUNS])]
    wide = [max(len(row[i]) for row in rows) for i in range(4)]
    lines = ["", "Positions:"]
    lines += ["  " + "  ".join(f"{cell:<{w}}" for cell, w in zip(row, wide, strict=True)).rstrip()
              for row in rows]  # fmt: skip
    more = len(diagnosis.positions) - _RUNS
    return [*lines, f"  and {more:,} runs more"] if more > 0 else lines


def _numbers(diagnosis: Diagnosis) -> list[str]:
    """The deciding numbers as a table of text."""
    heads = {"vectors": ("x", "y"), "cos and sin": ("table",), "inv_freq": ("table",)}
    given = heads.get(diagnosis.of, ("score",))
    of, at = diagnosis.deciding_of, diagnosis.deciding_at
    width = max(7, len(of), *(len(d.place) for d in diagnosis.deciding))
    lines = [f"Numbers that decide, at {at}:" if at else "Numbers that decide:"]
    head = [f"{of:>{width}}", *(f"{h:>14}" for h in (*given, "as meant", "as explained"))]
    lines.append("  " + " ".join(head))
    for d in diagnosis.deciding:
        before = [] if d.before is None else [d.before]
        cells = [f"{value:>14.7g}" for value in (*before, d.got, d.expected, d.explained)]
        lines.append("  " + " ".join([f"{d.place:>{width}}", *cells]))
    return lines


def smallest_fix(code: str, believed: RopeSpec | None) -> str:
    """The part of a fix for what is meant: its pairing, its end of the head, its direction.

    >>> smallest_fix("# half_split\\na\\n# interleaved\\nb", RopeSpec(4))
    'b'
    >>> smallest_fix("y[..., :rotary_dim] = 1", RopeSpec(4, rotary_dim=2, features="last"))
    'y[..., -rotary_dim:] = 1'
    """
    if believed is None:
        return code
    for formula, general in ((TABLE_NUMPY, SPEC_NUMPY), (TABLE_TORCH, SPEC_TORCH)):
        if believed.scaling is not None:  # the plain formula would not be what is meant
            code = code.replace(formula, general)
    parts = re.split(r"^# (half_split|interleaved|interleaved_to_half)\n", code, flags=re.MULTILINE)
    by_pairing = dict(zip(parts[1::2], parts[2::2], strict=True))
    code = parts[0] + by_pairing.get(believed.pairing, by_pairing.get("interleaved", ""))
    code = code.removesuffix("\n")
    if believed.features == "last":
        code = code.replace("[..., :rotary_dim]", "[..., -rotary_dim:]")
    if believed.backwards:
        code = code.replace("a * cos - b * sin", "a * cos + b * sin")
        code = code.replace("a * sin + b * cos", "b * cos - a * sin")
    return code
