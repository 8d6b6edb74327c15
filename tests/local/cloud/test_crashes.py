"""Whatever dies, and whenever: the next start makes it whole, and nothing is left over."""

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import pytest

from local import cloud
from local.cloud import health, processes
from local.cloud.paths import PROJECT, locate
from local.cloud.state import change, read
from tests.local.cloud.conftest import eventually, listener, pid_of, quietly, runs, server

pytestmark = pytest.mark.real

# Starts two services, the second one slow: `python -c UP DIRECTORY`.
UP = """
import sys
from local import cloud
from tests.local.cloud.conftest import server
cloud.start(sys.argv[1], services=[server("one", "parent"), server("slow", "silent", needs=("one",))])
"""


def test_a_killed_service_is_started_again_on_its_port_and_the_other_is_left_alone(directory: Path) -> None:
    rows = [server("one"), server("two")]
    running = cloud.start(directory, services=rows, report=quietly)
    port, other = running.port("one"), pid_of(directory, "two")
    killed = pid_of(directory, "one")
    os.kill(killed, signal.SIGKILL)
    eventually(lambda: not runs(killed) and health.is_free("127.0.0.1", port), "killed processes end")
    said: list[str] = []
    cloud.start(directory, services=rows, report=said.append)
    assert running.port("one") == port
    assert pid_of(directory, "two") == other
    assert "one: died" in said[0]


@pytest.mark.parametrize("manner", ["", "apart", "bare"])
def test_children_of_a_killed_service_are_ended_before_it_starts_again(directory: Path, manner: str) -> None:
    row = server("one", "parent", *manner.split())
    cloud.start(directory, services=[row], report=quietly)
    killed = pid_of(directory, "one")
    (orphan,) = psutil.Process(killed).children()
    os.kill(killed, signal.SIGKILL)
    eventually(lambda: not runs(killed), "killed processes end")
    assert runs(orphan.pid), "it outlives its parent"
    cloud.start(directory, services=[row], report=quietly)
    assert not runs(orphan.pid)


def test_a_service_that_hangs_is_replaced(directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("local.cloud.starting._HUNG_SECONDS", 0.5)
    monkeypatch.setattr("local.cloud.health._SECONDS", 0.3)
    switch = directory.parent / "hang"
    row = server("one", "--hangs", str(switch))
    cloud.start(directory, services=[row], report=quietly)
    hung = pid_of(directory, "one")
    switch.touch()
    said: list[str] = []
    with pytest.raises(cloud.StartError):  # the new one hangs as well, for as long as the switch is on
        cloud.start(directory, services=[server("one", "--hangs", str(switch), deadline=1.0)], report=said.append)
    assert not runs(hung)
    switch.unlink()
    cloud.start(directory, services=[row], report=quietly)


def test_other_code_restarts_the_service_and_what_needs_it_keeps_its_address(directory: Path) -> None:
    running = cloud.start(directory, services=[server("one")], report=quietly)
    port, before = running.port("one"), pid_of(directory, "one")
    said: list[str] = []
    cloud.start(directory, services=[server("one", environment={"NEW": "1"})], report=said.append)
    assert (running.port("one"), "has changed" in said[0]) == (port, True)
    assert not runs(before)


def test_a_service_starts_again_when_what_it_needs_has_another_address(directory: Path) -> None:
    rows = [server("one", exports={"ONE": "{port}"}), server("two", needs=("one",))]
    running = cloud.start(directory, services=rows, report=quietly)
    old = running.port("one")
    os.kill(pid_of(directory, "one"), signal.SIGKILL)
    eventually(lambda: health.is_free("127.0.0.1", old), "a killed server's port is free")
    dependent = pid_of(directory, "two")
    with listener(old):
        cloud.start(directory, services=rows, report=quietly)
    assert running.port("one") != old
    assert not runs(dependent), "it would still talk to the old address"


def test_a_start_that_was_killed_in_the_middle_is_completed_by_the_next(directory: Path) -> None:
    starter = subprocess.Popen([sys.executable, "-c", UP, str(directory)], cwd=PROJECT, stderr=subprocess.DEVNULL)
    eventually(lambda: "slow" in _recorded(directory), "the second service was begun")
    starter.kill()
    starter.wait()
    first, second = _recorded(directory)["one"], _recorded(directory)["slow"]
    rows = [server("one", "parent"), server("slow", needs=("one",))]
    cloud.start(directory, services=rows, report=quietly)
    assert pid_of(directory, "one") == first, "what was healthy already is kept"
    assert not runs(second)


def test_a_process_that_was_started_and_never_recorded_is_found_and_ended(directory: Path) -> None:
    cloud.start(directory, services=[server("one")], report=quietly)
    with_mark = pid_of(directory, "one")
    with change(locate(directory)) as state:  # as a kill between the start and the record leaves it
        del state.services["one"]
    cloud.start(directory, services=[server("one")], report=quietly)
    assert not runs(with_mark)


def test_a_stop_finds_the_processes_of_a_lost_state_file(directory: Path) -> None:
    cloud.start(directory, services=[server("one", "parent")], report=quietly)
    lost = pid_of(directory, "one")
    locate(directory).state_file.unlink()
    cloud.stop(directory, report=quietly)
    assert not runs(lost)
    assert processes.strays(locate(directory)) == []


def test_starts_at_the_same_time_start_everything_once(directory: Path) -> None:
    rows = [server("one"), server("two")]

    def start(_: int) -> dict[str, int]:
        running = cloud.start(directory, services=rows, report=quietly)
        return {name: each.pid for name, each in running.services.items()}

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(start, range(4)))
    assert answers == [answers[0]] * 4
    assert len(processes.strays(locate(directory))) == 2


def test_starts_and_stops_at_the_same_time_leave_no_process_and_no_error(directory: Path) -> None:
    rows = [server("one"), server("two")]

    def either(number: int) -> None:
        if number % 2:
            cloud.stop(directory, report=quietly)
        else:
            cloud.start(directory, services=rows, report=quietly)

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(either, range(6)))
    cloud.stop(directory, report=quietly)
    assert processes.strays(locate(directory)) == []
    assert not directory.exists()


def test_a_failing_start_shows_the_log_and_stops_what_it_had_started(directory: Path) -> None:
    with pytest.raises(cloud.StartError, match="it has no reason to live"):
        cloud.start(directory, services=[server("one"), server("bad", "dies")], report=quietly)
    assert processes.strays(locate(directory)) == []


def test_a_failing_start_leaves_what_ran_before(directory: Path) -> None:
    cloud.start(directory, services=[server("one")], report=quietly)
    with pytest.raises(cloud.StartError):
        cloud.start(directory, services=[server("one"), server("bad", "dies")], report=quietly)
    assert runs(pid_of(directory, "one"))


def test_a_service_that_never_answers_is_given_up_at_its_deadline(directory: Path) -> None:
    with pytest.raises(cloud.StartError, match=r"not healthy after 1 s: .*Connection refused"):
        cloud.start(directory, services=[server("bad", "silent", deadline=1.0)], report=quietly)
    assert processes.strays(locate(directory)) == []


def test_a_service_that_ignores_the_polite_signal_is_killed(directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("local.cloud.supervisor._TERM_SECONDS", 0.2)
    cloud.start(directory, services=[server("one", "stubborn")], report=quietly)
    pid = pid_of(directory, "one")
    cloud.stop(directory, report=quietly)
    assert not runs(pid)


def _recorded(directory: Path) -> dict[str, int]:
    state = read(locate(directory))
    return {name: each.pid for name, each in state.services.items()} if state else {}
