"""The page of questions: every answer whole for any problem, its numbers by another route."""

from __future__ import annotations

import cmath
import json
import math
import re

import ml_dtypes
import mpmath
import numpy as np
import pytest

from rope_core.models.presets import rotating_models
from rope_core.problem import fits, model_key, read_problem
from ui.app.course import PATHS
from ui.numbers import shown
from ui.questions.question import Answer, Ask
from ui.questions.stage import GROUPS, questions_data

QUESTIONS = {one.key: one for group in GROUPS.values() for one in group}
PROBLEMS: dict[str, dict[str, str]] = {
    "worked": {},
    "one pair": {"q": "1,2", "k": "3,-4"},
    "at 0": {"m": "0", "n": "0"},
    "zeros": {"q": "0,0,0,0", "k": "0,0,0,0"},
    "wide and far": {"seed": "3", "d": "128", "m": "1000000", "n": "5", "digits": "8"},
    "large": {"q": "-12345.678,9876.5,1,2", "k": "1e-6,2,3,4", "pairing": "half_split"},
    "other base": {"base": "500000", "m": "7", "n": "2"},
}
#: What people ask most, as far as it is known.
WANTED = {
    "why-pairs", "halves", "weights", "theta", "complex-numbers", "exponent", "base", "cached-keys",
    "left-padding", "beyond", "decay", "llama3", "yarn", "ntk", "new-base", "float-positions",
    "tf32", "dynamic-ntk", "part", "nope", "images", "mla", "norm", "why-not-values", "gpt-4",
    "does-it-matter", "position-zero",
}  # fmt: skip


def ask(**params: str) -> Ask:
    reading = read_problem(params)
    return Ask(reading.problem, reading.digits)


def answer(key: str, **params: str) -> Answer:
    return QUESTIONS[key].answer(ask(**params))


def numbers_in(text: str) -> list[float]:
    found = re.findall(r"−?\d[\d,]*(?:\.\d+)?(?:×10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)?", text)
    return [float(shown(one)) for one in found]


def test_every_question_is_there() -> None:
    assert set(QUESTIONS) == WANTED
    assert len({one.asks for one in QUESTIONS.values()}) == len(WANTED)


def whole(data: dict[str, object]) -> None:
    text = json.dumps(data, allow_nan=False, ensure_ascii=False)
    assert not re.search(r"\bnan\b|\binf\b|undefined|None|\{\w", text)
    assert not re.search(r"(?<![\w.])-\d", text.replace(": -", "").replace(", -", "")), (
        "a minus is −"
    )
    for group in data["groups"]:  # type: ignore[attr-defined]
        for one in group["questions"]:
            assert one["says"].endswith("."), one["key"]
            for part in ("number", "meaning", "change", "why"):
                assert one[part], f"{one['key']}: {part}"
            assert one["path"] in PATHS
            assert 0 <= one["begin"] < len(one["lines"])
            names = [name for name, *_ in one["lines"]]
            assert len(set(names)) == len(names), one["key"]
            for _, line, _ in one["lines"]:
                assert line.endswith("."), one["key"]
                assert not re.search(r"\b1 (pairs|tokens|numbers)\b", line), line


@pytest.mark.parametrize("params", PROBLEMS.values(), ids=PROBLEMS)
def test_every_answer_is_whole(params: dict[str, str]) -> None:
    reading = read_problem(params)
    assert not reading.errors
    whole(questions_data(reading.problem, reading.digits))


def test_with_the_rotation_of_every_model() -> None:
    for model in filter(fits, rotating_models()):
        reading = read_problem({"model": model_key(model)})
        assert reading.model is model
        whole(questions_data(reading.problem, 3))


@pytest.mark.parametrize("params", PROBLEMS.values(), ids=PROBLEMS)
def test_a_turn_is_a_complex_product(params: dict[str, str]) -> None:
    its = ask(**params)
    one, other = (0, 1) if its.spec.pairing == "interleaved" else (0, its.spec.pairs)
    before = complex(its.problem.q[one], its.problem.q[other])
    for line in answer("complex-numbers", **params).lines:
        after = before * cmath.exp(1j * int(line.at))
        assert line.value == pytest.approx(after.real, rel=1e-12, abs=1e-12)


def test_the_length_stays() -> None:
    for line in answer("why-pairs", digits="8").lines:
        first, second, length = numbers_in(line.text.partition("is")[2])
        assert math.hypot(first, second) == pytest.approx(length, abs=1e-7)
        assert length == pytest.approx(math.hypot(0.588, 0.117), abs=1e-7)


@pytest.mark.parametrize("base", ["100", "10000", "500000"])
def test_a_wavelength_and_an_exponent_by_powers(base: str) -> None:
    its = answer("base", base=base, digits="6", seed="1", d="8")
    slowest = 2 * mpmath.pi * mpmath.mpf(base) ** mpmath.mpf("0.75")
    assert float(shown(its.number)) == pytest.approx(float(slowest), abs=1e-5)
    for line, i in zip(
        answer("exponent", base=base, digits="8", seed="1", d="8").lines, range(4), strict=True
    ):
        right, wrong = numbers_in(line.text.replace("2i/d", "").replace("i/d", ""))
        assert right == pytest.approx(float(base) ** (-2 * i / 8), abs=1e-8)
        assert wrong == pytest.approx(float(base) ** (-i / 8), abs=1e-8)


