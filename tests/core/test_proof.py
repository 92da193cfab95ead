"""The proof: every step holds, every spoiled step fails, and the numbers are those of the core."""

from __future__ import annotations

import dataclasses
import doctest
import importlib
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rope_core import PAIRINGS, RopeError, RopeSpec, rotate, scores
from rope_core.proof import (
    BROKEN,
    Identity,
    Matrix,
    MatrixProduct,
    PairSum,
    PairValues,
    Product,
    ProofStep,
    Sum,
    Symbol,
    Trig,
    absolute_count,
    copied_score,
    evaluate,
    evaluate_matrix,
    evaluate_pairs,
    largest_difference,
    pair_values,
    position_vectors,
    predictions,
    proof_steps,
    rounding_bound,
    shift_scores,
    to_sympy,
    trigs,
    verify,
    verify_all,
    walk,
)
from rope_core.proof.lines import M_MINUS_N, M_PLUS_N, Angle, M, N

Q = (0.588, 0.117, 0.342, -0.231)
K = (0.251, 0.463, -0.129, 0.370)
WORKED = (Q, K, 1, 3, RopeSpec(4))

STEPS = {step.key: step for step in proof_steps()}
KEYS = tuple(STEPS)

numbers = st.floats(-10, 10, allow_nan=False)
positions = st.integers(0, 1_048_576)
pairs_in_numbers = st.builds(
    PairValues,
    q0=numbers,
    q1=numbers,
    k0=numbers,
    k1=numbers,
    m=positions,
    n=positions,
    inv_freq=st.floats(1e-6, 1.0),
)


def values_of(line: Any, values: PairValues) -> list[float]:
    """A line's value as a flat list: one number, or a matrix's entries by row."""
    if isinstance(line, Sum):
        return [evaluate(line, values)]
    if isinstance(line, PairSum):
        return [evaluate_pairs(line, [values, values])]
    return [entry for row in evaluate_matrix(line, values) for entry in row]


# ---------------------------------------------------------------- the steps hold


def test_the_steps_and_their_order() -> None:
    assert KEYS == (
        "rotate_query",
        "rotate_key",
        "dot",
        "expand",
        "group",
        "cosine",
        "sine",
        "collect",
        "pairs",
        "matrix_product",
        "matrix_identity",
        "meet",
    )


@pytest.mark.parametrize("key", KEYS)
def test_sympy_says_the_step_holds(key: str) -> None:
    result = verify_all()[key]
    assert result.holds, result.difference
    assert result.key == key
    assert result.difference == "0"
    assert result.method.startswith("SymPy: ")


def test_verify_all_is_worked_out_once_and_cannot_be_changed() -> None:
    assert verify_all() is verify_all()
    with pytest.raises(TypeError):
        verify_all()["dot"] = verify_all()["expand"]  # type: ignore[index]


@pytest.mark.parametrize("key", KEYS)
@given(values=pairs_in_numbers)
@settings(max_examples=50, deadline=None)
def test_the_lines_before_and_after_have_the_same_value(key: str, values: PairValues) -> None:
    step = STEPS[key]
    size = 1.0 + max(abs(x) for x in (values.q0, values.q1)) * max(
        abs(x) for x in (values.k0, values.k1)
    )
    size += max(abs(x) for x in (values.q0, values.q1, values.k0, values.k1))
    # An angle of up to 2**20 radians is known to 2**20 * 1.1e-16 = 1.2e-10 in float64.
    tolerance = 1e-8 * size
    assert values_of(step.before, values) == pytest.approx(
        values_of(step.after, values), rel=0, abs=tolerance
    )


