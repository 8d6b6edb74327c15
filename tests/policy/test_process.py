"""The pack as its own process, started as the engine's language host starts it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import grpc
import pytest
import yaml
from pulumi.runtime.proto import analyzer_pb2_grpc

import policy
from policy.enforcement import Level
from tests.policy.engine_side import Engine, Sent, levels

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(policy.__file__).parent.parent
BAD_NAME = Sent(type="aws:secretsmanager/secret:Secret", inputs={"name": "Production/JWT"})


@contextmanager
def started(folder: Path, **environment: str) -> Iterator[Engine]:
    command = [sys.executable, "-u", "-m", "pulumi.policy", "127.0.0.1:1", "."]
    process = subprocess.Popen(
        command,
        cwd=folder,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        assert process.stderr is not None
        line = process.stdout.readline()
        assert line.strip().isdigit(), process.stderr.read()
        with grpc.insecure_channel(f"127.0.0.1:{line.strip()}") as channel:
            yield Engine(analyzer_pb2_grpc.AnalyzerStub(channel))
    finally:
        process.terminate()
        process.communicate(timeout=30)


def test_the_pack_prints_its_port_and_nothing_else_and_judges() -> None:
    with started(ROOT / "policy") as engine:
        engine.configure_stack()
        assert levels(engine.analyze(BAD_NAME))["naming-secretsmanager"] is Level.MANDATORY


def test_the_pack_runs_where_the_project_is_not_installed(tmp_path: Path) -> None:
    """A copy beside a copy of the names: the copy is what runs, not what is installed."""
    for name in ("policy", "strongroom"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    changed = tmp_path / "policy/rules/naming/secretsmanager.py"
    changed.write_text(changed.read_text().replace("naming-secretsmanager", "naming-of-the-copy"))
    with started(tmp_path / "policy") as engine:
        engine.configure_stack()
        assert "naming-of-the-copy" in levels(engine.analyze(BAD_NAME))


@pytest.mark.parametrize(
    ("file", "text", "reason"),
    [
        ("enforcement.yaml", "local: {}", 'no entry "*"'),
        ("waivers.yaml", "rule: x", "not a list of waivers"),
        ("rules/aws/kms_rotation.py", "X = 1", "policy/rules/aws/kms_rotation.py: no RULE"),
    ],
)
def test_a_mistake_in_the_pack_ends_with_its_reason_and_no_traceback(
    tmp_path: Path, file: str, text: str, reason: str
) -> None:
    for name in ("policy", "strongroom"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "policy" / file).write_text(text)
    command = [sys.executable, "-u", "-m", "pulumi.policy", "127.0.0.1:1", "."]
    done = subprocess.run(command, cwd=tmp_path / "policy", capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode != 0
    assert reason in done.stderr
    assert "Traceback" not in done.stderr


def test_the_pack_names_the_programs_virtual_environment_so_that_the_engine_finds_it_without_one_activated() -> None:
    program = yaml.safe_load((ROOT / "Pulumi.yaml").read_text())["runtime"]["options"]["virtualenv"]
    pack = yaml.safe_load((ROOT / "policy/PulumiPolicy.yaml").read_text())["runtime"]["options"]["virtualenv"]
    assert (ROOT / "policy" / pack).resolve() == (ROOT / program).resolve()


def test_the_start_file_is_short() -> None:
    assert len((ROOT / "policy/__main__.py").read_text().splitlines()) <= 40
