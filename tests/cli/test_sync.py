"""A project's folder on this machine: .env, MCP references and template, in one go, and what is missing is named."""

from __future__ import annotations

import json
import shutil
import stat
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from strongroom.env_file import parse
from tests.canary import canary
from tests.cli.bench import Bench
from tests.cli.test_canaries import files, traces
from tests.operations import catalogues
from tests.stores.servers import secrets_client

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Command, Result
    from tests.stores.servers import Server

pytestmark = pytest.mark.real

WORKSHOP = """\
workspace: workshop
title: A workshop
description: Everything that the workshop of the tests needs on a developer's machine.
owner: workshop-team
environments: [production]
places:
  local: {to: env-file, project: workshop}
  client: {to: mcp, file: mcp-config/mcp_servers.json}
destinations: [local]
source: {origin: supplied, where: Console > Keys}
secrets:
  - path: workshop/linear/api_key
    name: LINEAR_API_KEY
    description: Key with which the workshop reads its tickets.
    type: api-key
    destinations: [local, {to: client, server: linear}]
  - path: workshop/linear/team_id
    name: LINEAR_TEAM_ID
    description: Identifier of the workshop's team at its tickets.
    type: identifier
  - path: workshop/postgres/dsn
    name: WORKSHOP_DSN
    description: Connection string of the workshop's own database.
    type: database
    destinations: []
  - path: workshop/postgres/host
    name: WORKSHOP_HOST
    description: Host of the workshop's own database, for its tools.
    type: database
    source: {origin: derived, secret: workshop/postgres/dsn, extract: dsn.host}
"""
KEY, TEAM, DSN = "workshop/linear/api_key", "workshop/linear/team_id", "workshop/postgres/dsn"
ENV, MCP = "env:workshop/LINEAR_API_KEY", "mcp:workshop/mcp-config/mcp_servers.json/linear/LINEAR_API_KEY"
SERVERS = '{\n  "mcpServers": {\n    "linear": {"command": "npx"}\n  }\n}\n'


@dataclass(frozen=True, kw_only=True)
class Workshop(Bench):
    """The command, a catalogue, and the project's folder."""

    folder: Path

    def sync(self, *arguments: str, code: int = 0) -> Result:
        """Bring the folder in order."""
        done = self.run("sync", "workshop", "--yes", *arguments)
        assert done.code == code, done.err + done.out.decode()
        return done

    def env(self) -> dict[str, str]:
        """What the .env has."""
        parsed = parse((self.folder / ".env").read_text())
        assert parsed.problems == ()
        return parsed.values

    def states(self, command: str, code: int) -> dict[str, str]:
        """State of each delivery by its address, as `verify` or a dry run has it."""
        done = self.run(*command.split(), "--json")
        assert done.code == code, done.err + done.out.decode()
        lines = done.json.get("findings") or done.json["deliveries"]
        return {line["address"]: line["state"] for line in lines}

    def chain(self, code: int, path: str = KEY) -> dict[str, tuple[str, str]]:
        """The links of an entry: state and detail by place."""
        done = self.run("trace", path, "--json")
        assert done.code == code, done.err + done.out.decode()
        return {link["place"]: (link["state"], link["detail"]) for link in done.json["chain"]}

    def servers(self) -> Any:
        """The MCP configuration."""
        return json.loads((self.folder / "mcp-config" / "mcp_servers.json").read_text())


@pytest.fixture
def workshop(rooms: Command, aws_server: Server, tmp_path: Path) -> Workshop:
    """A project beside the developer's other folders, before anything was done."""
    (tmp_path / "c").mkdir()
    catalogue = catalogues.write(tmp_path / "c", workshop=WORKSHOP)
    folder = tmp_path / "projects" / "workshop"
    (folder / "mcp-config").mkdir(parents=True)
    (folder / "mcp-config" / "mcp_servers.json").write_text(SERVERS)
    rooms.environment |= {
        "STRONGROOM_CATALOGUE": str(catalogue),
        "STRONGROOM_LOCAL_PROJECTS": str(tmp_path / "projects"),
        "XDG_STATE_HOME": str(tmp_path / "state"),
    }
    client = secrets_client(aws_server.url)
    for path in (KEY, TEAM, DSN):
        client.create_secret(Name=f"local/{path}")
    return Workshop(run=rooms, folder=folder)


