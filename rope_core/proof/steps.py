"""The proof that absolute positions cancel, as steps.

For one pair with inverse frequency ω, query position m and key position n, the proof ends in

    q′·k′ = (q0·k0 + q1·k1)·cos((m−n)ω) + (q0·k1 − q1·k0)·sin((m−n)ω)

in which m and n stand only as m − n. Example: q = (1, 0), k = (0, 1), ω = 1, m = 1, n = 3 gives
0·cos(−2) + 1·sin(−2) = −0.909...: turn (1, 0) by 1 radian and (0, 1) by 3, and their dot product
is the same.

A step claims that `after` equals `before`. Nothing here takes its own word for it: check.py lets
SymPy subtract the two, and checks everything that calls itself a rotation against SymPy's own.

Source: Su et al., RoFormer, arXiv 2104.09864, section 3.2 (2 × 2 case) and 3.2.2 (all pairs).
There the score of two tokens is written qᵀ R(n−m) k, which is the last line here.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Literal

from rope_core.proof import forms
from rope_core.proof.forms import BOTH, Vector
from rope_core.proof.lines import (
    M_MINUS_N,
    N_MINUS_M,
    Line,
    M,
    Matrix,
    MatrixProduct,
    N,
    PairSum,
    Sum,
    Symbol,
    Trig,
    vanished,
)


@dataclass(frozen=True, slots=True)
class Change:
    """What a step did to some nodes, by node id: `before` in the old line, `after` in the new.

    becomes: rewritten, nothing lost.   merges: equal copies become one.
    cancels: struck out in the old line, replaced by what stands in the new one.
    """

    kind: Literal["becomes", "merges", "cancels"]
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Identity:
    """The general law a step leans on, with a = mω and b = nω: left equals right."""

    left: Sum
    right: Trig


@dataclass(frozen=True, slots=True)
class ProofStep:
    """One line of the proof and how it came from the one before.

    says: the words. rule: the name of the law used. changes: what to strike through and what to
    highlight. gone: the cos and sin that the step (for "collect": the whole proof so far) got rid
    of, found by comparing the lines.
    """

    key: str
    title: str
    says: str
    rule: str
    before: Line
    after: Line
    changes: tuple[Change, ...] = ()
    identity: Identity | None = None
    gone: tuple[Trig, ...] = ()


def _definition(vector: Vector) -> ProofStep:
    """The rotated pair, as two equations."""
    position, angle = ("m", M) if vector == "q" else ("n", N)
    role = "query" if vector == "q" else "key"
    first, second = forms.rotated(vector)
    names = (Symbol(vector, 0, rotated=True), Symbol(vector, 1, rotated=True))
    says = (
        f"Turn the pair ({vector}0, {vector}1) by the angle {position}ω: the {role}'s position "
        f"times this pair's inverse frequency. Row times column gives two equations."
    )
    return ProofStep(
        key=f"rotate_{role}",
        title=f"Rotate the {role}'s pair",
        says=says,
        rule="Definition of the rotation: matrix times vector, row by column",
        before=MatrixProduct((forms.rotation(angle, f"R{position}"), forms.pair(vector))),
        after=Matrix(((first,), (second,)), names=names, id=f"{vector}'"),
    )


@functools.cache
def proof_steps() -> tuple[ProofStep, ...]:
    """The steps in order. The same for every learner: the numbers come in through `evaluate`.

    Steps 1 to 8 are about one pair, step 9 adds up the pairs, steps 10 to 12 say it in matrices.
    """
    return (_definition("q"), _definition("k"), *_one_pair(), _all_pairs(), *_matrices())


def _one_pair() -> tuple[ProofStep, ...]:
    """From the dot product of the two rotated pairs to a line that knows only m − n."""
    primed, dot, eight, groups = forms.primed_dot(), forms.dot(), forms.eight(), forms.grouped()
    cosine_done, sine_done = forms.grouped(("cos",)), forms.grouped(("cos", "sin"))
    collected = forms.collected()
    same = _bracket(groups, "g00"), _bracket(groups, "g01")
    return (
        ProofStep(
            key="dot",
            title="Take the dot product",
            says="The score of this pair is the dot product of the two rotated pairs: first times "
            "first plus second times second. Put the four equations in.",
            rule="Definition of the dot product; substitution",
            before=primed,
            after=dot,
            changes=tuple(
                Change("becomes", (f"dot{index}.{vector}'",), (f"{vector}'{index}",))
                for index in BOTH
                for vector in ("q", "k")
            ),
        ),
        ProofStep(
            key="expand",
            title="Multiply out",
            says="Each bracket times bracket gives four products, so two of them give eight. "
            "Minus times minus is plus.",
            rule="Distributive law: (a + b)(c + d) = ac + ad + bc + bd",
            before=dot,
            after=eight,
            changes=tuple(
                Change(
                    "becomes",
                    (product.id,),
                    tuple(term.id for term in eight.terms[4 * index : 4 * index + 4]),
                )
                for index, product in zip(BOTH, dot.terms, strict=True)
            ),
        ),
        ProofStep(
            key="group",
            title="Group what belongs together",
            says="Every product of a q and a k occurs twice: take it out of both. In front of "
            "q1·k0 a minus is taken out as well, so that its bracket is the same as that of q0·k1.",
            rule="Commutative and distributive law: ab + ac = a(b + c)",
            before=eight,
            after=groups,
            changes=tuple(
                Change("merges", tuple(term.id for term in bracket.terms), (group.id,))
                for group in groups.terms
                for bracket in group.factors
                if isinstance(bracket, Sum)
            ),
        ),
        _identity_step(
            key="cosine",
            title="Two brackets are one cosine",
            says="The first two brackets are the cosine of a difference. cos(mω), cos(nω), "
            "sin(mω) and sin(nω) go out of them, cos((m−n)ω) comes in.",
            rule="Cosine of a difference: cos a cos b + sin a sin b = cos(a − b), "
            "with a = mω, b = nω",
            lines=(groups, cosine_done),
            ids=("g00", "g11"),
            identity=Identity(same[0], Trig("cos", M_MINUS_N)),
        ),
        _identity_step(
            key="sine",
            title="The other two are one sine",
            says="The last two brackets are the sine of a difference. Now no cosine and no sine "
            "of an absolute position is left.",
            rule="Sine of a difference: sin a cos b − cos a sin b = sin(a − b), "
            "with a = mω, b = nω",
            lines=(cosine_done, sine_done),
            ids=("g01", "g10"),
            identity=Identity(same[1], Trig("sin", M_MINUS_N)),
        ),
        ProofStep(
            key="collect",
            title="Only the distance is left",
            says="Collect what multiplies the same cosine and the same sine. m and n are left only "
            "as m − n: the score of this pair knows how far apart the tokens are and which comes "
            "first, not where they stand.",
            rule="Distributive law: ac + bc = (a + b)c",
            before=sine_done,
            after=collected,
            changes=(
                Change("merges", ("g00.cos-rel", "g11.cos-rel"), ("cos.cos-rel",)),
                Change("merges", ("g01.sin-rel", "g10.sin-rel"), ("sin.sin-rel",)),
            ),
            gone=vanished(dot, collected),
        ),
    )


def _bracket(line: Sum, group_id: str) -> Sum:
    (group,) = (term for term in line.terms if term.id == group_id)
    (bracket,) = (factor for factor in group.factors if isinstance(factor, Sum))
    return bracket


def _identity_step(
    key: Literal["cosine", "sine"],
    title: str,
    says: str,
    rule: str,
    lines: tuple[Sum, Sum],
    ids: tuple[str, str],
    identity: Identity,
) -> ProofStep:
    before, after = lines
    new = f"{identity.right.function}-rel"
    return ProofStep(
        key=key,
        title=title,
        says=says,
        rule=rule,
        before=before,
        after=after,
        changes=tuple(Change("cancels", (f"{at}.bracket",), (f"{at}.{new}",)) for at in ids),
        identity=identity,
        gone=vanished(before, after),
    )


def _all_pairs() -> ProofStep:
    primed, collected = forms.primed_dot(), forms.collected()
    return ProofStep(
        key="pairs",
        title="Add up all pairs",
        says="The dot product of the whole vectors is the sum of the dot products of their pairs, "
        "because every rotated number belongs to exactly one pair. Each pair has its own ω, and "
        "none of them knows m or n alone, so their sum does not either.",
        rule="A sum may be added up in any order; the line above, for every pair i",
        before=PairSum(primed, id="score"),
        after=PairSum(collected, id="score"),
        changes=(
            Change(
                "becomes",
                tuple(term.id for term in primed.terms),
                tuple(term.id for term in collected.terms),
            ),
        ),
    )


def _matrices() -> tuple[ProofStep, ...]:
    """The same proof once more with the 2 × 2 block of one pair."""
    rm, rn = forms.rotation(M, "Rm", transposed=True), forms.rotation(N, "Rn")
    block, r = forms.block(), forms.rotation(N_MINUS_M, "R")
    entries = zip(
        (entry for row in block.rows for entry in row),
        (entry for row in r.rows for entry in row),
        strict=True,
    )
    return (
        ProofStep(
            key="matrix_product",
            title="The same in matrices",
            says="The score is (R(m)q) · (R(n)k) = qᵀ R(m)ᵀ R(n) k. All that holds m and n stands "
            "in the middle: multiply these two matrices, row by column.",
            rule="Matrix product; (Rq)ᵀ = qᵀRᵀ",
            before=MatrixProduct((rm, rn)),
            after=block,
            changes=(Change("becomes", (rm.id, rn.id), (block.id,)),),
        ),
        ProofStep(
            key="matrix_identity",
            title="Turn back by m, turn on by n",
            says="The same two identities, entry by entry: what comes out is again a rotation, by "
            "n − m. Turning back by m and on by n is one turn by the difference.",
            rule="R(m)ᵀR(n) = R(n−m), by the cosine and the sine of a difference",
            before=block,
            after=r,
            changes=tuple(Change("cancels", (old.id,), (new.id,)) for old, new in entries),
            gone=vanished(block, r),
        ),
        ProofStep(
            key="meet",
            title="Both ways meet",
            says="Leave q as it is, turn k by the distance n − m only, take the dot product: that "
            "is the line of “Only the distance is left” again. (n − m here, m − n there: the "
            "cosine is the same, and the sine's sign is in the matrix.)",
            rule="cos(−x) = cos x, sin(−x) = −sin x",
            before=MatrixProduct((forms.pair("q", row=True), r, forms.pair("k"))),
            after=forms.one(forms.collected()),
        ),
    )
