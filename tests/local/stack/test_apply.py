"""`make up`, where something is wrong before it begins, or it is interrupted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from local.stack import apply
from local.stack.__main__ import app
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


def test_an_up_that_is_interrupted_says_how_to_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(apply, "up", interrupted)
    result = CliRunner().invoke(app, ["up"])
    assert result.exit_code == 130
    assert "make up goes on from here, make down removes everything" in result.stderr
