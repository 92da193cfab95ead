"""True to the last word: every equation and claim on screen, at every step, worked out again.

A few problems here; `make equations` reads them all.
"""

from __future__ import annotations

import math
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Page

from rope_core import angles, output_indices, pair_indices
from rope_core.problem import Problem, read_problem
from tests.browser.browser_support import NUMBER, read, step_to
from tests.browser.equations import equations, worth

Open = Callable[[str], Page]

FEW: dict[str, dict[str, str]] = {
    "worked": {},
    "zeros": {"q": "0,0,0,0", "k": "0,0,0,0", "m": "4", "n": "1"},
    "a part, and a factor": {"model": "phi-4-mini", "m": "9000", "n": "5", "digits": "4"},
}
MORE: dict[str, dict[str, str]] = {
    "m = n": {"m": "7", "n": "7", "pairing": "half_split"},
    "one pair": {"q": "1,2", "k": "-3,0.5", "m": "2", "n": "9", "digits": "4"},
    "m = 0": {"m": "0", "n": "5"},
    "both 0": {"m": "0", "n": "0", "pairing": "half_split"},
    "far": {"m": "1048576", "n": "3", "digits": "5"},
    "both far": {"m": "1048575", "n": "1048576", "pairing": "half_split", "digits": "6"},
    "base 1.5": {"base": "1.5", "m": "20", "n": "4"},
    "base 1e9": {"base": "1000000000", "m": "9", "n": "2", "digits": "8"},
    "zero q": {"q": "0,0,0,0", "k": "1,2,3,4"},
    "tiny": {"q": "1e-9,-2e-9,3e-9,4e-9", "k": "2e-9,1e-9,-1e-9,5e-9", "m": "3", "n": "1"},
    "huge": {"q": "1e12,-2e12,3e11,4e12", "k": "2e12,1e12,-1e12,5e11", "m": "3", "n": "1"},
    "thousands": {"q": "-12345.678,9876.5,1,2", "k": "3,4,-5000,1e6", "digits": "8"},
    "negative": {
        "q": "-1,-2,-3,-4,-5,-6", "k": "-6,-5,-4,-3,-2,-1", "m": "11", "n": "12",
        "pairing": "half_split",
    },
    "nearly full turns": {"q": "1,0,0.5,0.5", "k": "0,1,0.2,0.1", "m": "103993", "n": "710"},
    "wide": {"seed": "4", "d": "128", "m": "131071", "n": "1", "base": "500000"},
    "a real sentence": {"text": "1", "layer": "2", "head": "3", "m": "6", "n": "2", "digits": "5"},
    "GPT-NeoX": {"model": "gpt-neox-20b", "m": "33", "n": "5"},
    "gpt-oss": {"model": "gpt-oss-20b-120b", "m": "70000", "n": "69990", "digits": "4"},
    "DeepSeek": {"model": "deepseek-v3", "m": "5", "n": "9"},
}  # fmt: skip
FULL = os.environ.get("EQUATIONS") == "full"
PROBLEMS = FEW | (MORE if FULL else {})
each_problem = pytest.mark.parametrize("params", PROBLEMS.values(), ids=PROBLEMS)


@dataclass(frozen=True)
class Step:
    """What stands on the stage at one step: chains of equations, prose, and parts by name."""

    title: str
    chains: tuple[str, ...]
    prose: str
    caption: str
    cells: tuple[str, ...]


# Raised text as ^[…]; rows without a label go on with the row above.
_READ = r"""(most) => {
  const say = (node) => {
    if (node.nodeType === 3) return node.textContent;
    if (node.nodeType !== 1) return "";
    const inner = [...node.childNodes].map(say).join("");
    return node.tagName.toLowerCase() === "sup" ? `^[${inner}]` : inner;
  };
  const told = (node) => say(node).replace(/\s+/g, " ").trim();
  const all = (root, css) => [...root.querySelectorAll(css)].map(told);
  const joined = (group) => {
    const chains = [];
    for (const row of group.querySelectorAll(".row")) {
      const label = row.querySelector(".label");
      const text = told(row.querySelector(".expr"));
      const name = label && told(label);
      if (name === "" && chains.length) chains[chains.length - 1] += ` ${text}`;
      else chains.push(`${name ?? ""} ${text}`.trim());
    }
    return chains;
  };
  const stages = [...document.querySelectorAll("section.rope")];
  const stage = stages.find((node) => node.querySelector('[aria-label="Step"]'));
  const shot = () => {
    const body = stage.querySelector(".body");
    return {
      title: all(body, "h2").join(" "),
      chains: [
        ...[...body.querySelectorAll(".rows")].flatMap(joined),
        ...all(body, "p.line, p.attend-equation, .attend-pair .expr, .equations > div"),
        [...body.querySelectorAll(".scale-sum > p")].map(told).join(" "),
        all(body, ".attend-sum p:not(.line)").join(" "),
      ],
      prose: all(body, "p.says, p.note, .note").join(" "),
      caption: all(body, "figcaption").join(" "),
      cells: all(body, "table.turns tbody td"),
    };
  };
  const bar = () => stage.querySelector('[aria-label="Step"]');
  const last = Number(bar().max);
  const stride = Math.max(1, Math.ceil(last / most));
  const shots = [];
  for (let at = 1; at <= last; at += stride) {
    bar().value = at;
    bar().dispatchEvent(new Event("input", { bubbles: true }));
    shots.push(shot());
  }
  return shots;
}"""


