"""What every component is told of the stack it stands in: names and tags, one place each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from strongroom import naming

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, kw_only=True)
class Context:
    """The stack's names and tags.

    `environment` is the first part of every name (`production/...`, `strongroom-production-...`);
    `account`, `region` and `partition` are what ARNs are made of; `owner` answers for what has no owner of its own.
    `protect` guards what can't be made again (keys, secret containers) against deletion; `recovery_days` is how long
    a deleted secret can be brought back: 0 (at once) or 7 to 30.
    """

    environment: str
    owner: str
    account: str
    region: str
    partition: str = "aws"
    protect: bool = True
    recovery_days: int = 30

    def name(self, purpose: str, *, limit: int = 64) -> str:
        """`<project>-<environment>-<purpose>`: the physical name of a resource."""
        return naming.resource(self.environment, purpose, limit=limit)

    def tags(self, component: str, *, owner: str | None = None, **extra: str) -> Mapping[str, str]:
        """The only source of tags (requirement 4.9)."""
        return {
            "Project": naming.PROJECT,
            "Environment": self.environment,
            "Component": component,
            "Owner": owner or self.owner,
            "ManagedBy": "pulumi",
            **extra,
        }

    def arn(self, service: str, resource: str) -> str:
        """ARN of something of this account and region."""
        return f"arn:{self.partition}:{service}:{self.region}:{self.account}:{resource}"

    @property
    def root_arn(self) -> str:
        """The account itself as a principal: whoever its IAM policies allow."""
        return f"arn:{self.partition}:iam::{self.account}:root"