def test_one_command_collects_stores_writes_refers_and_describes(workshop: Workshop) -> None:
    """Requirement 5.2, and 3.1: what it finds is in the store before it is written anywhere."""
    value, dsn = canary(32), f"postgres://me:{canary(12)}@db.workshop.example/main"
    (workshop.folder / ".env").write_text(f"# my own\nDEBUG=1\nLINEAR_API_KEY={value}\n")
    workshop.put(DSN, dsn)
    workshop.run.environment |= {"LINEAR_TEAM_ID": "WORK", "WORKSHOP_DSN": "not for this file"}
    done = workshop.sync()
    assert workshop.run("get", KEY, "--reveal").out.decode() == value
    assert workshop.run("get", TEAM, "--reveal").out.decode() == "WORK"
    assert workshop.env() == {
        "DEBUG": "1",
        "LINEAR_API_KEY": value,
        "LINEAR_TEAM_ID": "WORK",
        "WORKSHOP_HOST": "db.workshop.example",
    }
    assert (workshop.folder / ".env").read_text().startswith("# my own\nDEBUG=1\n# strongroom: workshop/linear/api_key")
    assert stat.S_IMODE((workshop.folder / ".env").stat().st_mode) == 0o600
    assert workshop.servers()["mcpServers"]["linear"] == {
        "command": "npx",
        "env": {"LINEAR_API_KEY": "${LINEAR_API_KEY}"},
    }
    template = (workshop.folder / ".env.template").read_text()
    assert "# Key with which the workshop reads its tickets.\n# Console > Keys\nLINEAR_API_KEY=\n" in template
    assert list(traces(value, template.encode() + done.out + done.err.encode())) == []
    assert sorted(one.name for one in workshop.folder.iterdir()) == [".env", ".env.template", "mcp-config"]
    again = workshop.sync("--json").json
    assert (again["template"], again["collected"], again["summary"]) == ("same", [], {"same": 4})
    assert set(workshop.states("verify workshop/*", 0).values()) == {"same"}
    states = {row["target"]: row["state"] for row in workshop.run("status", "--json").json["deliveries"]}
    assert (states[ENV], states[MCP]) == ("complete", "complete")


def test_a_lost_env_comes_back_from_the_store(workshop: Workshop) -> None:
    """Requirement 3.10."""
    value = workshop.put(KEY)
    workshop.sync()
    (workshop.folder / ".env").unlink()
    assert workshop.states("mirror env:* --dry-run", 0)[ENV] == "changed"
    workshop.sync()
    assert workshop.env()["LINEAR_API_KEY"] == value


def test_a_rotated_value_is_stale_until_it_is_mirrored_and_the_reference_stays_right(workshop: Workshop) -> None:
    """Requirement 5.7."""
    workshop.put(KEY)
    workshop.sync()
    value = workshop.put(KEY)
    states = workshop.states("mirror workshop/* --dry-run", 0)
    assert (states[ENV], states[MCP]) == ("stale", "same")
    assert workshop.states("verify workshop/linear/api_key", 1)[ENV] == "stale"
    assert workshop.run("mirror", "workshop/*").code == 0
    assert workshop.env()["LINEAR_API_KEY"] == value


def test_the_missing_step_of_a_local_development_secret_is_named(workshop: Workshop, tmp_path: Path) -> None:
    """Requirement 5.8: "Local development secret missing"."""
    state, detail = workshop.chain(1)[ENV]
    assert (state, "the store has no value yet; put one: strongroom put" in detail) == ("broken", True)
    workshop.put(KEY)
    assert workshop.chain(1)[ENV] == ("broken", f"missing: not there; deliver it: strongroom mirror {KEY}")
    workshop.sync()
    assert workshop.chain(0)[ENV] == ("ok", "same")
    text = (workshop.folder / ".env").read_text()
    (workshop.folder / ".env").write_text(text.replace("LINEAR_API_KEY=", "LINEAR_API_KEY=x"))
    state, detail = workshop.chain(1)[ENV]
    assert (state, detail.partition(":")[0]) == ("broken", "drifted")
    workshop.run.environment["STRONGROOM_LOCAL_PROJECTS"] = str(tmp_path / "nowhere")
    state, detail = workshop.chain(0)[ENV]
    assert (state, "strongroom sync workshop --folder DIR" in detail) == ("waiting", True)


