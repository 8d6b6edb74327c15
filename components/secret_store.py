"""The store of record of one workspace: every entry that has a place of its own, and the values the engine makes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pulumi

from components import child
from components.generated_key import GeneratedKey, GeneratedKeyArgs
from components.managed_secret import ManagedSecret, ManagedSecretArgs
from strongroom.catalogue.source import Generated

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from components.context import Context
    from strongroom.catalogue import Secret, Workspace


@dataclass(frozen=True, kw_only=True)
class SecretStoreArgs:
    """A workspace's name, its entries that this stack holds, and the key that encrypts them."""

    workspace: str
    secrets: Sequence[Secret]
    key_arn: pulumi.Input[str]


class SecretStore(pulumi.ComponentResource):
    """The entries of one workspace in Secrets Manager."""

    arns: Mapping[str, pulumi.Output[str]]
    """ARN of the entry of each path."""
    generated: Mapping[str, pulumi.Output[str]]
    """Value of each path that the engine generated: secret outputs, for the deliveries that the engine writes."""

    def __init__(self, context: Context, args: SecretStoreArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("strongroom:secrets:SecretStore", args.workspace, None, opts)
        self.arns = {
            secret.path: self._entry(context, args, secret)
            for secret in args.secrets
            if secret.has_record and not secret.is_family
        }
        self.generated = {
            secret.path: self._value(secret, secret.source)
            for secret in args.secrets
            if isinstance(secret.source, Generated)
        }
        self.register_outputs({"arns": self.arns})

    def _entry(self, context: Context, args: SecretStoreArgs, secret: Secret) -> pulumi.Output[str]:
        wanted = ManagedSecretArgs(secret=secret, key_arn=args.key_arn)
        return ManagedSecret(context, wanted, child.of(self)).arn

    def _value(self, secret: Secret, generated: Generated) -> pulumi.Output[str]:
        wanted = GeneratedKeyArgs(secret=secret, generated=generated, entry_arn=self.arns[secret.path])
        return GeneratedKey(wanted, child.of(self)).value


def of_workspaces(
    context: Context, workspaces: Sequence[Workspace], secrets: Sequence[Secret], key_arn: pulumi.Input[str]
) -> list[SecretStore]:
    """The store of each workspace that keeps its record in Secrets Manager, with its part of the stack's entries."""
    return [
        SecretStore(
            context,
            SecretStoreArgs(
                workspace=workspace.workspace,
                secrets=[secret for secret in secrets if secret.workspace == workspace.workspace],
                key_arn=key_arn,
            ),
        )
        for workspace in workspaces
        if workspace.store == "secrets-manager"
    ]
