"""`strongroom audit` of a small program that is wrong in known ways: its plan, and the stack that came of it."""

from __future__ import annotations

import hashlib
import json
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pytest
import typer
import yaml
from typer.testing import CliRunner

from local.stack.preview import throw_away
from strongroom.audit.engine import Engine
from strongroom.audit.finding import findings
from strongroom.audit.formats import FORMATS, render
from strongroom.audit.report import Report
from strongroom.cli.audit import audit
from tests.policy.corpus.tokens import Tokens

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
TOKEN, PASSWORD = f"ghp_{Tokens(21).alnum(36)}", Tokens(22).password(20)
PROGRAM = """import json
from pathlib import Path

import pulumi_aws as aws

canaries = json.loads(Path("canaries.json").read_text())
aws.kms.Key("loose", description=f"admin, password: {canaries['password']}", enable_key_rotation=False)
aws.ssm.Parameter("seen", name="/seen", type="String", value=canaries["token"])
aws.ssm.Parameter("named", name="/production/db/password", type="String", value=canaries["password"])
"""
app = typer.Typer()
app.command()(audit)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The program's folder, as the current one, with an engine whose stack `production` is selected and empty."""
    folder = tmp_path_factory.mktemp("program")
    runtime = {"name": "python", "options": {"virtualenv": str(ROOT / ".venv")}}
    (folder / "Pulumi.yaml").write_text(yaml.safe_dump({"name": "strongroom", "runtime": runtime}))
    (folder / "__main__.py").write_text(PROGRAM)
    (folder / "canaries.json").write_text(json.dumps({"token": TOKEN, "password": PASSWORD}))
    with throw_away("production") as engine, pytest.MonkeyPatch.context() as patch:
        for name, value in engine.environment.items():
            patch.setenv(name, value)
        patch.chdir(folder)
        subprocess.run(["pulumi", "stack", "init", "production"], check=True, capture_output=True)
        yield folder


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, [*arguments, "--policy-pack", str(ROOT / "policy")])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.output


def exported(folder: Path) -> Path:
    """What the stack would hold after an update: two of its resources, with the lines that declare them."""
    root = "urn:pulumi:production::strongroom::pulumi:pulumi:Stack::strongroom-production"

    def resource(kind: str, name: str, line: int, inputs: dict[str, Any]) -> dict[str, Any]:
        urn = f"urn:pulumi:production::strongroom::{kind}::{name}"
        return {
            "urn": urn,
            "custom": True,
            "id": name,
            "type": kind,
            "inputs": inputs,
            "outputs": inputs,
            "parent": root,
            "provider": "urn:pulumi:production::strongroom::pulumi:providers:aws::default::x",
            "sourcePosition": f"project:///__main__.py#{line}",
        }

    provider = {
        "urn": "urn:pulumi:production::strongroom::pulumi:providers:aws::default",
        "custom": True,
        "id": "x",
        "type": "pulumi:providers:aws",
    }
    resources = [
        {"urn": root, "custom": False, "type": "pulumi:pulumi:Stack"},
        provider,
        resource("aws:kms/key:Key", "loose", 7, {"enableKeyRotation": False, "description": f"password: {PASSWORD}"}),
        resource("aws:ssm/parameter:Parameter", "seen", 8, {"name": "/seen", "type": "String", "value": TOKEN}),
    ]
    version = "v3.250.0"
    magic = hashlib.sha256(version.encode()).hexdigest()  # the engine's mark on a state that it wrote
    manifest = {"time": "2026-11-22T10:00:00Z", "magic": magic, "version": version}
    file = folder / "export.json"
    file.write_text(json.dumps({"version": 3, "deployment": {"manifest": manifest, "resources": resources}}))
    return file


@pytest.mark.real
def test_a_plan_is_audited_with_the_lines_of_the_program(project: Path) -> None:
    del project  # only has to be there
    code, out = run("--preview", "--stack", "production", "--json")
    assert code == 1
    found = {(one["rule"], one["urn"].rpartition("::")[2]): one for one in json.loads(out)["findings"]}
    loose = found["kms-rotation", "loose"]
    assert (loose["file"], loose["line"], loose["mandatory"]) == ("__main__.py", 7, True)
    assert found["plaintext-ssm-parameter", "seen"]["line"] == 8
    assert found["plaintext-ssm-parameter", "named"]["line"] == 9


@pytest.mark.real
def test_no_form_of_a_report_shows_a_secret_that_it_is_about(project: Path) -> None:
    answer = Engine.find(ROOT / "policy").of_state(exported(project))
    report = Report(source="export", findings=findings(answer.events, answer.places))
    for form in FORMATS:
        out = render(report, form)  # type: ignore[arg-type] # the names come from the type itself
        assert "plaintext-ssm-parameter" in out
        assert "__main__.py" in out.replace("\\", "")  # as Markdown escapes it
        assert [canary for canary in (TOKEN, PASSWORD, TOKEN[4:20], PASSWORD[:8]) if canary in out] == [], form
    suite = ET.fromstring(render(report, "junit"))  # noqa: S314 - our own text
    assert int(suite.get("failures", "0")) >= 3


@pytest.mark.real
def test_a_stack_is_audited_as_its_state_says(project: Path) -> None:
    file = exported(project)
    subprocess.run(["pulumi", "stack", "import", "--file", str(file)], check=True, capture_output=True)
    code, out = run("--stack", "production", "--json")
    assert code == 1
    found = {one["rule"]: one for one in json.loads(out)["findings"]}
    assert (found["kms-rotation"]["file"], found["kms-rotation"]["line"]) == ("__main__.py", 7)
    assert TOKEN not in out
