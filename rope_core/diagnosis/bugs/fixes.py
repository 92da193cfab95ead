"""The lines of code that more than one bug is mended by.

Where a fix is told for each pairing, a line "# half_split" stands before each part; `report` shows
the part that is meant. positions are (seq,) or (batch, seq); x is (..., seq, head_dim).

>>> print(TABLE_NUMPY)
inv_freq = base ** (-np.arange(0, rotary_dim, 2, dtype=np.float64) / rotary_dim)
"""

from __future__ import annotations

_TURN = """# half_split
half = rotary_dim // 2
turned, y = x[..., :rotary_dim], x.{copy}()
a, b = turned[..., :half], turned[..., half:]
y[..., :rotary_dim] = {cat}([a * cos - b * sin, a * sin + b * cos], {axis}=-1)
# interleaved
turned, y = x[..., :rotary_dim], x.{copy}()
a, b = turned[..., 0::2], turned[..., 1::2]
pairs = {stack}([a * cos - b * sin, a * sin + b * cos], {axis}=-1)
y[..., :rotary_dim] = pairs.reshape(turned.shape)
# interleaved_to_half
turned, y = x[..., :rotary_dim], x.{copy}()
a, b = turned[..., 0::2], turned[..., 1::2]
y[..., :rotary_dim] = {cat}([a * cos - b * sin, a * sin + b * cos], {axis}=-1)"""
TURN_NUMPY = _TURN.format(copy="copy", cat="np.concatenate", stack="np.stack", axis="axis")
TURN_TORCH = _TURN.format(copy="clone", cat="torch.cat", stack="torch.stack", axis="dim")

TABLE = "inv_freq = base ** (-{np}arange(0, rotary_dim, 2, dtype={np}{dtype}) / rotary_dim)"
TABLE_NUMPY = TABLE.format(np="np.", dtype="float64")
TABLE_TORCH = TABLE.format(np="torch.", dtype="float32")
SPEC_NUMPY = "spec = RopeSpec.from_config(config)\ntable = inv_freq(spec)  # rope_core"
SPEC_TORCH = "inv_freq, factor = ROPE_INIT_FUNCTIONS[rope_type](config, device)  # transformers"

ANGLES_NUMPY = "angles = positions[..., None] * inv_freq  # (seq, pairs)"
ANGLES_TORCH = "angles = position_ids[..., None].float() * inv_freq.float()  # (seq, pairs)"

COS_SIN_NUMPY = "cos, sin = factor * np.cos(angles), factor * np.sin(angles)"
COS_SIN_TORCH = "cos, sin = factor * angles.cos(), factor * angles.sin()"

PADDED_NUMPY = "positions = np.maximum(np.cumsum(mask, axis=-1) - 1, 0)  # padding does not count"
PADDED_TORCH = "position_ids = (attention_mask.long().cumsum(-1) - 1).clamp(min=0)"

TABLE_LONG_NUMPY = """length = int(np.max(positions)) + 1
angles = np.arange(length)[:, None] * inv_freq  # a row for every position
angles = angles[positions]"""
TABLE_LONG_TORCH = """length = int(position_ids.max()) + 1
angles = torch.arange(length)[:, None] * inv_freq  # a row for every position
angles = angles[position_ids]"""

_SECTIONS = """axis_of = [axis for axis, count in enumerate(sections) for _ in range(count)]
if interleaved:  # the axes in turn, as long as they have pairs; then the first
    count = len(sections)
    axis_of = [i % count if i // count < sections[i % count] else 0 for i in range(len(axis_of))]
angles = {move}({positions}[axis_of], 0, -1) * inv_freq  # positions (axes, …, seq)"""
SECTIONS_NUMPY = _SECTIONS.format(move="np.moveaxis", positions="positions")
SECTIONS_TORCH = _SECTIONS.format(move="torch.movedim", positions="position_ids")

ORDER = """# rows of one head, for q and k only: from interleaved to half_split
rest = list(range(rotary_dim, head_dim))
to_half = [*range(0, rotary_dim, 2), *range(1, rotary_dim, 2), *rest]
in_halves = w.reshape(heads, head_dim, -1)[:, to_half].reshape(w.shape)
# and from half_split to interleaved
to_neighbours = [i + j * rotary_dim // 2 for i in range(rotary_dim // 2) for j in (0, 1)] + rest
in_neighbours = w.reshape(heads, head_dim, -1)[:, to_neighbours].reshape(w.shape)"""
