"""How far a search is, on the page; nothing is drawn for one that is over at once."""

from __future__ import annotations

import time

import streamlit as st

#: A bar that comes and goes within this many seconds would only flicker.
_PATIENCE = 0.4
#: Each drawing is a message to the browser.
_EVERY = 0.15


class Bar:
    """Called with a share from 0 to 1 and what is looked at."""

    def __init__(self) -> None:
        self._place = st.empty()
        self._began = self._drawn = time.monotonic()
        self._share = 0.0

    def __call__(self, share: float, words: str) -> None:
        now = time.monotonic()
        # A second search within one diagnosis begins anew; the bar does not go back.
        self._share = max(self._share, min(share, 1.0))
        if now - self._began < _PATIENCE or now - self._drawn < _EVERY:
            return
        self._drawn = now
        self._place.progress(self._share, words or None)

    def end(self) -> None:
        self._place.empty()