def test_each_line_is_the_one_that_the_next_step_starts_from() -> None:
    for earlier, later in (
        ("dot", "expand"),
        ("expand", "group"),
        ("group", "cosine"),
        ("cosine", "sine"),
        ("sine", "collect"),
        ("matrix_product", "matrix_identity"),
    ):
        assert STEPS[earlier].after == STEPS[later].before
    for key, side, whole in (("dot", "before", "before"), ("collect", "after", "after")):
        summed = getattr(STEPS["pairs"], whole)
        assert isinstance(summed, PairSum)
        assert summed.body == getattr(STEPS[key], side)
    meet = STEPS["meet"]
    assert isinstance(meet.before, MatrixProduct)
    assert meet.before.factors[1] == STEPS["matrix_identity"].after
    assert isinstance(meet.after, Matrix)
    assert meet.after.rows == ((STEPS["collect"].after,),)
    # The equations of steps 1 and 2 are the very brackets of step 3.
    dot = STEPS["dot"].after
    assert isinstance(dot, Sum)
    for place, key in enumerate(("rotate_query", "rotate_key")):
        column = STEPS[key].after
        assert isinstance(column, Matrix)
        assert [row[0] for row in column.rows] == [term.factors[place] for term in dot.terms]


def test_absolute_positions_are_counted_down_to_none() -> None:
    counts = [absolute_count(STEPS[key].after) for key in KEYS[2:8]]
    assert counts == [8, 16, 16, 8, 0, 0]
    assert absolute_count(STEPS["dot"].before) == 8
    assert absolute_count(STEPS["pairs"].after) == 0
    four = {("cos", M), ("sin", M), ("cos", N), ("sin", N)}
    for key in ("sine", "collect", "matrix_identity"):
        assert {(trig.function, trig.angle) for trig in STEPS[key].gone} == four
    assert all(trig.angle == M_MINUS_N for trig in trigs(STEPS["collect"].after))


def test_the_last_line_is_the_known_formula() -> None:
    sympy = importlib.import_module("sympy")
    q0, q1, k0, k1, m, n, omega = sympy.symbols("q0 q1 k0 k1 m n omega", real=True)
    angle = m * omega - n * omega
    known = (q0 * k0 + q1 * k1) * sympy.cos(angle) + (q0 * k1 - q1 * k0) * sympy.sin(angle)
    assert to_sympy(STEPS["collect"].after) == known


# ---------------------------------------------------------------- marks


@pytest.mark.parametrize("key", KEYS)
def test_ids_are_unique_in_a_line_and_changes_point_at_them(key: str) -> None:
    step = STEPS[key]
    ids = {}
    for side in ("before", "after"):
        named = [node.id for node in walk(getattr(step, side)) if node.id]
        assert len(named) == len(set(named)), side
        ids[side] = set(named)
    for change in step.changes:
        assert change.before
        assert change.after
        assert set(change.before) <= ids["before"]
        assert set(change.after) <= ids["after"]
        for side in ("before", "after"):
            for node_id in getattr(change, side):
                assert step.change_of(node_id, side) is change  # type: ignore[arg-type]
    assert step.change_of("", "before") is None
    assert step.change_of("nowhere", "after") is None


def test_what_the_identities_cancel_is_what_knew_absolute_positions() -> None:
    for key in ("cosine", "sine", "matrix_identity"):
        step = STEPS[key]
        old = {node.id: node for node in walk(step.before)}
        new = {node.id: node for node in walk(step.after)}
        assert step.changes
        for change in step.changes:
            assert change.kind == "cancels"
            for node_id in change.before:
                assert absolute_count(old[node_id]) == 4  # type: ignore[arg-type]
            for node_id in change.after:
                assert absolute_count(new[node_id]) == 0  # type: ignore[arg-type]


def test_every_step_has_words_and_a_rule() -> None:
    for step in proof_steps():
        for text in (step.title, step.says, step.rule):
            assert text == text.strip()
            assert len(text) > 8
        assert step.says.endswith((".", ")"))


# ---------------------------------------------------------------- a spoiled step fails


