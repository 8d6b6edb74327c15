"""What a rotation costs: the cold start of the function with each strategy, a whole rotation, and its requests.

Every measurement is paired with the least that has to be there for it, one after the other in each round: the start
with Python and a Secrets Manager client, the rotation with the three writes that any rotation makes (a new version,
its label, the old label away). The requests of 100 rotations are held against Secrets Manager's quotas; how a batch
is kept within them is measured by `rotation_batch`.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from collections import Counter
from contextlib import ExitStack, contextmanager, redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING, Any

from local.servers import postgres, redis
from rotation import strategies, telemetry
from tests.rotation import stand_ins, worlds
from tests.rotation.worlds import Servers
from tests.stores import servers as stores

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PROJECT = Path(__file__).resolve().parent.parent
STARTS, ROUNDS, BATCH = 5, 5, 100
_FLOOR = "import boto3; boto3.client('secretsmanager', region_name='us-east-1')"
_HANDLER = "import rotation.handler as h; h._services(); h.strategies.load({name!r})"
_DRIVERS = {
    "postgres": "; import pg8000.native, scramp",
    "redis": "; import redis",
    "mongodb-atlas": "; import httpx",
    "sendgrid": "; import httpx",
}
# Requests a second and region, of all callers together. Source: Secrets Manager quotas (AWS General Reference).
QUOTAS = {
    "DescribeSecret, GetSecretValue": 10_000,
    "PutSecretValue, UpdateSecretVersionStage": 50,
    "ListSecretVersionIds": 50,
}


def main() -> None:
    """Measure and print three tables."""
    _starts()
    with _servers() as servers:
        _rotations(servers)
        _batch(servers)


def _starts() -> None:
    programs = {"python and a client": _FLOOR}
    for name in strategies.NAMES:
        programs[name] = _HANDLER.format(name=name) + _DRIVERS.get(name, "")
    taken: dict[str, list[float]] = {name: [] for name in programs}
    for number in range(STARTS + 1):
        for name, program in programs.items():
            cpu = _cpu(program)
            if number:  # the first round warms the disk's cache
                taken[name].append(cpu)
    print(f"cold start, milliseconds of CPU, median of {STARTS}")
    _table(taken, "python and a client")


def _cpu(program: str) -> float:
    environment = {**os.environ, "AWS_REGION": "us-east-1", "AWS_DEFAULT_REGION": "us-east-1"}
    process = subprocess.Popen([sys.executable, "-c", program], cwd=PROJECT, env=environment)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, program
    return usage.ru_utime + usage.ru_stime


@contextmanager
def _servers() -> Iterator[Servers]:
    atlas, sendgrid = stand_ins.Atlas(), stand_ins.SendGrid()
    with ExitStack() as stack:
        directory = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="strongroom-bench-")))
        aws = stack.enter_context(stores.aws(directory))
        atlas.url = stack.enter_context(stand_ins.serving(atlas.application))
        sendgrid.url = stack.enter_context(stand_ins.serving(sendgrid.application))
        client = stores.secrets_client(aws.url)
        yield Servers(client, stack.enter_context(postgres()), stack.enter_context(redis()), atlas, sendgrid)


def _rotations(servers: Servers) -> None:
    made = {name: worlds.make(name, servers) for name in worlds.ALL}
    floor = made["random"].secret
    acts: dict[str, Callable[[], object]] = {"three bare writes": lambda: _bare(servers, floor.name)}
    acts |= {name: world.rotate for name, world in made.items()}
    taken: dict[str, list[float]] = {name: [] for name in acts}
    with _quiet():
        for number in range(ROUNDS + 1):
            for name, act in acts.items():
                began = time.perf_counter()
                act()
                if number:
                    taken[name].append(time.perf_counter() - began)
    print(f"\na whole rotation on the emulator, milliseconds, median of {ROUNDS}")
    _table(taken, "three bare writes")


def _bare(servers: Servers, name: str) -> None:
    version = str(uuid.uuid4())
    current = servers.client.get_secret_value(SecretId=name, VersionStage="AWSCURRENT")["VersionId"]
    servers.client.put_secret_value(
        SecretId=name, ClientRequestToken=version, SecretString=uuid.uuid4().hex, VersionStages=["AWSPENDING"]
    )
    servers.client.update_secret_version_stage(
        SecretId=name, VersionStage="AWSCURRENT", MoveToVersionId=version, RemoveFromVersionId=current
    )
    servers.client.update_secret_version_stage(SecretId=name, VersionStage="AWSPENDING", RemoveFromVersionId=version)


def _batch(servers: Servers) -> None:
    calls: Counter[str] = Counter()

    def count(model: Any, **_: Any) -> None:
        calls[model.name] += 1

    made = [worlds.make("random", servers) for _ in range(BATCH)]
    servers.client.meta.events.register("before-call.secretsmanager", count)
    began = time.perf_counter()
    with _quiet():
        for world in made:
            world.rotate()
    took = time.perf_counter() - began
    servers.client.meta.events.unregister("before-call.secretsmanager", count)
    print(f"\n{BATCH} rotations (random), one after the other: {took:.1f} s, {BATCH / took:.1f} a second")
    print(f"{'requests':42} {'a rotation':>10} {'quota/s':>8} {'rotations a second within it':>30}")
    for names, quota in QUOTAS.items():
        number = sum(calls[name] for name in names.split(", ")) / BATCH
        allowed = f"{quota / number:.0f}" if number else "-"
        print(f"{names:42} {number:10.1f} {quota:8} {allowed:>30}")


@contextmanager
def _quiet() -> Iterator[None]:
    """Without the function's log and metrics."""
    level = telemetry.logger.log_level
    telemetry.logger.setLevel("CRITICAL")
    try:
        with Path(os.devnull).open("w") as nowhere, redirect_stdout(nowhere):
            yield
    finally:
        telemetry.logger.setLevel(level)


def _table(taken: dict[str, list[float]], against: str) -> None:
    floor = statistics.median(taken[against])
    for name, seconds in taken.items():
        middle = statistics.median(seconds)
        print(f"{name:24} {middle * 1000:8.0f}  {middle / floor:5.2f} x")


if __name__ == "__main__":
    main()
