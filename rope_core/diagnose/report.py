"""A diagnosis as text, for a terminal or a bug report."""

from __future__ import annotations

from rope_core.diagnose.verdict import Diagnosis

_HYPOTHESES = 5


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
        first = diagnosis.deciding[0]
        lines += ["", f"Numbers at position {first.position:g}, head {first.head}:"]
        lines.append(f"  {'feature':>7} {'x':>14} {'y':>14} {'believed':>14} {'explained':>14}")
        lines += [
            f"  {d.feature:>7} {d.before:>14.7g} {d.got:>14.7g} {d.expected:>14.7g} "
            f"{d.explained:>14.7g}"
            for d in diagnosis.deciding
        ]
    if diagnosis.hypotheses:
        lines += ["", "Residual (relative to y) of what was tried:"]
        lines += [
            f"  {h.residual:9.2e}  {'fits' if h.fits else '    '}  {h.words}"
            for h in diagnosis.hypotheses[:_HYPOTHESES]
        ]
    for found in diagnosis.bugs:
        bug = found.bug
        lines += ["", f"{bug.title}. {bug.story}", "Fix (NumPy):"]
        lines += [f"    {line}" for line in bug.numpy.splitlines()]
        lines += ["Fix (PyTorch):", *(f"    {line}" for line in bug.torch.splitlines())]
        lines += [f"See {address}" for address in bug.threads]
    if diagnosis.not_seen:
        names = ", ".join(diagnosis.not_seen)
        lines += ["", f"Would not show in these data: {names}."]
    return "\n".join(lines)
