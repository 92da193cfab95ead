"""Hypothesis settings; the databases that live classes are kept in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from sqlalchemy import Engine, create_engine

from tests.postgres import postgres, require_postgres
from ui.live.database import settled
from ui.live.schema import metadata

# No deadline: the first call of a test pays for imports and caches.
settings.register_profile("ui", deadline=None, max_examples=60)
settings.load_profile("ui")


@pytest.fixture(scope="session")
def postgres_address() -> Iterator[str]:
    with postgres(require_postgres()) as address:
        yield address


@pytest.fixture(params=["sqlite", "postgresql"])
def new_engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[], Engine]]:
    """Connections to one empty database, as several processes have their own."""
    if request.param == "sqlite":
        address = f"sqlite:///{tmp_path / 'classes.sqlite3'}"
    else:
        address = request.getfixturevalue("postgres_address")
    engines: list[Engine] = []

    def engine() -> Engine:
        engines.append(settled(create_engine(address)))
        return engines[-1]

    yield engine
    metadata.drop_all(engine())
    for each in engines:
        each.dispose()
