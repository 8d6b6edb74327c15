"""Processes that a room launches, registers, ends and forgets at run time."""

import subprocess
import sys
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from local import cloud
from local.cloud import health
from local.cloud.services import Service
from local.cloud.status import status
from tests.local.cloud.conftest import eventually, pid_of, quietly, runs, server

pytestmark = pytest.mark.real

SLEEP = [sys.executable, "-c", "import time; time.sleep(600)"]


@pytest.fixture
def rows(directory: Path) -> list[Service]:
    """A running cloud of one service."""
    table = [server("one")]
    cloud.start(directory, services=table, report=quietly)
    return table


@pytest.mark.usefixtures("rows")
def test_a_launched_process_is_seen_exported_and_ended_with_the_cloud(directory: Path) -> None:
    port = health.free_port("127.0.0.11")
    command = [sys.executable, "-m", "http.server", "--bind", "127.0.0.11", str(port)]
    node = cloud.launch("node", command, address="127.0.0.11", ports={"api": port}, exports={"NODE": f"http://{port}"})
    running = cloud.Cloud.load(directory)
    eventually(lambda: _state_of(running, "node") == "running", "the node answers on its address")
    assert running.environment(engine=False)["NODE"] == f"http://{port}"
    assert running.endpoint("node", "api") == f"http://127.0.0.11:{port}"
    assert set(cloud.stop(directory, report=quietly)) == {"node", "one"}
    assert not runs(node.pid)


@pytest.mark.usefixtures("rows")
def test_an_ended_process_is_gone_and_so_is_what_it_exported(directory: Path) -> None:
    node = cloud.launch("node", SLEEP, exports={"NODE": "x"})
    assert cloud.end("node")
    assert not runs(node.pid)
    assert "NODE" not in cloud.Cloud.load(directory).environment(engine=False)
    assert not cloud.end("node"), "there is nothing left to end"


@pytest.mark.usefixtures("rows")
def test_a_process_that_the_caller_started_is_registered_and_ended_with_the_cloud(directory: Path) -> None:
    with subprocess.Popen(SLEEP, start_new_session=True) as own:
        cloud.register("own", own.pid)
        assert "own" in cloud.stop(directory, report=quietly)
        assert not runs(own.pid)


@pytest.mark.usefixtures("rows")
def test_a_forgotten_process_is_left_alone(directory: Path) -> None:
    with subprocess.Popen(SLEEP, start_new_session=True) as own:
        cloud.register("own", own.pid)
        cloud.forget("own")
        cloud.stop(directory, report=quietly)
        assert own.poll() is None
        own.kill()


@pytest.mark.usefixtures("rows")
def test_a_name_is_given_once_for_as_long_as_its_process_runs() -> None:
    first = cloud.launch("node", SLEEP)
    with pytest.raises(cloud.CloudError, match=f"node: runs already \\(pid {first.pid}\\)"):
        cloud.launch("node", SLEEP)
    cloud.end("node")
    assert cloud.launch("node", SLEEP).pid != first.pid


@pytest.mark.usefixtures("rows")
def test_a_process_that_does_not_run_is_not_registered() -> None:
    ended = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"], check=True, capture_output=True)
    with pytest.raises(cloud.CloudError, match="can't be registered"):
        cloud.register("own", int(ended.stdout))


def test_without_a_cloud_there_is_nothing_to_launch_into(directory: Path) -> None:
    with pytest.raises(cloud.NoCloudError, match="start one: make up"):
        cloud.launch("node", SLEEP)


def test_a_repaired_launcher_leaves_what_it_launched_running(directory: Path) -> None:
    """A provider that is started again must not take the nodes down that it had started."""
    table = [server("launcher", launches=True)]
    cloud.start(directory, services=table, report=quietly)
    node = int(_ask(directory, "launcher", "/launch"))
    before = pid_of(directory, "launcher")
    cloud.start(directory, services=[server("launcher", launches=True, sources=("local",))], report=quietly)
    assert (runs(before), runs(node)) == (False, True)
    assert cloud.stop(directory, report=quietly) == ["launcher", "node"], "the launcher ends first"
    assert not runs(node)


@pytest.mark.usefixtures("rows")
def test_records_that_are_written_at_the_same_time_are_all_kept(directory: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        nodes = list(pool.map(lambda number: cloud.launch(f"node-{number}", SLEEP), range(8)))
    recorded = cloud.Cloud.load(directory).services
    assert {recorded[node.name].pid for node in nodes} == {node.pid for node in nodes}


def _state_of(running: cloud.Cloud, name: str) -> str:
    return next(line.state for line in status(running.services) if line.name == name)


def _ask(directory: Path, name: str, path: str) -> bytes:
    with urllib.request.urlopen(cloud.Cloud.load(directory).endpoint(name) + path) as answer:
        body: bytes = answer.read()
    return body
