"""KMS keys: one for each purpose, so that who may decrypt one thing learns nothing of another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pulumi
from pulumi_aws import kms

from components import child, key_policy
from strongroom import naming

if TYPE_CHECKING:
    from collections.abc import Mapping

    from components.context import Context

DELETION_WINDOW_DAYS = 30  # the longest that KMS offers: a key that is gone takes its data with it


@dataclass(frozen=True, kw_only=True)
class EncryptionKey:
    """What one key is for, and its policy (a JSON document, see key_policy)."""

    description: str
    policy: str

    @classmethod
    def used_through(cls, context: Context, service: str, description: str) -> EncryptionKey:
        """A key that the account's principals use by way of one AWS service and in no other way."""
        administration = key_policy.administration(context.root_arn)
        use = key_policy.use_through(context.root_arn, context.account, context.region, service)
        return cls(description=description, policy=key_policy.document(administration, use))

    @classmethod
    def for_alarms(cls, context: Context, description: str) -> EncryptionKey:
        """A key of topics that CloudWatch's alarms are rung on."""
        administration = key_policy.administration(context.root_arn)
        use = key_policy.use_by_service(context.account, "cloudwatch.amazonaws.com")
        through = key_policy.use_through(context.root_arn, context.account, context.region, "sns")
        return cls(description=description, policy=key_policy.document(administration, use, through))

    @classmethod
    def for_logs(cls, context: Context, description: str) -> EncryptionKey:
        """A key that CloudWatch Logs uses for the stack's own log groups."""
        groups = context.arn("logs", f"log-group:{naming.log_group(context.environment, '*')}")
        administration = key_policy.administration(context.root_arn)
        use = key_policy.use_by_logs(groups, context.region)
        return cls(description=description, policy=key_policy.document(administration, use))


def of_stack(context: Context) -> dict[str, EncryptionKey]:
    """The keys that every stack has, by purpose."""
    return {
        "secrets": EncryptionKey.used_through(context, "secretsmanager", "Encrypts the entries of Secrets Manager"),
        "logs": EncryptionKey.for_logs(context, "Encrypts the log groups of this stack"),
        "functions": EncryptionKey.used_through(context, "lambda", "Encrypts the environments of functions"),
        "alarms": EncryptionKey.for_alarms(context, "Encrypts the topics that alarms are rung on"),
    }


class EncryptionKeys(pulumi.ComponentResource):
    """A symmetric key for each purpose, rotated yearly by KMS, found by its alias."""

    arns: Mapping[str, pulumi.Output[str]]

    def __init__(
        self,
        context: Context,
        keys: Mapping[str, EncryptionKey],
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("strongroom:encryption:EncryptionKeys", "encryption-keys", None, opts)
        self.arns = {purpose: self._key(context, purpose, key).arn for purpose, key in keys.items()}
        self.register_outputs({"arns": self.arns})

    def _key(self, context: Context, purpose: str, wanted: EncryptionKey) -> kms.Key:
        key = kms.Key(
            purpose,
            description=wanted.description,
            policy=wanted.policy,
            enable_key_rotation=True,
            deletion_window_in_days=DELETION_WINDOW_DAYS,
            tags=context.tags("encryption", Purpose=purpose),
            opts=child.of(self, protect=context.protect),
        )
        kms.Alias(
            purpose,
            name=naming.kms_alias(context.environment, purpose),
            target_key_id=key.key_id,
            opts=child.of(self),
        )
        return key
