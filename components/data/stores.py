"""A stack's databases and caches, whole, and how a rotation reaches them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pulumi
from pulumi_aws import cloudwatch, elasticache, iam, kms, rds

from components import child
from components.data import database_access
from components.data.cache import Cache, CacheArgs
from components.data.connections import Connections, Inside
from components.data.database import Database, DatabaseArgs
from components.data.place import DataPlace, Place
from components.encryption_keys import DELETION_WINDOW_DAYS, EncryptionKey
from strongroom import naming

if TYPE_CHECKING:
    from collections.abc import Mapping

    from components.alerts import Alerts
    from components.context import Context
    from components.data.settings import CacheSettings, DatabaseSettings
    from components.network import Network

CACHE_ACTIONS = ("elasticache:DescribeUsers", "elasticache:ModifyUser")


@dataclass(frozen=True, kw_only=True)
class DataStoresArgs:
    """The settings by name, the ARNs of the stack's entries by path, where alarms go, and the stack's network."""

    databases: Mapping[str, DatabaseSettings]
    caches: Mapping[str, CacheSettings]
    entries: Mapping[str, pulumi.Output[str]]
    log_key_arn: pulumi.Input[str]
    alerts: Alerts
    network: Network | None


class DataStores(pulumi.ComponentResource):
    """Keys, networks, servers. What two databases share is made once."""

    connections: Connections

    def __init__(self, context: Context, args: DataStoresArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("strongroom:data:DataStores", "data", None, opts)
        self._context, self._args = context, args
        inside: dict[str, Inside] = {}
        databases: dict[str, Database] = {}
        caches: dict[str, Cache] = {}
        key_arn = None
        if args.databases:
            place = self._place("databases", args.databases)
            key_arn = self._key("databases", "Encrypts databases, their backups and logs", self._databases_policy())
            databases = self._databases(place, key_arn)
            inside["postgres"] = place.inside
        if args.caches:
            place = self._place("caches", args.caches)
            place.endpoint("elasticache", CACHE_ACTIONS)
            caches = self._caches(place)
            inside["redis"] = place.inside
        self.connections = Connections(
            inside=inside,
            superusers={path: database.superuser for path, database in databases.items()},
            waiting={path: database.waiting for path, database in databases.items()}
            | {path: cache.waiting for path, cache in caches.items()},
            superuser_key_arn=key_arn,
        )
        self.register_outputs({})

    def _place(self, purpose: str, held: Mapping[str, DatabaseSettings] | Mapping[str, CacheSettings]) -> DataPlace:
        given = next(iter(held.values())).place
        if given is None and self._args.network is None:
            raise ValueError(f"{purpose} have no network; see components/data/demands.py")
        place = Place.given(given) if given else Place.of_network(self._args.network)  # type: ignore[arg-type]  # looked at above
        return DataPlace(self._context, purpose, place, child.of(self))

    def _key(self, purpose: str, description: str, policy: str, region: str | None = None) -> pulumi.Output[str]:
        name = f"{purpose}-{region}" if region else purpose
        key = kms.Key(
            name,
            description=description,
            policy=policy,
            enable_key_rotation=True,
            deletion_window_in_days=DELETION_WINDOW_DAYS,
            region=region,
            tags=self._context.tags("data", Purpose=purpose),
            opts=child.of(self, protect=self._context.protect),
        )
        kms.Alias(
            name,
            name=naming.kms_alias(self._context.environment, purpose),
            target_key_id=key.key_id,
            region=region,
            opts=child.of(self),
        )
        return key.arn

    def _databases_policy(self) -> str:
        return database_access.key_document(self._context, self._args.databases)

    def _databases(self, place: DataPlace, key_arn: pulumi.Output[str]) -> dict[str, Database]:
        subnets = rds.SubnetGroup(
            "databases",
            name=self._context.name("databases"),
            description="Private subnets of the databases",
            subnet_ids=place.place.subnet_ids,
            tags=self._context.tags("data"),
            opts=child.of(self),
        )
        role = self._monitoring_role()
        copies = {
            region: self._key(
                "database-copies",
                f"Encrypts the copies of database backups in {region}",
                database_access.copies_key_document(self._context, region),
                region,
            )
            for region in sorted({one.second_region for one in self._args.databases.values() if one.second_region})
        }
        return {
            settings.entry: Database(
                self._context,
                DatabaseArgs(
                    name=name,
                    settings=settings,
                    entry_arn=self._args.entries[settings.entry],
                    place=place,
                    subnet_group=subnets.name,
                    key_arn=key_arn,
                    copies_key_arn=copies.get(settings.second_region or ""),
                    monitoring_role_arn=role.arn,
                    alerts=self._args.alerts,
                ),
                child.of(self),
            )
            for name, settings in self._args.databases.items()
        }

    def _monitoring_role(self) -> iam.Role:
        role = iam.Role(
            "database-monitoring",
            name=self._context.name("database-monitoring"),
            description="RDS, to write what Enhanced Monitoring measures",
            assume_role_policy=database_access.monitoring_trust(self._context),
            tags=self._context.tags("data"),
            opts=child.of(self),
        )
        policy = database_access.monitoring_document(self._context)
        iam.RolePolicy("database-monitoring", role=role.name, policy=policy, opts=child.of(self))
        return role

    def _caches(self, place: DataPlace) -> dict[str, Cache]:
        key = EncryptionKey.used_through(self._context, "elasticache", "Encrypts caches and their snapshots")
        key_arn = self._key("caches", key.description, key.policy)
        subnets = elasticache.SubnetGroup(
            "caches",
            name=self._context.name("caches"),
            description="Private subnets of the caches",
            subnet_ids=place.place.subnet_ids,
            tags=self._context.tags("data"),
            opts=child.of(self),
        )
        delivery = self._delivery()
        return {
            settings.entry: Cache(
                self._context,
                CacheArgs(
                    name=name,
                    settings=settings,
                    entry_arn=self._args.entries[settings.entry],
                    place=place,
                    subnet_group=subnets.name,
                    key_arn=key_arn,
                    log_key_arn=self._args.log_key_arn,
                    delivery=delivery,
                    alerts=self._args.alerts,
                ),
                child.of(self),
            )
            for name, settings in self._args.caches.items()
        }

    def _delivery(self) -> cloudwatch.LogResourcePolicy:
        return cloudwatch.LogResourcePolicy(
            "caches",
            policy_name=self._context.name("caches"),
            policy_document=delivery_document(self._context),
            opts=child.of(self),
        )


def delivery_document(context: Context) -> str:
    """The service that delivers ElastiCache's logs writes to the groups of this stack's caches.

    Source: CloudWatch Logs user guide, "Enabling logging from AWS services", logs sent to CloudWatch Logs.
    """
    groups = context.arn("logs", f"log-group:{naming.log_group(context.environment, 'cache-*')}:log-stream:*")
    statement = {
        "Sid": "SlowLogs",
        "Effect": "Allow",
        "Principal": {"Service": "delivery.logs.amazonaws.com"},
        "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
        "Resource": groups,
        "Condition": {
            "StringEquals": {"aws:SourceAccount": context.account},
            "ArnLike": {"aws:SourceArn": context.arn("logs", "*")},
        },
    }
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]}, sort_keys=True)
