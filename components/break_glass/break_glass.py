"""Break-glass (requirement 4.18): what keeps requests and approvals, what alone signs the way in, and the way in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pulumi
from pulumi_aws import cloudwatch, dynamodb, iam, kms, lambda_

from components import child
from components.break_glass import access, archive
from components.break_glass.login import BreakGlassLogin, BreakGlassLoginArgs
from components.break_glass.watch import BreakGlassWatch, BreakGlassWatchArgs
from components.encryption_keys import DELETION_WINDOW_DAYS
from components.function_archive import RUNTIME
from components.rotation.access import function_trust
from strongroom import naming

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from components.alerts import Alerts
    from components.break_glass.settings import BreakGlassSettings
    from components.context import Context

PURPOSE = naming.VAULT_BREAK_GLASS
_LOG_DAYS = 365
_MEMORY_MEGABYTES = 256
_TIMEOUT_SECONDS = 60


@dataclass(frozen=True, kw_only=True)
class BreakGlassArgs:
    """Who and how; the name that Vault's tokens are for; the catalogue's paths; keys of data and functions.

    `deployer_role_arns` tell Vault the key's public half; `break_glass_role_arn` alone may take the key away. `alerts`
    are told of openings and changes; `events`: purpose of the log group that says who changed something.
    """

    settings: BreakGlassSettings
    audience: str
    paths: Sequence[str]
    data_key_arn: pulumi.Input[str]
    function_key_arn: pulumi.Input[str]
    deployer_role_arns: Sequence[str]
    break_glass_role_arn: str
    alerts: Alerts
    events: str


class BreakGlass(pulumi.ComponentResource):
    """Key, table, function, Vault's method that believes it, and the alarms."""

    function_name: str

    def __init__(self, context: Context, args: BreakGlassArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("strongroom:vault:BreakGlass", "break-glass", None, opts)
        self._context = context
        self._args = args
        self.function_name = context.name(PURPOSE)
        self._role_arn = f"arn:{context.partition}:iam::{context.account}:role/{self.function_name}"
        key, table, logs = self._key(), self._table(), self._logs()
        role = self._role({"key": key.arn, "table": table.arn, "logs": logs.arn})
        function = self._function(role, table, logs)
        public_key = kms.get_public_key_output(key_id=key.arn).public_key_pem
        login = BreakGlassLoginArgs(public_key=public_key, audience=args.audience, durations=args.settings.durations)
        BreakGlassLogin(context, login, child.of(self))
        watched = BreakGlassWatchArgs(
            name=self.function_name,
            key_arn=key.arn,
            events=args.events,
            alerts=args.alerts,
            parts=(function, table),
        )
        BreakGlassWatch(context, watched, child.of(self))
        self.register_outputs({"function_name": self.function_name})

    def _tags(self) -> Mapping[str, str]:
        return self._context.tags("vault", Purpose=PURPOSE)

    def _key(self) -> kms.Key:
        args = self._args
        key = kms.Key(
            "break-glass",
            description="Signs the way in to Vault in an emergency: the break-glass function alone uses it",
            policy=access.key_document(
                self._context, self._role_arn, args.deployer_role_arns, (args.break_glass_role_arn,)
            ),
            key_usage="SIGN_VERIFY",
            customer_master_key_spec="RSA_2048",
            deletion_window_in_days=DELETION_WINDOW_DAYS,
            tags=self._tags(),
            opts=child.of(self, protect=self._context.protect),
        )
        alias = naming.kms_alias(self._context.environment, PURPOSE)
        kms.Alias("break-glass", name=alias, target_key_id=key.key_id, opts=child.of(self))
        return key

    def _table(self) -> dynamodb.Table:
        table = dynamodb.Table(
            "break-glass",
            name=self.function_name,
            billing_mode="PAY_PER_REQUEST",
            hash_key="request",
            range_key="part",
            attributes=[{"name": "request", "type": "S"}, {"name": "part", "type": "S"}],
            ttl={"enabled": True, "attribute_name": "forget"},  # of used signatures; facts have none
            point_in_time_recovery={"enabled": True},
            server_side_encryption={"enabled": True, "kms_key_arn": self._args.data_key_arn},
            deletion_protection_enabled=self._context.protect,
            tags=self._tags(),
            opts=child.of(self, protect=self._context.protect),
        )
        dynamodb.ResourcePolicy(
            "break-glass",
            resource_arn=table.arn,
            policy=table.arn.apply(self._table_document),
            opts=child.of(self),
        )
        return table

    def _table_document(self, table: str) -> str:
        args = self._args
        return access.table_document(self._role_arn, table, args.deployer_role_arns, (args.break_glass_role_arn,))

    def _logs(self) -> cloudwatch.LogGroup:
        return cloudwatch.LogGroup(
            "break-glass",
            name=naming.log_group(self._context.environment, PURPOSE),
            retention_in_days=_LOG_DAYS,
            kms_key_id=self._args.data_key_arn,
            tags=self._tags(),
            opts=child.of(self, protect=self._context.protect),
        )

    def _role(self, arns: Mapping[str, pulumi.Output[str]]) -> iam.Role:
        role = iam.Role(
            "break-glass",
            name=self.function_name,
            description="The break-glass function: writes requests and approvals down, signs the way in to Vault",
            assume_role_policy=function_trust(),
            tags=self._tags(),
            opts=child.of(self),
        )
        keys = {"data": self._args.data_key_arn, "functions": self._args.function_key_arn}
        document = pulumi.Output.all(**arns, **keys).apply(lambda known: access.function_document(self._context, known))
        iam.RolePolicy("break-glass", role=role.name, policy=document, opts=child.of(self))
        return role

    def _function(self, role: iam.Role, table: dynamodb.Table, logs: cloudwatch.LogGroup) -> lambda_.Function:
        args = self._args
        code = archive.build(self._context.environment, args.audience, args.settings, args.paths)
        variables: dict[str, pulumi.Input[str]] = {
            "BREAK_GLASS_TABLE": table.name,
            "BREAK_GLASS_KEY": naming.kms_alias(self._context.environment, PURPOSE),
        }
        return lambda_.Function(
            "break-glass",
            name=self.function_name,
            description="Requests and approvals of break-glass, and the way in to Vault",
            code=pulumi.FileArchive(str(code.path)),
            source_code_hash=code.sha256,
            handler=archive.HANDLER,
            runtime=RUNTIME,
            architectures=["arm64"],
            role=role.arn,
            timeout=_TIMEOUT_SECONDS,
            memory_size=_MEMORY_MEGABYTES,
            environment=lambda_.FunctionEnvironmentArgs(variables=variables),
            kms_key_arn=args.function_key_arn,
            tracing_config=lambda_.FunctionTracingConfigArgs(mode="Active"),
            logging_config=lambda_.FunctionLoggingConfigArgs(log_format="Text", log_group=logs.name),
            tags=self._tags(),
            opts=child.of(self),
        )
