"""The supervisor ends what it started, and nothing else: not what has its pid, and not what has its port."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from local import cloud
from local.cloud import health
from local.cloud.paths import locate
from local.cloud.state import change
from tests.local.cloud.conftest import eventually, listener, pid_of, quietly, runs, server

pytestmark = pytest.mark.real


@pytest.fixture
def stranger() -> Iterator[subprocess.Popen[bytes]]:
    """A process that has nothing to do with the cloud."""
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"], start_new_session=True) as process:
        yield process
        process.kill()


def _give_its_pid_to(directory: Path, stranger: subprocess.Popen[bytes]) -> None:
    """Make the record say what it says after the pid of a dead service was given to another process."""
    killed = psutil.Process(pid_of(directory, "one"))
    killed.kill()
    eventually(lambda: not runs(killed.pid), "killed processes end")
    with change(locate(directory)) as state:
        recorded = state.services["one"]
        state.services["one"] = recorded.model_copy(update={"pid": stranger.pid, "created": recorded.created - 60})


def test_a_stop_leaves_a_stranger_with_our_pid_alone(directory: Path, stranger: subprocess.Popen[bytes]) -> None:
    cloud.start(directory, services=[server("one"), server("two")], report=quietly)
    _give_its_pid_to(directory, stranger)
    assert cloud.stop(directory, report=quietly) == ["two"]
    assert stranger.poll() is None


def test_a_start_leaves_a_stranger_with_our_pid_alone(directory: Path, stranger: subprocess.Popen[bytes]) -> None:
    rows = [server("one"), server("two")]
    cloud.start(directory, services=rows, report=quietly)
    _give_its_pid_to(directory, stranger)
    cloud.start(directory, services=rows, report=quietly)
    assert stranger.poll() is None
    assert pid_of(directory, "one") != stranger.pid


def test_a_stop_leaves_the_cloud_of_another_directory_alone(directory: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "cloud-of-somebody-else"  # begins with the name of the directory that is stopped
    try:
        other = cloud.start(elsewhere, services=[server("one")], report=quietly)
        cloud.start(directory, services=[server("one")], report=quietly)
        cloud.stop(directory, report=quietly)
        assert runs(other.services["one"].pid)
    finally:
        cloud.stop(elsewhere, report=quietly)


def test_a_port_that_somebody_took_meanwhile_is_left_to_them(directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    taken, free = health.free_port(), health.free_port()
    ports = iter([taken, free])
    monkeypatch.setattr("local.cloud.health.free_port", lambda _address: next(ports))
    said: list[str] = []
    with listener(taken):
        running = cloud.start(directory, services=[server("one")], report=said.append)
    assert running.port("one") == free
    assert "its port was taken meanwhile" in said[0]


def test_a_service_whose_port_is_taken_when_it_died_comes_back_on_another(directory: Path) -> None:
    running = cloud.start(directory, services=[server("one")], report=quietly)
    old = running.port("one")
    os.kill(pid_of(directory, "one"), signal.SIGKILL)
    eventually(lambda: health.is_free("127.0.0.1", old), "a killed server's port is free")
    with listener(old):
        cloud.start(directory, services=[server("one")], report=quietly)
        assert running.port("one") != old


def test_no_port_is_chosen_that_a_waiting_client_could_be_given_itself() -> None:
    first = Path("/proc/sys/net/ipv4/ip_local_port_range")
    outgoing = int(first.read_text().split()[0]) if first.exists() else 49152
    assert all(health.free_port() < outgoing for _ in range(50))
