"""Load: how many reads a second the cluster answers from here, and how soon, held against requirement 4.21."""

from __future__ import annotations

import http.client
import ssl
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from strongroom.vault.validation.finding import Finding, fails, holds, left_out, unseen

if TYPE_CHECKING:
    from collections.abc import Iterator

    from strongroom.vault.validation.scene import Scene

GOAL_READS, GOAL_P99 = 1000, 100.0  # a second; milliseconds
_ENOUGH = 200  # reads, for a p99 that says something
_OWN, _BUSY = 0.8, 0.9  # of one core, of the machine: from there on it is this machine that is measured
_PATIENCE = 10.0


@dataclass(kw_only=True)
class Measured:
    """What came back. `waits` in seconds, from when a read was due."""

    waits: list[float] = field(default_factory=list)
    wrong: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0
    own: float = 0.0
    """How much of one core this process took itself."""
    machine: float = 0.0
    """How much of this machine was busy, whoever it was; 0 where it does not tell."""

    def part(self, share: float) -> float:
        """A percentile in milliseconds."""
        return sorted(self.waits)[min(len(self.waits) - 1, int(len(self.waits) * share))] * 1000

    @property
    def rate(self) -> float:
        """Answered reads a second."""
        return len(self.waits) / self.seconds


def load(scene: Scene) -> Iterator[Finding]:
    """Read the canary through the door, over and over."""
    wishes = scene.wishes
    if not wishes.load:
        yield left_out("reads under load", "none was asked for", "--load SECONDS; on production off the peak hours")
        return
    scene.demand_canary()
    found = _measured(scene)
    told = {"reads": len(found.waits), "seconds": round(found.seconds, 2), "clients": wishes.clients}
    if found.wrong:
        said = ", ".join(f"{count} times {what}" for what, count in found.wrong.most_common(3))
        yield fails("every read is answered", said, _way_out(found), **told)
    else:
        yield holds("every read is answered", f"{len(found.waits)} reads in {found.seconds:.1f} s", **told)
    if found.waits:
        yield latency(found)
    yield rated(found, wishes.rate)


def _way_out(found: Measured) -> str:
    if any("429" in what for what in found.wrong):
        return "that is the rate limit (requestsPerSecond); read more slowly, or raise it: pulumi up"
    return "strongroom vault status"


def latency(found: Measured) -> Finding:
    name = f"p99 below {GOAL_P99:.0f} ms"
    p50, p95, p99 = (round(found.part(share), 1) for share in (0.5, 0.95, 0.99))
    told = {"p50_ms": p50, "p95_ms": p95, "p99_ms": p99}
    text = f"p50 {p50} ms, p95 {p95} ms, p99 {p99} ms at {found.rate:.0f} reads/s, the way from here included"
    if len(found.waits) < _ENOUGH:
        return unseen(name, f"{len(found.waits)} reads are too few to say", "--load with more seconds", **told)
    if p99 < GOAL_P99:
        return holds(name, text, **told)
    if found.machine > _BUSY:
        way_out = "run it from a machine that has nothing else to do"
        return unseen(name, f"{text}; {found.machine:.0%} of this machine was busy", way_out, **told)
    way_out = "compare with a run from inside of the network, and with less at once; docs/benchmarks.md has the costs"
    return fails(name, text, way_out, **told)


def rated(found: Measured, limit: float) -> Finding:
    name, rate = f"more than {GOAL_READS} reads a second", found.rate
    told = {
        "reads_a_second": round(rate, 1),
        "limit": limit,
        "own_cpu": round(found.own, 2),
        "machine_busy": round(found.machine, 2),
    }
    if rate > GOAL_READS:
        return holds(name, f"{rate:.0f} reads/s from this one machine", **told)
    if 0 < limit <= GOAL_READS:
        text = f"{rate:.0f} reads/s, and {limit:.0f} were asked for"
        return left_out(name, text, "--rate 0 asks for all that it gives, which its users then lack", **told)
    if found.own > _OWN or found.machine > _BUSY:
        text = f"{rate:.0f} reads/s, and this machine could ask for no more ({found.machine:.0%} of it busy)"
        return unseen(
            name, text, "run it from a machine that has nothing else to do, or from several, and add up", **told
        )
    way_out = "more --clients; nodes and their size (docs/benchmarks.md); the rate limit (docs/vault.md)"
    return fails(name, f"{rate:.0f} reads/s", way_out, **told)


def _measured(scene: Scene) -> Measured:
    """Each client has a connection of its own, and its share of the rate."""
    found, wishes = Measured(), scene.wishes
    clients = [_Client(scene, number) for number in range(wishes.clients)]
    began, before, ticks = time.monotonic(), time.process_time(), _ticks()
    for client in clients:
        client.start()
    try:
        for client in clients:
            client.join()
    finally:  # also at an interrupt, before the canary goes
        for client in clients:
            client.over.set()
        for client in clients:
            client.join(_PATIENCE)
    found.seconds = time.monotonic() - began
    found.machine = _share(ticks, _ticks())
    for client in clients:
        found.waits += client.found.waits
        found.wrong += client.found.wrong
    found.own = (time.process_time() - before) / found.seconds
    return found


def _ticks() -> tuple[int, int]:
    """Ticks of the machine's processors so far: idle ones, and all; none where it does not tell (proc_stat(5))."""
    try:
        numbers = [int(word) for word in Path("/proc/stat").read_text(encoding="ascii").split("\n", 1)[0].split()[1:9]]
    except OSError:
        return 0, 0
    return numbers[3] + numbers[4], sum(numbers)


def _share(before: tuple[int, int], after: tuple[int, int]) -> float:
    idle, total = (late - early for early, late in zip(before, after, strict=True))
    return 1 - idle / total if total else 0.0


class _Client(threading.Thread):
    """One who reads. A read that is due late counts from when it was due: waiting is part of its time."""

    def __init__(self, scene: Scene, number: int) -> None:
        super().__init__(daemon=True)
        self.over = threading.Event()
        self.found = Measured()
        wishes, client = scene.wishes, scene.demand_client()
        parts = urlsplit(client.address)
        context = ssl.create_default_context(cadata=client.authorities or None)
        self._connection = http.client.HTTPSConnection(
            str(parts.hostname), parts.port, timeout=_PATIENCE, context=context
        )
        self._path, self._headers = f"/v1/{scene.demand_canary().data}", {"X-Vault-Token": client.token}
        self._every = wishes.clients / wishes.rate if wishes.rate else 0.0
        self._first = self._every * number / wishes.clients
        self._seconds = wishes.load

    def run(self) -> None:
        """Read until the time is over."""
        due = time.monotonic() + self._first
        deadline = time.monotonic() + self._seconds
        while not self.over.is_set() and due < deadline and time.monotonic() < deadline:
            if self.over.wait(max(0.0, due - time.monotonic())):
                break
            began = due if self._every else time.monotonic()
            self._read(began)
            due = due + self._every if self._every else time.monotonic()
        self._connection.close()

    def _read(self, began: float) -> None:
        try:
            self._connection.request("GET", self._path, headers=self._headers)
            answer = self._connection.getresponse()
            answer.read()
        except (http.client.HTTPException, OSError) as error:
            self._connection.close()
            self.found.wrong[type(error).__name__] += 1
            return
        if answer.status == http.client.OK:
            self.found.waits.append(time.monotonic() - began)
        else:
            self.found.wrong[f"status {answer.status}"] += 1
