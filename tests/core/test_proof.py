"""The proof: every step holds, every spoiled step fails, and the numbers are those of the core."""

from __future__ import annotations

import dataclasses
import importlib
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rope_core.proof import (
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
    evaluate,
    evaluate_matrix,
    evaluate_pairs,
    proof_steps,
    to_sympy,
    trigs,
    verify,
    verify_all,
    walk,
)
from rope_core.proof.lines import M_MINUS_N, M_PLUS_N, Angle, M, N

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
                assert [one for one in step.changes if node_id in getattr(one, side)] == [change]


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


# ---------------------------------------------------------------- as a module


def test_importing_the_proof_does_not_import_sympy() -> None:
    script = (
        "import sys, rope_core, rope_core.proof as proof; steps = proof.proof_steps();"
        "proof.predictions([1, 2], [3, 4], 1, 3, rope_core.RopeSpec(2));"
        "assert 'sympy' not in sys.modules; proof.verify(steps[0]); assert 'sympy' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", script], check=True, timeout=60)


def test_steps_are_plain_data() -> None:
    assert all(isinstance(step, ProofStep) for step in proof_steps())
    with pytest.raises(dataclasses.FrozenInstanceError):
        STEPS["dot"].title = "other"  # type: ignore[misc]
    assert hash(proof_steps()) == hash(tuple(STEPS.values()))


# ---------------------------------------------------------------- what SymPy is asked


def test_each_check_that_fits_a_step_is_made() -> None:
    """Named in the words shown with the result; nothing that a step claims goes unchecked."""
    always, turn = "expand(expand_trig(before − after))", "R against SymPy's rot_ccw_axis3"
    more = {
        "rotate_query": [turn, "the equations against rot_ccw_axis3 times the pair"],
        "rotate_key": [turn, "the equations against rot_ccw_axis3 times the pair"],
        "cosine": ["the identity by itself"],
        "sine": ["the identity by itself"],
        "pairs": ["written out for 1, 2 and 3 pairs in every pairing"],
        "matrix_product": [turn],
        "matrix_identity": [turn],
        "meet": [turn],
    }
    for key, result in verify_all().items():
        assert result.method == "SymPy: " + "; ".join([always, *more.get(key, [])])
    with pytest.raises(dataclasses.FrozenInstanceError):
        verify_all()["dot"].holds = False  # type: ignore[misc]


def test_what_is_left_of_a_wrong_step_is_shown() -> None:
    """The difference itself, and the check that found it is the last one named."""
    step = STEPS["collect"]
    after = step.after
    assert isinstance(after, Sum)
    without = dataclasses.replace(step, after=Sum(after.terms[:1]))
    result = verify(without)
    assert "sin" in result.difference
    assert result.method == "SymPy: expand(expand_trig(before − after))"
    sympy = importlib.import_module("sympy")
    left = to_sympy(step.before) - to_sympy(without.after)
    named = {symbol.name: symbol for symbol in left.free_symbols}
    q0, q1, k0, k1, m, n, omega = (
        named[one] for one in ["q0", "q1", "k0", "k1", "m", "n", "omega"]
    )
    dropped = (q0 * k1 - q1 * k0) * sympy.sin(m * omega - n * omega)  # by hand
    assert sympy.simplify(left - dropped) == 0
    assert result.difference == str(sympy.expand(sympy.expand_trig(dropped)))


def test_of_several_wrong_entries_the_first_is_shown() -> None:
    step = STEPS["matrix_identity"]
    after = step.after
    assert isinstance(after, Matrix)
    (a, b), (c, d) = after.rows
    assert a != d or b != c
    wrong = dataclasses.replace(after, rows=((b, a), (c, d)))
    difference = verify(dataclasses.replace(step, after=wrong)).difference
    first = to_sympy(step.before)[0] - to_sympy(b)
    sympy = importlib.import_module("sympy")
    assert difference == str(sympy.expand(sympy.expand_trig(first)))


def test_vectors_are_written_out_for_as_many_pairs_as_is_said(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    module = importlib.import_module("rope_core.proof.check")
    asked = []
    monkeypatch.setattr(module, "_written_out", lambda line, pairs: asked.append(pairs) or [0])
    assert "written out for 1, 2 and 3 pairs" in verify(STEPS["pairs"]).method
    assert asked == [1, 2, 3]
