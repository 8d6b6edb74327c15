"""The first value of an entry that a server is connected to: all of a login but its password."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pulumi
from pulumi_aws import secretsmanager

from components import child
from components.generated_key import INITIAL_STAGE

if TYPE_CHECKING:
    from collections.abc import Mapping


def waiting_login(
    parent: pulumi.Resource, path: str, entry_arn: pulumi.Input[str], login: Mapping[str, pulumi.Input[str | int]]
) -> secretsmanager.SecretVersion:
    """Write it once. The first rotation adds the password, and the engine leaves the value alone (decision 2)."""
    return secretsmanager.SecretVersion(
        path,
        secret_id=entry_arn,
        secret_string=pulumi.Output.json_dumps(login),
        version_stages=["AWSCURRENT", INITIAL_STAGE],
        opts=child.of(parent, ignore_changes=["secretString", "versionStages"]),
    )
