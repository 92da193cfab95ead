"""A diagnosis as text, for a terminal or a bug report."""

from __future__ import annotations

from rope_core.diagnosis.verdict import Diagnosis
from rope_core.spec import RopeSpec

_HYPOTHESES = 8


def report(diagnosis: Diagnosis) -> str:
    """The whole diagnosis as plain lines; verdict first.

    >>> print(report(Diagnosis("right", "Right.", "Every number is the same.")))
    Right.
    Every number is the same.
    """
    lines = [diagnosis.verdict, diagnosis.sure, *diagnosis.notes]
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
    """The part of a fix for the convention that is meant, where it is told for each.

    >>> smallest_fix("# half_split\\na\\n# interleaved\\nb", RopeSpec(4))
    'b'
    """
    half, found, interleaved = code.partition("\n# interleaved\n")
    if not found or believed is None:
        return code
    if believed.pairing == "half_split":
        return half.removeprefix("# half_split\n")
    return interleaved
