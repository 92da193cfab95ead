"""The family of encodings, turned values and latent keys, held to other ways to compute them."""

from __future__ import annotations

import cmath

import numpy as np
import pytest
from sympy import Matrix, Rational

from rope_core import RopeError, RopeSpec, inv_freq, rotate, scores
from rope_core.analysis.latent import absorbed, absorbed_turned, latent_of
from rope_core.analysis.values import attended
from rope_core.encodings import ENCODINGS
from rope_core.encodings.base import Setting
from rope_core.proof.family import (
    ALIBI_KEY,
    ALIBI_QUERY,
    AlibiMember,
    Member,
    RopeMember,
    XposMember,
    exp2x2,
    first_slope,
    xpos_decay,
)

MATRICES = (
    ((0, -1), (1, 0)),
    ((0, 1), (0, 0)),
    ((0, 0), (0, 0)),
    ((1, 2), (3, 4)),
    ((-1, -2), (3, 1)),
    ((Rational(1, 2), 0), (0, Rational(1, 2))),
)
MEMBERS: tuple[Member, ...] = (
    RopeMember(0.37),
    XposMember(0.37, 0.98),
    AlibiMember(0.25),
)


@pytest.mark.parametrize("rows", MATRICES)
@pytest.mark.parametrize("t", [0, 1, -2])
def test_an_exponential_is_sympys(rows: tuple[tuple[int, int], ...], t: int) -> None:
    exact = np.array((Matrix(rows) * t).exp().evalf(30).tolist(), dtype=complex)
    assert not exact.imag.any()
    found = exp2x2(np.array(rows, dtype=float), t)
    np.testing.assert_allclose(found, exact.real, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("member", MEMBERS)
@pytest.mark.parametrize("shift", [1, 64, -7])
def test_only_the_distance_is_left(member: Member, shift: int) -> None:
    q, k = (0.6, -1.1), (0.2, 0.9)
    score = member.score(q, k, 5, 2)
    assert member.score(q, k, 5 + shift, 2 + shift) == pytest.approx(score, abs=1e-9)
    assert member.score(q, k, 6, 2) != pytest.approx(score, abs=1e-3)


@pytest.mark.parametrize("member", MEMBERS)
def test_the_same_matrix_on_both_sides_only_where_it_turns(member: Member) -> None:
    alike = np.allclose(exp2x2(member.generator, 3), exp2x2(member.generator.T, -3))
    assert alike == isinstance(member, RopeMember)


def test_the_first_is_the_rotation_of_the_core() -> None:
    spec, q, k = RopeSpec(2, pairing="interleaved"), (0.6, -1.1), (0.2, 0.9)
    member = RopeMember(float(inv_freq(spec)[0]))
    np.testing.assert_allclose(member.query(q, 5), rotate(q, 5, spec), atol=1e-15)
    assert member.score(q, k, 5, 2) == pytest.approx(float(scores(q, k, 5, 2, spec)))


def test_the_second_is_the_first_times_a_power() -> None:
    q, k, decay = (0.6, -1.1), (0.2, 0.9), xpos_decay(1, 4)
    # As its own code has it: (2i + 0.4 d) / (1.4 d), to the power of tokens / 512.
    assert decay**512 == pytest.approx((2 + 0.4 * 8) / (1.4 * 8))
    plain = RopeMember(0.37).score(q, k, 9, 2)
    assert XposMember(0.37, decay).score(q, k, 9, 2) == pytest.approx(decay**7 * plain)
    assert XposMember(0.37, decay).score(q, k, 9, 2) != pytest.approx(plain, abs=1e-4)


def test_the_third_is_what_alibi_adds_to_a_score() -> None:
    setting = Setting(head_dim=2, heads=8, head=0)
    q, k = [[1.0, 0.0]], [[1.0, 0.0]]
    alibi, none = (ENCODINGS[name].scores(q, k, [9], [2], setting) for name in ("alibi", "none"))
    member = AlibiMember(first_slope(8))
    added = member.score(ALIBI_QUERY, ALIBI_KEY, 9, 2)
    assert added == pytest.approx((alibi - none).item())
    assert first_slope(8) == 0.5  # the paper: eight heads begin at one half


def test_values_turned_back_are_turned_by_their_distance() -> None:
    rng = np.random.default_rng(7)
    spec = RopeSpec(6, 100.0, "interleaved")
    values, weights, places = rng.standard_normal((4, 6)), rng.random(4), np.array([3, 4, 8, 1])
    found = attended(weights, values, 9, places, spec)
    for pair, frequency in enumerate(inv_freq(spec)):
        # A pair as a complex number, its turn as another.
        wanted = sum(
            weight * complex(row[2 * pair], row[2 * pair + 1]) * cmath.exp(1j * frequency * (n - 9))
            for weight, row, n in zip(weights, values, places, strict=True)
        )
        assert complex(found[2 * pair], found[2 * pair + 1]) == pytest.approx(wanted)
    np.testing.assert_allclose(attended(weights, values, 109, places + 100, spec), found)
    unturned = attended(weights, values, 9, places, spec, turned_back=False)
    np.testing.assert_allclose(rotate(unturned, -9, spec), found)
    assert not np.allclose(unturned, found)


def test_a_query_meets_latents_as_it_meets_keys() -> None:
    rng = np.random.default_rng(8)
    latents, up, q = rng.standard_normal((5, 2)), rng.standard_normal((6, 2)), rng.random(6)
    np.testing.assert_allclose(absorbed(q, up) @ latents.T, q @ (latents @ up.T).T)


def test_where_everything_turns_each_distance_has_its_own_product() -> None:
    rng = np.random.default_rng(9)
    spec = RopeSpec(6, 100.0)
    latents, up, q = rng.standard_normal((5, 2)), rng.standard_normal((6, 2)), rng.random(6)
    for n, latent in enumerate(latents):
        needed = absorbed_turned(q, up, 7 - n, spec)
        assert needed @ latent == pytest.approx(float(scores(q, up @ latent, 7, n, spec)))
        assert not np.allclose(needed, absorbed(q, up))


def test_latents_are_the_nearest_and_their_signs_are_settled() -> None:
    rng = np.random.default_rng(10)
    keys = rng.standard_normal((7, 5))
    latents, up = latent_of(keys, 2)
    left = np.square(keys - latents @ up.T).sum()
    # What is left of the sum of squares: the smallest eigenvalues of keysᵀ keys.
    assert left == pytest.approx(np.linalg.eigvalsh(keys.T @ keys)[:3].sum())
    assert (up.max(axis=0) == np.abs(up).max(axis=0)).all()
    np.testing.assert_allclose(latent_of(-keys, 2)[1], up)


@pytest.mark.parametrize("rank", [0, 3])
def test_a_rank_that_keys_do_not_have_is_refused(rank: int) -> None:
    with pytest.raises(RopeError, match="rank"):
        latent_of([[1.0, 2.0], [2.0, 3.0], [0.0, 1.0]], rank)