def steps_of(page: Page, most: int = 120) -> list[Step]:
    """At most so many steps of the stage, evenly spread."""
    shots = page.evaluate(_READ, most)
    return [
        Step(one["title"], tuple(one["chains"]), one["prose"], one["caption"], tuple(one["cells"]))
        for one in shots
    ]


def link(path: str, params: dict[str, str], **more: str) -> str:
    return f"/{path}?{urlencode(params | more, safe=',')}"


_ROUNDED = re.compile(r"rounded|at full precision", re.IGNORECASE)


def false_equations(steps: list[Step]) -> Iterator[str]:
    """Those not true at the digits shown: = wants it exactly, or a word about rounding beside it.

    Without a mark the angle alone has only its word: it is a number that goes on.
    """
    for step in steps:
        for chain in step.chains:
            for told in equations(chain):
                if (fault := told.fault()) and not (
                    step.title.startswith("Angle") and _ROUNDED.search(step.prose)
                ):
                    yield f"{step.title}: {fault}"
                if told.marked and not _ROUNDED.search(step.prose):
                    yield f"{step.title}: nothing says why ≈ stands in {chain}"


#: What no sentence says, whatever the numbers.
_NEVER = re.compile(
    r"(?<![Pp]air )\b1 (digits|pairs|tokens|turns|numbers|times)\b|\bno pair turn\b"
    r"|\bnever tokens\b|\b360(\.0+)? degrees|\b0 apart\b|undefined|NaN|\{\w+\}"
)


def false_words(steps: list[Step]) -> Iterator[str]:
    for step in steps:
        for text in (step.title, step.prose, step.caption):
            if found := _NEVER.search(text):
                yield f"{step.title}: “{found[0]}” in: {text}"


def counted(steps: list[Step]) -> int:
    return sum(len(equations(chain)) for step in steps for chain in step.chains)


@each_problem
@pytest.mark.parametrize("vector", ["q", "k"] if FULL else ["q"])
def test_rotate(look_at: Open, params: dict[str, str], vector: str) -> None:
    problem = read_problem(params).problem
    steps = steps_of(look_at(link("rotate", params, vector=vector)))
    assert counted(steps) >= 15 * min(2, problem.spec.pairs)
    assert [*false_equations(steps), *false_words(steps), *_of_rotate(steps, problem)] == []


def _of_rotate(steps: list[Step], problem: Problem) -> Iterator[str]:
    for step in steps:
        share = re.search(
            rf" = ({NUMBER}): \(?({NUMBER})\)? from .*?(minus|plus) \(?({NUMBER})\)? from",
            step.caption,
        )
        if share:
            sign = "−" if share[3] == "minus" else "+"
            chain = f"({share[2]}) {sign} ({share[4]}) = {share[1]}"
            yield from (one.fault() for one in equations(chain) if one.fault())
        lengths = [
            chain.rpartition(" ")[2] for chain in step.chains if re.match("before|after", chain)
        ]
        if len(lengths) == 2:
            stays = "length stays" in step.caption
            if "length" in step.caption and stays != (lengths[0] == lengths[1]):
                yield f"{step.title}: {step.caption} beside {lengths}"
            if "keeps its length" in step.prose and lengths[0] != lengths[1]:
                yield f"{step.title}: {step.prose} beside {lengths}"
        if circle := re.search(
            rf"circle of radius ({NUMBER}), turned by .*? rad: ({NUMBER}) across and ({NUMBER}) up",
            step.caption,
        ):
            radius, across, up = (float(read(text)) for text in circle.groups())
            if abs(math.hypot(across, up) - radius) > 2e-3:
                yield f"{step.title}: {step.caption}"
        partial = problem.spec.rotary_dim < problem.spec.head_dim
        if partial and "Every number of the rotated" in step.prose:
            yield f"{step.title}: {step.prose}"
        if partial and "d the head dimension" in step.prose:
            yield f"{step.title}: {step.prose}"
        for kind, product in (("First number", "minus sin"), ("Second number", "plus cos")):
            if step.title.startswith(kind):
                yield from _sign(step, product)


