"""The sentences of a diagnosis.

>>> described(RopeSpec(8, pairing="half_split"))
'half_split RoPE with base 10,000'
"""

from __future__ import annotations

import math

from rope_core.diagnosis.bugs import BUGS
from rope_core.diagnosis.options import Account
from rope_core.diagnosis.verdict import FoundBug
from rope_core.figures import rough
from rope_core.spec import RopeSpec


def described(spec: RopeSpec) -> str:
    """The convention in a few words."""
    words = f"{spec.pairing} RoPE with base {rough(spec.base, 10)}"
    if spec.rotary_dim < spec.head_dim:
        words += f" on {spec.rotary_dim} of {spec.head_dim} features"
    if spec.scaling is not None:
        words += f" and {spec.scaling.rope_type} scaling"
    return words


def found_bugs(account: Account) -> tuple[FoundBug, ...]:
    """The account's bugs, each with its detail."""
    layout, table, place = account.layout, account.table, account.place
    details: dict[str, str] = {}
    for key in layout.bugs:
        details[key] = layout.detail if BUGS[key].layouts else _layout_detail(key, account)
    for part in (table, place):
        details |= dict.fromkeys(part.bugs, part.detail)
    for key in account.turning.bugs:
        details[key] = account.turning.words
    if account.as_one:
        details[account.as_one] = f"{2 * layout.pairs} features"
    if account.amplitude_bug:
        details[account.amplitude_bug] = f"×{rough(account.amplitude, 6)}"
    if account.inside:
        details["low_precision"] = account.inside
    return tuple(FoundBug(key, details[key]) for key in account.bugs)


def _layout_detail(key: str, account: Account) -> str:
    if key == "partial_width":
        return f"{account.layout.rotary_dim} features"
    if key in ("other_pairing", "weights_permuted"):
        return account.layout.pairing
    return ""


def words_of(account: Account) -> str:
    """One explanation in a line, for the table of hypotheses."""
    said = [f"{account.layout.pairing}, {account.table.words}"]
    if account.layout.rotary_dim < len(account.layout.copied) + 2 * account.layout.pairs:
        said.append(f"{2 * account.layout.pairs} features turned")
    said += [BUGS[key].title.lower() for key in account.layout.bugs if key != "other_pairing"]
    if account.place.bugs:
        said.append(account.place.words)
    if account.turning.words:
        said.append(account.turning.words)
    if account.amplitude_bug:
        said.append(f"{BUGS[account.amplitude_bug].title} (×{rough(account.amplitude, 6)})")
    if account.inside:
        said.append(f"computed in {account.inside}")
    return "; ".join(said)


def sentence(account: Account, believed: RopeSpec, made: RopeSpec | None) -> str:
    """The verdict about an account that fits."""
    bugs = found_bugs(account)
    if not bugs:
        return f"Right: this is {described(made or believed)}."
    if bugs[0].key == "not_rotated":
        return "Nothing was rotated: y is x."
    spelled = [_but(bug, account, believed) for bug in bugs]
    what = described(made or believed)
    return f"This is {what}, but {', and '.join(spelled)}."


def but_of(account: Account, believed: RopeSpec) -> str:
    """What is wrong in an account, the ends of "…, but …" joined."""
    spelled = [_but(bug, account, believed) for bug in found_bugs(account)]
    if "base" in account.table.bugs:
        spelled.insert(0, f"turned with {account.table.words}")
    return ", and ".join(spelled)


#: What begins where a factor of cos and sin gives the numbers that one of the vectors gives.
EITHER = ", or all of x or y was multiplied by it"


def _either(account: Account) -> str:
    """What else would give the same: a factor is seen, and not where it stands.

    A query that was divided by √head_dim is one of them.
    """
    scale = 1 / math.sqrt(2 * account.layout.pairs)
    query = abs(account.amplitude / scale - 1) < 1e-3
    return EITHER + (", as a query is by 1/√head_dim" if query else "")


def _but(found: FoundBug, account: Account, believed: RopeSpec) -> str:
    """The end of "…, but …", with the numbers of these data."""
    table, place = account.table, account.place
    if found.key in place.bugs:
        return place.words
    if found.key == "other_pairing":
        return f"{believed.pairing} was expected"
    if found.key == "weights_permuted" and not account.layout.detail:
        return f"its features are ordered as {account.layout.pairing}, not {believed.pairing}"
    if found.key == "base":
        return f"base {rough(believed.base, 10)} was expected"
    if found.key in ("yarn_field", "other_layers_table", "inv_freq_flat"):
        return found.detail if found.key != "other_layers_table" else (
            f"this is the table of another kind of layer ({found.detail})"
        )  # fmt: skip
    if found.key == "exponent":
        return f"the exponent is {found.detail}"
    if found.key == "exponent_width":
        return f"the exponent is {found.detail}"
    if found.key == "inv_freq_rounded":
        return f"inv_freq was rounded to {found.detail}"
    if found.key == "scaling_wrong":
        meant = believed.scaling.rope_type if believed.scaling else "no"
        numbers = table.words.partition(" with ")[2]
        return f"{meant} scaling was expected, not {numbers}"
    if found.key == "partial_width":
        return (
            f"{account.layout.rotary_dim} of {believed.head_dim} features are rotated, "
            f"not {believed.rotary_dim}"
        )
    if found.key.startswith("factor_"):
        # Features that stay as they were tell a factor of cos and sin from one of all.
        alike = found.key == "factor_wrong" and not len(account.layout.copied)
        either = _either(account) if alike else ""
        return f"{BUGS[found.key].says} (cos and sin carry {rough(account.amplitude, 6)}{either})"
    if found.key == "low_precision":
        return f"it was computed in {account.inside}"
    says = BUGS[found.key].says
    plain = found.key in ("backwards", "sin_cos_swapped", "rotated_twice")
    return f"{says} ({found.detail})" if found.detail and not plain else says
