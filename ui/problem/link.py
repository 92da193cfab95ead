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
    """The parameters of one owner: their names, and what was last written or asked for there.

    edited: whether a field was edited since the last run. Its owner sets it in a callback: the
    address that comes with an edit is still that of before.
    left: whether another page was turned to since it was written. An address without any of these
    names then asks for nothing: so the menu opens a page.
    """

    names: tuple[str, ...]
    written: dict[str, str] = field(default_factory=dict)
    edited: bool = False
    left: bool = True

    def here(self) -> dict[str, str]:
        """What the address holds of these names."""
        # All at once: each name that is asked for is a way through Streamlit of its own.
        params = st.query_params.to_dict()
        return {name: params[name] for name in self.names if name in params}

    def asked(self) -> dict[str, str] | None:
        """What the address holds where it is another than was written here: a link, or back and
        forward. None where it is not; and it asks once."""
        here, edited = self.here(), self.edited
        self.edited = False
        if edited or here == self.written or not (here or not self.left):
            return None
        self.written = here
        return here

    def write(self, params: dict[str, str]) -> None:
        """Put these in the place of what the address holds of these names."""
        here = st.query_params.to_dict()
        kept = {name: text for name, text in here.items() if name not in self.names}
        if here != kept | params:
            st.query_params.from_dict(kept | params)
        self.written, self.left = dict(params), False


@dataclass
class _Link:
    """The address of a session: the page that was turned to, and the parts by their owners."""

    page: str = ""
    parts: dict[str, Part] = field(default_factory=dict)


def browsers_own(name: str) -> str | None:
    """What the browser keeps in the address under that name, for a page to begin with."""
    return st.query_params.get(name)


def part(owner: str, names: Iterable[str]) -> Part:
    """The part of this owner, remembered for the session."""
    parts = _link().parts
    if owner not in parts:
        parts[owner] = Part(tuple(names))
    return parts[owner]


def turn_to(page: str) -> None:
    """Say which page is shown, before any part of the address is read."""
    link = _link()
    if link.page != page:
        link.page = page
        for each in link.parts.values():
            each.left = True


def _link() -> _Link:
    link: _Link = st.session_state.setdefault(_STATE, _Link())
    return link
