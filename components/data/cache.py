"""A Valkey or Redis of Amazon ElastiCache, whose users have no password until the first rotation gives them one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pulumi
from pulumi_aws import cloudwatch, elasticache

from components import child
from components.data import cache_alarms
from components.data.place import Door
from components.data.waiting_login import waiting_login
from strongroom import naming

if TYPE_CHECKING:
    from collections.abc import Mapping

    from components.alerts import Alerts
    from components.context import Context
    from components.data.place import DataPlace
    from components.data.settings import CacheSettings

PORT = 6379
_NAME_LENGTH = 40  # of replication groups, users and user groups
_LOG_DAYS = 365
_NOBODY = "off -@all"


@dataclass(frozen=True, kw_only=True)
class CacheArgs:
    """A cache by its name, its settings, the entry that it is connected to, and what all caches share."""

    name: str
    settings: CacheSettings
    entry_arn: pulumi.Input[str]
    place: DataPlace
    subnet_group: pulumi.Input[str]
    key_arn: pulumi.Input[str]
    log_key_arn: pulumi.Input[str]
    delivery: pulumi.Resource
    alerts: Alerts


class Cache(pulumi.ComponentResource):
    """Replication group, users, slow log, alarms, and the login that applications read."""

    waiting: pulumi.Resource

    def __init__(self, context: Context, args: CacheArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("strongroom:data:Cache", args.name, None, opts)
        self._context, self._args = context, args
        self._identifier = identifier(context, args.name)
        self._user_id = context.name(f"cache-{args.name}-app", limit=_NAME_LENGTH)
        group = self._group(self._users(), self._log())
        for alarm in cache_alarms.of_cache(
            args.name, self._identifier, nodes=args.settings.nodes, connections=args.settings.connections
        ):
            args.alerts.ring(alarm, component="data", parent=self)
        self.waiting = waiting_login(
            self, args.settings.entry, args.entry_arn, login(self._user_id, group.primary_endpoint_address)
        )
        self.register_outputs({"address": group.primary_endpoint_address})

    def _tags(self) -> Mapping[str, str]:
        return self._context.tags("data", Purpose=f"cache-{self._args.name}")

    def _users(self) -> elasticache.UserGroup:
        """The application's user, and for Redis the `default` one, which every group must hold, switched off.

        Made as a user of IAM it has no password that a state could hold; a rotation makes it one of passwords.
        """
        engine = self._args.settings.engine
        users = [
            elasticache.User(
                f"{self._args.name}-app",
                user_id=self._user_id,
                user_name=self._user_id,
                engine=engine,
                access_string=self._args.settings.access,
                authentication_mode=elasticache.UserAuthenticationModeArgs(type="iam"),
                tags=self._tags(),
                opts=child.of(self, ignore_changes=["authenticationMode", "noPasswordRequired", "passwords"]),
            )
        ]
        if engine == "redis":
            users.append(self._switched_off())
        return elasticache.UserGroup(
            self._args.name,
            user_group_id=self._identifier,
            engine=engine,
            user_ids=[user.user_id for user in users],
            tags=self._tags(),
            opts=child.of(self),
        )

    def _switched_off(self) -> elasticache.User:
        return elasticache.User(
            f"{self._args.name}-default",
            user_id=self._context.name(f"cache-{self._args.name}-default", limit=_NAME_LENGTH),
            user_name="default",
            engine="redis",
            access_string=_NOBODY,
            authentication_mode=elasticache.UserAuthenticationModeArgs(type="no-password-required"),
            tags=self._tags(),
            opts=child.of(self),
        )

    def _log(self) -> cloudwatch.LogGroup:
        return cloudwatch.LogGroup(
            f"{self._args.name}-slow",
            name=naming.log_group(self._context.environment, f"cache-{self._args.name}-slow"),
            kms_key_id=self._args.log_key_arn,
            retention_in_days=_LOG_DAYS,
            tags=self._tags(),
            opts=child.of(self),
        )

    def _group(self, users: elasticache.UserGroup, log: cloudwatch.LogGroup) -> elasticache.ReplicationGroup:
        args, protect = self._args, self._context.protect
        door = Door(purpose=f"cache-{args.name}", port=PORT, clients=args.settings.clients)
        return elasticache.ReplicationGroup(
            args.name,
            replication_group_id=self._identifier,
            description=f"Cache of {args.name}",
            **sizes(args.settings),
            at_rest_encryption_enabled=True,
            kms_key_id=args.key_arn,
            transit_encryption_enabled=True,
            transit_encryption_mode="required",
            user_group_ids=[users.user_group_id],
            subnet_group_name=args.subnet_group,
            security_group_ids=[args.place.door(door)],
            port=PORT,
            auto_minor_version_upgrade=True,
            maintenance_window=args.settings.maintenance,
            snapshot_retention_limit=args.settings.snapshot_days,
            snapshot_window=args.settings.snapshot_hours,
            final_snapshot_identifier=f"{self._identifier}-final" if protect else None,
            log_delivery_configurations=[
                elasticache.ReplicationGroupLogDeliveryConfigurationArgs(
                    destination=log.name, destination_type="cloudwatch-logs", log_format="json", log_type="slow-log"
                )
            ],
            tags=self._tags(),
            opts=child.of(self, protect=protect, depends_on=[args.delivery]),
        )


def identifier(context: Context, name: str) -> str:
    """A cache's name in ElastiCache, which its nodes' names begin with."""
    return context.name(f"cache-{name}", limit=_NAME_LENGTH)


def login(user_id: str, host: pulumi.Input[str]) -> dict[str, pulumi.Input[str | int]]:
    """The login that applications read, but for its password; a public authority signs the server's certificate."""
    return {"engine": "redis", "host": host, "port": PORT, "username": user_id, "user_id": user_id}


def sizes(settings: CacheSettings) -> dict[str, Any]:
    """The engine, how large it is, and in how many zones."""
    several = settings.nodes > 1
    return {
        "engine": settings.engine,
        "engine_version": settings.engine_version,
        "node_type": settings.node_type,
        "num_cache_clusters": settings.nodes,
        "automatic_failover_enabled": several,
        "multi_az_enabled": several,
    }
