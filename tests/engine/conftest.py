"""A stack for each test or for each file, ended and removed with everything it started."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.engine import catalogues
from tests.engine.local_stack import started

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.engine.local_stack import LocalStack


@pytest.fixture
def stack(tmp_path: Path) -> Iterator[LocalStack]:
    """A started cloud with the small catalogue; nothing is applied yet."""
    with started(tmp_path) as made:
        yield made


@pytest.fixture(scope="module")
def applied(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalStack]:
    """One that was applied once, for tests that leave its entries and what the state says of them as they are."""
    mirror = {"strongroom:mirror": {"repository": catalogues.REPOSITORY}}
    with started(tmp_path_factory.mktemp("applied"), mirror) as made:
        made.up()
        yield made
