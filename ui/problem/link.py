"""The address: which part of it is whose, and whether somebody asks for something else there.

The one place that reads and writes the address. The problem, Scale and Practice each own the
parameters of some names; what is nobody's (the step, the pair) is the browser's own, and is
handed back as it came.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import streamlit as st

_STATE = "link"


@dataclass
class Part:
    """The parameters of one owner: their names, and what was last written there.

    edited: whether a field was edited since the last run. Its owner sets it in a callback: the
    address that comes with an edit is still that of before.
    """

    names: tuple[str, ...]
    written: dict[str, str] = field(default_factory=dict)
    edited: bool = False

    def here(self) -> dict[str, str]:
        """What the address holds of these names."""
        # All at once: each name that is asked for is a way through Streamlit of its own.
        params = st.query_params.to_dict()
        return {name: params[name] for name in self.names if name in params}

    def asks(self) -> bool:
        """Whether the address is another than was written here: a link, or back and forward."""
        return not self.edited and self.here() != self.written

    def write(self, params: dict[str, str]) -> None:
        """Put these in the place of what the address holds of these names."""
        here = st.query_params.to_dict()
        kept = {name: text for name, text in here.items() if name not in self.names}
        if here != kept | params:
            st.query_params.from_dict(kept | params)
        self.written = dict(params)


def browsers_own(name: str) -> str | None:
    """What the browser keeps in the address under that name, for a page to begin with."""
    return st.query_params.get(name)


def part(owner: str, names: Iterable[str]) -> Part:
    """The part of this owner, remembered for the session."""
    parts: dict[str, Part] = st.session_state.setdefault(_STATE, {})
    if owner not in parts:
        parts[owner] = Part(tuple(names))
    return parts[owner]
