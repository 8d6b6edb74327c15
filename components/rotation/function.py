"""The function of one strategy, with a role that opens the entries it rotates and no others."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pulumi
from pulumi_aws import cloudwatch, iam, lambda_, scheduler, secretsmanager

from components import child
from components.function_archive import RUNTIME
from components.rotation import access
from components.rotation.alarms import namespace, of_function
from components.rotation.archive import HANDLER
from strongroom import naming

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from components.alerts import Alerts
    from components.context import Context
    from components.data.connections import Connections, Inside, ManagedSuperuser
    from components.function_archive import FunctionArchive
    from strongroom.catalogue import Secret

_MEMORY_MEGABYTES = 256
_TIMEOUT_SECONDS = 300  # a managed cache takes up to two minutes to change a user, and the step waits for it
_LOG_DAYS = 365
_SPREAD_MINUTES = 15


@dataclass(frozen=True, kw_only=True)
class RotationFunctionArgs:
    """A strategy, the entries that it rotates with their ARNs by path, and what all functions share.

    `purpose` names the function: `rotation-<strategy>`, with a number from the second set of entries on. `keys` are
    the ARNs of the keys `secrets`, `functions` and `logs`.
    """

    purpose: str
    strategy: str
    secrets: Sequence[Secret]
    entries: Mapping[str, pulumi.Output[str]]
    keys: Mapping[str, pulumi.Input[str]]
    archive: FunctionArchive
    queue_arn: pulumi.Input[str]
    scheduler_role_arn: pulumi.Input[str]
    alerts: Alerts
    window_hours: int
    concurrency: int
    connections: Connections
    inside: Inside | None = None


class RotationFunction(pulumi.ComponentResource):
    """Function, role, log group, alarms, and the schedules of the entries: one resource for each entry."""

    name: pulumi.Output[str]

    def __init__(
        self, context: Context, args: RotationFunctionArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("strongroom:rotation:RotationFunction", args.purpose, None, opts)
        self._context = context
        self._args = args
        logs = self._logs()
        role, policy = self._role(logs)
        function = self._function(role, policy, logs)
        self.name = function.name
        if args.strategy != "manual":
            self._schedules(function)
        self._sweep(function)
        for alarm in of_function(context.environment, args.strategy, function.name, args.purpose):
            args.alerts.ring(alarm, component="rotation", parent=self)
        self.register_outputs({"name": function.name})

    def _tags(self) -> Mapping[str, str]:
        return self._context.tags("rotation", Strategy=self._args.strategy)

    def _logs(self) -> cloudwatch.LogGroup:
        return cloudwatch.LogGroup(
            self._args.purpose,
            name=naming.log_group(self._context.environment, self._args.purpose),
            retention_in_days=_LOG_DAYS,
            kms_key_id=self._args.keys["logs"],
            tags=self._tags(),
            opts=child.of(self),
        )

    def _role(self, logs: cloudwatch.LogGroup) -> tuple[iam.Role, iam.RolePolicy]:
        args = self._args
        role = iam.Role(
            args.purpose,
            name=self._context.name(args.purpose),
            description=f"Rotates entries of Secrets Manager: {args.strategy}",
            assume_role_policy=access.function_trust(),
            tags=self._tags(),
            opts=child.of(self),
        )
        arns = {name: args.keys[name] for name in ("secrets", "functions")}
        kept = {path: superuser.secret_arn for path, superuser in self._superusers().items()}
        if kept and args.connections.superuser_key_arn is not None:
            arns["superusers"] = args.connections.superuser_key_arn
        document = pulumi.Output.all(
            kept=list(kept.values()), **arns, **{"dead-letters": args.queue_arn, "logs": logs.arn}
        ).apply(
            lambda arns: access.function_document(
                self._context, args.secrets, arns, strategy=args.strategy, inside=args.inside is not None
            )
        )
        return role, iam.RolePolicy(args.purpose, role=role.name, policy=document, opts=child.of(self))

    def _superusers(self) -> Mapping[str, ManagedSuperuser]:
        """Those of this function's entries, by path."""
        known = self._args.connections.superusers
        return {secret.path: known[secret.path] for secret in self._args.secrets if secret.path in known}

    def _variables(self) -> dict[str, pulumi.Input[str]]:
        """The function's environment. Of a superuser it says where its password lies, and the only place it may go."""
        variables: dict[str, pulumi.Input[str]] = {
            "ROTATION_STRATEGY": self._args.strategy,
            "POWERTOOLS_SERVICE_NAME": "rotation",
            "POWERTOOLS_METRICS_NAMESPACE": namespace(self._context.environment),
            "POWERTOOLS_LOG_LEVEL": "INFO",
        }
        told = {
            naming.secrets_manager(self._context.environment, path): {
                "secret": superuser.secret_arn,
                "host": superuser.host,
                "port": superuser.port,
            }
            for path, superuser in self._superusers().items()
        }
        return {**variables, "ROTATION_SUPERUSERS": pulumi.Output.json_dumps(told)} if told else variables

    def _function(self, role: iam.Role, policy: iam.RolePolicy, logs: cloudwatch.LogGroup) -> lambda_.Function:
        """Made when its role may do something: inside a network Lambda asks for that, and it may rotate at once."""
        args = self._args
        return lambda_.Function(
            args.purpose,
            name=self._context.name(args.purpose),
            description=f"Rotates entries of Secrets Manager: {args.strategy}",
            code=pulumi.FileArchive(str(args.archive.path)),
            source_code_hash=args.archive.sha256,
            handler=HANDLER,
            runtime=RUNTIME,
            architectures=["arm64"],
            role=role.arn,
            timeout=_TIMEOUT_SECONDS,
            memory_size=_MEMORY_MEGABYTES,
            reserved_concurrent_executions=args.concurrency,
            environment=lambda_.FunctionEnvironmentArgs(variables=self._variables()),
            kms_key_arn=args.keys["functions"],
            dead_letter_config=lambda_.FunctionDeadLetterConfigArgs(target_arn=args.queue_arn),
            tracing_config=lambda_.FunctionTracingConfigArgs(mode="Active"),
            logging_config=lambda_.FunctionLoggingConfigArgs(log_format="Text", log_group=logs.name),
            vpc_config=self._network(),
            tags=self._tags(),
            opts=child.of(self, depends_on=[policy]),
        )

    def _network(self) -> lambda_.FunctionVpcConfigArgs | None:
        inside = self._args.inside
        if inside is None:
            return None
        return lambda_.FunctionVpcConfigArgs(
            subnet_ids=list(inside.subnet_ids), security_group_ids=list(inside.security_group_ids)
        )

    def _schedules(self, function: lambda_.Function) -> None:
        allowed = lambda_.Permission(
            self._args.purpose,
            function=function.name,
            statement_id="SecretsManager",
            action="lambda:InvokeFunction",
            principal="secretsmanager.amazonaws.com",
            source_account=self._context.account,
            source_arn=access.entries_arn(self._context),
            opts=child.of(self),
        )
        for secret in self._args.secrets:
            if secret.rotation is None:
                continue
            waiting = self._args.connections.waiting.get(secret.path)
            secretsmanager.SecretRotation(
                secret.path,
                secret_id=self._args.entries[secret.path],
                rotation_lambda_arn=function.arn,
                # An `up` builds places and changes no value; what waits for its first password has none to change.
                rotate_immediately=waiting is not None,
                rotation_rules=secretsmanager.SecretRotationRotationRulesArgs(
                    automatically_after_days=secret.rotation.days, duration=f"{self._args.window_hours}h"
                ),
                opts=child.of(self, depends_on=[allowed, *([waiting] if waiting else [])]),
            )

    def _sweep(self, function: lambda_.Function) -> None:
        names = [naming.secrets_manager(self._context.environment, secret.path) for secret in self._args.secrets]
        scheduler.Schedule(
            self._args.purpose,
            name=self._context.name(self._args.purpose),
            description=f"Old credentials and due dates: {self._args.strategy}",
            schedule_expression="rate(1 hour)",
            flexible_time_window=scheduler.ScheduleFlexibleTimeWindowArgs(
                mode="FLEXIBLE", maximum_window_in_minutes=_SPREAD_MINUTES
            ),
            target=scheduler.ScheduleTargetArgs(
                arn=function.arn,
                role_arn=self._args.scheduler_role_arn,
                input=json.dumps({"Check": "sweep", "SecretIds": names}),
                dead_letter_config=scheduler.ScheduleTargetDeadLetterConfigArgs(arn=self._args.queue_arn),
            ),
            opts=child.of(self),
        )