def _sign(step: Step, product: str) -> Iterator[str]:
    """What is said of a product's sign, beside the product."""
    if product not in step.prose:
        yield f"{step.title}: {step.prose}"
    terms = re.search(rf"= ({NUMBER}) [−+] \(?({NUMBER})\)? [=≈]", step.chains[0])
    assert terms, step.chains[0]
    number = float(read(terms[2 if "minus" in product else 1]))
    said = "positive" if number > 0 else "negative" if number < 0 else "is 0:"
    if said not in step.prose:
        yield f"{step.title}: {step.prose} of {number}"


@each_problem
def test_matrix(look_at: Open, params: dict[str, str]) -> None:
    problem = read_problem(params).problem
    steps = steps_of(look_at(link("matrix", params)))
    assert counted(steps) >= 3
    assert [*false_equations(steps), *false_words(steps), *_of_matrix(steps, problem)] == []


def _of_matrix(steps: list[Step], problem: Problem) -> Iterator[str]:
    """Where an entry is said to stand, beside where the pairs are read and written."""
    cosines = {
        place
        for reads, writes in zip(
            pair_indices(problem.spec), output_indices(problem.spec), strict=True
        )
        for place in zip(writes, reads, strict=True)
    }
    for step in steps:
        found = re.match(r"Row (\d+), column (\d+): (.*)", step.title)
        if not found:
            continue
        row, column, said = int(found[1]), int(found[2]), found[3]
        if said.startswith("cos") and (
            (row, column) not in cosines or ("on the diagonal" in said) != (row == column)
        ):
            yield step.title
        away = next((abs(c - column) for r, c in cosines if r == row), 0)
        under = next((row - r for r, c in cosines if c == column), 0)
        if said.startswith("−sin") and said.partition(", ")[2] not in (
            f"{away} columns from its row's cosine",
            "next to its row's cosine" if away == 1 else "",
        ):
            yield step.title
        if said.startswith("sin") and said.partition(", ")[2] not in (
            f"{under} rows under its column's cosine",
            "right under its column's cosine" if under == 1 else "",
        ):
            yield step.title


@each_problem
@pytest.mark.parametrize("move", ["both", "one"])
def test_turn(look_at: Open, params: dict[str, str], move: str) -> None:
    problem = read_problem(params).problem
    page = look_at(link("turn", params, **({"move": "one"} if move == "one" else {})))
    steps = steps_of(page)
    assert len(steps) > 60
    assert [*false_words(steps), *_of_turn(page, steps, problem, move)] == []


def _of_turn(page: Page, steps: list[Step], problem: Problem, move: str) -> Iterator[str]:
    shown = [
        int(text.removeprefix("pair ")) for text in page.locator("table.turns th").all_inner_texts()
    ]
    for step in steps:
        at = re.search(r"q at ([\d,]+) · k (?:would be )?at (−?[\d,]+)", step.prose)
        assert at, step.prose
        distance = int(read(at[1])) - int(read(at[2]))
        if move == "both" and distance != problem.m - problem.n:
            yield step.prose
        turned = angles(distance, problem.spec)[shown]
        for cell, further in zip(step.cells[-len(shown) :], turned, strict=True):
            told = re.search(rf"seen from k, q has turned ({NUMBER}) rad", cell)
            assert told, cell
            if abs(float(read(told[1])) - further) > 10.0**-3 * max(1.0, abs(further)):
                yield f"{cell} beside {further}"
            if problem.m == problem.n and "what one has turned further stays" in step.prose:
                yield step.prose


