"""Cancel's last chapter: each of its numbers against another way to it."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from rope_core import RopeSpec
from rope_core.analysis.shares import pair_shares
from rope_core.frequencies import attention_factor
from rope_core.models.real_model import real_model
from rope_core.proof.trial import shift_scores
from rope_core.scaling import Linear, Yarn
from ui.cancel.beyond import MOVES, TOKENS, WIDTH, beyond_data
from ui.numbers import fixed

Q, K = (0.588, 0.117, 0.342, -0.231), (0.251, 0.463, -0.129, 0.37)
SPECS = (
    RopeSpec(4),
    RopeSpec(4, 100.0, "half_split"),
    RopeSpec(4, 100.0, "interleaved_to_half", backwards=True),
    RopeSpec(4, 100.0, "interleaved", rotary_dim=2, features="last"),
    RopeSpec(4, 100.0, scaling=Linear(4.0)),
)


def step(key: str, spec: RopeSpec = SPECS[0], m: int = 9, n: int = 2, digits: int = 6) -> Any:
    return next(one for one in beyond_data(Q, m, K, n, spec, digits) if one["key"] == key)


def rows(line: Any) -> dict[str, list[str]]:
    return {name: cells for name, *cells in line[2]["rows"]}


@pytest.mark.parametrize("spec", SPECS, ids=str)
def test_the_family_keeps_its_scores_and_what_is_added_does_not(spec: RopeSpec) -> None:
    data = step("family", spec)
    lines = data["ways"][0]["lines"]
    assert [line[0] for line in lines] == [f"{move:,}" for move in MOVES]
    share = fixed(float(pair_shares(Q, K, [7], spec)[0, 0]), 6)
    for name in ("RoPE", "xPos", "ALiBi"):
        kept = {rows(line)[name][-1] for line in lines}
        assert len(kept) == 1, (name, kept)
    assert rows(lines[0])["RoPE"][-1] == share
    # Seven tokens apart, eight heads: the first slope is one half.
    assert rows(lines[0])["ALiBi"][-1] == "−3.500000"
    assert len({rows(line)["added"][-1] for line in lines}) > 5
    # The numbers that are multiplied do know the place.
    assert len({rows(line)["RoPE"][0] for line in lines}) > 5


def test_where_the_key_stands_after_the_query_that_is_said() -> None:
    assert "after the query" not in step("family", m=9, n=2)["note"]
    assert "after the query" not in step("family", m=2, n=2)["note"]
    data = step("family", m=2, n=9)
    assert "Your key stands after the query" in data["note"]
    # Seven apart the other way round: the shear's sign is the other one, too.
    assert rows(data["ways"][0]["lines"][0])["ALiBi"][-1] == "3.500000"


def test_an_attention_factor_is_said_beside_the_numbers_that_have_it() -> None:
    spec = RopeSpec(4, scaling=Yarn(4.0, 64))
    factor = attention_factor(spec)
    assert factor != 1
    data = step("family", spec)
    assert f"each times the attention factor {fixed(factor, 6)}" in data["note"]
    first = data["ways"][0]["lines"][0]
    query = [float(x.replace("−", "-")) for x in rows(first)["RoPE"][0].strip("()").split(", ")]
    assert math.hypot(*query) == pytest.approx(factor * math.hypot(*Q[:2]), abs=2e-6)
    assert "attention factor" not in step("family")["note"]


def test_a_chapter_for_all_says_little_and_folds_what_is_for_some() -> None:
    for one in beyond_data(Q, 9, K, 2, SPECS[0], 3):
        said: Any = one
        assert len(said["says"]) < 260, said["says"]
        assert "exp(" not in said["says"]
        assert len(said["more"]) > 100


def test_what_leaves_float64_far_from_0_is_said_so() -> None:
    lines = step("family", m=1_048_576, n=999_999)["ways"][0]["lines"]
    assert all(rows(line)["xPos"][-1] == "too large" for line in lines)
    assert all("too large" in rows(line)["xPos"][1] for line in lines)
    assert len({rows(line)["RoPE"][-1] for line in lines}) == 1


def test_what_is_added_is_what_the_proof_is_broken_by() -> None:
    spec = RopeSpec(2)
    data = next(one for one in beyond_data(Q[:2], 9, K[:2], 2, spec, 6) if one["key"] == "family")
    wanted = shift_scores(Q[:2], K[:2], 9, 2, spec, MOVES, variant="added_vectors")
    lines: Any = data["ways"][0]["lines"]  # type: ignore[index]
    assert [rows(line)["added"][-1] for line in lines] == [fixed(float(x), 6) for x in wanted]


@pytest.mark.parametrize("base", [100.0, 10_000.0])
def test_a_part_has_the_partners_and_speeds_of_its_width(base: float) -> None:
    data = step("part", RopeSpec(4, base), digits=5)
    for turned, line in zip(range(2, WIDTH + 1, 2), data["ways"][0]["lines"], strict=True):
        (_, partial), (_, proportional) = line[2]["strips"]
        half, last = turned // 2, turned // 2 - 1
        assert partial == [*range(half), *range(half), *[None] * (WIDTH - turned)]
        rest = [None] * (WIDTH // 2 - half)
        assert proportional == [*range(half), *rest, *range(half), *rest]
        if turned < WIDTH:
            assert f"{last} with {last + half}," in line[1]
            assert f"{last} with {last + WIDTH // 2}," in line[1]
            for of in (turned, WIDTH):
                speed = base ** (-2 * last / of)
                assert speed < 0.01 or fixed(speed, 5) in line[1], (speed, line[1])
        else:
            assert partial == proportional
            assert "the same" in line[1]


def test_content_and_place_add_up_and_a_turn_of_all_breaks_what_was_ready() -> None:
    apart, turned = step("latent")["ways"]
    for line in apart["lines"]:
        parts = {name: float(cells[-1].replace("−", "-")) for name, cells in rows(line).items()}
        assert parts["content"] + parts["place"] == pytest.approx(parts["score"], abs=2e-6)
    ready = {rows(line)["content"][0] for line in apart["lines"]}
    assert len(ready) == 1
    needed = [rows(line)["needed"][0] for line in turned["lines"]]
    assert len(set(needed)) == TOKENS
    off = [float(rows(line)["off by"][-1]) for line in turned["lines"]]
    assert off[-1] == 0  # no distance, no turn
    assert min(off[:-1]) > 0.1
    assert {needed[-1]} == ready


def test_values_turned_back_stay_where_the_sentence_moves() -> None:
    lines = step("values")["ways"][0]["lines"]
    for name, count in (("unturned", 1), ("turned back", 1), ("turned", len(MOVES))):
        assert len({rows(line)[name][0] for line in lines}) == count, name
    model = real_model()
    k = model.k(0, 0, 0)[:TOKENS]
    weights = model.texts[0].attention[0, 0, TOKENS - 1, :TOKENS]
    # Pair 0 as complex numbers: turned by its distance from the last token, 1 rad a token.
    mixed = sum(
        weight * complex(row[0], row[1]) * np.exp(1j * (n - (TOKENS - 1)))
        for n, (weight, row) in enumerate(zip(weights, k, strict=True))
    )
    first, second = rows(lines[0])["turned back"][0].strip("()").replace("−", "-").split(", ")
    assert complex(float(first), float(second)) == pytest.approx(mixed, abs=2e-5)
    for line in lines:
        for (name, angle), (_, text) in zip(line[2]["arrows"], line[2]["rows"], strict=True):
            a, b = (float(x) for x in text.strip("()").replace("−", "-").split(", "))
            assert angle == pytest.approx(math.atan2(b, a), abs=1e-3), name