def test_the_order_of_weights_is_the_published_one() -> None:
    # As in the conversion: view (heads, 2 halves …) after view (pairs, 2), both transposed.
    d = 8
    order = np.arange(d).reshape(d // 2, 2).T.ravel()
    its = answer("weights", seed="1", d=str(d))
    assert [int(line.value or 0) for line in its.lines] == order.tolist()


def test_scores_with_the_pairing_and_the_order_changed() -> None:
    its = answer("does-it-matter", digits="8")
    q, k = np.array([0.588, 0.117, 0.342, -0.231]), np.array(ask().problem.k)
    table = np.array([1.0, 0.01])

    def score(x: np.ndarray, y: np.ndarray, pairs: tuple[tuple[int, int], ...]) -> float:
        total = 0j
        for (a, b), turn in zip(pairs, table, strict=True):
            total += complex(x[a], x[b]) * complex(y[a], y[b]).conjugate() * cmath.exp(-2j * turn)
        return total.real

    neighbours, halves = ((0, 1), (2, 3)), ((0, 2), (1, 3))
    order = [0, 2, 1, 3]
    wanted = [
        score(q, k, neighbours), score(q, k, halves), score(q[order], k[order], halves),
        score(q[order], k, halves),
    ]  # fmt: skip
    assert [line.value for line in its.lines] == pytest.approx(wanted)
    assert wanted[0] == pytest.approx(wanted[2])


def test_bfloat16_and_tf32_by_their_bits() -> None:
    for line in answer("float-positions").lines:
        at, as_bfloat16, _, as_float32 = numbers_in(re.sub(r"(?:bfloat|float)\d+", "", line.text))
        assert as_bfloat16 == float(np.array(at).astype(ml_dtypes.bfloat16))
        assert as_float32 == float(np.float32(at))
    for line in answer("tf32").lines:
        at, kept = numbers_in(line.text)[:2]
        # Float32 with the last 13 of its 23 bits rounded away, ties to even.
        bits = int(np.float32(at).view(np.uint32))
        rounded = (bits + 0x0FFF + ((bits >> 13) & 1)) & ~0x1FFF
        assert kept == float(np.uint32(rounded).view(np.float32))


def test_the_attention_factor_is_counted_twice() -> None:
    for line in answer("yarn", digits="8").lines:
        factor, times, in_scores = numbers_in(line.text)
        assert times == pytest.approx(0.1 * math.log(factor) + 1, abs=1e-7)
        assert in_scores == pytest.approx(times**2, abs=1e-6)


def test_llama3_decides_by_the_wavelength() -> None:
    kept, divided = 8192 / 4, 8192 / 1
    for line in answer("llama3").lines:
        wave = 2 * math.pi * 500000 ** (int(line.at) / 64)
        if wave < kept:
            assert line.value == 1
        elif wave > divided:
            assert line.value == 8
        else:
            smooth = (8192 / wave - 1) / (4 - 1)
            assert line.value == pytest.approx(1 / ((1 - smooth) / 8 + smooth), rel=1e-8)


def test_norm_and_rotation_commute_without_weights_only() -> None:
    its = answer("norm")
    assert its.lines[0].value == pytest.approx(0, abs=1e-12)
    assert (its.lines[-1].value or 0) > 0.1


def test_dynamic_ntk_leaves_short_texts_alone() -> None:
    values = {line.at: line.value for line in answer("dynamic-ntk").lines}
    assert values["100"] == values["2,048"] == values["4,096"] == 0.01
    assert (values["5,000"] or 0) < 0.01


def test_a_sentence_is_chosen_by_the_numbers() -> None:
    assert answer("decay").says.startswith("Not for your two vectors")
    falls = answer("decay", q="1,0", k="1,0", base="10000")
    assert falls.says.startswith("Not for")  # a cosine comes back
    still = answer("decay", q="0,0,1,0", k="0,0,1,0")
    assert still.says.startswith("For your two vectors it does")
    assert "no pair is slow enough" in answer("beyond").says
    assert "no pair is slow enough" not in answer("beyond", seed="1", d="64").says
    assert "off by" in answer("float-positions", m="257").meaning
    assert "exact there" in answer("float-positions", m="256").meaning
    assert "with one pair both are the same" in answer("does-it-matter", q="1,2", k="3,4").says
    assert "at distance 0" in answer("does-it-matter", m="4", n="4").says
    assert "stays the same" in answer("decay", q="1,0", k="0,0").says
    scaled = Ask(read_problem({"model": "qwen3-8b-with-yarn"}).problem, 3)
    told = {
        one["key"]: one
        for group in questions_data(scaled.problem, 3)["groups"]  # type: ignore[attr-defined]
        for one in group["questions"]
    }
    assert "without your problem's scaling, YaRN" in told["base"]["meaning"]
    assert "without" not in told["why-pairs"]["meaning"]
