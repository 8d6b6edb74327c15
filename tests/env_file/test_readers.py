"""What is written is read alike by those who read .env files: each is asked itself."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest
from dotenv import dotenv_values

from strongroom.env_document import EnvDocument
from strongroom.env_file import UnfitError, line, parse

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

VALUES = {
    "plain": "abc",
    "two words": "two words",
    "edges": "  a\t",
    "a hash": "a #b",
    "a hash first": "#a",
    "double quotes": 'a"b"',
    "a single quote": "it's",
    "a dollar": "pa$$word$1$HOME",
    "a command": "`id` $(id)",
    "a backslash": "C:\\temp\\new",
    "a text escaped": '{"key": "line\\nline"}',
    "lines": "-----BEGIN\na=b\n\nc #d\n-----END\n",
    "a quote and lines": "it's\ntwo",
    "signs": ";|&<>()*?[]{}!~%^=",
    "beyond ASCII": "ü 秘密 🔑",
    "control": "a\x01\x0b\x0cb",
    "separators": "a\u2028b\u0085c\u00a0",
}
UNFIT = {
    "a carriage return": "a\r\nb",
    "a reference": "a${b}c",
    "two backslashes": "a\\\\b",
    "a backslash last": "a\\",
    "a quote and a dollar": "it's $5",
    "both quotes": 'it\'s "x"',
    "a quote and a backslash": "it's\\x",
    "a quote and a backtick": "it's `x`",
}


def shell(program: str) -> Callable[[Path], dict[str, str]]:
    """`set -a; . FILE`, and what a child is given then."""

    def read(file: Path) -> dict[str, str]:
        script = 'set -a\n. "$1"\nenv -0'
        done = subprocess.run(
            [program, "-c", script, program, str(file)],
            capture_output=True,
            check=True,
            env={"PATH": os.environ["PATH"]},
        )
        assert done.stderr == b""
        return dict(item.split("=", 1) for item in done.stdout.decode().rstrip("\0").split("\0"))

    return read


def node(file: Path) -> dict[str, str]:
    """`node --env-file`."""
    command = ["node", f"--env-file={file}", "-p", "JSON.stringify(process.env)"]
    done = subprocess.run(command, capture_output=True, check=True, env={"PATH": os.environ["PATH"]})
    return dict(json.loads(done.stdout))


def python_dotenv(file: Path) -> dict[str, str]:
    """python-dotenv, with its interpolation, as it is used by default."""
    return {name: text for name, text in dotenv_values(file).items() if text is not None}


READERS: dict[str, Callable[[Path], dict[str, str]]] = {
    "ours": lambda file: parse(file.read_bytes().decode()).values,
    "python-dotenv": python_dotenv,
    "node": node,
    "sh": shell("sh"),
    "bash": shell("bash"),
}
# Node reads values of several lines since 20.12 and 21.6; older ones know no --env-file, or end a value with its line.
NODE_READS_LINES = (20, 12)


def reader(name: str) -> Callable[[Path], dict[str, str]]:
    """A reader that is here."""
    program = {"node": "node", "sh": "sh", "bash": "bash"}.get(name)
    if program and shutil.which(program) is None:
        pytest.skip(f"there is no {program} here to ask")
    if name == "node":
        shown = subprocess.run(["node", "--version"], capture_output=True, check=True).stdout.decode()
        major, minor = (int(part) for part in shown.removeprefix("v").split(".")[:2])
        if (major, minor) < NODE_READS_LINES:
            pytest.skip("this node is older than what is promised")
    return READERS[name]


@pytest.mark.parametrize("ending", ["\n", "\r\n"], ids=["LF", "CRLF"])
@pytest.mark.parametrize("name", READERS)
def test_each_reader_takes_each_value_exactly(name: str, ending: str, tmp_path: Path) -> None:
    if ending == "\r\n" and name in ("sh", "bash"):
        pytest.skip("a shell takes the carriage return along, whoever wrote the line")
    read, document = reader(name), EnvDocument(f"# a comment{ending}FIRST=1{ending}")
    names = {f"NAME_{number}": text for number, text in enumerate(VALUES.values())}
    for key, text in names.items():
        document = document.with_value(key, text, "project/odin/key")
    file = tmp_path / ".env"
    file.write_bytes(document.data)
    found = read(file)
    assert {key: found.get(key) for key in names} == names
    assert found["FIRST"] == "1"


@pytest.mark.parametrize("value", UNFIT.values(), ids=UNFIT)
def test_a_value_that_readers_take_differently_is_refused_without_being_shown(value: str) -> None:
    with pytest.raises(UnfitError) as refused:
        line("NAME", value)
    assert value not in str(refused.value)


@pytest.mark.parametrize("value", ["abc", "https://x.example/a?b=c&d", "a_b-c.d/e:f@g%h+i,j="])
def test_a_value_that_needs_no_quotes_gets_none_where_possible(value: str) -> None:
    """`docker run --env-file` takes quotes for a part of the value."""
    quoted = not all(sign.isalnum() or sign in "_./:@%+,=-" for sign in value)
    assert line("NAME", value) == (f"NAME='{value}'" if quoted else f"NAME={value}")
