"""The Vault part of the program by the local provider: applied, looked at again, refreshed, destroyed (soak)."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.engine.local_stack import started, vault_of_the_local_stack
from tests.soak import soak

if TYPE_CHECKING:
    from pathlib import Path


@soak
@pytest.mark.real
def test_a_second_up_and_a_refresh_of_the_vault_part_change_nothing_and_all_of_it_goes(tmp_path: Path) -> None:
    with started(tmp_path, vault_of_the_local_stack()) as stack:
        stack.up()
        assert stack.resources("vault:jwt/authBackendRole:AuthBackendRole")
        stack.up("--expect-no-changes")
        stack.refresh()
        stack.up("--expect-no-changes")
        stack.cli.operate("destroy", "--yes", "--skip-preview", stdout=subprocess.PIPE)
        assert stack.export().get("resources", []) == []
