"""Planted values are searched for in everything that the command writes and everything that others can see of it."""

from __future__ import annotations

import base64
import json
import re
import string
import urllib.parse
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.canary import canary
from tests.stores.proxy import Fault, Gate, between

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.cli.conftest import Command
    from tests.stores.servers import Server

pytestmark = pytest.mark.real

KEY = "shop/payment/api_key"
MAIL = "vaulted/mail/api_key"


def traces(value: str, blob: bytes) -> Iterator[str]:
    """Every run of four characters of a value that a blob holds, in any encoding."""
    for start in range(len(value) - 3):
        run = value[start : start + 4].encode()
        if run in blob:
            yield f"raw {start}"
        if run.hex().encode() in blob.lower():
            yield f"hex {start}"
        for offset in range(3):
            if _base64(run, offset).search(blob):
                yield f"base64 {start}"


@cache
def _base64(run: bytes, offset: int) -> re.Pattern[bytes]:
    """What base64 makes of a run whose first byte is `offset` bytes into a group, to the last bit of its edges.

    Four whole characters of it alone would be met by chance in a folder of digests and identifiers.
    """
    start, end = 8 * offset, 8 * (offset + len(run))
    bits = dict(zip(range(start, end), "".join(f"{byte:08b}" for byte in run), strict=True))
    places = [[bits.get(6 * place + bit, "01") for bit in range(6)] for place in range(start // 6, -(-end // 6))]
    return re.compile(b"".join(_one_of(place) for place in places))


def _one_of(known: list[str]) -> bytes:
    """The characters whose six bits are as known; "01" is a bit that may be either."""
    alphabet = string.ascii_uppercase + string.ascii_lowercase + string.digits
    characters = [*alphabet, r"+\-", "/_"]
    fitting = [one for number, one in enumerate(characters) if all(map(str.__contains__, known, f"{number:06b}"))]
    return f"[{''.join(fitting)}]".encode()


def test_the_search_finds_what_it_looks_for() -> None:
    value = canary()
    for encode in (
        str.encode,
        lambda text: base64.b64encode(text.encode()),
        lambda text: text.encode().hex().upper().encode(),
        lambda text: json.dumps({"v": text}).encode(),
        lambda text: urllib.parse.quote(text).encode(),
        lambda text: text[7:12].encode(),
        lambda text: base64.b64encode(b"user:" + text.encode()),
    ):
        assert list(traces(value, b"before " + encode(value) + b" after"))
    assert not list(traces(value, b"stored: secrets-manager:local/shop/payment/api_key (version 01a20)"))


def files(*directories: Path) -> Iterator[Path]:
    """Every file below some directories."""
    for directory in directories:
        yield from (path for path in directory.rglob("*") if path.is_file())


@pytest.mark.parametrize("path", [KEY, MAIL])
def test_no_command_lets_a_trace_of_a_value_out(
    rooms: Command, aws_server: Server, vault_server: Server, tmp_path: Path, path: str
) -> None:
    first, second = canary(), canary()
    rooms.environment |= {"TMPDIR": str(tmp_path / "tmp"), "AWS_EC2_METADATA_DISABLED": "true"}
    (tmp_path / "tmp").mkdir()
    outputs: list[bytes] = []
    runs: list[tuple[list[str], str]] = [
        (["put", path], first),
        (["put", path, "--json"], first),
        (["put", path], second),  # refused: nobody agrees
        (["put", path, "--yes"], second + "\0"),  # refused: NUL
        (["put", path, "--yes"], second + "-stg"),  # refused by a check, for the one that has it
        (["put", path, "--yes"], second * 2000),  # refused: too large
        (["put", path, "--yes", "--field", "password"], second),  # refused: no such field
        (["put", "shop/mongodb/connection"], json.dumps({"uri": first, second: 1})),
        (["put", "shop/mongodb/connection"], "{" + first),
        (["put", "NOTION_DATABASE"], first),
        (["put", path, "--yes", "--json"], second),
        (["get", path], ""),
        (["get", path, "--json"], ""),
        (["get", path, "--version", first], ""),
        (["status"], ""),
        (["status", "--json"], ""),
    ]
    for arguments, stdin in runs:
        result = rooms(*arguments, stdin=stdin.encode())
        outputs += [result.out, result.err.encode()]
    written = [file.read_bytes() for file in files(tmp_path)] + [
        aws_server.log.read_bytes(),
        vault_server.log.read_bytes(),
    ]
    assert rooms("get", path, "--reveal").out in {second.encode(), (second + "-stg").encode()}
    found = {trace for blob in outputs + written for value in (first, second) for trace in traces(value, blob)}
    assert found == set()


def command_lines() -> Iterator[bytes]:
    """How each process was started; one that ends while it is asked shows nothing any more."""
    for shown in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(FileNotFoundError, ProcessLookupError):
            yield shown.read_bytes()


@pytest.mark.parametrize("path", [KEY, MAIL])
def test_a_running_put_shows_its_value_to_nobody(
    rooms: Command, aws_server: Server, vault_server: Server, tmp_path: Path, path: str
) -> None:
    mine, gate = canary(), Gate()
    server, variable = (vault_server, "VAULT_ADDR") if path == MAIL else (aws_server, "AWS_ENDPOINT_URL")
    operation = "POST /v1/secret/data/" if path == MAIL else "PutSecretValue"
    rooms.environment["TMPDIR"] = str(tmp_path)
    with between(server.url) as proxy:
        proxy.fail(operation, Fault(before=gate), times=1)
        rooms.environment[variable] = proxy.url
        process = rooms.start("put", path)
        assert process.stdin is not None
        process.stdin.write(mine.encode())
        process.stdin.close()
        process.stdin = None
        assert gate.reached.wait(120)
        seen = Path(f"/proc/{process.pid}")
        blobs = [(seen / name).read_bytes() for name in ("cmdline", "environ")]
        blobs += [file.read_bytes() for file in files(tmp_path)]
        blobs += command_lines()
        gate.open.set()
        out, err = process.communicate()
    assert process.returncode == 0, err
    assert {trace for blob in [*blobs, out, err] for trace in traces(mine, blob)} == set()


@pytest.mark.parametrize("path", [KEY, MAIL])
def test_a_fault_of_our_own_in_the_middle_of_a_put_lets_nothing_out(
    rooms: Command, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    mine = canary()

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError(f"unexpected: {mine}")

    monkeypatch.setattr("strongroom.operations.put.demand_storable", broken)
    found = rooms("put", path, stdin=mine.encode())
    assert found.code == 70
    assert list(traces(mine, found.out + found.err.encode())) == []
