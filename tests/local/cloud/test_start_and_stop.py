"""Starting, starting again, stopping, stopping again."""

import json
import stat
import urllib.request
from pathlib import Path

import psutil
import pytest

from local import cloud
from local.cloud import health
from local.cloud.paths import locate
from local.cloud.services import SERVICES, chosen
from tests.local.cloud.conftest import pid_of, quietly, runs, server

pytestmark = pytest.mark.real


def test_a_start_gives_endpoints_that_answer(directory: Path) -> None:
    running = cloud.start(directory, services=[server("one")], report=quietly)
    with urllib.request.urlopen(running.endpoint("one")) as answer:
        assert answer.status == 200


def test_a_second_start_leaves_everything_as_it_is_and_says_so(directory: Path) -> None:
    rows = [server("one"), server("two", needs=("one",))]
    cloud.start(directory, services=rows, report=quietly)
    before = locate(directory).state_file.read_text()
    said: list[str] = []
    cloud.start(directory, services=rows, report=said.append)
    assert locate(directory).state_file.read_text() == before
    assert said == ["the local cloud runs already: one, two"]


def test_a_service_outlives_nothing_after_a_stop(directory: Path) -> None:
    running = cloud.start(directory, services=[server("one", "parent")], report=quietly)
    pid, port = pid_of(directory, "one"), running.port("one")
    children = psutil.Process(pid).children()
    assert children, "the service has a child for this test"
    assert cloud.stop(directory, report=quietly) == ["one"]
    assert not any(runs(process) for process in (pid, *(child.pid for child in children)))
    assert health.is_free("127.0.0.1", port)
    assert not directory.exists()


def test_a_child_that_went_its_own_way_is_ended_too(directory: Path) -> None:
    cloud.start(directory, services=[server("one", "parent", "apart")], report=quietly)
    (child,) = psutil.Process(pid_of(directory, "one")).children()
    cloud.stop(directory, report=quietly)
    assert not runs(child.pid)


def test_stopping_twice_is_no_error(directory: Path) -> None:
    cloud.start(directory, services=[server("one")], report=quietly)
    cloud.stop(directory, report=quietly)
    assert cloud.stop(directory, report=quietly) == []


def test_stopping_what_never_ran_leaves_a_strange_directory_alone(directory: Path) -> None:
    directory.mkdir()
    (directory / "letters.txt").write_text("mine")
    assert cloud.stop(directory, report=quietly) == []
    assert (directory / "letters.txt").read_text() == "mine"


def test_a_directory_with_other_files_is_refused_before_anything_starts(directory: Path) -> None:
    directory.mkdir()
    (directory / "letters.txt").write_text("mine")
    with pytest.raises(cloud.CloudError, match=r"letters\.txt"):
        cloud.start(directory, services=[server("one")], report=quietly)
    assert not locate(directory).state_file.exists()


def test_kept_data_is_there_at_the_next_start(directory: Path) -> None:
    cloud.start(directory, services=[server("one")], report=quietly)
    kept = [locate(directory).data("one") / "precious", locate(directory).pulumi_state / "stack"]
    for file in kept:
        file.write_text("kept")
    passphrase = locate(directory).passphrase.read_text()
    cloud.stop(directory, keep_data=True, report=quietly)
    assert not locate(directory).state_file.exists(), "nothing runs, so nothing is recorded"
    cloud.start(directory, services=[server("one")], report=quietly)
    assert [file.read_text() for file in kept] == ["kept", "kept"]
    assert locate(directory).passphrase.read_text() == passphrase


def test_a_service_sees_what_it_needs_and_nothing_of_its_starters_credentials(
    directory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_PROFILE", "production")
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.invalid")
    first = server("first", exports={"FIRST_URL": "http://{address}:{port}"})
    second = server("second", needs=("first",), environment={"OWN": "{token}"})
    running = cloud.start(directory, services=[first, second], report=quietly)
    with urllib.request.urlopen(running.endpoint("second")) as answer:
        seen = json.loads(answer.read())
    assert seen["FIRST_URL"] == running.endpoint("first")
    assert len(seen["OWN"]) > 30
    assert not {"AWS_PROFILE", "HTTPS_PROXY"} & seen.keys()


def test_a_service_that_picks_its_own_port_announces_it(directory: Path) -> None:
    row = server("picky", "announces", announces=True, health=None, exports={"WHERE": "{ports[one]}"})
    running = cloud.start(directory, services=[row], report=quietly)
    assert running.environment(engine=False)["WHERE"] == str(running.port("picky", "one"))


def test_only_what_is_wanted_and_what_that_needs_starts(directory: Path) -> None:
    rows = [server("one"), server("two", needs=("one",)), server("three")]
    assert set(cloud.start(directory, only=("two",), services=rows, report=quietly).services) == {"one", "two"}


def test_an_unknown_service_is_refused_with_the_known_ones(directory: Path) -> None:
    with pytest.raises(cloud.CloudError, match="no service nine; there are aws, github, platforms, providers"):
        cloud.start(directory, only=("nine",), report=quietly)


def test_every_row_names_only_rows_before_it() -> None:
    names = [service.name for service in SERVICES]
    late = [(row.name, need) for row in SERVICES for need in row.needs if need not in names[: names.index(row.name)]]
    assert not late, "a service starts after what it needs"
    assert [row.name for row in chosen(())] == names


def test_nothing_in_the_directory_is_for_other_peoples_eyes(directory: Path) -> None:
    cloud.start(directory, services=[server("one")], report=quietly)
    assert stat.S_IMODE(directory.stat().st_mode) == 0o700
    layout = locate(directory)
    private = [layout.state_file, layout.passphrase, *layout.logs.iterdir()]
    assert [file for file in private if stat.S_IMODE(file.stat().st_mode) != 0o600] == []


def test_the_token_is_another_one_at_every_start(directory: Path) -> None:
    tokens = set()
    for _ in range(2):
        row = server("one", exports={"TOKEN": "{token}"})
        tokens.add(cloud.start(directory, services=[row], report=quietly).environment(engine=False)["TOKEN"])
        cloud.stop(directory, report=quietly)
    assert len(tokens) == 2
