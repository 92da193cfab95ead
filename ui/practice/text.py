"""The texts of Practice, by the keys of the core. {names} are filled in by practice_words."""

from __future__ import annotations

from collections.abc import Mapping

#: By level.
LEVELS: tuple[tuple[str, str], ...] = (
    ("Worked", "Read a worked solution and say why one line is as it is"),
    ("Last line", "The last line is yours"),
    ("More lines", "More of the lines are yours"),
    ("All of it", "Only the answer is asked"),
    ("Wrong step", "Find the wrong step in a solution"),
    ("Predict", "Say what changes before you compute it"),
)

LOCKED = "Comes once you have solved a problem of this skill"

PROMPTS: Mapping[str, str] = {
    "rule": "Read the solution. Why is the marked line, {label}, as it is?",
    "blank": "Fill in the line.",
    "whole": "Work it out on paper, then enter the answer.",
    "bug": "One step of this solution is wrong. Which?",
    "predict": "",
}

#: By the last line's rule.
QUESTIONS: Mapping[str, str] = {
    "second_place": "head_dim {d}, {pairing}. Pair {i} turns two numbers together. At which "
    "place is the second of them?",
    "partner": "head_dim {d}, {pairing}. Which place turns together with place {j}?",
    "inv_freq": "head_dim {d}, base {base}. How far does pair {i} turn for each token "
    "(inv_freq{is})?",
    "angle": "A token stands at position {m}. By which angle does pair {i} turn?",
    "first": "Pair {i} of a query turns by the angle given. What is its new first number, q′{f}?",
    "second": "Pair {i} of a query turns by the angle given. What is its new second number, q′{g}?",
    "entry": "head_dim {d}, {pairing}. In the rotation matrix for position {m}, what stands in row "
    "{j}, column {c}? (Rows and columns count from 0.)",
    "same": "The query stands at position {m}, the key at {n}.",
    "score": "One pair, inv_freq 1. The query stands at position {m}, the key at {n}. What is the "
    "score q′·k′ after both are rotated?",
    "follow": "The query stands at position {m}, the key at {n}. The key moves to {moved}. Where "
    "must the query go so that their score stays the same?",
    "relative_angle": "The query stands at position {m}, the key at {n}. By which angle has pair "
    "{i} of the query turned further than that of the key? (Where it has turned less, the angle is "
    "negative.)",
    "rotated": "A vector x of {d} numbers stands at position {m}, pairing {pairing}. What is its "
    "new number at place {j}?",
    "stretched": "Pair {i} turns by the inv_freq given. With linear scaling by a factor of "
    "{factor}, how many tokens does a full turn take?",
    "scaled_angle": "Pair {i} turns by the inv_freq given. With linear scaling by a factor of "
    "{factor}, by which angle does it turn at position {m}?",
}

