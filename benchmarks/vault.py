"""Three local nodes (TLS, two audit devices, raft, KMS seal) beside a development server and a bare one, in one run.

Reads: the same clients ask each for the same small secrets, in turn, round by round; what a server process used of the
CPU is counted too, since that says more than the wall on a machine that is busy: whole, and without what the process
takes while nobody reads (heartbeats, autopilot). What each part of it costs: benchmarks/vault_parts.py. Failover: the
leader's server is killed under writes (benchmarks/vault_failover.py, which has five nodes). Restore: a snapshot of many
secrets into a fresh server with the same seal key, until its canary is read; beside it, what forming three nodes took.
"""

from __future__ import annotations

import multiprocessing
import os
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from unittest import mock
from urllib.parse import urlsplit

import psutil

from benchmarks.vault_bare import on_raft
from benchmarks.vault_clients import READ, read_for, write_some
from benchmarks.vault_failover import failovers, formed
from tests.stores import servers
from tests.vault.rig import Rig, rig

if TYPE_CHECKING:
    from multiprocessing.pool import Pool

CLIENTS = 8
ROUNDS = 6
SECONDS = 2.0
REST = 10.0  # seconds
SECRETS = 10_000
KILLS = 4
GOAL = (1000, 100.0)  # requirement 4.21: reads a second, p99 in milliseconds


@dataclass(kw_only=True)
class Server:
    """One of the two that are compared, and what was measured of it."""

    name: str
    url: str
    authorities: str
    token: str = field(repr=False)
    process: psutil.Process
    rates: list[float] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    own: list[float] = field(default_factory=list)
    standing: float = 0.0  # CPU seconds a second while nobody reads

    def measure(self, pool: Pool, clients: int) -> None:
        """One round of reads."""
        before, began = self.used(), time.monotonic()
        given = [(self.url, self.authorities, self.token, SECONDS, number) for number in range(clients)]
        found = [wait for waits in pool.starmap(read_for, given, chunksize=1) for wait in waits]
        used, passed = self.used() - before, time.monotonic() - began
        self.rates.append(len(found) / SECONDS)
        self.cpu.append(used / len(found))
        self.own.append((used - self.standing * passed) / len(found))
        self.waits += found

    def clear(self) -> None:
        """Forget what warmed the caches, or was another measurement."""
        self.rates, self.waits, self.cpu, self.own = [], [], [], []

    def used(self) -> float:
        """CPU seconds of the process so far."""
        return float(sum(self.process.cpu_times()[:2]))


def main() -> None:
    """Measure, and print what docs/benchmarks.md has."""
    with (
        tempfile.TemporaryDirectory(prefix="strongroom-bench-") as name,
        multiprocessing.get_context("spawn").Pool(CLIENTS) as pool,
        rig(Path(name) / "rig") as cluster,
    ):
        folder = Path(name)
        (folder / "dev").mkdir()
        (folder / "bare").mkdir()
        took = formed(cluster, 3)
        with cluster.root(cluster.leader()) as root:
            with servers.vault(folder / "dev") as dev, on_raft(folder / "bare") as bare:
                others = [_other("development server", dev), _other("bare server on raft", bare)]
                reads(pool, [*others, _ours(cluster, root.token)])
            restores(pool, cluster, root.token, took)
            failovers(cluster, KILLS)
            root.url = f"https://{cluster.leader().address}:8202"


def _ours(cluster: Rig, token: str) -> Server:
    """The leader: it answers, and the others have no part in a read."""
    leader = cluster.leader()
    return Server(
        name="three nodes, TLS, audit",
        url=f"https://{leader.address}:8200",
        authorities=str(cluster.authority()),
        token=token,
        process=cluster.server(leader),
    )


def _other(name: str, server: servers.Server) -> Server:
    return Server(
        name=name,
        url=server.url,
        authorities="",
        token=server.environment["VAULT_TOKEN"],
        process=listening(server.url),
    )


