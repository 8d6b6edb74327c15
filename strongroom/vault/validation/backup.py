"""Backup and recovery: the newest snapshot is young, whole, encrypted and locked, and a drill comes back in time."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from strongroom.operations.problem import InputError, UseError
from strongroom.stores.errors import DeniedError, StoreError
from strongroom.vault.drill import GOAL_SECONDS, Drill, fetched
from strongroom.vault.sign_in import audience
from strongroom.vault.throw_away import server_binary
from strongroom.vault.validation.finding import Finding, fails, holds, judged, left_out, unseen

if TYPE_CHECKING:
    from collections.abc import Iterator

    from strongroom.vault.cloud import Stored
    from strongroom.vault.validation.scene import Scene

_SEE = "docs/runbooks/vault-restore.md"
_MAY = "s3:ListBucket and s3:GetObject on the bucket, kms:Decrypt with the data key (docs/vault.md, Signing in)"


def backup(scene: Scene) -> Iterator[Finding]:
    """Age, place, content, copies, drill."""
    cluster = scene.cluster
    if cluster.snapshot:
        minutes = (cluster.at - cluster.snapshot.stored).total_seconds() / 60
        found = f"{cluster.snapshot.key}, {minutes:.0f} minutes old"
        yield judged("a young snapshot", cluster.problems_of("snapshot"), found, minutes=round(minutes))
        yield _kept(scene, cluster.snapshot)
        yield _whole(scene, cluster.snapshot)
    elif problems := cluster.problems_of("snapshot"):
        yield judged("a young snapshot", problems, "")
    else:
        why = next((one for one in cluster.unknown if "snapshots" in one), "not known")
        yield unseen("a young snapshot", why.partition("; ")[0], _MAY)
    if cluster.copies:
        newest = cluster.copies.newest
        yield judged(f"copies in {cluster.copies.region}", cluster.problems_of("copies"), newest.key if newest else "")
    yield _drilled(scene) if scene.wishes.drill else _not_drilled(scene)


def _kept(scene: Scene, newest: Stored) -> Finding:
    name = "encrypted and locked"
    try:
        told = scene.cloud.head(newest.key)
    except StoreError as problem:
        return unseen(name, f"{problem.place}: {problem.problem}", _MAY)
    if told.get("ServerSideEncryption") != "aws:kms":
        return fails(name, f"S3 has it under {told.get('ServerSideEncryption') or 'no key'}", f"take another; {_SEE}")
    until = told.get("ObjectLockRetainUntilDate")
    if not isinstance(until, datetime):
        return unseen(
            name, "under aws:kms; S3 tells of no lock", "s3:GetObjectRetention; else look at the bucket's rule"
        )
    if until < datetime.now(UTC):
        return fails(name, f"its lock ended {until:%Y-%m-%d}", "take a newer one: strongroom vault snapshot")
    return holds(name, f"under aws:kms, {told.get('ObjectLockMode')} until {until:%Y-%m-%d}")


def _whole(scene: Scene, newest: Stored) -> Finding:
    name = "whole"
    try:
        with tempfile.TemporaryFile(prefix="strongroom-") as spool:
            found = fetched(scene.cloud, None, spool, key=newest.key)
    except StoreError as problem:
        return unseen(name, f"{problem.place}: {problem.problem}", _MAY)
    except InputError as problem:
        what, _, way_out = str(problem).partition("; ")
        return fails(name, what, way_out)
    if not found.sealed:
        return fails(name, "its checksums are not sealed: that nobody made it up is not proven", "take another one")
    return holds(name, f"{found.size} bytes, every checksum right and sealed, up to entry {found.index}")


def _drilled(scene: Scene) -> Finding:
    name = "recovery"
    cloud = scene.second or scene.cloud
    try:
        drill = Drill(cloud=cloud, audience=audience(scene.door.address), binary=server_binary(scene.wishes.server))
        snapshot, written = drill.run(None)
    except (UseError, DeniedError) as refusal:
        what, _, way_out = str(refusal).partition("; ")
        return unseen(name, what, way_out or "docs/vault.md")
    except (InputError, StoreError) as problem:
        what, _, way_out = str(problem).partition("; ")
        return fails(name, what, way_out or _SEE)
    seconds = round(sum(drill.seconds.values()), 1)
    if seconds > GOAL_SECONDS:
        return fails(name, f"{seconds} s, more than the {GOAL_SECONDS} s of requirement 4.21", _SEE, seconds=seconds)
    found = f"{snapshot.name} served by a fresh server, its canary of {written:%H:%M:%SZ} read, after {seconds} s"
    return holds(name, f"{found} of {GOAL_SECONDS}", seconds=seconds, steps=dict(drill.seconds))


def _not_drilled(scene: Scene) -> Finding:
    """What this user's journal says of the last one."""
    environment = scene.cloud.environment
    told = [
        one
        for one in scene.journal.records()
        if one.get("command") == "vault drill"
        and one.get("result") == "restored"
        and one.get("environment") == environment
    ]
    last = f"the last one from here: {told[-1]['at'][:10]}, {told[-1]['total_seconds']} s" if told else "none from here"
    return left_out("recovery", f"no drill was asked for; {last}", "--drill, as the drill role")
