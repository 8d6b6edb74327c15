"""`make up`, where something is wrong before it begins."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from local.stack import apply
from strongroom.catalogue import CatalogueError

if TYPE_CHECKING:
    from pathlib import Path


def test_a_wrong_catalogue_ends_an_up_before_a_server_is_started(tmp_path: Path) -> None:
    catalogue = tmp_path / "catalogue"
    catalogue.mkdir()
    (catalogue / "team.yaml").write_text("workspace: team\nsecret: []\n")
    with pytest.raises(CatalogueError, match=r"team.yaml:1: .*owner is missing(.|\n)*nothing was changed"):
        apply.up(tmp_path / "cloud", configuration={"strongroom:catalogue": str(catalogue)})
    assert not (tmp_path / "cloud").exists()
