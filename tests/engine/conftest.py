"""A stack for each test, ended and removed with everything it started."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from local import cloud
from tests.engine import catalogues
from tests.engine.local_stack import LocalStack

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def stack(tmp_path: Path) -> Iterator[LocalStack]:
    """A started cloud with the small catalogue; nothing is applied yet."""
    made = LocalStack(
        directory=tmp_path / "cloud", catalogue=catalogues.write(tmp_path / "catalogue", catalogues.entries())
    )
    try:
        made.start()
        yield made
    finally:
        cloud.stop(made.directory)
