"""Only a holder of the role writes, and what the settings say is read strictly."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from strongroom.catalogue import load
from strongroom.operations.problem import InputError
from strongroom.operations.role import demand_role
from strongroom.operations.settings import Settings, load_settings

if TYPE_CHECKING:
    from strongroom.catalogue import Catalogue, Workspace

HOLDER = "arn:aws:sts::123456789012:assumed-role/VaultMaintainer/ada"
OTHER = "arn:aws:sts::123456789012:assumed-role/Developer/ada"
SETTINGS = Settings.model_validate(
    {"roles": {"Vault Maintainer": {"production": ["arn:aws:sts::*:assumed-role/VaultMaintainer/*"]}}}
)


@pytest.fixture
def guarded(catalogue: Catalogue) -> Workspace:
    """A workspace that only holders of a role write."""
    return catalogue.workspaces[0].model_copy(update={"role": "Vault Maintainer"})


def test_a_holder_of_the_role_may_write(guarded: Workspace) -> None:
    demand_role(guarded, "production", SETTINGS, lambda: HOLDER)


def test_everybody_else_is_told_who_they_are_and_what_is_missing(guarded: Workspace) -> None:
    with pytest.raises(InputError, match=r'written by the role "Vault Maintainer" only, and you are .*Developer/ada'):
        demand_role(guarded, "production", SETTINGS, lambda: OTHER)


@pytest.mark.parametrize("environment", ["staging", "production"])
def test_a_role_that_nobody_is_given_keeps_everybody_out(guarded: Workspace, environment: str) -> None:
    with pytest.raises(InputError, match=r'nobody is given in .*\[roles."Vault Maintainer"\]'):
        demand_role(guarded, environment, Settings(), lambda: HOLDER)


def test_a_rehearsal_that_says_nothing_of_roles_is_open(guarded: Workspace) -> None:
    demand_role(guarded, "local", SETTINGS, lambda: OTHER)
    closed = Settings.model_validate({"roles": {"Vault Maintainer": {"local": ["nobody"]}}})
    with pytest.raises(InputError):
        demand_role(guarded, "local", closed, lambda: OTHER)


def test_a_workspace_without_a_role_asks_nobody_who_they_are(catalogue: Catalogue) -> None:
    def never() -> str:
        raise AssertionError("nobody needed to know")

    demand_role(catalogue.workspaces[0], "production", Settings(), never)


def test_settings_lie_beside_the_catalogue_and_may_be_absent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("STRONGROOM_SETTINGS", raising=False)
    folder = tmp_path / "catalogue"
    assert load_settings(folder) == Settings()
    (tmp_path / "strongroom.toml").write_text('[roles."Vault Maintainer"]\nproduction = ["arn:*"]\n')
    assert load_settings(folder).roles == {"Vault Maintainer": {"production": ("arn:*",)}}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[roles", "not TOML"),
        ("[rolls]\n", "rolls: Extra inputs are not permitted"),
        ('[roles."X"]\nprod = ["a"]\n', "roles.X.prod"),
        ('[roles."X"]\nproduction = "a"\n', "roles.X.production"),
        (b"\xff", "not TOML"),
    ],
)
def test_settings_with_a_mistake_are_refused_with_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str | bytes, words: str
) -> None:
    file = tmp_path / "mine.toml"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    monkeypatch.setenv("STRONGROOM_SETTINGS", str(file))
    with pytest.raises(InputError, match=r"mine\.toml") as raised:
        load_settings(tmp_path / "catalogue")
    assert words in str(raised.value)


def test_settings_that_are_named_and_missing_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STRONGROOM_SETTINGS", str(tmp_path / "none.toml"))
    with pytest.raises(InputError, match="can't be read"):
        load_settings(tmp_path / "catalogue")


def test_our_own_settings_name_holders_for_every_role_that_our_catalogue_demands() -> None:
    ours = Path(__file__).resolve().parents[2] / "catalogue"
    settings = load_settings(ours)
    demanded = {workspace.role for workspace in load(ours).workspaces if workspace.role}
    assert demanded
    assert demanded <= {role for role, holders in settings.roles.items() if holders.get("production")}
