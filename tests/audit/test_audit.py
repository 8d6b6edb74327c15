"""`strongroom audit` with the real engine and the real pack."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from local import engine as engines
from local.stack.preview import throw_away
from strongroom.audit.engine import Engine
from strongroom.cli.audit import audit
from strongroom.operations.problem import InputError, UseError
from tests.policy.corpus.tokens import Tokens

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = Tokens(23).password(20)
app = typer.Typer()
app.command()(audit)


def run(*arguments: str) -> tuple[int, str]:
    """The command's exit code and output; a person's mistake is raised, as in the real command."""
    result = CliRunner().invoke(app, [*arguments, "--policy-pack", str(ROOT / "policy")])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.output


@pytest.fixture
def state(tmp_path: Path) -> Path:
    """An export with a key that does not rotate and a description with a password in it."""
    root = "urn:pulumi:production::strongroom::pulumi:pulumi:Stack::strongroom-production"
    key: dict[str, Any] = {
        "urn": "urn:pulumi:production::strongroom::aws:kms/key:Key::k",
        "custom": True,
        "id": "abc",
        "type": "aws:kms/key:Key",
        "inputs": {"enableKeyRotation": False, "description": f"admin, password: {PASSWORD}"},
        "outputs": {},
        "parent": root,
        "sourcePosition": "project:///components/encryption_keys.py#52",
    }
    resources = [{"urn": root, "custom": False, "type": "pulumi:pulumi:Stack"}, key]
    manifest = {"time": "2026-11-22T10:00:00Z", "magic": "", "version": "v3.250.0"}
    file = tmp_path / "export.json"
    file.write_text(json.dumps({"version": 3, "deployment": {"manifest": manifest, "resources": resources}}))
    return file


@pytest.fixture(autouse=True, scope="module")
def _engine() -> None:
    engines.ensure()


@pytest.mark.real
def test_an_export_is_audited_offline_and_the_password_in_it_is_not_shown(state: Path, tmp_path: Path) -> None:
    code, out = run("--state", str(state), "--format", "json")
    assert code == 1
    found = {one["rule"]: one for one in json.loads(out)["findings"]}
    assert found["kms-rotation"]["path"] == "enableKeyRotation"
    assert (found["kms-rotation"]["file"], found["kms-rotation"]["line"]) == ("components/encryption_keys.py", 52)
    assert found["plaintext-description"]["severity"] == "high"
    assert PASSWORD not in out
    report = tmp_path / "report.json"
    report.write_text(out)
    assert run("--state", str(state), "--baseline", str(report))[0] == 0
    assert run("--state", str(state), "--fail-on", "critical")[0] == 0
    assert run("--state", str(state), "--fail-on", "never")[0] == 0


def test_the_pack_that_the_shell_names_is_not_named_to_the_engine_a_second_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PULUMI_OPTION_POLICY_PACK", "policy")
    program = tmp_path / "pulumi"
    program.write_text('#!/bin/sh\necho "the shell names ${PULUMI_OPTION_POLICY_PACK:-nothing}" >&2\nexit 1\n')
    program.chmod(0o700)
    with pytest.raises(InputError, match="the shell names nothing"):
        Engine(pack=ROOT / "policy", executable=str(program)).of_stack("local")


@pytest.mark.real
def test_a_preview_is_audited_before_anything_exists(monkeypatch: pytest.MonkeyPatch) -> None:
    without = dict.fromkeys(f"strongroom:{part}" for part in ("vault", "rotation", "mirror", "databases", "caches"))
    with throw_away("staging") as whole:
        engine = replace(whole, configuration=without)  # what is audited is seen without its largest parts too
        engine.select()
        for name, value in engine.environment.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setenv("PULUMI_OPTION_CONFIG_FILE", str(engine.config_file))
        code, out = run("--preview", "--stack", "staging", "--format", "json")
    document = json.loads(out)
    assert document["source"] == "preview of staging"
    assert "undetermined" in {one["rule"] for one in document["findings"]}
    assert code == int(any(one["severity"] != "note" for one in document["findings"]))


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [((), "say what to audit"), (("--state", "x.json", "--preview"), "--state is a source of its own")],
)
def test_a_missing_or_a_second_source_is_refused(arguments: tuple[str, ...], reason: str) -> None:
    with pytest.raises(UseError, match=reason):
        run(*arguments)


@pytest.mark.parametrize(("text", "reason"), [("{", "not JSON"), ("[]", "no state"), ("{}", "no state")])
def test_a_file_that_is_no_export_is_refused(tmp_path: Path, text: str, reason: str) -> None:
    file = tmp_path / "export.json"
    file.write_text(text)
    with pytest.raises(InputError, match=reason):
        run("--state", str(file))


def test_a_folder_that_is_no_pack_is_refused(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["--state", "x.json", "--policy-pack", str(tmp_path)])
    assert isinstance(result.exception, UseError)


def test_the_command_line_loads_nothing_heavy() -> None:
    heavy = ("jinja2", "rich.table", "pulumi", "policy")
    code = f"import strongroom.cli.audit, sys; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=dict(os.environ)
    )
    assert done.stdout.strip() == "[]"
