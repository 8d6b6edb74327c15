"""A value that was put is nowhere but in the store; a generated one is in the state only encrypted."""

from __future__ import annotations

import base64
import json
import secrets
import subprocess
import sys
import urllib.parse
from typing import TYPE_CHECKING

import pytest

from local.cloud.paths import PROJECT
from tests.engine import catalogues

if TYPE_CHECKING:
    from pathlib import Path

    from tests.engine.local_stack import LocalStack

pytestmark = pytest.mark.real


def encodings(value: str) -> list[bytes]:
    """How a value may lie about: as it is, in JSON, in a URL, in hexadecimal, in base64 at each of three offsets."""
    raw = value.encode()
    shifted = [base64.b64encode(b"\0" * shift + raw)[4:-4] for shift in range(3)]
    return [
        raw,
        json.dumps(value)[1:-1].encode(),
        urllib.parse.quote(value, safe="").encode(),
        raw.hex().encode(),
        *shifted,
    ]


def found_in(folder: Path, value: str) -> list[str]:
    """Files under `folder` that hold a value in any encoding; the emulator's own data is the store itself."""
    wanted = encodings(value)
    files = [path for path in folder.rglob("*") if path.is_file() and path.relative_to(folder).parts[0] != "aws"]
    assert any("state" in path.parts for path in files), "the search looked at the engine's state"
    return [str(path) for path in files if any(one in path.read_bytes() for one in wanted)]


def put(stack: LocalStack, path: str, value: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "strongroom", "put", path, "--yes"]
    environment = {**stack.cli.environment, "STRONGROOM_CATALOGUE": str(stack.catalogue)}
    return subprocess.run(
        command, input=value, env=environment, cwd=PROJECT, capture_output=True, text=True, check=False
    )


def test_a_value_that_was_put_is_nowhere_but_in_the_store_and_a_generated_one_only_encrypted(stack: LocalStack) -> None:
    value = "canary-" + secrets.token_urlsafe(40)
    first = stack.up()
    done = put(stack, catalogues.SUPPLIED, value)
    assert done.returncode == 0, done.stderr
    assert stack.current(catalogues.SUPPLIED) == value
    printed = [first, done.stdout, done.stderr, stack.refresh(), stack.up()]
    printed.append(json.dumps(stack.export("--show-secrets")))
    assert not [text for text in printed if any(one in text.encode() for one in encodings(value))]
    assert found_in(stack.directory, value) == []

    for path in (catalogues.GENERATED, catalogues.ROTATING):
        value = stack.current(path)
        assert value not in first
        assert found_in(stack.directory, value) == []
        assert value not in json.dumps(stack.export())
        assert value in json.dumps(stack.export("--show-secrets")), "the search would find it"
    assert stack.cli.environment["GITHUB_TOKEN"] not in json.dumps(stack.export("--show-secrets"))
