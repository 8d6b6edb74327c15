"""The leader's server killed under writes, again and again, on three nodes or on the five that production has.

Where the time goes stands in the servers' own logs: until the others miss the leader, until they agree on another,
until that one takes writes, until a client that asks all the time has written.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from tests.vault.failover import SERVER, kill_the_leader
from tests.vault.rig import rig

if TYPE_CHECKING:
    from tests.vault.failover import Failover
    from tests.vault.rig import Rig

NODES = 5
KILLS = 12
GOAL = 5.0  # seconds


def main() -> None:
    """Form a cluster of five and kill its leader twelve times."""
    with tempfile.TemporaryDirectory(prefix="strongroom-bench-") as name, rig(Path(name) / "rig") as cluster:
        print(f"a cluster of {NODES} formed in {formed(cluster, NODES):.1f} s", flush=True)
        failovers(cluster, KILLS)


def formed(cluster: Rig, size: int) -> float:
    """Boot that many nodes and mount the engine; the seconds to the last healthy voter."""
    began = time.monotonic()
    for host in cluster.boot(*range(1, size + 1)):
        cluster.joined(host, 600)
    took = time.monotonic() - began
    cluster.deployer(cluster.leader()).sys.enable_secrets_engine("kv", path="secret", options={"version": "2"})
    return took


def failovers(cluster: Rig, kills: int) -> None:
    """Kill the leader so many times: a line for each, and rows for docs/benchmarks.md."""
    found: list[Failover] = []
    for number in range(1, kills + 1):
        failover, _ = kill_the_leader(cluster)
        found.append(failover)
        _restart_who_gave_up(cluster)
        print(f"kill {number}: {failover.told()}", flush=True)
    steps = {
        "missed by the first of the others": [one.missed for one in found],
        "they agree on another": [one.elected - one.missed for one in found],
        "it takes up its work": [one.able - one.elected for one in found],
        "**kill to able to write**": [one.able for one in found],
        "first write acknowledged": [one.written for one in found],
    }
    print(f"| {kills} kills on {len(cluster.hosts)} nodes | least | median | most |\n|---|---|---|---|")
    for step, seconds in steps.items():
        print(f"| {step} | {min(seconds):.2f} s | {statistics.median(seconds):.2f} s | {max(seconds):.2f} s |")
    within = sum(one.able <= GOAL for one in found)
    print(f"{within} of {kills} within {GOAL:.0f} s", flush=True)


def _restart_who_gave_up(cluster: Rig) -> None:
    """A server that died five times in ten minutes stays down and asks for another machine; here it is only killed."""
    for host in cluster.hosts.values():
        if host.unit(SERVER).read_state().get("phase") == "failed":
            host.systemctl("start", SERVER)


if __name__ == "__main__":
    main()
