"""No text is cut, at any step, in any window; on a projector nothing has to be scrolled to."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.browser_support import STEPPED
from tests.browser.whole import WINDOWS, look

#: A few figures more than one is used to.
LONG = "q=-12345.678,0.117,0.342,-9876.543&k=0.251,-12345.678,1234.5,0.37&m=123456&n=-98765"


@pytest.mark.parametrize("name", STEPPED)
@pytest.mark.parametrize("projected", [False, True], ids=["desk", "projector"])
def test_every_step_is_whole(name: str, projected: bool, open_at: Callable[[str], Page]) -> None:
    page = open_at(f"/{name}{'?projector=1' if projected else ''}")
    windows = [window for window in WINDOWS if window[2] == projected]
    cuts = [cut for window in windows for _, cut in look(page, name, window) if cut]
    assert not cuts, "\n".join(map(str, cuts))


@pytest.mark.parametrize("name", ["rotate", "cancel", "scale", "turn", "attend"])
def test_long_numbers_are_whole(name: str, open_at: Callable[[str], Page]) -> None:
    page = open_at(f"/{name}?{LONG}")
    windows = [window for window in WINDOWS if not window[2]]
    cuts = [cut for window in windows for _, cut in look(page, name, window) if cut]
    assert not cuts, "\n".join(map(str, cuts))
