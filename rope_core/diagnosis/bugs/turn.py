"""Bugs of the turn itself: direction, unit, count, length, and what is turned at all."""

from __future__ import annotations

import math

from rope_core.diagnosis.bugs.bug import Bug, thread
from rope_core.diagnosis.bugs.fixes import COS_SIN_NUMPY, COS_SIN_TORCH, TURN_NUMPY, TURN_TORCH
from rope_core.diagnosis.options import Turning
from rope_core.mistakes import MISTAKES

RIGHT = Turning()

BUGS = (
    Bug(
        "backwards",
        "Rotated backwards",
        "it turns backwards",
        MISTAKES["backwards"].story
        + " With q and k both turned this way a model trained so works; "
        "weights from elsewhere do not.",
        "Norms, position 0 and the shift property all hold.",
        TURN_NUMPY,
        TURN_TORCH,
        (thread("karpathy/nanochat!489"),),
        mistakes=("backwards",),
        turnings=(Turning(sign=-1.0, words="turned by −angle", bugs=("backwards",)),),
    ),
    Bug(
        "sin_cos_swapped",
        "sin and cos swapped",
        "sin and cos are swapped",
        MISTAKES["sin_cos_swapped"].story,
        "Even position 0 is turned, by a quarter turn.",
        COS_SIN_NUMPY,
        COS_SIN_TORCH,
        mistakes=("sin_cos_swapped",),
        turnings=(Turning(-1.0, 1.0, math.pi / 2, "sin taken for cos", ("sin_cos_swapped",)),),
    ),
    Bug(
        "rotated_twice",
        "Rotated twice",
        "it was turned twice",
        "Once in the projection or the cache and once in attention, for instance. Every angle is "
        "doubled; that is the same as doubling the positions.",
        "Norms, position 0 and the shift property all hold.",
        "y = rotate(x, positions, spec)  # once; cached keys are already rotated",
        "q, k = apply_rotary_pos_emb(q, k, cos, sin)  # before the cache or after it, not both",
        alike=("scaled_positions",),
        mistakes=("turned_twice",),
        turnings=(Turning(times=2.0, words="turned by 2 × angle", bugs=("rotated_twice",)),),
    ),
    Bug(
        "degrees",
        "Degrees for radians",
        "angles are in the wrong unit",
        MISTAKES["degrees"].story,
        "Hardly any turn at all (or, converted the wrong way, a wild one).",
        COS_SIN_NUMPY + "  # angles in radians",
        COS_SIN_TORCH + "  # angles in radians",
        alike=("scaled_positions",),
        mistakes=("degrees",),
        turnings=(
            Turning(times=math.pi / 180, words="angles taken for degrees", bugs=("degrees",)),
            Turning(times=180 / math.pi, words="angles converted to degrees", bugs=("degrees",)),
            Turning(times=2 * math.pi, words="angles taken for whole turns", bugs=("degrees",)),
        ),
    ),
    Bug(
        "not_rotated",
        "Not rotated",
        "nothing was turned",
        "y is x: the rotation was not applied, or every token was given position 0.",
        "y equals x.",
        "y = rotate(x, positions, spec)",
        "q, k = apply_rotary_pos_emb(q, k, cos, sin)",
        (thread("sqliteai/warp!27"),),
        turnings=(Turning(times=0.0, words="not turned", bugs=("not_rotated",)),),
    ),
    Bug(
        "factor_ignored",
        "attention_factor ignored",
        "the attention factor is not applied",
        "YaRN and LongRoPE multiply cos and sin by attention_factor, so that attention stays as "
        "sharp over more tokens.",
        "The angles are right; y is too short by one factor.",
        COS_SIN_NUMPY,
        COS_SIN_TORCH,
    ),
    Bug(
        "factor_squared",
        "attention_factor applied twice",
        "the attention factor is applied twice",
        "Multiplied into the table and once more into q and k (or into the scores).",
        "The angles are right; y is too long by one factor.",
        COS_SIN_NUMPY + "  # here, and nowhere else",
        COS_SIN_TORCH + "  # here, and nowhere else",
    ),
    Bug(
        "factor_wrong",
        "Another factor",
        "there is another factor than there should be",
        "The turned vector is longer or shorter than x by a constant: another attention_factor, "
        "or a factor such as 1/√head_dim that belongs to the scores. Scores times a number below 0 "
        "turn softmax round.",
        "The angles are right; all of y is off by one factor.",
        COS_SIN_NUMPY + "  # the config's factor; 1 without one\n"
        "scores = q @ np.swapaxes(k, -1, -2) / np.sqrt(head_dim)  # a scale of the scores: here",
        COS_SIN_TORCH + "  # the config's factor; 1 without one\n"
        "scores = (q @ k.transpose(-1, -2)) * head_dim**-0.5  # a scale of the scores: here",
        (thread("vllm-project/vllm#48621"), thread("vllm-project/vllm!48351")),
    ),
    Bug(
        "factor_one_side",
        "attention_factor on one side",
        "the attention factor is on one side only",
        "q and k both carry attention_factor, so scores carry its square. Here they carry it once.",
        "All scores are off by one factor.",
        COS_SIN_NUMPY + "  # the same for q and k",
        COS_SIN_TORCH + "  # the same for q and k",
        alike=("factor_wrong",),
    ),
    Bug(
        "one_side_only",
        "Only one side rotated",
        "only one of query and key was turned",
        "Query and key must both be turned, each at its own position. Where one stays as it was, "
        "the score depends on the other's position alone, not on m − n.",
        "Scores change when both positions move together.",
        "scores = rotate(q, m, spec) @ np.swapaxes(rotate(k, n, spec), -1, -2)",
        "q, k = apply_rotary_pos_emb(q, k, cos, sin)",
        mistakes=("key_not_rotated", "query_not_rotated"),
    ),
    Bug(
        "sides_differ",
        "Another RoPE on each side",
        "q and k were turned by different RoPEs",
        "Query and key must be turned by the same pairing and base. Where they are not, a score "
        "depends on more than m − n: often a cache or a draft model with its own settings.",
        "Scores change when both positions move together.",
        "scores = rotate(q, m, spec) @ np.swapaxes(rotate(k, n, spec), -1, -2)  # one spec",
        "q, k = apply_rotary_pos_emb(q, k, cos, sin)  # the same cos and sin for both",
    ),
    Bug(
        "values_rotated",
        "Value vectors rotated",
        "value vectors must not be turned at all",
        "RoPE turns queries and keys. Values carry content and stay as they are.",
        "v before and after differ.",
        "q, k = rotate(q, m, spec), rotate(k, n, spec)  # v stays",
        "q, k = apply_rotary_pos_emb(q, k, cos, sin)  # v stays",
    ),
    Bug(
        "low_precision",
        "Computed in 16 bits",
        "it was computed in 16 bits although the result is wider",
        "cos and sin (or the products) were rounded to 16 bits and the result stored in a wider "
        "type, so the data look more exact than they are.",
        "Everything is right to two or three digits only.",
        COS_SIN_NUMPY,
        COS_SIN_TORCH,
        (
            thread("KellerJordan/modded-nanogpt#39"),
            thread("Dao-AILab/flash-attention#823"),
        ),
    ),
)