def spoiled(node: Any) -> Iterator[tuple[str, Any]]:
    """Every line that differs from this one by one small mistake, with the mistake's name."""
    if isinstance(node, Product):
        yield "sign", dataclasses.replace(node, sign=-node.sign)
    if isinstance(node, Trig):
        other = "sin" if node.function == "cos" else "cos"
        yield "cos/sin", dataclasses.replace(node, function=other)
        angle = node.angle
        wrong = M_PLUS_N if angle.is_relative else Angle(angle.n_times, angle.m_times)
        yield "angle", dataclasses.replace(node, angle=wrong)
    if isinstance(node, Symbol):
        yield "index", dataclasses.replace(node, index=1 - node.index)
        yield "vector", dataclasses.replace(node, vector="k" if node.vector == "q" else "q")
        yield "prime", dataclasses.replace(node, rotated=not node.rotated)
    if isinstance(node, Sum) and len(node.terms) > 1:
        for place in range(len(node.terms)):
            fewer = node.terms[:place] + node.terms[place + 1 :]
            yield "term left out", dataclasses.replace(node, terms=fewer)
    if isinstance(node, Product) and len(node.factors) > 1:
        for place in range(len(node.factors)):
            fewer = node.factors[:place] + node.factors[place + 1 :]
            yield "factor left out", dataclasses.replace(node, factors=fewer)
    if isinstance(node, Matrix) and node.rotation is not None:
        wrong = Angle(node.rotation.n_times, node.rotation.m_times)
        yield "claimed angle", dataclasses.replace(node, rotation=wrong)
        yield "claimed transpose", dataclasses.replace(node, transposed=not node.transposed)
    for field, children in (
        ("factors", getattr(node, "factors", ())),
        ("terms", getattr(node, "terms", ())),
        ("names", getattr(node, "names", ())),
    ):
        for place, child in enumerate(children):
            for mistake, bad in spoiled(child):
                mended = (*children[:place], bad, *children[place + 1 :])
                yield mistake, dataclasses.replace(node, **{field: mended})
    if isinstance(node, PairSum):
        for mistake, bad in spoiled(node.body):
            yield mistake, dataclasses.replace(node, body=bad)
    if isinstance(node, Matrix):
        for r, row in enumerate(node.rows):
            for c, entry in enumerate(row):
                for mistake, bad in spoiled(entry):
                    rows = [list(entries) for entries in node.rows]
                    rows[r][c] = bad
                    yield mistake, dataclasses.replace(node, rows=tuple(map(tuple, rows)))


@pytest.mark.parametrize("side", ["before", "after"])
@pytest.mark.parametrize("key", KEYS)
def test_every_single_mistake_in_a_line_is_found(key: str, side: str) -> None:
    step = STEPS[key]
    count = 0
    for mistake, line in spoiled(getattr(step, side)):
        result = verify(dataclasses.replace(step, **{side: line}))
        assert not result.holds, (mistake, line)
        assert result.difference != "0"
        count += 1
    assert count >= 8


@pytest.mark.parametrize(
    "changes",
    [{"right": Trig("cos", M_PLUS_N)}, {"right": Trig("sin", M_PLUS_N)}, {"swap": True}],
)
@pytest.mark.parametrize("key", ["cosine", "sine"])
def test_a_wrong_identity_is_found_even_under_a_right_line(
    key: str, changes: dict[str, Any]
) -> None:
    identity = STEPS[key].identity
    assert identity is not None
    if "swap" in changes:
        other = STEPS["sine" if key == "cosine" else "cosine"].identity
        assert other is not None
        wrong = Identity(identity.left, other.right)
    else:
        wrong = dataclasses.replace(identity, **changes)
    assert not verify(dataclasses.replace(STEPS[key], identity=wrong)).holds


