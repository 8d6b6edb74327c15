"""What everything of the cluster is called: known before anything exists, so user data and policies can name it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from strongroom import naming

if TYPE_CHECKING:
    from components.context import Context

PURPOSE = "vault"
KEY_PURPOSES = ("seal", "authority", "deployer", "operator", "custody", "data")
# What a snapshot can't do without: the first opens it, who signs with the next three gets in where it is restored, and
# under the last are the recovery shares that go with it.
REPLICATED_KEYS = ("seal", "authority", "deployer", "operator", "custody")


@dataclass(frozen=True)
class ClusterNames:
    """Physical names of one stack's cluster. `again`: in place of one whose lost region has its buckets still."""

    context: Context
    again: bool = False

    @property
    def cluster(self) -> str:
        """The cluster itself; its nodes, group, role and table are called the same."""
        return self.context.name(PURPOSE)

    def part(self, purpose: str, limit: int = 64) -> str:
        """A part of the cluster."""
        return self.context.name(f"{PURPOSE}-{purpose}", limit=limit)

    def bucket(self, purpose: str) -> str:
        """A bucket; the account makes it unique in the world."""
        name = f"{self.part(purpose, limit=48)}-{self.context.account}"
        return f"{name}-2" if self.again else name

    def bucket_arn(self, purpose: str) -> str:
        """A bucket, as policies name it before it exists."""
        return f"arn:{self.context.partition}:s3:::{self.bucket(purpose)}"

    def topic_arn(self, purpose: str, region: str | None = None) -> str:
        """A topic, as policies name it before it exists; in the stack's region, or another one."""
        return replace(self.context, region=region or self.context.region).arn("sns", self.part(purpose))

    def alias(self, purpose: str) -> str:
        """Alias of one of the cluster's keys."""
        return naming.kms_alias(self.context.environment, f"{PURPOSE}-{purpose}")

    def custody(self, share: int) -> str:
        """Secrets Manager entry of one recovery share, from 1."""
        return naming.secrets_manager(self.context.environment, f"{PURPOSE}/recovery-share-{share}")

    def log_group(self, purpose: str) -> str:
        """A log group of the cluster."""
        return naming.log_group(self.context.environment, f"{PURPOSE}-{purpose}")

    @property
    def role_arn(self) -> str:
        """The nodes' role, as policies name it before it exists."""
        return f"arn:{self.context.partition}:iam::{self.context.account}:role/{self.cluster}"
