"""Questions about what models do around the rotation."""

from __future__ import annotations

from functools import cache

import numpy as np

from rope_core.analysis.shares import unrotated_share
from rope_core.config.layers import LayerKind
from rope_core.figures import base_text
from rope_core.models.presets import find_model, models
from ui.questions.question import Answer, Ask, Line, Question, plain, published

_NOPE = "SmolLM3 3B"
_MLA = "DeepSeek-V3"
#: Numbers of each of its heads that do not turn: DeepSeek-V3 Technical Report
#: (arXiv 2412.19437), section 4.2.
_STILL = 128
_OPEN = "gpt-oss 20B / 120B"
#: Qwen2-VL's: so many pairs follow the time, the row and the column of a patch.
_SECTIONS = (16, 24, 24)
_AXES = ("time", "row", "column")


@cache
def _kinds() -> tuple[LayerKind, ...]:
    return find_model(_NOPE).kinds()


def _without(ask: Ask) -> Answer:
    turned, still = _kinds()
    assert turned.layers is not None
    assert still.layers is not None
    plain_score = float(np.dot(ask.problem.q, ask.problem.k))
    total = len(turned.layers) + len(still.layers)
    return Answer(
        "Layers in which nothing is turned: the score of two given vectors is the same at every "
        "distance. The order is not lost, because a token still sees only those before it, and the "
        f"other layers tell places. {_NOPE} leaves out {len(still.layers)} of its {total} layers. "
        "Nothing "
        "in such a layer can meet an angle it was not trained on.",
        ask.shown(plain_score),
        "your score where nothing is turned, at every distance",
        f"the layer of {_NOPE}",
        tuple(
            Line(
                f"{layer}",
                f"Layer {layer}: {'turned' if layer in turned.layers else 'not turned'}.",
                float(layer in turned.layers),
            )
            for layer in range(min(total, 16))
        ),
        ("scale", "Look up which layers of a model turn"),
        begin=3,
    )


def _images(ask: Ask) -> Answer:
    pairs = sum(_SECTIONS)
    bounds = np.cumsum((0, *_SECTIONS))
    axis = [int(np.searchsorted(bounds, i, side="right")) - 1 for i in range(pairs)]
    fits = ask.spec.pairs >= len(_SECTIONS)
    return Answer(
        "A patch of a picture has a row and a column, a frame of a film a time as well. So the "
        "pairs are shared out: in Qwen2-VL, whose heads have "
        f"{pairs} pairs, {_SECTIONS[0]} turn by the time, {_SECTIONS[1]} by the row and "
        f"{_SECTIONS[2]} by the column. For text all three count alike, and nothing is to be "
        "seen of it; text after a picture goes on from the largest position used, plus one.",
        f"{ask.spec.pairs}",
        ("pairs in your problem to share out" if ask.spec.pairs > 1 else "pair in your problem")
        + ("" if fits else ": too few for three axes"),
        "the pair of Qwen2-VL",
        tuple(
            Line(f"{i}", f"Pair {i} turns by the {_AXES[axis[i]]}.", float(axis[i]))
            for i in range(0, pairs, 4)
        ),
        ("debug", "Try sections on your own tensors"),
    )


def _latent(ask: Ask) -> Answer:
    q, k = ask.problem.q, ask.problem.k
    width = max(2, ask.spec.head_dim // 4 * 2)
    spec = plain(ask.spec, rotary_dim=width)
    still = unrotated_share(q, k, spec)
    turned = published()[_MLA].rotary_dim
    distances = range(13)
    moving = [x - still for x in ask.scores_at(distances, [0] * len(distances), spec)]
    return Answer(
        "Multi-head latent attention keeps one short vector a token and makes the keys of all "
        "heads of it. That saves memory. And the keys need never be made: the matrix that makes "
        "them "
        "can be multiplied into the query's beforehand. A rotation between the two would depend on "
        f"the position and break that. So the place gets numbers of its own: in {_MLA} {turned} "
        "that "
        f"turn beside {_STILL} that do not, and the two sums are added.",
        ask.shown(still),
        f"of your score would come from what does not turn, with {width} of "
        f"{ask.spec.head_dim} numbers turned (assumed)"
        if width < ask.spec.head_dim
        else "of your score would come from what does not turn: your one pair turns",
        "the distance, the query after the key",
        tuple(
            Line(
                f"{at}",
                f"{ask.shown(still)} from what does not turn, {ask.shown(move)} from what does.",
                move,
            )
            for at, move in zip(distances, moving, strict=True)
        ),
        ("scale", "Look the model up"),
        begin=ask.distance if 0 <= ask.distance <= 12 else 0,
    )


def _closed(ask: Ask) -> Answer:
    turning = len(published())
    spec = published()[_OPEN]
    specs = published()
    shown = [model for model in models() if model.lengths.longest is not None][::7]
    return Answer(
        "It is not published: OpenAI's report on GPT-4 says it is a Transformer and gives no "
        "further "
        "details of the architecture (arXiv 2303.08774, section 2). Of a closed model it is known "
        "only where its maker says so. Of OpenAI's gpt-oss, whose weights are open, it is known: "
        "it "
        f"turns {spec.rotary_dim} numbers a head with base {spec.base:,.0f} and YaRN. Whoever "
        "names a closed model as an example is guessing.",
        f"{turning} of {len(models())}",
        "models listed here, all with published settings, turn in at least some layers"
        f"; your base, {base_text(ask.spec.base)}, is that of "
        + f"{sum(one.base == ask.spec.base for one in published().values())} of them",
        "the model",
        tuple(
            Line(
                model.name,
                f"{model.name}: "
                + (
                    f"base {base_text(specs[model.name].base)}, "
                    f"{specs[model.name].rotary_dim} numbers turned."
                    if model.rotates
                    else "nothing is turned."
                ),
            )
            for model in shown
        ),
        ("scale", "Look models up, each with its source"),
    )  # fmt: skip


QUESTIONS = (
    Question(
        "nope",
        "What is a NoPE layer?",
        "no positional encoding smollm3 llama 4 irope layers",
        _without,
    ),
    Question(
        "images",
        "How do images get positions?",
        "m-rope mrope qwen2-vl vision 2d axial sections",
        _images,
    ),
    Question(
        "mla",
        "Why has MLA a part of its own that turns?",
        "deepseek latent attention decoupled qk_rope_head_dim",
        _latent,
        plainly=True,
    ),
    Question("gpt-4", "Does GPT-4 use it?", "openai closed gpt-5 claude gemini", _closed),
)