def test_both_lines_spoiled_alike_is_found_where_something_is_defined() -> None:
    """before == after alone would not notice a rotation the wrong way round."""

    def backwards(node: Any) -> Any:
        if isinstance(node, MatrixProduct):
            return dataclasses.replace(node, factors=tuple(map(backwards, node.factors)))
        if isinstance(node, Matrix):
            rows = tuple(tuple(map(backwards, row)) for row in node.rows)
            return dataclasses.replace(node, rows=rows)
        if isinstance(node, Sum):
            return dataclasses.replace(node, terms=tuple(map(backwards, node.terms)))
        sines = sum(isinstance(f, Trig) and f.function == "sin" for f in node.factors)
        return dataclasses.replace(node, sign=-node.sign if sines % 2 else node.sign)

    for key in ("rotate_query", "rotate_key", "matrix_product", "matrix_identity"):
        step = STEPS[key]
        wrong = dataclasses.replace(
            step, before=backwards(step.before), after=backwards(step.after)
        )
        values = PairValues(q0=0.3, q1=0.7, k0=-0.2, k1=0.5, m=2, n=5, inv_freq=0.4)
        assert values_of(wrong.before, values) == pytest.approx(values_of(wrong.after, values))
        assert not verify(wrong).holds


def test_a_sum_over_pairs_with_a_wrong_formula_on_both_sides_is_found() -> None:
    step = STEPS["pairs"]
    wrong = STEPS["rotate_query"].after
    assert isinstance(wrong, Matrix)
    body = PairSum(wrong.rows[0][0])
    assert not verify(dataclasses.replace(step, before=body, after=body)).holds


# ---------------------------------------------------------------- the numbers are the core's


