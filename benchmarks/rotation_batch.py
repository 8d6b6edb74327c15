"""A whole rotation, and a hundred of them, against the rates that Secrets Manager documents.

The emulator drives the deployed function, as in the local stack; its log of requests, a line each with its second,
tells how many writes a second the batch caused.
"""

from __future__ import annotations

import json
import os
import secrets
import statistics
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

import boto3

from components.rotation import archive as rotation_archive
from local import cloud
from strongroom.catalogue import Catalogue, load
from strongroom.operations.journal import Journal
from strongroom.operations.rotation.due import batch
from strongroom.operations.rotation.rotate import Outcome, Rotate
from strongroom.operations.scope import Scope
from strongroom.stores.rotations import Rotations

PROJECT = Path(__file__).resolve().parent.parent
ENTRIES = 100
SINGLE = 7
QUOTA = 50  # a second: PutSecretValue and UpdateSecretVersionStage together, and RotateSecret on its own
NAME = "strongroom-local-rotation-random"
_WRITES = ("PutSecretValue", "UpdateSecretVersionStage")
_TRUST = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}],
}


def main() -> None:
    """Measure and print."""
    began = time.perf_counter()
    archive = rotation_archive.build(PROJECT)
    print(f"archive: {archive.size / 1e6:.2f} MB, built in {time.perf_counter() - began:.2f} s")
    with tempfile.TemporaryDirectory(prefix="strongroom-bench-") as name:
        directory = Path(name)
        running = cloud.start(directory / "cloud", only=("aws",))
        try:
            os.environ.update({key: text for key, text in running.environment().items() if key.startswith("AWS_")})
            _measure(directory, archive.path.read_bytes())
        finally:
            cloud.stop(directory / "cloud")


def _measure(directory: Path, code: bytes) -> None:
    catalogue = _catalogue(directory / "catalogue")
    _deploy(catalogue, code)
    rotations = Rotations.open("local")
    made = [
        Rotate(secret=one, scope=Scope("local"), rotations=rotations, journal=Journal(directory / "journal.jsonl"))
        for one in catalogue.secrets
    ]
    first, *others = [_succeeded(made[0].run()).seconds for _ in range(SINGLE)]
    median = statistics.median(others)
    print(f"one rotation: {first:.2f} s with a cold function, then {median:.2f} s (median of {len(others)})")
    began = time.perf_counter()
    outcomes = batch(made, lambda _outcome: None).run()
    took = time.perf_counter() - began
    for outcome in outcomes:
        _succeeded(outcome)
    busiest = _per_second(directory / "cloud" / "logs" / "aws.log")
    print(f"{len(outcomes)} rotations: {took:.1f} s, {len(outcomes) / took:.1f} a second")
    print(f"busiest second: {busiest['writes']} of {QUOTA} writes, {busiest['RotateSecret']} of {QUOTA} RotateSecret")
    assert max(busiest.values()) <= QUOTA


def _catalogue(folder: Path) -> Catalogue:
    entry = {
        "description": "Opens one of the many parts of the harbour of the benchmark",
        "type": "token",
        "source": {"origin": "generated"},
        "rotation": {"days": 30, "strategy": "random"},
    }
    workspace = {
        "workspace": "harbour",
        "title": "Harbour",
        "description": "A workspace of the benchmark, with as many tokens as it rotates.",
        "owner": "harbour-team",
        "environments": ["production"],
        "destinations": [],
        "secrets": [{"path": f"harbour/app/token_{number:03}", **entry} for number in range(ENTRIES)],
    }
    folder.mkdir()
    (folder / "harbour.yaml").write_text(json.dumps(workspace))
    return load(folder)


def _deploy(catalogue: Catalogue, code: bytes) -> None:
    role = boto3.client("iam").create_role(RoleName=NAME, AssumeRolePolicyDocument=json.dumps(_TRUST))["Role"]["Arn"]
    function = boto3.client("lambda").create_function(
        FunctionName=NAME,
        Runtime="python3.13",
        Role=role,
        Handler=rotation_archive.HANDLER,
        Code={"ZipFile": code},
        Timeout=60,
        Environment={"Variables": {"ROTATION_STRATEGY": "random"}},
    )["FunctionArn"]
    store: Any = boto3.client("secretsmanager")
    tags = [{"Key": "RotationSettings", "Value": "days=30 format=base64 length=64"}]
    for one in catalogue.secrets:
        name = f"local/{one.path}"
        store.create_secret(Name=name, SecretString=secrets.token_urlsafe(48), Tags=tags)
        rules = {"AutomaticallyAfterDays": 30}
        store.rotate_secret(SecretId=name, RotationLambdaARN=function, RotationRules=rules, RotateImmediately=False)


def _succeeded(outcome: Outcome) -> Outcome:
    assert outcome.result == "rotated", outcome.problem
    return outcome


def _per_second(log: Path) -> dict[str, int]:
    """The largest number of writes in one second of the log, and of RotateSecret once the schedules were there."""
    writes: Counter[str] = Counter()
    rotations: Counter[str] = Counter()
    for line in log.read_text().splitlines():
        moment, _, rest = line[:19], line[19:20], line[20:].split()
        if len(rest) > 1 and rest[0] == "secretsmanager":
            writes[moment] += rest[1] in _WRITES
            rotations[moment] += rest[1] == "RotateSecret"
    began = min(moment for moment, number in writes.items() if number)
    later = [number for moment, number in rotations.items() if moment > began]
    return {"writes": max(writes.values()), "RotateSecret": max(later)}


if __name__ == "__main__":
    main()
