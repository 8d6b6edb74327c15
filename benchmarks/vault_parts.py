"""What each part of a node adds to a read: one server for each step from a bare one to what a node has, in one run."""

from __future__ import annotations

import multiprocessing
import statistics
import subprocess
import sys
import tempfile
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.vault import Server, listening, rest
from benchmarks.vault_bare import FILE, SOCKET, TELEMETRY, on_raft
from benchmarks.vault_clients import READ, write_some
from local.providers.autoscaling import journal as autoscaling_journal
from tests.vault.emulator import eventually

if TYPE_CHECKING:
    from collections.abc import Iterator

CLIENTS = 4
ROUNDS = 8
STEPS = {
    "bare": (False, ""),
    "and TLS": (True, ""),
    "and figures for Prometheus": (True, TELEMETRY),
    "and the file device": (True, TELEMETRY + FILE),
    "and the socket device: a node": (True, TELEMETRY + FILE + SOCKET),
}


def main() -> None:
    """Measure, and print what docs/benchmarks.md has."""
    with (
        tempfile.TemporaryDirectory(prefix="strongroom-bench-") as name,
        multiprocessing.get_context("spawn").Pool(CLIENTS) as pool,
        ExitStack() as stack,
    ):
        steps = [stack.enter_context(_step(Path(name), step)) for step in STEPS]
        rest(steps)
        for number in range(ROUNDS + 1):
            for server in steps if number % 2 else reversed(steps):
                server.measure(pool, CLIENTS)
            if number == 0:
                for server in steps:
                    server.clear()
    print(f"| {CLIENTS} clients | CPU a read | over bare |\n|---|---|---|")
    for server in steps:
        ratio = statistics.median(ours / bare for ours, bare in zip(server.cpu, steps[0].cpu, strict=True))
        print(f"| {server.name} | {statistics.median(server.cpu) * 1000:.2f} ms | {ratio:.2f} x |", flush=True)


@contextmanager
def _step(folder: Path, name: str) -> Iterator[Server]:
    tls, parts = STEPS[name]
    place = folder / str(list(STEPS).index(name))
    place.mkdir()
    with _journal(place), on_raft(place, tls=tls, parts=parts) as server:
        environment = server.environment
        made = Server(
            name=name,
            url=server.url,
            authorities=environment["VAULT_CACERT"],
            token=environment["VAULT_TOKEN"],
            process=listening(server.url),
        )
        write_some(made.url, made.authorities, made.token, range(READ))
        yield made


@contextmanager
def _journal(folder: Path) -> Iterator[None]:
    """What the socket device writes to, as on a node of the local stack."""
    place = folder / "journal.sock"
    command = [sys.executable, autoscaling_journal.__file__, str(place), str(folder / "journal.log")]
    with subprocess.Popen(command) as process:
        try:
            eventually(place.exists, what="the start of the journal")
            yield
        finally:
            process.kill()


if __name__ == "__main__":
    main()
