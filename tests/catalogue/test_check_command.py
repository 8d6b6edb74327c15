"""`strongroom check`: the gate of a pull request."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from strongroom.cli.app import app
from tests.catalogue.files import HEAD, entry, write

OURS = Path(__file__).parents[2] / "catalogue"
WRONG = HEAD + entry(description="API key") + entry("team/shop/two", rotation="{days: 0, strategy: manual}")
SAID = [
    (
        'catalogue/team.yaml:19: secret "team/shop/api_key": description is vague; '
        "say what it opens and for whom, as in: Stripe key with which Consilio bills its subscriptions"
    ),
    'catalogue/team.yaml:26: secret "team/shop/two": rotation.days is 0; use 1 to 365, or leave rotation out',
]


def check(directory: Path, *options: str) -> Result:
    """Run the command on a folder."""
    return CliRunner().invoke(app, ["check", "--catalogue", str(directory), *options])


def test_problems_go_to_stderr_one_a_line_with_exit_code_1(tmp_path: Path) -> None:
    result = check(write(tmp_path, team=WRONG))
    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr.splitlines() == [*SAID, "2 problems; nothing was changed"]


def test_one_problem_is_one_problem(tmp_path: Path) -> None:
    result = check(write(tmp_path, team=HEAD + entry(owner="")))
    assert result.stderr.splitlines()[-1] == "1 problem; nothing was changed"


def test_problems_as_json_go_to_stdout(tmp_path: Path) -> None:
    result = check(write(tmp_path, team=WRONG), "--json")
    assert result.exit_code == 1
    data = json.loads(result.stdout)
    assert data["valid"] is False
    assert data["problems"][1] == {
        "file": "catalogue/team.yaml",
        "line": 26,
        "subject": 'secret "team/shop/two"',
        "message": "rotation.days is 0",
        "remedy": "use 1 to 365, or leave rotation out",
    }


def test_texts_of_a_file_are_no_markup_and_no_control_characters(tmp_path: Path) -> None:
    result = check(write(tmp_path, team=HEAD + entry(**{"'[red]x[/red] \\e[31m'": "y"})))
    assert result.exit_code == 1
    assert "\x1b" not in result.stderr


def test_our_own_catalogue_is_right_and_summed_up() -> None:
    result = check(OURS)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.splitlines()[-1].endswith("entries in 6 workspaces, 163 deliveries; no problems")
    for word in ("wired-chaos", "secrets-manager", "github-environment", "By engine"):
        assert word in result.stdout


def test_the_summary_as_json_counts_every_entry_once() -> None:
    data = json.loads(check(OURS, "--json").stdout)
    assert data["valid"] is True
    assert data["entries"] == sum(each["secrets"] + each["configuration"] for each in data["workspaces"])
    assert data["entries"] == sum(sum(each["origins"].values()) for each in data["workspaces"])
    assert data["deliveries"] == sum(each["engine"] + each["mirror"] for each in data["destinations"])
    assert data["deliveries"] == sum(sum(each["environments"].values()) for each in data["destinations"])


def test_rotations_whose_day_is_known_are_listed_soonest_first(tmp_path: Path) -> None:
    def done(day: str) -> str:
        return f"{{staging: {{state: complete, at: {day}T10:00:00Z}}}}"

    later = entry("team/a/later", rotation="{days: 90, strategy: manual}", status=done("2025-10-02"))
    sooner = entry("team/a/sooner", rotation="{days: 30, strategy: manual}", status=done("2025-10-01"))
    result = check(write(tmp_path, team=HEAD + later + sooner))
    due = [line for line in result.stdout.splitlines() if line.startswith("rotation due")]
    assert due == [
        "rotation due 2025-10-31: team/a/sooner (staging)",
        "rotation due 2025-12-31: team/a/later (staging)",
    ]


@pytest.mark.parametrize("arguments", [["check", "--catalogue", "nowhere"], ["check", "--catalog", "catalogue"]])
def test_wrong_use_has_exit_code_2(arguments: list[str], tmp_path: Path) -> None:
    ended = _run(arguments, tmp_path)
    assert ended.returncode == 2
    assert "Traceback" not in ended.stderr


def test_the_command_as_a_process_needs_neither_pulumi_nor_boto3() -> None:
    code = (
        "import sys\nfrom strongroom.cli.main import run\n"
        f"assert run(['check', '--catalogue', {str(OURS)!r}]) == 0\n"
        "loaded = {'pulumi', 'boto3', 'botocore', 'hvac', 'httpx'} & set(sys.modules)\n"
        "assert not loaded, loaded\n"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr


def test_a_wrong_catalogue_ends_the_process_with_1(tmp_path: Path) -> None:
    write(tmp_path, team=WRONG)
    ended = _run(["check"], tmp_path)
    assert ended.returncode == 1
    assert ended.stderr.splitlines() == [*SAID, "2 problems; nothing was changed"]


def _run(arguments: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    program = [sys.executable, "-c", "from strongroom.cli.main import main; main()"]
    return subprocess.run([*program, *arguments], cwd=folder, capture_output=True, text=True, check=False)
