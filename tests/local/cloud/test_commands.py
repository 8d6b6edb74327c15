"""The commands as people type them, on the real emulator."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from local.cloud import logs as log_files
from local.cloud.paths import PROJECT
from tests.local.cloud.conftest import clean_environment, eventually, pid_of, runs

COMMANDS = ("up", "down", "status", "logs", "env", "engine")


def local(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run `python -m local ...` and give what it said."""
    command = [sys.executable, "-m", "local", *arguments]
    environment = {**clean_environment(), "COLUMNS": "200", "TERM": "dumb", **variables}
    return subprocess.run(command, cwd=PROJECT, env=environment, capture_output=True, text=True, check=False)


def test_the_help_names_every_command_with_a_line_about_it() -> None:
    lines = [line.strip(" │|").split(maxsplit=1) for line in local("--help").stdout.splitlines()]
    described = {words[0]: words[1] for words in lines if len(words) == 2}
    assert [name for name in COMMANDS if not described.get(name, "").endswith(".")] == []


@pytest.mark.real
@pytest.mark.parametrize("command", ["env", "logs nothing"])
def test_without_a_cloud_a_command_says_so_and_fails(directory: Path, command: str) -> None:
    answer = local(*command.split())
    assert (answer.returncode, answer.stdout) == (1, "")
    assert len(answer.stderr.splitlines()) == 1, "one sentence, no traceback"


@pytest.mark.real
def test_down_without_a_cloud_is_no_error(directory: Path) -> None:
    answer = local("down")
    assert (answer.returncode, answer.stdout) == (0, "nothing was running\n")


@pytest.mark.real
def test_a_day_with_the_cloud(directory: Path, tmp_path: Path) -> None:
    assert local("status").returncode == 0
    up = local("up", "--only", "aws")
    assert up.returncode == 0, up.stderr
    assert "aws: started in" in up.stderr
    assert "runs already" in local("up", "--only", "aws").stderr

    lines = {line["name"]: line for line in json.loads(local("status", "--json").stdout)}
    assert {name: line["state"] for name, line in lines.items()} == {
        "aws": "running",
        "github": "stopped",
        "platforms": "stopped",
        "providers": "stopped",
    }
    assert lines["aws"]["pid"] == pid_of(directory, "aws")

    os.kill(pid_of(directory, "aws"), signal.SIGKILL)
    killed = lines["aws"]["pid"]
    eventually(lambda: not runs(killed), "killed processes end")
    dead = local("status")
    assert (dead.returncode, "ended by itself" in dead.stdout) == (1, True)
    assert "aws: died" in local("up", "--only", "aws").stderr

    assert local("down", "--keep-data").stderr == "aws: stopped\n"
    assert (directory / "aws").is_dir()
    assert local("down").returncode == 0
    assert not directory.exists()


@pytest.mark.real
def test_the_printed_exports_lead_a_shell_to_the_cloud(directory: Path, tmp_path: Path) -> None:
    assert local("up", "--only", "aws").returncode == 0
    spaced = str(tmp_path / "it's a folder")
    variables = {"PATH": f"{os.environ['PATH']}:{spaced}", "AWS_PROFILE": "production"}
    printed = local("env", **variables)
    assert printed.returncode == 0, printed.stderr
    shell = 'eval "$1"; env -0'
    answer = subprocess.run(
        ["bash", "-c", shell, "bash", printed.stdout],
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        check=True,
    )
    seen = dict(line.split("=", 1) for line in answer.stdout.split("\0") if "=" in line)
    as_json = json.loads(local("env", "--json", **variables).stdout)
    assert {name: seen[name] for name in as_json} == as_json
    assert "AWS_PROFILE" not in seen
    assert spaced in seen["PATH"]
    assert Path(seen["PULUMI_CONFIG_PASSPHRASE_FILE"]).read_text()


@pytest.mark.real
def test_logs_are_shown_by_service_and_followed(directory: Path) -> None:
    (directory / "logs").mkdir(parents=True)
    file = directory / "logs" / "aws.log"
    file.write_text("".join(f"line {number}\n" for number in range(100)))
    assert local("logs", "aws", "-n", "2").stdout == "line 98\nline 99\n"
    assert local("logs", "-n", "1").stdout == "aws | line 99\n"


@pytest.mark.real
def test_a_followed_log_loses_and_repeats_no_line(directory: Path, tmp_path: Path) -> None:
    (directory / "logs").mkdir(parents=True)
    file, shown = directory / "logs" / "aws.log", tmp_path / "shown"
    file.write_text("line 0\nline 1\n")
    command = [sys.executable, "-m", "local", "logs", "aws", "-f", "-n", "1"]
    with shown.open("w") as output, subprocess.Popen(command, cwd=PROJECT, stdout=output) as following:
        for number in range(2, 50):  # some before it looks, some between its two looks, some after
            with file.open("a") as opened:
                opened.write(f"line {number}\n")
            time.sleep(0.02)
        eventually(lambda: "line 49\n" in shown.read_text(), "the last line is shown")
        following.send_signal(signal.SIGINT)
    numbers = [int(line.split()[1]) for line in shown.read_text().splitlines()]
    assert numbers == list(range(numbers[0], 50))


@pytest.mark.parametrize(("count", "size"), [(3, 10), (5000, 40), (1, 200_000)])
def test_the_last_lines_are_found_in_a_file_of_any_size(tmp_path: Path, count: int, size: int) -> None:
    lines = [f"{number}".ljust(size, ".") for number in range(count + 3)]
    (tmp_path / "log").write_text("\n".join(lines) + "\n")
    assert log_files.last(tmp_path / "log", count) == lines[-count:]
