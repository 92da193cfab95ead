"""Whatever a class asks for, what is kept for it has its bounds: in bytes, not in results."""

from __future__ import annotations

import gc
import pickle
from collections.abc import Iterator
from functools import _lru_cache_wrapper
from threading import Thread

import pytest

from ui.app.first_stage import first_stage
from ui.questions.kept import Kept
from ui.weighed import Cache, Weighed, forgetting, kept

#: The longest that a page sends: two vectors of 256 numbers, shown with eight digits.
WIDEST = {"seed": "1", "d": "256", "m": "900000", "n": "77", "digits": "8"}
OPENED = [
    *((path, WIDEST) for path in ("rotate", "matrix", "turn", "cancel", "questions", "attend")),
    ("attend", {"stext": "1", "shead": "1", "digits": "8"}),
    ("scale", {"digits": "8"}),
]
#: Written out; in memory, where the same text is there once, up to five times as much.
MOST_BYTES = 16_000_000


def test_everything_that_is_kept_for_a_class_can_be_let_go_of() -> None:
    """What is found by name is what a collector knows of: no cache is left out."""
    for path, link in OPENED:
        assert first_stage(path, link)
    several = {id(each) for each in caches() if isinstance(each, Weighed) or _most(each) > 1}
    assert several <= {id(each) for each in forgetting()}
    filled = sum(map(_count, forgetting()))
    assert filled > 20
    for each in forgetting():
        each.cache_clear()
    assert sum(map(_count, forgetting())) == 0


def _most(cache: _lru_cache_wrapper[object]) -> int:
    return cache.cache_info().maxsize or 0


def _count(cache: Cache) -> int:
    if isinstance(cache, Weighed):
        return len(cache._kept)
    if isinstance(cache, Kept):
        return len(cache._answers)
    assert isinstance(cache, _lru_cache_wrapper)
    return cache.cache_info().currsize


def caches() -> Iterator[_lru_cache_wrapper[object] | Weighed[..., object]]:
    """Every cache of ui that forgets something."""
    gc.unfreeze()  # what the app has set aside when it started is none of a collector's objects
    for each in gc.get_objects():
        if isinstance(each, Weighed | _lru_cache_wrapper) and each.__module__.startswith("ui."):
            yield each


def bytes_at_most(cache: _lru_cache_wrapper[object] | Weighed[..., object]) -> float:
    """What it would hold if everything that it keeps were as long as what it keeps now."""
    if isinstance(cache, Weighed):
        return len(pickle.dumps(list(cache._kept.values()))) / max(1, cache.weight) * cache.most
    info = cache.cache_info()
    # A collector is told of every key and result, besides the table of them and the function.
    held = (one for one in gc.get_referents(cache) if one is not vars(cache))
    size = sum(len(pickle.dumps(one)) for one in held if _is_data(one))
    return size / max(1, info.currsize) * (info.maxsize or info.currsize)


def _is_data(one: object) -> bool:
    table = isinstance(one, dict) and any("lru" in type(value).__name__ for value in one.values())
    return isinstance(one, dict | list | tuple | bytes | str) and not table


def test_no_cache_grows_beyond_its_bytes_with_the_widest_heads() -> None:
    for cache in caches():
        cache.cache_clear()
    for path, link in OPENED:
        assert first_stage(path, link)
    sizes = {f"{cache.__module__}.{cache.__name__}": bytes_at_most(cache) for cache in caches()}
    assert sizes["ui.rotate.stage.rotate_data"] > 1_000_000
    assert sizes["ui.web.stage._of_problem"] > 1_000_000
    assert {name: size for name, size in sizes.items() if size > MOST_BYTES} == {}


def test_what_was_longest_not_asked_for_goes() -> None:
    @kept(most=5, weigh=len)
    def letters(count: int) -> str:
        return "a" * count

    for count in (1, 2, 1, 3):
        letters(count)
    assert (letters.made, letters.weight) == (3, 4)
    letters(1)
    assert letters.made == 3
    letters(2)
    assert (letters.made, letters.weight) == (4, 3)


def test_what_weighs_more_than_everything_may_drives_nothing_out() -> None:
    @kept(most=5, weigh=len)
    def letters(count: int) -> str:
        return "a" * count

    assert [len(letters(count)) for count in (2, 3, 6, 2, 3)] == [2, 3, 6, 2, 3]
    assert (letters.made, letters.weight) == (3, 5)


@pytest.mark.parametrize("most", [0, 1, 7, 100])
def test_its_weight_is_what_it_holds_whoever_asks_at_once(most: int) -> None:
    @kept(most=most, weigh=len)
    def letters(count: int) -> str:
        return "a" * count

    def ask(first: int) -> None:
        for at in range(300):
            assert len(letters((first + at) % 7)) == (first + at) % 7

    threads = [Thread(target=ask, args=(first,)) for first in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert letters.weight == sum(weight for _, weight in letters._kept.values()) <= most
