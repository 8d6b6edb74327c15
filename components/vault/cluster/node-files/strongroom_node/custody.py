"""Recovery shares go where this node can put them and can't read them: one Secrets Manager entry a custodian.

Versions are named by the claim under which they were made, so that a node whose claim was taken over can never
replace the shares of the cluster that won.
"""

from __future__ import annotations

import json
import uuid
from typing import TYPE_CHECKING

from strongroom_node.settings import HaltError, Settings

if TYPE_CHECKING:
    from strongroom_node.aws import Aws

CURRENT = "AWSCURRENT"


def deposit(aws: Aws, settings: Settings, claim: str, shares: list[str], *, encoding: str) -> dict[str, str]:
    """Write each share to its own entry and see that it arrived; the version of each entry."""
    if len(shares) != len(settings.custody):
        raise HaltError(f"{len(shares)} recovery shares for {len(settings.custody)} custody entries")
    versions = {}
    for number, entry in enumerate(settings.custody, start=1):
        version = str(uuid.uuid5(uuid.UUID(claim), entry))
        content = {
            "cluster": claim,
            "share": number,
            "of": len(shares),
            "threshold": settings.recovery_threshold,
            "encoding": encoding,
            "value": shares[number - 1],
        }
        aws.call(
            "secretsmanager",
            "PutSecretValue",
            SecretId=entry,
            ClientRequestToken=version,
            VersionStages=[claim],
            SecretString=json.dumps(content),
        )
        if claim not in _stages(aws, entry).get(version, []):
            raise HaltError(f"custody entry {entry}: the share was written and is not there")
        versions[entry] = version
    return versions


def publish(aws: Aws, versions: dict[str, str]) -> None:
    """Make the declared cluster's shares the current versions. Repeatable; any member may finish it."""
    for entry, version in versions.items():
        stages = _stages(aws, entry)
        if CURRENT in stages.get(version, []):
            continue
        move = {"SecretId": entry, "VersionStage": CURRENT, "MoveToVersionId": version}
        before = [other for other, labels in stages.items() if CURRENT in labels]
        if before:
            move["RemoveFromVersionId"] = before[0]
        aws.call("secretsmanager", "UpdateSecretVersionStage", **move)


def _stages(aws: Aws, entry: str) -> dict[str, list[str]]:
    answer = aws.call("secretsmanager", "DescribeSecret", SecretId=entry)
    return dict(answer.get("VersionIdsToStages", {}))
