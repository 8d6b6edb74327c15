"""docs/local.md says what the tables say."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest

from local.providers import packages
from local.providers.document import text

_FILE: Final = Path(__file__).parents[3] / "docs" / "local.md"


@pytest.fixture(scope="module")
def written() -> str:
    return text()


def test_the_document_is_current(written: str) -> None:
    assert _FILE.read_text() == written, "run: python -m local.providers --document > docs/local.md"


def test_every_row_is_in_the_document(written: str) -> None:
    for package in packages().values():
        for token in package.types:
            module, _, name = token.partition(":")[2].partition(":")
            assert f"| `{module.partition('/')[0]}.{name}` |" in written