def test_the_missing_step_of_a_server_that_finds_no_secret_is_named(workshop: Workshop) -> None:
    """Requirement 5.8: "MCP server can't find secret"."""
    file = workshop.folder / "mcp-config" / "mcp_servers.json"
    file.unlink()
    workshop.put(KEY)
    assert "the MCP configuration is not there; create it" in workshop.chain(1)[MCP][1]
    file.write_text('{"mcpServers": {}}')
    assert "it has no server linear; add it with its command" in workshop.chain(1)[MCP][1]
    file.write_text(SERVERS.replace('"npx"', '"npx", "env": {"LINEAR_API_KEY": "${LINEAR_API_KEY}"}'))
    state, detail = workshop.chain(1)[MCP]
    assert state == "broken"
    assert "it refers to LINEAR_API_KEY, and the server can't find that: env:workshop/LINEAR_API_KEY: missing" in detail
    states = {row["target"]: (row["state"], row["note"]) for row in workshop.run("status", "--json").json["deliveries"]}
    assert states[MCP][0] == "pending"
    workshop.sync()
    assert workshop.chain(0)[MCP] == ("ok", "same")


def test_a_value_in_an_mcp_configuration_is_foreign_until_the_reference_takes_its_place(workshop: Workshop) -> None:
    """Requirement 5.6."""
    leaked = canary(32)
    file = workshop.folder / "mcp-config" / "mcp_servers.json"
    file.write_text(SERVERS.replace('"npx"', f'"npx", "env": {{"LINEAR_API_KEY": "{leaked}"}}'))
    workshop.put(KEY)
    done = workshop.sync(code=1)
    assert b"foreign" in done.out
    assert list(traces(leaked, done.out + done.err.encode())) == []
    assert leaked in file.read_text()
    assert workshop.run("mirror", "mcp:workshop/*", "--adopt").code == 0
    assert workshop.servers()["mcpServers"]["linear"]["env"] == {"LINEAR_API_KEY": "${LINEAR_API_KEY}"}


def test_a_line_of_the_developers_own_is_left_alone_unless_the_store_has_the_same(workshop: Workshop) -> None:
    workshop.put(KEY)
    team = workshop.put(TEAM, "WORK")
    own = f"LINEAR_API_KEY=another-value\nLINEAR_TEAM_ID={team}\n"
    (workshop.folder / ".env").write_text(own)
    workshop.sync(code=1)
    assert workshop.env()["LINEAR_API_KEY"] == "another-value"
    assert "# strongroom: workshop/linear/team_id" in (workshop.folder / ".env").read_text()
    assert workshop.states("verify env:*", 1) == {
        ENV: "foreign",
        "env:workshop/LINEAR_TEAM_ID": "same",
        "env:workshop/WORKSHOP_HOST": "missing",
    }


def test_ownership_is_in_the_file_and_survives_the_loss_of_this_machines_record(
    workshop: Workshop, tmp_path: Path
) -> None:
    value = workshop.put(KEY)
    workshop.sync()
    shutil.rmtree(tmp_path / "projects" / ".strongroom" / "places")
    assert workshop.states("verify env:*/LINEAR_API_KEY", 0)[ENV] == "same"
    workshop.sync()
    assert workshop.env()["LINEAR_API_KEY"] == value
    (workshop.folder / ".env").write_text(f"LINEAR_API_KEY={value}2\n")
    assert workshop.states("mirror env:* --dry-run", 1)[ENV] == "foreign"


