"""The stand-in as a process: what it keeps, how it ends, what it asks for."""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import httpx
import pytest

from local.cloud.health import free_port
from tests.local.github.conftest import Site

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

COMMAND = (sys.executable, "-m", "local.github")
SECRETS = "/repos/occ/site/environments/prod/secrets"
PATIENCE = 20.0  # seconds


@contextlib.contextmanager
def _running(data: Path, token: str, seed: str) -> Iterator[tuple[subprocess.Popen[str], httpx.Client]]:
    port = free_port()
    environment = os.environ | {"GITHUB_STANDIN_TOKEN": token, "GITHUB_STANDIN_SEED": seed}
    process = subprocess.Popen(
        [*COMMAND, "--port", str(port), "--data", str(data)],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    client = httpx.Client(base_url=f"http://127.0.0.1:{port}", headers={"Authorization": f"Bearer {token}"})
    try:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline and process.poll() is None:
            with contextlib.suppress(httpx.TransportError):
                client.get("/_health")
                break
        yield process, client
    finally:
        client.close()
        process.kill()
        process.communicate()


@pytest.mark.real
def test_a_killed_stand_in_comes_back_with_everything_it_acknowledged(tmp_path: Path) -> None:
    token, value, data = secrets.token_urlsafe(), secrets.token_urlsafe(), tmp_path / "github.json"
    seed = '{"repositories": ["occ/site"]}'
    with _running(data, token, seed) as (process, client):
        client.put("/repos/occ/site/environments/prod", json={}).raise_for_status()
        site = Site(client=client, repository_id=0)
        site.put(SECRETS, "API_KEY", value.encode())
        process.send_signal(signal.SIGKILL)
        process.wait(PATIENCE)
    assert data.stat().st_mode & 0o777 == 0o600
    assert value not in data.read_text()
    assert [path.name for path in tmp_path.iterdir()] == ["github.json"], "no half-written file stays"
    with _running(data, token, seed) as (_, client):
        wanted = {"repository": "occ/site", "environment": "prod", "name": "API_KEY"}
        assert client.post("/_reveal", json=wanted).json()["sha256"] == hashlib.sha256(value.encode()).hexdigest()


@pytest.mark.real
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_leaves_quietly(tmp_path: Path, number: signal.Signals) -> None:
    with _running(tmp_path / "github.json", secrets.token_urlsafe(), "{}") as (process, _):
        process.send_signal(number)
        output = process.communicate(timeout=PATIENCE)
    assert output == ("", "")


@pytest.mark.real
@pytest.mark.parametrize(
    ("token", "seed", "data", "problem"),
    [
        ("", "{}", "", "GITHUB_STANDIN_TOKEN: not set"),
        ("x", "{", "", "GITHUB_STANDIN_SEED: "),
        ("x", '{"repos": []}', "", "GITHUB_STANDIN_SEED: repos: "),
        ("x", "{}", '{"last_id": "y"}', "last_id; remove the file"),
    ],
)
def test_a_wrong_start_is_told_in_one_line(tmp_path: Path, token: str, seed: str, data: str, problem: str) -> None:
    file = tmp_path / "github.json"
    if data:
        file.write_text(data)
    environment = os.environ | {"GITHUB_STANDIN_TOKEN": token, "GITHUB_STANDIN_SEED": seed}
    done = subprocess.run(
        [*COMMAND, "--port", "1", "--data", str(file)],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )
    assert done.returncode == 2
    assert problem in done.stderr
    assert done.stderr.count("\n") == 1
