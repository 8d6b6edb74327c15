"""A secret's place in the store of record."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pulumi
from pulumi_aws import secretsmanager

from components.rotation import tag as rotation_tag
from strongroom import naming

if TYPE_CHECKING:
    from components.context import Context
    from strongroom.catalogue import Secret


@dataclass(frozen=True, kw_only=True)
class ManagedSecretArgs:
    """What one entry of the store of record needs."""

    secret: Secret
    key_arn: pulumi.Input[str]


class ManagedSecret(secretsmanager.Secret):
    """A Secrets Manager entry: container and resource policy. Holds no value of its own.

    A supplied value is put by a person (`strongroom put`), so it never passes through the program or its state.
    Not a component: one more registration for every entry would double the program's time (decision 7).
    """

    def __init__(self, context: Context, args: ManagedSecretArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        secret = args.secret
        super().__init__(
            secret.path,
            name=naming.secrets_manager(context.environment, secret.path),
            description=secret.description,
            kms_key_id=args.key_arn,
            policy=account_only(context.account),
            recovery_window_in_days=context.recovery_days,
            tags={
                **context.tags("secrets", owner=secret.owner, Workspace=secret.workspace, Type=secret.type),
                **rotation_tag.tags(context.environment, secret),
            },
            opts=pulumi.ResourceOptions.merge(
                pulumi.ResourceOptions(protect=context.protect and secret.protected), opts
            ),
        )


def account_only(account: str) -> str:
    """Resource policy of an entry: whatever IAM says elsewhere, no other account reads or changes it."""
    return json.dumps(
        {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Sid": "ThisAccountOnly",
                    "Effect": "Deny",
                    "Principal": "*",
                    "Action": "secretsmanager:*",
                    "Resource": "*",
                    "Condition": {"StringNotEquals": {"aws:PrincipalAccount": account}},
                }
            ],
        },
        sort_keys=True,
    )
