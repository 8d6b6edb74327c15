"""What `make up` finds prepared on this machine."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from local.stack.seeding import seed_projects
from strongroom.catalogue.delivery import deliveries_of
from strongroom.destinations.opening import Opener
from tests.catalogue.ours import CATALOGUE

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_every_file_of_a_developer_has_its_place_and_what_is_there_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STRONGROOM_LOCAL_PROJECTS", str(tmp_path))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    seed_projects(tmp_path, CATALOGUE)
    every = [one for secret in CATALOGUE.secrets for one in deliveries_of(secret)]
    places = {one.place for one in every if one.destination.to in ("env-file", "mcp")}
    assert {place.partition(":")[0] for place in places} == {"env", "mcp"}
    opener = Opener("local")
    for place in places:
        assert opener.absent(place) is None, place
        assert opener.open(place).look([]) == {}, place
    file = tmp_path / "sophia" / "mcp-config" / "mcp_servers.json"
    file.write_text(json.dumps({"mcpServers": {"linear": {"command": "mine"}}}))
    seed_projects(tmp_path, CATALOGUE)
    assert json.loads(file.read_text()) == {"mcpServers": {"linear": {"command": "mine"}}}