def reads(pool: Pool, measured: list[Server]) -> None:
    """All of them in turn, first with one client, then with many; the last is held against the one before."""
    for server in measured:
        write_some(server.url, server.authorities, server.token, range(READ))
    rest(measured)
    print("| reads | clients | reads/s | p50 | p99 | CPU a read | without standing |\n|---|---|---|---|---|---|---|")
    for clients in (1, CLIENTS):
        for number in range(ROUNDS + 1):
            for server in measured if number % 2 else reversed(measured):
                server.measure(pool, clients)
            if number == 0:
                for server in measured:
                    server.clear()
        for server in measured:
            _row(server, clients)
        _ratio(measured[-1], measured[-2], clients)
        for server in measured:
            server.clear()
    print(f"| requirement 4.21 | | {GOAL[0]} | | {GOAL[1]:.0f} ms | | |", flush=True)


def rest(measured: list[Server]) -> None:
    """What each server takes of the CPU while nobody asks it anything."""
    before = [server.used() for server in measured]
    time.sleep(REST)
    for server, used in zip(measured, before, strict=True):
        server.standing = (server.used() - used) / REST
        print(f"{server.name}, nobody reading: {server.standing:.1%} of a core", flush=True)


def _ratio(ours: Server, bare: Server, clients: int) -> None:
    pairs = ((ours.rates, bare.rates), (ours.cpu, bare.cpu), (ours.own, bare.own))
    rate, cpu, own = (statistics.median(a / b for a, b in zip(*pair, strict=True)) for pair in pairs)
    print(f"| **over bare on raft** | {clients} | {rate:.2f} x | | | **{cpu:.2f} x** | **{own:.2f} x** |", flush=True)


def listening(url: str) -> psutil.Process:
    """The server process of an address."""
    port = urlsplit(url).port
    there = (one for one in psutil.net_connections("tcp") if one.status == "LISTEN")
    found = next(one for one in there if getattr(one.laddr, "port", None) == port)
    return psutil.Process(found.pid)


def _row(server: Server, clients: int) -> None:
    waits = sorted(server.waits)
    p50, p99 = (waits[int(len(waits) * part)] * 1000 for part in (0.5, 0.99))
    rate = statistics.median(server.rates)
    cpu, own = (statistics.median(one) * 1000 for one in (server.cpu, server.own))
    print(
        f"| {server.name} | {clients} | {rate:.0f} | {p50:.1f} ms | {p99:.0f} ms | {cpu:.2f} ms | {own:.2f} ms |",
        flush=True,
    )


def restores(pool: Pool, cluster: Rig, token: str, forming: float) -> None:
    """Many secrets, a snapshot as the command takes it, and a drill with it."""
    from strongroom.vault import taking
    from strongroom.vault.client import Client
    from strongroom.vault.cloud import Cloud
    from strongroom.vault.drill import Drill

    leader, authorities = cluster.leader(), str(cluster.authority())
    url = f"https://{leader.address}:8200"
    share = SECRETS // CLIENTS
    began = time.monotonic()
    given = [(url, authorities, token, range(n * share, (n + 1) * share)) for n in range(CLIENTS)]
    pool.starmap(write_some, given)
    print(f"{SECRETS} secrets written in {time.monotonic() - began:.1f} s by {CLIENTS} clients", flush=True)
    with mock.patch.dict(os.environ, {**cluster.emulator.environment, "VAULT_TOKEN": token}):
        client = Client(address=url, authorities=Path(authorities).read_text(), token=token)
        target = cluster.folder / "measured.snap"
        began = time.monotonic()
        taking.sing(client)
        with taking.taken(client, client.authorities) as (content, found):
            taking.to_file(target, content)
        took = time.monotonic() - began
        drill = Drill(cloud=Cloud(environment="local"), audience="", binary=Path(sys.executable).with_name("bao"))
        drill.run(target)
    total = sum(drill.seconds.values())
    steps = ", ".join(f"{step} {one:.1f}" for step, one in drill.seconds.items())
    print(f"snapshot of {found.size / 1e6:.1f} MB taken and checked in {took:.1f} s")
    print(f"restored into a fresh server to the canary's read in {total:.1f} s ({steps})")
    print(f"a cluster of three formed in {forming:.1f} s; formed and restored is {1 + total / forming:.2f} times that")


if __name__ == "__main__":
    main()
