"""A scope is chosen once and acts until another is chosen; a role is demanded before a value is read."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.operations import catalogues

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Command


@pytest.fixture
def unscoped(command: Command, tmp_path: Path) -> Command:
    """The command without an environment, with a state folder of its own."""
    del command.environment["STRONGROOM_ENVIRONMENT"]
    command.environment["XDG_STATE_HOME"] = str(tmp_path / "state")
    return command


def test_a_scope_is_chosen_and_shown_in_the_known_words(unscoped: Command) -> None:
    assert unscoped("scope", "show").code == 2
    assert unscoped("scope", "show", "--json").json is None
    chosen = unscoped("scope", "use", "shop", "--environment", "production")
    assert chosen.out == b"active scope: shop (environment: production)\n"
    assert unscoped("scope", "show").out == chosen.out
    assert unscoped("scope", "show", "--json").json == {"workspace": "shop", "environment": "production"}


def test_the_other_commands_act_in_the_active_scope(unscoped: Command) -> None:
    assert unscoped("status", "--recorded").code == 2
    unscoped("scope", "use", "shop", "--environment", "staging")
    assert unscoped("status", "--recorded", "--json").json["environment"] == "staging"
    given = unscoped("status", "--recorded", "--json", "--environment", "production")
    assert given.json["environment"] == "production", "what is said wins over what was chosen"


@pytest.mark.parametrize(
    ("workspace", "environment", "words"),
    [("nowhere", "production", "there are shop, vaulted"), ("vaulted", "staging", "it has production")],
)
def test_a_scope_that_does_not_exist_is_refused(
    unscoped: Command, workspace: str, environment: str, words: str
) -> None:
    refused = unscoped("scope", "use", workspace, "--environment", environment)
    assert refused.code == 1
    assert words in refused.err
    assert unscoped("scope", "show").code == 2


def test_each_catalogue_has_a_scope_of_its_own(unscoped: Command, tmp_path: Path) -> None:
    unscoped("scope", "use", "shop", "--environment", "production")
    (tmp_path / "other").mkdir()
    other = catalogues.write(tmp_path / "other")
    assert unscoped("scope", "show", "--catalogue", str(other)).code == 2


def test_a_file_that_was_damaged_counts_as_no_choice(unscoped: Command, tmp_path: Path) -> None:
    unscoped("scope", "use", "shop", "--environment", "production")
    file = tmp_path / "state" / "strongroom" / "scope.json"
    for damage in ("{", "[]", json.dumps({name: {"workspace": "x"} for name in json.loads(file.read_text())})):
        file.write_text(damage)
        assert unscoped("scope", "show").code == 2


@pytest.mark.real
def test_without_the_role_a_put_is_refused_before_the_value_is_read(rooms: Command, tmp_path: Path) -> None:
    (tmp_path / "guarded").mkdir()
    guarded = catalogues.SHOP.replace("owner: shop-team\n", "owner: shop-team\nrole: Vault Maintainer\n", 1)
    folder = catalogues.write(tmp_path / "guarded", shop=guarded)
    arguments = ("put", "PAYMENT_API_KEY", "--catalogue", str(folder))
    settings = folder.parent / "strongroom.toml"
    settings.write_text('[roles."Vault Maintainer"]\nlocal = ["arn:aws:iam::1:role/VaultMaintainer"]\n')
    refused = rooms(*arguments, stdin=b"a-value")
    assert refused.code == 1
    assert 'written by the role "Vault Maintainer" only, and you are arn:aws:' in refused.err
    assert "rule:" not in refused.err, "nothing was asked for"
    settings.write_text('[roles."Vault Maintainer"]\nlocal = ["arn:aws:*"]\n')
    assert rooms(*arguments, stdin=b"a-value").code == 0