#: By rule: the line's name, the rule in symbols, the rule in numbers.
LINE_WORDS: Mapping[str, tuple[str, str, str]] = {
    "pair_of": ("pair of place {j}", "{pair_law}", "{pair_numbers}"),
    "partner": ("partner", "{partner_law}", "{partner_numbers}"),
    "first_place": ("first place", "{first_law}", "{first_numbers}"),
    "second_place": ("second place", "{second_law}", "{second_numbers}"),
    "exponent": ("exponent", "−2i/d", "−2×{i}/{d}"),
    "inv_freq": ("inv_freq{is}", "base^[exponent]", "{plain_base}^[{above0}]"),
    "pick": ("inv_freq{is}", "the frequency of pair {i}", "{w}"),
    "angle": ("angle{is}", "position × inv_freq{is}", "{m}×{_above0}"),
    "cos_first": ("cos × q{f}", "cos × first", "{cos}×{_a}"),
    "sin_second": ("sin × q{g}", "sin × second", "{sin}×{_b}"),
    "sin_first": ("sin × q{f}", "sin × first", "{sin}×{_a}"),
    "cos_second": ("cos × q{g}", "cos × second", "{cos}×{_b}"),
    "first": ("q′{f}", "cos×first − sin×second", "{above0} − {_above1}"),
    "second": ("q′{g}", "sin×first + cos×second", "{above0} + {_above1}"),
    "row_pair": ("pair of row {j}", "{pair_law}", "{pair_numbers}"),
    "entry": ("R[{j}, {c}]", "{entry_law}", "{entry}"),
    "rotated": ("x′{js}", "{row_law}", "{row}"),
    "query_first": ("q′₀", "cos×first − sin×second", "{cos}×{_a} − {_sin}×{_b}"),
    "query_second": ("q′₁", "sin×first + cos×second", "{sin}×{_a} + {_cos}×{_b}"),
    "key_first": ("k′₀", "cos×first − sin×second", "{kcos}×{_ka} − {_ksin}×{_kb}"),
    "key_second": ("k′₁", "sin×first + cos×second", "{ksin}×{_ka} + {_kcos}×{_kb}"),
    "score": ("q′·k′", "q′₀k′₀ + q′₁k′₁", "{above0}×{_above2} + {_above1}×{_above3}"),
    "relative": ("m − n", "query position − key position", "{m} − {n}"),
    "relative_angle": ("angle{is}", "(m − n) × inv_freq{is}", "{above0}×{_w}"),
    "follow": ("new m", "new n + (m − n)", "{moved} + {_above0}"),
    "wavelength": ("wavelength", "2π / inv_freq{is}", "2π / {_w}"),
    "stretched": ("scaled wavelength", "wavelength × factor", "{_above0}×{factor}"),
    "scaled": ("scaled inv_freq{is}", "inv_freq{is} / factor", "{_w} / {factor}"),
    "scaled_angle": ("angle{is}", "position × scaled inv_freq{is}", "{m}×{_above0}"),
}

#: By law: its name, and the rule in a sentence.
LAW_WORDS: Mapping[str, tuple[str, str]] = {
    "pairing": (
        "The places of a pair",
        "interleaved: pair i is places 2i and 2i + 1. half_split: places i and i + d/2.",
    ),
    "exponent": (
        "The exponent −2i/d",
        "The exponent is −2i/d: i counts the pairs from 0, d is the whole head_dim.",
    ),
    "power": (
        "Base to the exponent",
        "inv_freq is the base raised to the exponent. The minus makes it 1 / base^[2i/d].",
    ),
    "own_pair": (
        "Each pair has its own inv_freq",
        "Take the frequency of the pair that is asked about; the first is pair 0.",
    ),
    "angle": (
        "Position × inv_freq",
        "A pair turns by inv_freq for every token: multiply, in radians.",
    ),
    "product": (
        "One number times cos or sin",
        "Each number of the pair meets the cosine once and the sine once.",
    ),
    "first_row": (
        "First row: cos×first − sin×second",
        "The new first number keeps a cosine share of the old one; a sine share of the second is "
        "taken away.",
    ),
    "second_row": (
        "Second row: sin×first + cos×second",
        "The new second number is a sine share of the first plus a cosine share of the second.",
    ),
    "matrix": (
        "Where cos and sin stand in the matrix",
        "Row a and column b of one pair: cos on the diagonal, −sin in the first row, +sin in the "
        "second; 0 between different pairs.",
    ),
    "own_row": (
        "The row of this place",
        "Find the pair and the partner. The first place of a pair gets cos×first − sin×second, the "
        "second sin×first + cos×second.",
    ),
    "dot": ("Like times like, added", "The dot product: first × first plus second × second."),
    "difference": ("Only the difference counts", "A score depends on m − n: query minus key."),
    "shift": (
        "Both move alike",
        "The score stays when m − n stays: the query moves by as much as the key.",
    ),
    "wavelength": (
        "A full turn is 2π",
        "A full turn is 2π radians, so it takes 2π / inv_freq tokens.",
    ),
    "factor": (
        "A factor slows every pair",
        "Linear scaling divides inv_freq by the factor, so a turn takes factor times as many "
        "tokens.",
    ),
}

EFFECT_WORDS: Mapping[str, str] = {
    "same": "It stays the same",
    "doubles": "It doubles",
    "halves": "It halves",
    "sign": "It changes its sign",
    "other": "It becomes another number",
}

