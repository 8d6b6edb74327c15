"""The leader killed while it is written to: when the others missed it, agreed on another, and that one could write.

The servers' own logs say when; a client says only when it asked again. A kill is met by a cluster that is settled: for
up to six seconds after its start a server waits three times as long for a leader as it does later (OpenBao 2.6.2,
`SetupCluster`), so a leader that dies just after another node came back is missed later. That is two failures, not one.
"""

from __future__ import annotations

import json
import os
import time
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from tests.vault.emulator import eventually
from tests.vault.writer import Writer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from local.providers.autoscaling.host import Host
    from tests.vault.rig import Rig

SETTLED = 7.0  # seconds
WARM = 20  # writes
SERVER = "vault.service"
_MISSED = "heartbeat timeout reached, starting election"
_ELECTED = "election won"
_ABLE = "post-unseal setup complete"


@dataclass(frozen=True, kw_only=True)
class Failover:
    """Seconds from the kill to each step, and the load of the machine that they were measured on."""

    missed: float
    elected: float
    able: float
    written: float
    load: float

    def told(self) -> str:
        """A row for a person."""
        return (
            f"missed after {self.missed:.2f} s, another elected {self.elected:.2f}, able to write {self.able:.2f}, "
            f"written {self.written:.2f} (load {self.load:.0f})"
        )


def kill_the_leader(cluster: Rig) -> tuple[Failover, Writer]:
    """Kill the leader's server under writes, once the cluster is settled; the writer has been stopped."""
    settled(cluster)
    leader = cluster.leader()
    others = [host for host in cluster.hosts.values() if host is not leader]
    writer = Writer(cluster.deployer(leader), [cluster.client(host) for host in others])
    writer.start()
    eventually(lambda: len(writer.acknowledged) > WARM, what="the first writes")
    server, load = cluster.server(leader), os.getloadavg()[0]
    began, killed = time.monotonic(), time.time()
    server.kill()
    written = eventually(lambda: writer.first_after(began), seconds=60, what="a write after the kill") - began
    writer.stop()
    steps = eventually(lambda: _steps(others, killed), what="the new leader's own word")
    missed, elected, able = (at - killed for at in steps)
    return Failover(missed=missed, elected=elected, able=able, written=written, load=load), writer


def settled(cluster: Rig) -> None:
    """Wait until every node serves, and has done so for long enough to miss a leader as soon as it ever will."""
    eventually(
        lambda: all(_settled(cluster, host) for host in cluster.hosts.values()), seconds=120, what="a settled cluster"
    )


def _settled(cluster: Rig, host: Host) -> bool:
    if host.unit(SERVER).read_state().get("phase") != "active":
        return False
    health = cluster.health(host)
    serves = bool(health and health["initialized"] and not health["sealed"])
    return serves and time.time() - cluster.server(host).create_time() > SETTLED


def _steps(survivors: list[Host], killed: float) -> tuple[float, float, float] | None:
    """When the leader was first missed, the last election was won, and its winner could take writes."""
    said = {host.instance: list(_said(host, killed)) for host in survivors}
    missed = [at for lines in said.values() for at, message in lines if message == _MISSED]
    won = [(at, name) for name, lines in said.items() for at, message in lines if message == _ELECTED]
    if not missed or not won:
        return None
    elected, winner = max(won)
    able = [at for at, message in said[winner] if message == _ABLE and at >= elected]
    return (min(missed), elected, able[0]) if able else None


def _said(host: Host, since: float) -> Iterator[tuple[float, str]]:
    for line in host.log(SERVER).splitlines():
        if line.startswith("{"):
            entry = json.loads(line)
            at = datetime.fromisoformat(entry["@timestamp"]).timestamp()
            if at >= since:
                yield at, str(entry["@message"])
