"""What lies elsewhere comes into the store: a plan first, everything told, the file removed only when all is safe."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest

from tests.canary import canary
from tests.stores.proxy import aws_error, between

if TYPE_CHECKING:
    from tests.cli.conftest import Command
    from tests.stores.servers import Server

pytestmark = pytest.mark.real


def value() -> str:
    """A value that never was."""
    return canary(32)


@pytest.fixture
def env_file(tmp_path: Path) -> Path:
    """A .env file with two values that have a place."""
    file = tmp_path / ".env"
    file.write_text(f"PAYMENT_API_KEY={value()}\nMAIL_API_KEY='{value()}'\n")
    return file


def results(found: list[dict[str, str]]) -> dict[str, str]:
    """What became of each name."""
    return {line["name"]: line["result"] for line in found}


def test_a_dry_run_plans_and_changes_nothing(rooms: Command, env_file: Path) -> None:
    planned = rooms("import", "--env-file", str(env_file), "--dry-run", "--json")
    assert planned.code == 0, planned.err
    assert results(planned.json) == {"PAYMENT_API_KEY": "new", "MAIL_API_KEY": "new"}
    assert rooms("get", "PAYMENT_API_KEY").code == 3
    assert rooms.records() == []
    assert env_file.exists()


def test_the_values_of_a_file_are_stored_and_the_file_goes(rooms: Command, env_file: Path) -> None:
    lines = dict(line.split("=", 1) for line in env_file.read_text().splitlines())
    done = rooms("import", "--env-file", str(env_file), "--yes", "--shred")
    assert done.code == 0, done.err
    assert "2 stored, 0 there already, 0 left" in done.out.decode()
    for name, text in lines.items():
        assert rooms("get", name, "--reveal").out.decode() == text.strip("'")
    assert not env_file.exists()


def test_the_file_stays_unless_its_removal_is_wanted(rooms: Command, env_file: Path) -> None:
    assert rooms("import", "--env-file", str(env_file), "--yes").code == 0
    assert env_file.exists()
    again = rooms("import", "--env-file", str(env_file), "--yes", "--json")
    assert results(again.json) == {"PAYMENT_API_KEY": "same", "MAIL_API_KEY": "same"}
    assert again.code == 0


def test_what_has_no_place_is_reported_with_an_entry_to_paste_and_keeps_the_file(
    rooms: Command, env_file: Path
) -> None:
    unknown, wrong = value(), value()
    env_file.write_text(
        env_file.read_text()
        + f"STRIPE_API_KEY={unknown}\nSUPPORT_ADDRESS={wrong}\nnonsense {wrong}\nMONGODB_CONNECTION={wrong}\n"
    )
    done = rooms("import", "--env-file", str(env_file), "--yes", "--shred", "--project", "odin", "--json")
    assert done.code == 1
    assert results(done.json) == {
        "PAYMENT_API_KEY": "stored",
        "MAIL_API_KEY": "stored",
        "STRIPE_API_KEY": "unplaced",
        "SUPPORT_ADDRESS": "refused",
        "MONGODB_CONNECTION": "refused",
    }
    assert f"{env_file}:5: is not NAME=value" in done.err
    (proposal,) = [line["proposal"] for line in done.json if line["proposal"]]
    assert (proposal["path"], proposal["type"]) == ("project/odin/stripe_api_key", "api-key")
    assert "Key of Stripe for the project odin" in proposal["description"]
    assert env_file.exists(), "not everything in it is safe"
    assert unknown not in done.err + done.out.decode()
    assert wrong not in done.err + done.out.decode()


def test_present_values_are_overwritten_only_when_somebody_agrees(rooms: Command, env_file: Path) -> None:
    rooms("put", "PAYMENT_API_KEY", stdin=b"an-older-value")
    refused = rooms("import", "--env-file", str(env_file))
    assert refused.code == 2
    assert "1 new and 1 changed values would be stored, and nobody is there to agree; add --yes" in refused.err
    assert rooms("get", "PAYMENT_API_KEY", "--reveal").out == b"an-older-value"
    assert rooms("import", "--env-file", str(env_file), "--yes").code == 0
    assert rooms("get", "PAYMENT_API_KEY", "--reveal").out != b"an-older-value"


def test_one_failure_stops_none_of_the_others(rooms: Command, env_file: Path, aws_server: Server) -> None:
    with between(aws_server.url) as proxy:
        rooms.environment["AWS_ENDPOINT_URL"] = proxy.url
        proxy.fail("PutSecretValue", aws_error("AccessDeniedException"))
        done = rooms("import", "--env-file", str(env_file), "--yes", "--shred", "--json")
    rooms.environment["AWS_ENDPOINT_URL"] = aws_server.url
    assert done.code == 3
    assert results(done.json) == {"PAYMENT_API_KEY": "failed", "MAIL_API_KEY": "stored"}
    assert env_file.exists()
    again = rooms("import", "--env-file", str(env_file), "--yes", "--shred")
    assert again.code == 0, "a repeat finishes"
    assert not env_file.exists()


def test_of_the_environment_only_known_names_are_taken(rooms: Command) -> None:
    mine = value()
    rooms.environment |= {"PAYMENT_API_KEY": mine, "SOMETHING_ELSE": value()}
    done = rooms("import", "--from-environment", "--yes", "--json")
    assert results(done.json) == {"PAYMENT_API_KEY": "stored"}
    assert rooms("get", "PAYMENT_API_KEY", "--reveal").out.decode() == mine


def test_a_secret_that_has_another_name_at_its_source_is_taken_by_that_one(
    command: Command, aws_server: Server
) -> None:
    """Requirement 5.1: in a workflow GITHUB_TOKEN is the run's own; the organisation's has the name of its alias."""
    ours = Path(__file__).resolve().parents[2] / "catalogue"
    command.environment |= {**aws_server.environment, "STRONGROOM_CATALOGUE": str(ours), "GITHUB_TOKEN": value()}
    for name in ("GITHUB_PAT", "LINEAR_API_KEY"):
        command.monkeypatch.delenv(name, raising=False)
    command.environment |= {"SOPHIA_GITHUB_PAT": value(), "LINEAR_API_KEY": value()}
    planned = command("import", "--from-environment", "--dry-run", "--json")
    assert {"GITHUB_PAT", "LINEAR_API_KEY"} <= {line["name"] for line in planned.json}
    assert "GITHUB_TOKEN" not in {line["name"] for line in planned.json}


def test_entries_of_a_vault_are_taken_by_path_and_by_key(rooms: Command, vault_server: Server) -> None:
    mine, other = value(), value()
    headers = {"X-Vault-Token": vault_server.environment["VAULT_TOKEN"]}
    for path, keys in {"old/shop": {"payment_api_key": mine, "unheard-of": other}}.items():
        httpx.post(
            f"{vault_server.url}/v1/secret/data/{path}", headers=headers, content=json.dumps({"data": keys})
        ).raise_for_status()
    done = rooms("import", "--from-vault", "old/shop", "--yes", "--json")
    assert results(done.json) == {"PAYMENT_API_KEY": "stored", "UNHEARD_OF": "unplaced"}
    assert rooms("get", "PAYMENT_API_KEY", "--reveal").out.decode() == mine
    nothing = rooms("import", "--from-vault", "old/nothing", "--yes")
    assert nothing.code == 3
    assert "nothing is there" in nothing.err


@pytest.mark.parametrize(
    "arguments", [[], ["--from-environment", "--env-file", "x"], ["--from-environment", "--from-vault", "a/b"]]
)
def test_values_come_from_one_place(command: Command, arguments: list[str]) -> None:
    found = command("import", *arguments)
    assert found.code == 2
    assert "say where the values are" in found.err


def test_a_file_that_is_not_there_is_told(command: Command, tmp_path: Path) -> None:
    found = command("import", "--env-file", str(tmp_path / "none"))
    assert found.code == 1
    assert "can't be read: No such file or directory" in found.err


def test_a_link_is_not_removed_in_place_of_a_file(rooms: Command, env_file: Path, tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(env_file)
    done = rooms("import", "--env-file", str(link), "--yes", "--shred")
    assert done.code == 1
    assert "is not a regular file; remove it yourself" in done.err
    assert env_file.exists()
