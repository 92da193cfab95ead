"""Why absolute positions cancel: the proof as data, checked by SymPy, in a learner's numbers.

    >>> [step.key for step in proof_steps()][:4]
    ['rotate_query', 'rotate_key', 'dot', 'expand']
    >>> verify(proof_steps()[3]).holds
    True

Read in this order: lines (what a line is), forms (those of this proof), steps (the proof),
symbolic and check (SymPy's verdict), trial (shifts and broken versions), predict (questions).
SymPy is imported by the first `verify`, not before.
"""

from rope_core.proof.check import Verification, verify, verify_all
from rope_core.proof.lines import (
    Angle,
    Line,
    Matrix,
    MatrixProduct,
    Node,
    PairSum,
    PairValues,
    Product,
    Sum,
    Symbol,
    Trig,
    absolute_count,
    evaluate,
    evaluate_matrix,
    evaluate_pairs,
    trigs,
    vanished,
    walk,
)
from rope_core.proof.predict import Prediction, predictions
from rope_core.proof.steps import Change, Identity, ProofStep, proof_steps
from rope_core.proof.symbolic import to_sympy
from rope_core.proof.trial import (
    BROKEN,
    Broken,
    copied_score,
    largest_difference,
    pair_values,
    position_vectors,
    rounding_bound,
    shift_scores,
)

__all__ = [
    "BROKEN",
    "Angle",
    "Broken",
    "Change",
    "Identity",
    "Line",
    "Matrix",
    "MatrixProduct",
    "Node",
    "PairSum",
    "PairValues",
    "Prediction",
    "Product",
    "ProofStep",
    "Sum",
    "Symbol",
    "Trig",
    "Verification",
    "absolute_count",
    "copied_score",
    "evaluate",
    "evaluate_matrix",
    "evaluate_pairs",
    "largest_difference",
    "pair_values",
    "position_vectors",
    "predictions",
    "proof_steps",
    "rounding_bound",
    "shift_scores",
    "to_sympy",
    "trigs",
    "vanished",
    "verify",
    "verify_all",
    "walk",
]
