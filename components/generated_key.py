"""A value that the engine makes up itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pulumi
from pulumi_aws import secretsmanager
from pulumi_random import RandomPassword

from components import child, password

if TYPE_CHECKING:
    from strongroom.catalogue import Secret
    from strongroom.catalogue.source import Generated

# A version that bears a label is never removed by Secrets Manager, so a refresh always finds what the engine wrote
# and has no reason to write it again, over a rotated value.
INITIAL_STAGE = "strongroom-initial"


@dataclass(frozen=True, kw_only=True)
class GeneratedKeyArgs:
    """What is generated and which entry of the store of record it goes to."""

    secret: Secret
    generated: Generated
    entry_arn: pulumi.Input[str]


class GeneratedKey(pulumi.ComponentResource):
    """A random value, written once to its entry in the store of record.

    RandomPassword and no other random resource: its id and its name hold nothing of the value (decision 3).
    """

    value: pulumi.Output[str]

    def __init__(self, args: GeneratedKeyArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("strongroom:secrets:GeneratedKey", args.secret.path, None, opts)
        self.value = RandomPassword(args.secret.path, **password.arguments(args.generated), opts=child.of(self)).result
        self._store(args)
        self.register_outputs({})

    def _store(self, args: GeneratedKeyArgs) -> None:
        # Rotation moves AWSCURRENT on; the engine must neither follow it nor move it back (decision 2).
        rotated_elsewhere = ["secretString", "versionStages"] if args.secret.rotation else None
        secretsmanager.SecretVersion(
            args.secret.path,
            secret_id=args.entry_arn,
            secret_string=self.value,
            version_stages=["AWSCURRENT", INITIAL_STAGE],
            opts=child.of(self, ignore_changes=rotated_elsewhere),
        )
