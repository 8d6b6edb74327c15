"""The doctor tries everything, stops at nothing, and says for each failure what to do."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from strongroom.operations.doctor.doctor import clock
from tests.operations import catalogues

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Command, Result


def found(done: Result) -> dict[str, tuple[str, str, str]]:
    """State, finding and way out by name."""
    return {one["name"]: (one["state"], one["found"], one["way_out"]) for one in done.json["findings"]}


@pytest.mark.real
def test_where_everything_runs_only_github_is_told_to_need_a_token(rooms: Command) -> None:
    done = rooms("doctor", "--json")
    findings = found(done)
    states = {name: state for name, (state, _, _) in findings.items()}
    assert {name for name, state in states.items() if state == "failed"} == {"GitHub"}, findings
    assert findings["GitHub"][2].startswith("set GITHUB_TOKEN")
    for name in (
        "versions", "catalogue", "scope", "settings", "Secrets Manager: credentials", "Vault: credentials",
        "Secrets Manager: permission to list", "Vault: permission to write", "Vault: version", "clock against Vault",
        "clock against AWS",
    ):  # fmt: skip
        assert states[name] == "ok", (name, findings[name])
    assert done.code == 1
    assert all(way_out for state, _, way_out in findings.values() if state == "failed")


@pytest.mark.real
def test_places_that_do_not_answer_are_told_and_stop_nothing(rooms: Command) -> None:
    rooms.environment |= {
        "AWS_ENDPOINT_URL": "http://127.0.0.1:9",
        "VAULT_ADDR": "http://127.0.0.1:9",
        "GITHUB_BASE_URL": "http://127.0.0.1:9/",
        "GITHUB_TOKEN": "no-real-token",
    }
    findings = found(rooms("doctor", "--json"))
    for name in ("Secrets Manager", "Vault", "GitHub"):
        state, said, way_out = findings[name]
        assert (state, bool(said), bool(way_out)) == ("failed", True, True), findings[name]
    assert "no answer" in findings["Secrets Manager"][1]
    assert "no answer" in findings["Vault"][1]
    assert "does not answer" in findings["GitHub"][1]


def test_what_is_wrong_on_this_machine_is_told_with_its_way_out(command: Command, tmp_path: Path) -> None:
    folder = catalogues.write(
        tmp_path, shop=catalogues.SHOP.replace("owner: shop-team", "owner: shop-team\nrole: Keeper")
    )
    command.environment |= {"STRONGROOM_CATALOGUE": str(folder), "AWS_ENDPOINT_URL": "http://127.0.0.1:9"}
    (tmp_path / "policy").mkdir()
    (tmp_path / "policy" / "PulumiPolicy.yaml").write_text("no runtime here")
    (tmp_path / "bin").mkdir()
    pulumi = tmp_path / "bin" / "pulumi"
    pulumi.write_text("#!/bin/sh\necho v3.100.0\n")
    pulumi.chmod(0o755)
    command.environment["PATH"] = f"{tmp_path / 'bin'}:{os.environ['PATH']}"
    command.journal.write_text('{"at": "x", "previous": "0"}\n{"at": "y", "previous": "1"}\n')
    command.journal.chmod(0o644)
    done = command("doctor", "--json", "--environment", "production")
    findings = found(done)
    expected = {
        'role "Keeper"': "name its holders in strongroom.toml",
        "journal": "chmod 600",
        "journal's chain": "find out who changed it",
        "policy pack": "restore it",
        "engine": "or newer, or use make shell",
        "Secrets Manager": "unset AWS_ENDPOINT_URL",
    }
    for name, words in expected.items():
        state, _, way_out = findings[name]
        assert state == "failed", findings[name]
        assert words in way_out, findings[name]
    assert done.code == 1


def test_a_wrong_catalogue_and_wrong_settings_are_findings_too(command: Command, tmp_path: Path) -> None:
    folder = catalogues.write(tmp_path, shop=catalogues.SHOP.replace("days: 180", "days: 0"))
    (tmp_path / "strongroom.toml").write_text("[mcp]\nunknown = 1\n")
    command.environment["STRONGROOM_CATALOGUE"] = str(folder)
    findings = found(command("doctor", "--json"))
    assert findings["catalogue"] == ("failed", "1 problem", "strongroom check lists them")
    assert findings["settings"][0] == "failed"
    assert "mcp.unknown" in findings["settings"][1]
    del command.environment["STRONGROOM_ENVIRONMENT"]
    assert found(command("doctor", "--json"))["scope"][0] == "failed"


def test_a_clock_that_is_wrong_is_told() -> None:
    assert clock("AWS", "Sat, 11 Oct 2025 12:00:00 GMT").state == "failed"
    assert clock("AWS", None).state == "left out"
    assert clock("AWS", "no time at all").state == "left out"
