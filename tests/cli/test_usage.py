"""Mistakes are told with their way out: never a traceback, never a value, always the right exit code."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from strongroom.cli import main
from strongroom.cli.app import app
from tests.canary import canary
from tests.operations import catalogues

if TYPE_CHECKING:
    from tests.cli.conftest import Command

KEY = "shop/payment/api_key"
COMMANDS = [
    *(found.name or found.callback.__name__ for found in app.registered_commands if found.callback),
    *(
        f"{group.name} {found.name or found.callback.__name__.replace('_', '-')}"
        for group in app.registered_groups
        if group.typer_instance
        for found in group.typer_instance.registered_commands
        if found.callback
    ),
]


@pytest.mark.parametrize(
    "shape",
    [
        ["put", KEY, "VALUE"],
        ["put", KEY, "-VALUE"],
        ["put", KEY, "--VALUE"],
        ["put", KEY, "--value=VALUE"],
        ["put", KEY, "--value", "VALUE"],
        ["put", KEY, "--", "VALUE"],
        ["put", KEY, "--", "--VALUE"],
        ["put", "VALUE", KEY],
        ["put", "VALUE"],
        ["put", f"{KEY}=VALUE"],
        ["put", KEY, "--file", "VALUE"],
        ["put", KEY, "--environment", "VALUE"],
        ["put", KEY, "--environment=VALUE"],
        ["put", KEY, "--yes=VALUE"],
        ["put", KEY, "-e", "VALUE"],
        ["put", KEY, "-hVALUE"],
        ["get", KEY, "VALUE"],
        ["get", "VALUE"],
        ["get", KEY, "--field", "VALUE"],
        ["status", "--as-of", "VALUE"],
        ["status", "--environment", "VALUE"],
        ["status", "VALUE"],
    ],
    ids=" ".join,
)
def test_a_value_on_the_command_line_is_neither_taken_nor_repeated(command: Command, shape: list[str]) -> None:
    value = canary(32)
    command.environment["AWS_ENDPOINT_URL"] = "http://127.0.0.1:9"
    found = command(*(word.replace("VALUE", value) for word in shape))
    assert found.code in {1, 2}
    assert value not in found.err + found.out.decode()
    assert command.records() == []


def test_an_argument_that_may_have_been_a_value_is_called_exposed(command: Command) -> None:
    found = command("put", KEY, "something")
    assert found.code == 2
    assert "put takes a path and no value" in found.err
    assert "treat it as exposed" in found.err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["put"], "Missing argument 'PATH'.\nSee strongroom put --help"),
        (["nothing"], "No such command 'nothing'"),
        (["status", "--colour"], "No such option: --colour"),
        (
            ["get", KEY, "something"],
            "There are more arguments than it takes; the shell replaces a * that has no quotes.\nSee strongroom get",
        ),
        (["get", KEY, "--catalogue", "/nowhere"], "there is no folder /nowhere"),
        (["get", "shop/mongodb/connection", "--field", "pin"], "has no such field; it has uri, username, password"),
    ],
    ids=lambda case: " ".join(case) if isinstance(case, list) else None,
)
def test_wrong_use_ends_with_2_and_a_way_out(command: Command, arguments: list[str], words: str) -> None:
    command.environment["AWS_ENDPOINT_URL"] = "http://127.0.0.1:9"
    found = command(*arguments)
    assert found.code == 2
    assert words in found.err
    assert found.out == b""


def test_no_arguments_show_the_help_and_count_as_wrong_use(command: Command) -> None:
    found = command()
    assert (found.code, found.err) == (2, "")
    assert b"Usage: strongroom" in found.out


def test_no_environment_is_wrong_use(command: Command) -> None:
    del command.environment["STRONGROOM_ENVIRONMENT"]
    found = command("put", KEY, stdin=b"x")
    assert found.code == 2
    assert "no environment is given; use --environment ENVIRONMENT, or choose a scope" in found.err


def test_a_catalogue_with_mistakes_ends_with_1_and_all_of_them(command: Command, tmp_path: Path) -> None:
    broken = catalogues.SHOP.replace("type: identifier", "type: identifire").replace("days: 180", "days: 0")
    folder = catalogues.write(tmp_path, shop=broken)
    found = command("status", "--recorded", "--catalogue", str(folder))
    assert found.code == 1
    assert found.err.count("catalogue/shop.yaml:") >= 3
    assert "nothing was changed" in found.err


@pytest.mark.parametrize("environment", ["staging", "production"])
def test_a_real_environment_refuses_a_store_on_this_machine(command: Command, environment: str) -> None:
    command.environment["AWS_ENDPOINT_URL"] = "http://127.0.0.1:4566"
    found = command("put", KEY, "--environment", environment, stdin=b"x")
    assert found.code == 2
    assert "a rehearsal on this machine; unset AWS_ENDPOINT_URL" in found.err


def test_the_local_environment_refuses_a_real_store(command: Command) -> None:
    found = command("put", KEY, stdin=b"x")
    assert found.code == 2
    assert "amazonaws.com, which is not this machine; start the local cloud" in found.err


def test_a_fault_of_our_own_is_told_by_place_and_kind_only(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    value = canary(32)

    def broken(*_: object) -> None:
        raise ValueError(f"could not handle {value}")

    monkeypatch.setattr("strongroom.cli.session.load", broken)
    found = command("status", "--recorded")
    assert found.code == main.FAULT
    assert found.err.startswith("strongroom failed at cli/session.py:")
    assert "(ValueError). This is a fault of ours; please report it." in found.err
    assert value not in found.err


def test_every_command_shows_an_example_in_its_help(command: Command) -> None:
    listed = command("--help").out.decode()
    for name in COMMANDS:
        assert name.split()[0] in listed
    unexplained = [name for name in COMMANDS if b"Example: strongroom" not in command(*name.split(), "--help").out]
    assert unexplained == []


def test_every_command_that_has_a_result_has_it_as_json(command: Command) -> None:
    spoken = {"provision", "scope use", "mcp", "break-glass open"}  # a talk with a person, or with a program
    without = [name for name in COMMANDS if b"--json" not in command(*name.split(), "--help").out]
    assert set(without) == spoken


def test_help_loads_nothing_that_is_slow() -> None:
    program = (
        "import sys\nfrom strongroom.cli.main import run\ncode = run(['--help'])\n"
        "print(code, *sorted({name.partition('.')[0] for name in sys.modules}), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    code, *loaded = done.stderr.split()
    assert code == "0"
    stores = {"boto3", "botocore", "hvac", "requests", "httpx", "nacl"}
    slow = {"pulumi", "pydantic", "yaml", "ruamel", "jinja2", "mcp", *stores}
    assert slow & set(loaded) == set()


@pytest.mark.parametrize("arguments", [["status", "--recorded"], ["--help"]])
def test_a_reader_that_has_seen_enough_is_no_error(command: Command, arguments: list[str]) -> None:
    process = command.start(*arguments)
    assert process.stdout is not None
    process.stdout.close()
    _, err = process.communicate()
    assert (process.returncode, err) == (0, b"")


def test_the_module_and_the_script_are_the_same_command(command: Command) -> None:
    script = Path(sys.executable).parent / "strongroom"
    for start in ([sys.executable, "-m", "strongroom"], [str(script)]):
        done = subprocess.run([*start, "get"], capture_output=True, text=True, check=False)
        assert done.returncode == 2
        assert done.stderr == "Missing argument 'PATH'.\nSee strongroom get --help\n"
