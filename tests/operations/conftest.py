"""The catalogue of the tests, loaded once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.operations import catalogues

if TYPE_CHECKING:
    from strongroom.catalogue import Catalogue


@pytest.fixture(scope="session")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    """One entry of each kind."""
    return catalogues.loaded(tmp_path_factory.mktemp("operations"))
