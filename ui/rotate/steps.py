"""What the learner reads on Rotate, step by step, once for all pairs and vectors."""

from __future__ import annotations

#: What the learner reads, in order. A row is "label | expression"; a line stands alone.
STEPS: tuple[dict[str, object], ...] = (
    {
        "key": "line",
        "title": "One line",
        "says": "Every {each} is one line like this: two numbers of the "
        "{kind} {letter}, a cosine and a sine. The next steps take the line apart.",
        "rows": ["{af}cos({angle})×{(x0)} − {af}sin({angle})×{(x1)} {line_is} {y0}"],
        "parts": [
            "{x0}, {x1} | the two numbers of pair {i}: {xn0} and {xn1}",
            "{angle} | the angle in radians: {back}position {position} × inv_freq{is}",
            "{y0} | {yn0}: the first number of the pair at position {position}",
        ],
        "note": "{note_line}",
    },
    # Only of a head with many pairs.
    {
        "key": "overview",
        "title": "All pairs",
        "says": "{overview}",
        "rows": [],
    },
    {
        "key": "inv_freq",
        "title": "Inverse frequency",
        "says": "How far does pair {i} turn for each token? The base to the power −2i/d, "
        "where i is the pair and d {d_means}.",
        "rows": [
            "inv_freq{is} | = base^[−2i/d]",
            " | = {(base)}^[−2×{i}/{d}]",
            " | = {plain_w} rad per token",
            "{scaled}",
        ],
        "note": "A full turn takes {wavelength} tokens. {note_places}",
    },
    {
        "key": "angle",
        "title": "Angle",
        "says": "The token stands at position {position}, so {times}{back_says}.",
        "rows": [
            "angle{is} | = {back}{pl} × inv_freq{is}",
            " | = {back}{position} × {w}",
            " | = {angle} rad",
        ],
        "note": "{turns} {note_angle}",
    },
    {
        "key": "cos_sin",
        "title": "Cosine and sine",
        "says": "An arrow of length {radius}, turned by this angle, reaches {af}cos across and "
        "{af}sin up.",
        "rows": ["{af}cos({angle}) | {cos_is} {cos}", "{af}sin({angle}) | {sin_is} {sin}"],
        "note": "{af_says} {note_cos_sin}",
    },
    {
        "key": "products",
        "title": "Four products",
        "says": "Each of the pair's two numbers is multiplied by the cosine and by the "
        "sine{af_each}.",
        "rows": [
            "{af}cos × {xn0} | = {cos}×{(x0)} {cx0_is} {cx0}",
            "{af}sin × {xn1} | = {sin}×{(x1)} {sx1_is} {sx1}",
            "{af}sin × {xn0} | = {sin}×{(x0)} {sx0_is} {sx0}",
            "{af}cos × {xn1} | = {cos}×{(x1)} {cx1_is} {cx1}",
        ],
        "note": "{note_products}",
    },
    {
        "key": "first",
        "title": "First number",
        "says": "Cos times the old first number, minus sin times the old second{af_each}.",
        "signs": {
            "of": "sx1",
            "+": "The second product is positive: taking it away makes the number smaller.",
            "−": "The second product is negative: taking it away makes the number larger.",
            "0": "The second product is 0: nothing is taken away.",
        },
        "rows": [
            "{yn0} | = {af}cos({angle})×{(x0)} − {af}sin({angle})×{(x1)}",
            " | = {cos}×{(x0)} − {(sin)}×{(x1)}",
            " | = {cx0} − {(sx1)}",
            " | {first_is} {y0}",
        ],
        "line": "{af}cos({angle})×{(x0)} − {af}sin({angle})×{(x1)} {line_is} {y0}",
        "note": "{note_first}",
    },
    {
        "key": "second",
        "title": "Second number",
        "says": "Sin times the old first number, plus cos times the old second{af_each}.",
        "signs": {
            "of": "sx0",
            "+": "The first product is positive: it makes the number larger.",
            "−": "The first product is negative: it makes the number smaller.",
            "0": "The first product is 0: it adds nothing.",
        },
        "rows": [
            "{yn1} | = {af}sin({angle})×{(x0)} + {af}cos({angle})×{(x1)}",
            " | = {sin}×{(x0)} + {(cos)}×{(x1)}",
            " | = {sx0} + {(cx1)}",
            " | {second_is} {y1}",
        ],
        "line": "{af}sin({angle})×{(x0)} + {af}cos({angle})×{(x1)} {line_1_is} {y1}",
        "note": "{note_second}",
    },
    {
        "key": "turn",
        "title": "The turn",
        "says": "Together the two sums are one motion.",
        "signs": {
            "of": "len0",
            "+": "The arrow ({x0}, {x1}) turns by {angle} rad and {keeps} its length.",
            "−": "",
            "0": "But both numbers are 0: there is no arrow that could turn.",
        },
        "rows": [
            "before | = √({(x0)}² + {(x1)}²) {len0_is} {len0}",
            "after | = √({(y0)}² + {(y1)}²) {len1_is} {len1}",
        ],
        "note": "{note_length}",
    },
    {
        "key": "assemble",
        "title": "The rotated vector",
        "says": "{every} {letter} at position {position}. {length_says} {copied}",
        "rows": ["‖{letter}‖ | = {norm0}", "‖{letter}′‖ | = {norm1}"],
    },
)
