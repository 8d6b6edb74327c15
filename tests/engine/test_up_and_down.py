"""What `make up` and `make down` do, from nothing to nothing, with an engine that was killed on the way."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import psutil
import pytest

from local import cloud
from local.cloud.paths import PROJECT
from local.stack import apply
from strongroom import naming
from tests.engine import catalogues
from tests.engine.local_stack import LocalStack
from tests.engine.vault_of_stack import is_one_unsealed_cluster_of_three, vault_is_initialised
from tests.local.providers.emulator import client_of
from tests.soak import soak
from tests.waiting import wait_for, works

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.real


def listens(address: str, port: int) -> bool:
    with socket.socket() as client:
        return client.connect_ex((address, port)) == 0


def runs(pid: int) -> bool:
    try:
        return works(psutil.Process(pid))
    except psutil.NoSuchProcess:
        return False


def audited(running: cloud.Cloud) -> bool:
    """Whether the nodes' log agents brought what Vault was asked."""
    logs = client_of(running.endpoint("aws"), "logs")
    return bool(logs.filter_log_events(logGroupName=naming.log_group("local", "vault-audit"))["events"])


UP = "import json, sys, pathlib; from local.stack import apply; "
UP += "apply.up(pathlib.Path(sys.argv[1]), configuration=json.loads(sys.argv[2]))"


def engine_of(up: psutil.Process) -> psutil.Process | None:
    """The engine that applies the program; there are shorter runs of it before."""
    for child in up.children():
        try:
            if child.name() == "pulumi" and "--policy-pack" in child.cmdline():
                return child
        except psutil.Error:
            pass  # one of the shorter runs that ended meanwhile
    return None


def killed_up(stack: LocalStack, configuration: dict[str, Any]) -> None:
    """A first `make up`, whose engine is killed when Vault is initialised and by far not everything is made."""
    command = [sys.executable, "-c", UP, str(stack.directory), json.dumps(configuration)]
    with subprocess.Popen(
        command, cwd=PROJECT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    ) as process:
        up = psutil.Process(process.pid)
        wait_for(lambda: engine_of(up), "the engine runs", seconds=180)
        wait_for(vault_is_initialised(stack), "Vault is initialised", seconds=180)
        engine = engine_of(up)
        assert engine, "the up ended before it was killed"
        children = engine.children(recursive=True)
        engine.kill()
        _, said = process.communicate(timeout=60)
    assert "pulumi up ended with -9" in said
    wait_for(lambda: not any(map(works, children)), "the program ended with its engine", seconds=60)


@pytest.mark.parametrize("killed", [True, pytest.param(False, marks=soak)])
def test_up_makes_everything_says_what_and_down_leaves_nothing(
    killed: bool, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    directory = tmp_path / "cloud"
    catalogue = catalogues.write(tmp_path / "catalogue", catalogues.entries())
    mirror = {"repository": "strongroom/strongroom"}
    configuration = {"strongroom:catalogue": str(catalogue), "strongroom:mirror": mirror}
    stack = LocalStack(directory=directory, catalogue=catalogue)
    try:
        if killed:
            killed_up(stack, configuration)
        apply.up(directory, configuration=configuration)
        said = capfd.readouterr().out
        assert "8 entries in Secrets Manager" in said  # three of the catalogue, five for recovery shares
        assert "1 Vault cluster of 3 nodes" in said
        assert f"a page that shows where each value stands:\n  {directory / 'status.html'}" in said
        assert "<h1>Where every secret stands</h1>" in (directory / "status.html").read_text()
        apply.up(directory, "--expect-no-changes", configuration=configuration)
        is_one_unsealed_cluster_of_three(stack)
        running = cloud.Cloud.load(directory)
        wait_for(lambda: audited(running), "Vault's audit log is in its log group")
        services = running.services
        assert {"aws", "github", "providers"} <= set(services)
        apply.down(directory)
    finally:
        cloud.stop(directory)
    assert not directory.exists()
    wait_for(lambda: not any(runs(service.pid) for service in services.values()), "every process ended")
    ports = [(service.address, port) for service in services.values() for port in service.ports.values()]
    assert ports
    assert not [at for at in ports if listens(*at)]


def test_down_with_nothing_running_is_no_mistake(tmp_path: Path) -> None:
    apply.down(tmp_path / "cloud")
    assert not (tmp_path / "cloud").exists()
