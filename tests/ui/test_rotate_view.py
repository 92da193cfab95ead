"""Rotate: every line as it is read, worked out as it stands, gives what it says it gives."""

from __future__ import annotations

import math
import re
from decimal import Decimal

from hypothesis import example, given
from hypothesis import strategies as st

from rope_core import RopeSpec
from rope_core.problem import PAIRINGS
from tests.arithmetic import worked_out
from ui.numbers import agrees, in_brackets, shown
from ui.rotate.stage import View, rotate_data
from ui.rotate.steps import STEPS


@st.composite
def problems(draw: st.DrawFn) -> tuple[tuple[float, ...], int, RopeSpec, View]:
    pairs = draw(st.integers(1, 4))
    number = st.one_of(
        st.integers(-1000, 1000).map(lambda count: count / 1000),
        st.floats(-100, 100).filter(lambda x: x == 0 or abs(x) > 1e-100),
        # Not so small that the square this test takes in 64 bits is 0.
        st.floats(-1e-6, 1e-6).filter(lambda x: x == 0 or abs(x) > 1e-100),
    )
    vector = draw(st.lists(number, min_size=2 * pairs, max_size=2 * pairs))
    position = draw(st.one_of(st.integers(0, 50), st.integers(0, 1_048_576)))
    base = draw(st.sampled_from([100.0, 10000.0, 500000.0, 1.5]))
    spec = RopeSpec(2 * pairs, base, draw(st.sampled_from(PAIRINGS)))
    return tuple(vector), position, spec, View("q", "m", draw(st.integers(3, 8)))


@given(problems())
# Its other number is large, and nothing of that is in 0.002×0.125, which is not about 2.69×10⁻⁴.
@example(((0.0, 0.0, 0.0, 0.0, 2.0, 0.125), 1, RopeSpec(6), View("q", "m", 3)))
def test_no_equation_is_false_as_it_stands_without_saying_so(
    problem: tuple[tuple[float, ...], int, RopeSpec, View],
) -> None:
    vector, position, spec, view = problem
    data = rotate_data(vector, position, spec, view)
    for pair in data["pairs"]:  # type: ignore[attr-defined]
        values = {**data["whole"], **pair}  # type: ignore[dict-item]
        for step in STEPS:
            if step["key"] == "assemble":
                continue
            told = written(str(step.get("note", "")), values)
            explained = "full precision" in told or "rounded" in told
            for equation in equations(step, values):
                sides = [side.strip() for side in re.split("[=≈]", equation)]
                result = sides[-1].removesuffix(" rad per token").removesuffix(" rad")
                if "≈" in equation:
                    assert explained, f"{step['key']}: nothing says why {equation}"
                    assert all(about(side, result) for side in sides[:-1]), equation
                    continue
                for side in sides[:-1]:
                    if (value := value_of(side)) is not None:
                        # How an angle came about is told by its note alone, without ≈.
                        told_so = explained and step["key"] == "angle"
                        assert told_so or agrees(value, result), f"{step['key']}: {equation}"


def about(side: str, result: str) -> bool:
    """Whether a side, worked out as it stands, is near what ≈ says it is: ten units of the last
    place, for each unit of size of its largest number, and a fiftieth."""
    value = value_of(side)
    if value is None:
        return True
    told = float(shown(result))
    size = max(1.0, *(abs(float(shown(text))) for text in _NUMBER.findall(side)))
    unit = 10.0 ** int(shown(result).as_tuple().exponent)
    return abs(float(value) - told) <= 10 * unit * size + abs(told) * 0.0201


def test_more_digits_are_said_to_help_only_where_they_do() -> None:
    """Of two products whose difference is the last digit of the arithmetic nothing can be seen."""

    def first(size: float, position: int, digits: int = 3) -> dict[str, str]:
        vector = size * math.sin(position), size * math.cos(position)
        data = rotate_data(vector, position, RopeSpec(2), View("q", "m", digits))
        return data["pairs"][0]  # type: ignore[index, no-any-return]

    beyond = first(1e4, 1_048_576)
    assert beyond["y0"] == "−4.55×10⁻¹³"
    assert beyond["cx0"] == "3,119.222"
    assert "nearly cancel" in beyond["note_places"]
    assert "can be followed" not in beyond["note_places"]
    # Here one digit more does it.
    assert first(1e-4, 3, digits=5)["note_places"].startswith("Small numbers meet in this pair: it")
    assert "6 digits, not 5, so that its sums can be followed" in first(1e-4, 3, 5)["note_places"]
    assert "note_places" not in first(1.0, 1)


def test_what_is_not_about_its_result_is_found() -> None:
    assert not about("0.001×0.018", "2.55×10⁻⁵")
    assert about("0.0014×0.0180", "2.55×10⁻⁵")


def equations(step: dict[str, object], values: dict[str, str]) -> list[str]:
    """The step's rows as chains of equations: a row without a label goes on with the one above."""
    chains: list[str] = []
    rows = step["rows"]
    assert isinstance(rows, tuple | list)
    for row in rows:
        label, bar, expression = str(row).rpartition("|")
        text = written(expression.strip(), values)
        if not text:
            continue
        if bar and not label.strip():
            chains[-1] += f" {text}"
        else:
            chains.append(f"{written(label.strip(), values)} {text}".strip())
    return [chain for chain in chains if "=" in chain or "≈" in chain]


def written(template: str, values: dict[str, str]) -> str:
    """As base.js writes a template."""

    def put(found: re.Match[str]) -> str:
        text = values.get(found[2], "")
        return in_brackets(text) if found[1] else text

    text = re.sub(r"\{(\()?(\w+)\)?\}", put, template)
    return re.sub(r"\^\[([^\]]*)\]", r"**(\1)", text).strip()


_NUMBER = re.compile(r"(?:(?<=[(=])−)?\d+(?:\.\d+)?(?:×10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)?")


def value_of(written: str) -> Decimal | None:
    """The value of an expression of shown numbers; None where there is a name in it."""
    plain = _NUMBER.sub(lambda found: f"({shown(found[0])})", written)
    if re.sub(r"\b(cos|sin|sqrt|E)\b|[0-9E.+\-−×*/()²√ ]", "", plain) or not re.search(
        r"\d", plain
    ):
        return None
    if re.search(r"\b(cos|sin) [×*]", plain):
        return None
    # 15 digits: a product of short decimals is then exactly what it is.
    return Decimal(f"{worked_out(plain):.15g}")