CHANGES: Mapping[str, str] = {
    "base_100": "Predict: the base becomes 100 times as large. What happens to the answer?",
    "wider": "Predict: head_dim is doubled, the rest stays. What happens to the answer?",
    "wider_and_pair": "Predict: head_dim is doubled, and the pair is {i}×2. What happens to the "
    "answer?",
    "m_doubled": "Predict: the position m is doubled. What happens to the answer?",
    "m_next": "Predict: the token moves on to position {m} + 1. What happens to the answer?",
    "vector_doubled": "Predict: every number of {vector} is doubled. What happens to the answer?",
    "vector_negated": "Predict: every number of {vector} changes its sign. What happens to the "
    "answer?",
    "transposed": "Predict: row and column change places. What happens to the answer?",
    "both_17": "Predict: query and key both move on by 17. What happens to the score?",
    "key_1": "Predict: only the key moves on by 1. What happens to the score?",
    "query_1": "Predict: only the query moves on by 1. What happens to the score?",
    "others_gone": "Predict: all numbers outside this pair become 0. What happens to the answer?",
    "factor_doubled": "Predict: the factor is doubled. What happens to the answer?",
    "factor_and_m": "Predict: factor and position m are both doubled. What happens to the answer?",
    "same": "Predict: at which of these positions is the score the same?",
}

#: By mistake: what somebody who makes it would give as the reason for a line.
BELIEFS: Mapping[str, str] = {
    "other_pairing": "interleaved: pair i is places i and i + d/2. half_split: places 2i and "
    "2i + 1.",
    "mixed_layout": "Each place takes the angle that stands there in the other pairing.",
    "from_one": "Pairs count from 1: pair 1 is the first.",
    "shifted_pairs": "Pairs begin at place 1: the first place stands alone.",
    "half_exponent": "The exponent is −i/d: every pair is one step.",
    "double_exponent": "The exponent is −4i/d: two places for every pair, and d/2 pairs.",
    "positive_exponent": "The exponent is 2i/d: later pairs turn faster.",
    "next_pair": "Pair i takes the frequency of pair i + 1, since pairs count from 1.",
    "previous_pair": "Pair i takes the frequency of pair i − 1: the exponent is −2(i − 1)/d.",
    "times_exponent": "inv_freq is the base times the exponent.",
    "no_position": "inv_freq is the angle: a pair turns by it wherever the token stands.",
    "position_plus_one": "Positions count from 1, so one is added first.",
    "position_minus_one": "The first token does not turn, so one is taken off first.",
    "divided_position": "inv_freq is an inverse: divide by it.",
    "degrees": "Angles are degrees: change from radians first.",
    "sin_cos_swapped": "The number of this row meets the sine, its partner the cosine.",
    "partner_swapped": "The cosine meets the partner, the sine the number of this row.",
    "sign_flipped": "The first row has the plus between its products, the second the minus.",
    "backwards": "The minus stands before the sine of the second row.",
    "one_product": "A rotated number is one product: cos×first, or sin×first.",
    "added": "The cosine is added to the first number, the sine to the second.",
    "key_not_rotated": "Only the query turns; the key stays as it is.",
    "query_not_rotated": "Only the key turns; the query stays as it is.",
    "neither_rotated": "A score needs no turning: it is the dot product of q and k.",
    "minus_in_dot": "first × first minus second × second: the rotation brings a minus.",
    "crossed_dot": "first × second plus second × first: the two meet crosswise.",
    "sum_of_positions": "A score depends on m + n: both positions turn.",
    "reversed_difference": "A score depends on n − m: key minus query.",
    "query_stayed": "The query stays where it is: only the key has moved.",
    "no_two_pi": "A full turn takes 1 / inv_freq tokens.",
    "two_pi_times": "A full turn takes 2π × inv_freq tokens.",
    "factor_inverted": "The factor makes every pair turn faster: longer contexts need it.",
    "factor_ignored": "The factor leaves a single pair as it is.",
    "factor_twice": "The factor counts twice: for the position and for the frequency.",
}
