"""A loopback node's log agent sends what its configuration names, each line once, whatever goes away meanwhile."""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from local.providers.autoscaling import agent as autoscaling_agent
from tests.local.providers.emulator import client_of
from tests.waiting import wait_for

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.real

INSTANCE = "i-0123456789abcdef0"


@pytest.fixture
def group() -> str:
    return f"/strongroom/local/{secrets.token_hex(8)}"


@pytest.fixture
def root(tmp_path: Path, group: str) -> Path:
    """A node's root with the agent's configuration and an empty log."""
    configuration = {
        "file_path": "/var/log/vault/audit.log",
        "log_group_name": group,
        "log_stream_name": "{instance_id}",
        "timezone": "UTC",
    }
    for path, content in {
        "run/strongroom/instance.json": {"id": INSTANCE},
        f"{autoscaling_agent.HOME}/etc/amazon-cloudwatch-agent.json": {
            "logs": {"logs_collected": {"files": {"collect_list": [configuration]}}}
        },
    }.items():
        (tmp_path / path).parent.mkdir(parents=True)
        (tmp_path / path).write_text(json.dumps(content))
    (tmp_path / "var/log/vault").mkdir(parents=True)
    return tmp_path


@contextmanager
def agent(root: Path, endpoint: str) -> Iterator[None]:
    """The agent, running; killed at the end as a power failure would."""
    ours = {"AWS_ENDPOINT_URL": endpoint, "AWS_REGION": "us-east-1"}
    keys = {"AWS_ACCESS_KEY_ID": "local", "AWS_SECRET_ACCESS_KEY": "local"}
    process = subprocess.Popen([sys.executable, autoscaling_agent.__file__, str(root)], env=os.environ | ours | keys)
    try:
        yield
    finally:
        process.kill()
        process.wait()


def write(root: Path, *lines: str) -> None:
    """Append lines to the node's log."""
    with (root / "var/log/vault/audit.log").open("a") as file:
        file.writelines(f"{line}\n" for line in lines)


def arrived(logs: Any, group: str) -> list[str]:
    """What the group has of the node."""
    pages = logs.get_paginator("filter_log_events").paginate(logGroupName=group, logStreamNames=[INSTANCE])
    return [event["message"] for page in pages for event in page["events"]]


def test_each_line_arrives_once_though_the_machine_starts_again(root: Path, endpoint: str, group: str) -> None:
    logs = client_of(endpoint, "logs")
    logs.create_log_group(logGroupName=group)
    with agent(root, endpoint):
        write(root, "first", "second")
        wait_for(lambda: _there(logs, group, ["first", "second"]), "two lines")
        wait_for(lambda: _remembered(root) == len("first\nsecond\n"), "that they are remembered as sent")
    write(root, "third")
    with agent(root, endpoint):
        wait_for(lambda: _there(logs, group, ["first", "second", "third"]), "the line that came meanwhile")


def test_lines_wait_for_their_group_and_half_a_line_for_its_end(root: Path, endpoint: str, group: str) -> None:
    logs = client_of(endpoint, "logs")
    write(root, "early")
    with agent(root, endpoint):
        logs.create_log_group(logGroupName=group)
        wait_for(lambda: _there(logs, group, ["early"]), "the line that was there before its group")
        with (root / "var/log/vault/audit.log").open("a") as file:
            file.write("begun ")
        write(root, "and ended")
        wait_for(lambda: _there(logs, group, ["early", "begun and ended"]), "the whole line")


def test_a_rotated_log_is_followed_from_its_beginning(root: Path, endpoint: str, group: str) -> None:
    logs = client_of(endpoint, "logs")
    logs.create_log_group(logGroupName=group)
    with agent(root, endpoint):
        write(root, "before")
        wait_for(lambda: _there(logs, group, ["before"]), "a line")
        (root / "var/log/vault/audit.log").rename(root / "var/log/vault/audit.log.1")
        write(root, "longer than the first was")
        wait_for(lambda: _there(logs, group, ["before", "longer than the first was"]), "the new file's line")


def _remembered(root: Path) -> int:
    """How many bytes of the log the agent knows to have arrived."""
    position = root / autoscaling_agent.HOME / "logs/state/var_log_vault_audit.log"
    return int(position.read_text().split()[1]) if position.exists() else 0


def _there(logs: Any, group: str, lines: list[str]) -> bool:
    try:
        found = arrived(logs, group)
    except logs.exceptions.ResourceNotFoundException:
        return False
    assert len(found) == len(set(found)), f"sent twice: {found}"
    return sorted(found) == sorted(lines)