def vectors(head_dim: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    return rng.normal(size=head_dim), rng.normal(size=head_dim)


@given(
    pairs=st.integers(1, 8),
    copied=st.integers(0, 2),
    pairing=st.sampled_from(PAIRINGS),
    base=st.sampled_from([100.0, 10_000.0, 500_000.0]),
    m=positions,
    n=positions,
    seed=st.integers(0, 1000),
)
@settings(max_examples=100, deadline=None)
def test_the_sum_over_pairs_is_the_score(
    pairs: int, copied: int, pairing: Any, base: float, m: int, n: int, seed: int
) -> None:
    spec = RopeSpec(2 * (pairs + copied), base, pairing, 2 * pairs)
    q, k = vectors(spec.head_dim, seed)
    expected = float(scores(q, k, m, n, spec))
    values = pair_values(q, k, m, n, spec)
    assert len(values) == pairs
    bound = rounding_bound(q, k, m, n, spec)
    step = STEPS["pairs"]
    for line in (step.before, step.after):
        assert isinstance(line, PairSum)
        total = evaluate_pairs(line, values) + copied_score(q, k, spec)
        assert total == pytest.approx(expected, rel=0, abs=bound)


def test_the_final_line_is_the_score_of_one_pair() -> None:
    spec = RopeSpec(2)
    (values,) = pair_values(Q[:2], K[:2], 1, 3, spec)
    line = STEPS["collect"].after
    assert isinstance(line, Sum)
    expected = float(scores(Q[:2], K[:2], 1, 3, spec))
    assert evaluate(line, values) == pytest.approx(expected, rel=0, abs=1e-15)


@pytest.mark.parametrize("pairing", ["interleaved", "half_split"])
def test_the_definitions_in_numbers_are_what_rotate_returns(pairing: Any) -> None:
    spec = RopeSpec(4, pairing=pairing)
    places = {"interleaved": ((0, 1), (2, 3)), "half_split": ((0, 2), (1, 3))}[pairing]
    values = pair_values(Q, K, 1, 3, spec)
    for key, x, position in (("rotate_query", Q, 1), ("rotate_key", K, 3)):
        line = STEPS[key].after
        assert isinstance(line, Matrix)
        rotated = rotate(np.array(x), position, spec)
        for (first, second), pair in zip(places, values, strict=True):
            column = evaluate_matrix(line, pair)
            assert column == pytest.approx(
                np.array([[rotated[first]], [rotated[second]]]), rel=0, abs=1e-15
            )
            for name, (entry,) in zip(line.names, column, strict=True):
                assert evaluate(name, pair) == entry


# ---------------------------------------------------------------- shifting and breaking


def test_a_common_shift_leaves_the_score_of_the_worked_example_standing() -> None:
    shifts = np.arange(1001)
    still = shift_scores(*WORKED, shifts)
    assert still.shape == (1001,)
    assert still[0] == pytest.approx(float(scores(Q, K, 1, 3, RopeSpec(4))), rel=0, abs=1e-15)
    assert largest_difference(*WORKED, shifts) <= 1e-12
    for move in ("query", "key"):
        assert largest_difference(*WORKED, shifts, move=move) > 0.1  # type: ignore[arg-type]


@pytest.mark.parametrize("move", ["both", "query", "key"])
def test_shift_scores_moves_what_it_says(move: Any) -> None:
    spec = RopeSpec(4)
    moved = shift_scores(*WORKED, [0, 5], move)
    m, n = {"both": (6, 8), "query": (6, 3), "key": (1, 8)}[move]
    expected = [float(scores(Q, K, 1, 3, spec)), float(scores(Q, K, m, n, spec))]
    assert moved == pytest.approx(expected, rel=0, abs=1e-15)


@pytest.mark.parametrize("variant", list(BROKEN))
@pytest.mark.parametrize("pairing", ["interleaved", "half_split"])
def test_a_broken_variant_does_not_stand_still(variant: str, pairing: Any) -> None:
    spec = RopeSpec(4, pairing=pairing)
    assert BROKEN[variant].excuse(spec) is None
    assert BROKEN[variant].key == variant
    assert largest_difference(Q, K, 1, 3, spec, range(33), variant=variant) > 0.1


@pytest.mark.parametrize("pairing", PAIRINGS)
def test_mixing_pairings_breaks_nothing_when_there_is_one_pair_and_says_so(pairing: Any) -> None:
    for spec in (RopeSpec(2, pairing=pairing), RopeSpec(6, pairing=pairing, rotary_dim=2)):
        q, k = vectors(spec.head_dim, 3)
        assert largest_difference(q, k, 1, 3, spec, range(33), variant="mixed_pairings") <= 1e-12
        excuse = BROKEN["mixed_pairings"].excuse(spec)
        assert excuse is not None
        assert "nothing breaks" in excuse
        for variant in ("query_only", "added_vectors"):
            assert BROKEN[variant].excuse(spec) is None
            assert largest_difference(q, k, 1, 3, spec, range(33), variant=variant) > 0.1


def test_broken_variants_by_hand() -> None:
    spec = RopeSpec(4)
    q, k = np.array(Q), np.array(K)
    half = RopeSpec(4, pairing="half_split")
    by_hand = {
        "query_only": rotate(q, 1, spec) @ k,
        "mixed_pairings": rotate(q, 1, spec) @ rotate(k, 3, half),
        "added_vectors": (q + np.array([np.sin(1), np.cos(1), np.sin(0.01), np.cos(0.01)]))
        @ (k + np.array([np.sin(3), np.cos(3), np.sin(0.03), np.cos(0.03)])),
    }
    assert set(by_hand) == set(BROKEN)
    for variant, expected in by_hand.items():
        (score,) = shift_scores(*WORKED, [0], variant=variant)
        assert score == pytest.approx(expected, rel=0, abs=1e-15)


def test_what_is_said_of_added_vectors_is_so() -> None:
    """Alone, p(m)·p(n) does depend on m − n only; the products with q and k are what breaks."""
    spec = RopeSpec(8, 100.0)
    p = position_vectors(np.arange(64), spec)
    table = p @ p.T  # (64, 64)
    for offset in (0, 1, 20):
        diagonal = np.diagonal(table, offset)
        assert np.ptp(diagonal) <= 1e-12
    assert np.ptp(p @ np.ones(8)) > 0.1


@given(
    half=st.integers(1, 16),
    pairing=st.sampled_from(PAIRINGS),
    m=positions,
    n=positions,
    shift=st.integers(0, 100_000),
    seed=st.integers(0, 1000),
)
@settings(max_examples=100, deadline=None)
def test_a_common_shift_changes_no_score_beyond_rounding(
    half: int, pairing: Any, m: int, n: int, shift: int, seed: int
) -> None:
    spec = RopeSpec(2 * half, pairing=pairing)
    q, k = vectors(spec.head_dim, seed)
    bound = rounding_bound(q, k, m, n, spec, shift)
    assert largest_difference(q, k, m, n, spec, [shift]) <= bound
    assert bound < 1e-4


def test_wrong_names_are_refused() -> None:
    with pytest.raises(RopeError, match="variant"):
        shift_scores(*WORKED, [0], variant="nonsense")
    with pytest.raises(RopeError, match="move"):
        shift_scores(*WORKED, [0], "neither")  # type: ignore[arg-type]


# ---------------------------------------------------------------- predictions


def test_predictions_of_the_worked_example() -> None:
    asked = predictions(*WORKED)
    assert set(asked) <= set(KEYS)
    right = {key: question.choices[question.correct] for key, question in asked.items()}
    assert right == {
        "expand": "8",
        "cosine": "cos(a − b)",
        "collect": "No, it stays the same",
        "pairs": "Yes, it gets larger",
    }
    for question in asked.values():
        assert question.question.endswith("?")
        assert len(set(question.choices)) == len(question.choices) >= 3
        assert question.because.endswith(".")


def test_the_answers_follow_the_learners_numbers() -> None:
    opposite = tuple(-x for x in K)
    larger, smaller = predictions(*WORKED), predictions(Q, opposite, 1, 3, RopeSpec(4))
    assert larger["pairs"].correct == 1
    assert smaller["pairs"].correct == 2
    nothing = predictions((0.0,) * 4, K, 1, 3, RopeSpec(4))
    assert nothing["pairs"].correct == nothing["collect"].correct == 0
    assert "no difference" in nothing["pairs"].because
    assert "no difference" not in larger["pairs"].because
    for m, n in ((0, 0), (1_048_576, 0), (1_048_576, 1_048_575)):
        far = predictions(Q, K, m, n, RopeSpec(4))
        assert far["cosine"].correct == larger["cosine"].correct
        assert far["collect"].correct == 0
        numbers_shown = dict(far["collect"].numbers)
        expected = numbers_shown["score after"] - numbers_shown["score before"]
        assert numbers_shown["difference"] == expected


def test_the_count_follows_the_line() -> None:
    from rope_core.proof.predict import _how_many

    step = STEPS["expand"]
    assert isinstance(step.after, Sum)
    shorter = dataclasses.replace(step, after=Sum(step.after.terms[:6]))
    asked = _how_many(shorter)
    assert asked.choices[asked.correct] == "6"


# ---------------------------------------------------------------- as a module


def test_importing_the_proof_does_not_import_sympy() -> None:
    script = (
        "import sys, rope_core, rope_core.proof as proof; steps = proof.proof_steps();"
        "proof.predictions([1, 2], [3, 4], 1, 3, rope_core.RopeSpec(2));"
        "assert 'sympy' not in sys.modules; proof.verify(steps[0]); assert 'sympy' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", script], check=True, timeout=60)


@pytest.mark.parametrize("module", ["", ".lines", ".steps", ".check", ".trial", ".predict"])
def test_the_examples_in_the_docstrings(module: str) -> None:
    found = doctest.testmod(importlib.import_module(f"rope_core.proof{module}"))
    assert found.failed == 0


def test_steps_are_plain_data() -> None:
    assert all(isinstance(step, ProofStep) for step in proof_steps())
    with pytest.raises(dataclasses.FrozenInstanceError):
        STEPS["dot"].title = "other"  # type: ignore[misc]
    assert hash(proof_steps()) == hash(tuple(STEPS.values()))
