"""Replicas of the cluster's keys in a second region: what opens a snapshot there, and who may sign in."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pulumi
from pulumi_aws import kms

from components import child
from components.encryption_keys import DELETION_WINDOW_DAYS
from components.vault.cluster import access
from components.vault.cluster.names import REPLICATED_KEYS, ClusterNames

if TYPE_CHECKING:
    from collections.abc import Mapping

    from components.context import Context
    from components.vault.cluster.arguments import SecondRegion, VaultClusterArgs


class KeyReplicas(pulumi.ComponentResource):
    """A replica of each key that a restored cluster needs, under the alias that it has in the first region.

    A server there is configured as one here, but for its region: it finds the seal key by the same alias. A replica has
    a policy of its own, which is the primary's, said for its region.
    """

    arns: Mapping[str, pulumi.Output[str]]

    def __init__(
        self,
        context: Context,
        args: VaultClusterArgs,
        *,
        where: SecondRegion,
        primaries: Mapping[str, pulumi.Output[str]],
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("strongroom:vault:KeyReplicas", "vault-key-replicas", None, opts)
        self._context = context
        self._names = ClusterNames(replace(context, region=where.name))
        self.arns = {purpose: self._replica(args, purpose, primaries[purpose]) for purpose in REPLICATED_KEYS}
        self.register_outputs({"arns": self.arns})

    def _replica(self, args: VaultClusterArgs, purpose: str, primary: pulumi.Output[str]) -> pulumi.Output[str]:
        region = self._names.context.region
        replica = kms.ReplicaKey(
            f"vault-{purpose}-replica",
            primary_key_arn=primary,
            description=f"Replica of alias/{self._names.part(purpose)} in {self._context.region}",
            policy=access.key_document(self._names, args, purpose),
            deletion_window_in_days=DELETION_WINDOW_DAYS,
            region=region,
            tags=self._context.tags("vault", Purpose=f"vault-{purpose}"),
            opts=child.of(self, protect=self._context.protect),
        )
        kms.Alias(
            f"vault-{purpose}-replica",
            name=self._names.alias(purpose),
            target_key_id=replica.key_id,
            region=region,
            opts=child.of(self),
        )
        return replica.arn