def test_an_entry_that_left_the_catalogue_leaves_the_file_with_prune_only(workshop: Workshop) -> None:
    workshop.put(TEAM, "WORK")
    workshop.sync()
    file = next((workshop.folder.parents[1] / "c").rglob("workshop.yaml"))
    head, *entries = file.read_text().split("  - path: ")
    file.write_text("".join([head, *(f"  - path: {one}" for one in entries if not one.startswith(TEAM))]))
    workshop.sync()
    assert workshop.env()["LINEAR_TEAM_ID"] == "WORK"
    assert workshop.run("mirror", "env:workshop*", "--prune").code == 0
    assert "LINEAR_TEAM_ID" not in workshop.env()
    assert "LINEAR_TEAM_ID" not in (workshop.folder / ".env.template").read_text()


def test_what_was_written_for_a_project_that_left_the_catalogue_is_pruned_when_it_is_named(workshop: Workshop) -> None:
    (workshop.folder / ".env").write_text("DEBUG=1\n")
    workshop.put(TEAM, "WORK")
    workshop.put(KEY)
    workshop.sync()
    [file] = (workshop.folder.parents[1] / "c").rglob("workshop.yaml")
    file.write_text(file.read_text().replace("project: workshop", "project: bench").replace("mcp-config/", "bench/"))
    gone = workshop.run("sync", "workshop")
    assert gone.code == 1
    assert 'strongroom mirror "env:workshop*" --prune' in gone.err
    assert "env:workshop" not in workshop.run("mirror", "--prune").out.decode(), "another catalogue's, perhaps"
    assert workshop.run("mirror", "env:w*", "--prune").code == 1
    assert set(workshop.states("mirror env:workshop* --dry-run", 0).values()) == {"orphaned"}
    assert workshop.env()["LINEAR_TEAM_ID"] == "WORK"
    for kind in ("env", "mcp"):
        assert workshop.run("mirror", f"{kind}:workshop*", "--prune").code == 0
    assert (workshop.folder / ".env").read_text() == "DEBUG=1\n"
    assert not workshop.servers()["mcpServers"]["linear"]["env"]
    assert workshop.run("mirror", "env:workshop*", "--prune").code == 1, "nothing of ours is left"


def test_a_file_that_git_would_take_along_ends_it_before_anything_is_stored(workshop: Workshop) -> None:
    (workshop.folder / ".env").write_text("LINEAR_TEAM_ID=WORK\n")
    (workshop.folder / ".git").write_text("gitdir: nowhere\n")
    done = workshop.sync(code=3)
    assert "it lies in a git repository" in done.err
    assert b"WORK" not in workshop.run("get", TEAM, "--reveal").out


def test_a_folder_is_remembered_and_a_dry_run_changes_nothing(workshop: Workshop, tmp_path: Path) -> None:
    del workshop.run.environment["STRONGROOM_LOCAL_PROJECTS"]
    workshop.put(KEY)
    done = workshop.run("sync", "workshop")
    assert (done.code, "say where it is: --folder DIR" in done.err) == (2, True)
    before = {one: one.read_bytes() for one in files(tmp_path)}
    planned = workshop.sync("--folder", str(workshop.folder), "--dry-run", "--json")
    assert planned.json["deliveries"][0]["state"] == "new"
    assert {one: one.read_bytes() for one in files(tmp_path)} == before
    workshop.sync("--folder", str(workshop.folder))
    workshop.put(KEY, "another-value")
    assert workshop.run("mirror", "env:*").code == 0
    assert workshop.env()["LINEAR_API_KEY"] == "another-value"


def test_no_trace_of_a_value_lies_anywhere_but_in_the_env_file(workshop: Workshop, tmp_path: Path) -> None:
    value = canary()
    (workshop.folder / ".env").write_text(f"LINEAR_API_KEY={value}\n")
    runs = [workshop.sync(), workshop.sync("--json"), workshop.sync("--dry-run")]
    runs += [workshop.run(name, *rest) for name, *rest in (["verify"], ["status"], ["trace", KEY], ["mirror"])]
    for done in runs:
        assert list(traces(value, done.out + done.err.encode())) == []
    found = {str(one): list(traces(value, one.read_bytes())) for one in files(tmp_path) if one.name != ".env"}
    assert {name for name, leaked in found.items() if leaked} == set()


def test_an_unknown_project_is_refused_with_those_that_there_are(workshop: Workshop) -> None:
    done = workshop.run("sync", "workshp")
    assert (done.code, 'did you mean "workshop"?' in done.err) == (1, True)