@each_problem
def test_cancel(look_at: Open, params: dict[str, str]) -> None:
    page = look_at(link("cancel", params))
    steps = steps_of(page)
    found = [*false_words(steps)]
    for step in steps:
        for chain in step.chains:
            found += [fault for told in equations(chain) if (fault := told.fault())]
    step_to(page, 1)
    ways = page.locator(".ways button")
    assert ways.count()
    for at in range(ways.count()):
        ways.nth(at).click()
        told = " ".join(page.locator(".trial .note").all_inner_texts())
        largest = re.search(
            r"Largest difference over shifts 0 to \d+: (\S+?)(?:, [^.]*rounding)?\.(?:\s|$)", told
        )
        assert largest, told
        moves = re.search(r"Moving both moves|score goes along|another one|breaks it", told)
        if moves and worth(largest[1]) == 0:
            found.append(told)
        if re.search(r": 0(\.0*)?, as the angle", told):
            found.append(told)
    assert found == []


@each_problem
def test_attend(look_at: Open, params: dict[str, str]) -> None:
    page = look_at(link("attend", params))
    steps = steps_of(page)
    assert [*false_words(steps)] == []
    for step in steps:
        for chain in step.chains:
            assert [fault for told in equations(chain) if (fault := told.fault())] == []


@pytest.mark.parametrize("name", ["see", "cache"])
def test_what_is_computed_from_its_own_numbers(look_at: Open, name: str) -> None:
    of_all(look_at(f"/{name}"))


@each_problem
def test_questions(look_at: Open, params: dict[str, str]) -> None:
    of_all(look_at(link("questions", params)))


def of_all(page: Page) -> None:
    """Every equation in a line or in prose, and what no sentence says."""
    steps = steps_of(page)
    found = [*false_words(steps)]
    for step in steps:
        for text in (*step.chains, step.prose):
            found += [
                f"{step.title}: {fault}" for told in equations(text) if (fault := told.fault())
            ]
    assert found == []


#: The methods that can be chosen, by the names of their buttons.
_METHODS = """() => [...document.querySelectorAll('.rope [data-focus^="method-"]')]
  .filter((button) => button.getAttribute("aria-disabled") !== "true" && !button.disabled)
  .map((button) => button.dataset.focus)"""


@each_problem
def test_scale(open_at: Open, params: dict[str, str]) -> None:
    """Every step of every method that can be chosen."""
    page = open_at(link("scale", params))
    methods = page.evaluate(_METHODS)
    assert len(methods) > 2
    for method in methods:
        page.locator(f'.rope [data-focus="{method}"]').click()
        steps = steps_of(page)
        assert counted(steps) >= 1, method
        assert [*false_equations(steps), *false_words(steps)] == [], method


@pytest.mark.parametrize("position", [1, 2, 255, 257, 258, 511, 4095, 65535, 1_000_001])
def test_which_numbers_bfloat16_holds(position: int) -> None:
    """Told beside the position; here by counting: 8 digits in binary, the rest zeros."""
    from ui.scale.precision import _why

    told = _why(position)
    assert not re.search(r"\b1 digits", told)
    digits = position.bit_length()
    step = 2 ** max(0, digits - 8)
    low = position // step * step
    if low == position:
        assert told.endswith("it is held exactly.")
        return
    assert f"The neighbours it can hold are {low:,} and {low + step:,};" in told
    nearest = min((low, low + step), key=lambda one: (abs(one - position), (one // step) % 2))
    assert told.endswith(f": {nearest:,}.")


@pytest.mark.parametrize(
    ("side", "value"),
    [
        ("0.318 − (−0.098)", 0.416),
        ("1.5×10⁻³×2", 0.003),
        ("10000^[−2×1/4]", 0.01),
        ("√(3² + 4²)", 5.0),
        ("6 ÷ √9", 2.0),
        ("(1 + 2)(3 + 4)", 21.0),
        ("12,345.5 × 2", 24691.0),
        ("q′₀", None),
        ("0.219: 0.318 from cos", None),
    ],
)
def test_how_a_side_is_read(side: str, value: float | None) -> None:
    assert worth(side) == (None if value is None else pytest.approx(value))


@pytest.mark.parametrize(
    ("chain", "wrong"),
    [
        ("0.318 − 0.098 = 0.219", 1),
        ("0.318 − 0.098 ≈ 0.219", 0),
        ("0.318 − 0.098 ≈ 0.319", 1),
        ("cos(1.000) = 0.540", 0),
        ("cos(1.000) = 0.541", 1),
        ("a = 1 × 2 = 2.000 rad", 0),
        ("0.0005 + 0 = 0.001", 0),  # a tie may go either way
        ("2 + 2 = 5", 1),
    ],
)
def test_a_false_equation_is_found(chain: str, wrong: int) -> None:
    assert sum(bool(told.fault()) for told in equations(chain)) == wrong
