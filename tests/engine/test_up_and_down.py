"""What `make up` and `make down` do, from nothing to nothing."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

import psutil
import pytest

from local import cloud
from local.stack import apply
from strongroom import naming
from tests.engine import catalogues
from tests.local.providers.emulator import client_of
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


def test_up_makes_everything_says_what_and_down_leaves_nothing(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    directory = tmp_path / "cloud"
    catalogue = catalogues.write(tmp_path / "catalogue", catalogues.entries())
    mirror = {"repository": "strongroom/strongroom"}
    configuration = {"strongroom:catalogue": str(catalogue), "strongroom:mirror": mirror}
    try:
        apply.up(directory, configuration=configuration)
        said = capfd.readouterr().out
        assert "8 entries in Secrets Manager" in said  # three of the catalogue, five for recovery shares
        assert "1 Vault cluster of 3 nodes" in said
        assert f"a page that shows where each value stands:\n  {directory / 'status.html'}" in said
        assert "<h1>Where every secret stands</h1>" in (directory / "status.html").read_text()
        apply.up(directory, "--expect-no-changes", configuration=configuration)
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
