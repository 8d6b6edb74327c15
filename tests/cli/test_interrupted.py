"""Two people at once, and a process that dies: nothing is lost, nothing half-claimed, a repeat finishes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.canary import canary
from tests.stores.proxy import Fault, Gate, between

if TYPE_CHECKING:
    import subprocess

    from tests.cli.conftest import Command
    from tests.stores.servers import Server

pytestmark = pytest.mark.real

KEY = "shop/payment/api_key"
MAIL = "vaulted/mail/api_key"
READY = b"rule: "


def value() -> bytes:
    """A value that never was."""
    return canary().encode()


def looked(process: subprocess.Popen[bytes]) -> None:
    """Wait until a put has looked at the store and is about to read its value."""
    assert process.stderr is not None
    for line in process.stderr:
        if b"  where: " in line:
            return
    raise AssertionError("it ended before it asked for a value")


@pytest.mark.parametrize("path", [KEY, MAIL])
@pytest.mark.parametrize("first", [True, False], ids=["no value yet", "over a value"])
def test_of_two_puts_at_once_one_wins_and_the_other_is_told(rooms: Command, path: str, first: bool) -> None:
    if not first:
        assert rooms("put", path, stdin=value()).code == 0
    values = [value(), value()]
    both = [rooms.start("put", path, "--yes") for _ in values]
    for process in both:
        looked(process)  # both have seen the same present before either stores
    ends = [process.communicate(mine) for process, mine in zip(both, values, strict=True)]
    assert sorted(process.returncode for process in both) == [0, 3], ends
    winner = next(mine for process, mine in zip(both, values, strict=True) if process.returncode == 0)
    told = next(err for process, (_, err) in zip(both, ends, strict=True) if process.returncode == 3)
    assert b"somebody else stored a value while you were at it; theirs is current, yours is not" in told
    assert rooms("get", path, "--reveal").out == winner


MOMENTS = [
    (KEY, "PutSecretValue", "before"),
    (KEY, "PutSecretValue", "after"),
    (KEY, "GetSecretValue", "before"),
    (KEY, "UpdateSecretVersionStage", "before"),
    (KEY, "UpdateSecretVersionStage", "after"),
    (MAIL, "POST /v1/secret/data/", "before"),
    (MAIL, "POST /v1/secret/data/", "after"),
    (MAIL, "GET /v1/secret/data/", "before"),
]


@pytest.mark.parametrize("moment", MOMENTS, ids=" ".join)
def test_a_put_that_was_killed_is_finished_by_the_next(
    rooms: Command, aws_server: Server, vault_server: Server, moment: tuple[str, str, str]
) -> None:
    path, operation, side = moment
    mine, gate = value(), Gate()
    server, variable = (vault_server, "VAULT_ADDR") if path == MAIL else (aws_server, "AWS_ENDPOINT_URL")
    with between(server.url) as proxy:
        proxy.fail(operation, Fault(before=gate) if side == "before" else Fault(after=gate), times=1)
        rooms.environment[variable] = proxy.url
        process = rooms.start("put", path)
        assert process.stdin is not None
        process.stdin.write(mine)
        process.stdin.close()
        assert gate.reached.wait(120), "the put never came to this point"
        process.kill()
        process.wait()
        gate.open.set()
    for stream in (process.stdout, process.stderr):
        assert stream is not None
        stream.close()
    rooms.environment[variable] = server.url
    again = rooms("put", path, "--yes", stdin=mine)
    assert again.code == 0, again.err
    assert "note: an earlier put of this entry was cut short; this one completes it" in again.err
    assert rooms("get", path, "--reveal").out == mine
    assert rooms.records()[-1]["result"] in {"stored", "unchanged"}
    assert "cut short" not in rooms("put", path, "--yes", stdin=mine).err


def test_a_put_that_was_killed_before_its_value_became_current_left_the_old_one(
    rooms: Command, aws_server: Server
) -> None:
    before, gate = value(), Gate()
    rooms("put", KEY, stdin=before)
    with between(aws_server.url) as proxy:
        proxy.fail("UpdateSecretVersionStage", Fault(before=gate), times=1)
        rooms.environment["AWS_ENDPOINT_URL"] = proxy.url
        process = rooms.start("put", KEY, "--yes")
        assert process.stdin is not None
        process.stdin.write(value())
        process.stdin.close()
        assert gate.reached.wait(120)
        rooms.environment["AWS_ENDPOINT_URL"] = aws_server.url
        assert rooms("get", KEY, "--reveal").out == before, "nobody reads a value that is not yet confirmed"
        process.kill()
        process.wait()
        gate.open.set()
    for stream in (process.stdout, process.stderr):
        assert stream is not None
        stream.close()


def test_an_interrupted_prompt_changes_nothing(rooms: Command) -> None:
    process = rooms.start("put", KEY)
    looked(process)
    process.send_signal(2)
    out, _ = process.communicate()
    assert (process.returncode, out) == (130, b"")
    assert rooms("get", KEY).code == 3
