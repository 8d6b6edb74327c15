"""A PostgreSQL server of Amazon RDS, whose superuser's password nobody ever sees."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pulumi
from pulumi_aws import cloudwatch, rds, sns

from components import child
from components.data import database_access, database_alarms
from components.data.connections import ManagedSuperuser
from components.data.place import Door
from components.data.waiting_login import waiting_login

if TYPE_CHECKING:
    from collections.abc import Mapping

    from components.alerts import Alerts
    from components.context import Context
    from components.data.place import DataPlace
    from components.data.settings import DatabaseSettings

PORT = 5432
SUPERUSER = "strongroom_admin"
AUTHORITIES = Path(__file__).resolve().parents[2] / "rotation" / "authorities"
AUTHORITY = "rds-ca-rsa2048-g1"
_LOG_DAYS = 365
_INSIGHT_DAYS = 7
_EVENTS = ("failover", "failure", "recovery")
_FULL = "low storage"  # told at nine tenths, which is when storage that grows by itself does so


@dataclass(frozen=True, kw_only=True)
class DatabaseArgs:
    """A database by its name, its settings, the entry that it is connected to, and what all databases share.

    `key_arn`: of everything that is kept. `copies_key_arn`: of its backups in the second region.
    """

    name: str
    settings: DatabaseSettings
    entry_arn: pulumi.Input[str]
    place: DataPlace
    subnet_group: pulumi.Input[str]
    key_arn: pulumi.Input[str]
    copies_key_arn: pulumi.Input[str] | None
    monitoring_role_arn: pulumi.Input[str]
    alerts: Alerts


class Database(pulumi.ComponentResource):
    """Instance, parameters, logs, copies of its backups, its alarms, and the login that applications read."""

    superuser: ManagedSuperuser
    waiting: pulumi.Resource

    def __init__(self, context: Context, args: DatabaseArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("strongroom:data:Database", args.name, None, opts)
        self._context, self._args = context, args
        self._identifier = database_access.identifier(context, args.name)
        instance = self._instance(self._logs())
        self._copies(instance)
        self._watch(instance)
        self.superuser = ManagedSuperuser(
            secret_arn=instance.master_user_secrets.apply(lambda held: str(held[0].secret_arn)),
            host=instance.address,
            port=PORT,
        )
        self.waiting = waiting_login(
            self, args.settings.entry, args.entry_arn, login(context.region, args.name, instance.address)
        )
        self.register_outputs({"address": instance.address})

    def _tags(self) -> Mapping[str, str]:
        return self._context.tags("data", Purpose=f"database-{self._args.name}")

    def _parameters(self) -> rds.ParameterGroup:
        return rds.ParameterGroup(
            self._args.name,
            name=f"{self._identifier}-{self._args.settings.version}",  # another version's is made before this one goes
            family=f"postgres{self._args.settings.version}",
            description=f"PostgreSQL {self._args.settings.version} of {self._args.name}",
            parameters=parameters(self._args.settings.connections),
            tags=self._tags(),
            opts=child.of(self),
        )

    def _logs(self) -> list[cloudwatch.LogGroup]:
        """The groups that RDS writes to, made before it does: with our key, and an end."""
        return [
            cloudwatch.LogGroup(
                f"{self._args.name}-{log}",
                name=database_access.log_group(self._context, self._args.name, log),
                kms_key_id=self._args.key_arn,
                retention_in_days=_LOG_DAYS,
                tags=self._tags(),
                opts=child.of(self),
            )
            for log in database_access.LOGS
        ]

    def _instance(self, logs: list[cloudwatch.LogGroup]) -> rds.Instance:
        args, protect = self._args, self._context.protect
        door = Door(purpose=f"database-{args.name}", port=PORT, clients=args.settings.clients)
        return rds.Instance(
            args.name,
            identifier=self._identifier,
            **sizes(args.settings),
            **self._kept(),
            engine="postgres",
            engine_version=args.settings.version,
            db_name=database_name(args.name),
            username=SUPERUSER,
            manage_master_user_password=True,
            master_user_secret_kms_key_id=args.key_arn,
            parameter_group_name=self._parameters().name,
            db_subnet_group_name=args.subnet_group,
            vpc_security_group_ids=[args.place.door(door)],
            publicly_accessible=False,
            port=PORT,
            ca_cert_identifier=AUTHORITY,
            iam_database_authentication_enabled=args.settings.iam,
            auto_minor_version_upgrade=True,
            maintenance_window=args.settings.maintenance,
            deletion_protection=protect,
            tags=self._tags(),
            opts=child.of(self, protect=protect, depends_on=logs),
        )

    def _kept(self) -> dict[str, Any]:
        """What is kept of it, and under which key."""
        args = self._args
        return {
            "storage_encrypted": True,
            "kms_key_id": args.key_arn,
            "backup_retention_period": args.settings.backup_days,
            "backup_window": args.settings.backup_hours,
            "copy_tags_to_snapshot": True,
            "delete_automated_backups": False,
            "skip_final_snapshot": not self._context.protect,
            "final_snapshot_identifier": f"{self._identifier}-final" if self._context.protect else None,
            "enabled_cloudwatch_logs_exports": list(database_access.LOGS),
            "performance_insights_enabled": True,
            "performance_insights_kms_key_id": args.key_arn,
            "performance_insights_retention_period": _INSIGHT_DAYS,
            "monitoring_interval": 60,
            "monitoring_role_arn": args.monitoring_role_arn,
        }

    def _copies(self, instance: rds.Instance) -> None:
        """Backups and logs go to the second region as they are made: any second can be restored there, too."""
        if region := self._args.settings.second_region:
            rds.InstanceAutomatedBackupsReplication(
                self._args.name,
                source_db_instance_arn=instance.arn,
                kms_key_id=self._args.copies_key_arn,
                retention_period=self._args.settings.backup_days,
                region=region,
                opts=child.of(self),
            )

    def _watch(self, instance: rds.Instance) -> None:
        name, settings = self._args.name, self._args.settings
        grows = settings.most_storage_gb is not None
        self._told("events", _EVENTS if grows else (*_EVENTS, _FULL), instance)
        self._told("backups", ("backup",), instance)
        of_itself = database_alarms.of_database(
            name, self._identifier, storage_gb=settings.storage_gb, grows=grows, connections=settings.connections
        )
        of_topics = database_alarms.of_topics(
            name, **{kind: database_access.topic_name(self._context, name, kind) for kind in database_access.TOPICS}
        )
        for alarm in (*of_itself, *of_topics):
            self._args.alerts.ring(alarm, component="data", parent=self)

    def _told(self, kind: str, categories: tuple[str, ...], instance: rds.Instance) -> None:
        """RDS tells a topic of these events; an alarm counts what it tells."""
        name = database_access.topic_name(self._context, self._args.name, kind)
        topic = sns.Topic(
            f"{self._args.name}-{kind}",
            name=name,
            kms_master_key_id=self._args.key_arn,
            policy=database_access.topic_document(self._context, self._context.arn("sns", name), self._args.name),
            tags=self._tags(),
            opts=child.of(self),
        )
        rds.EventSubscription(
            f"{self._args.name}-{kind}",
            name=name,
            sns_topic=topic.arn,
            source_type="db-instance",
            source_ids=[instance.identifier],
            event_categories=list(categories),
            tags=self._tags(),
            opts=child.of(self),
        )


def database_name(name: str) -> str:
    """What the database is called in the server."""
    return name.replace("-", "_")


def login(region: str, name: str, host: pulumi.Input[str]) -> dict[str, pulumi.Input[str | int]]:
    """The login that applications read, but for its password."""
    return {
        "engine": "postgres",
        "host": host,
        "port": PORT,
        "dbname": database_name(name),
        "username": f"{database_name(name)}_app",
        "sslrootcert": (AUTHORITIES / f"{region}.pem").read_text(),
    }


def sizes(settings: DatabaseSettings) -> dict[str, Any]:
    """How large it is, and in how many zones."""
    return {
        "instance_class": settings.instance_class,
        "allocated_storage": settings.storage_gb,
        "max_allocated_storage": settings.most_storage_gb,
        "storage_type": "gp3",
        "multi_az": settings.zones > 1,
    }


def parameters(connections: int) -> list[rds.ParameterGroupParameterArgs]:
    """TLS for everybody, SCRAM for every new password, and a log of who came, what failed and what was slow."""
    now = {
        "log_connections": "1",
        "log_disconnections": "1",
        "log_min_duration_statement": "1000",
        "password_encryption": "scram-sha-256",
        "rds.force_ssl": "1",
    }
    at_restart = {"max_connections": str(connections)}
    return [
        rds.ParameterGroupParameterArgs(name=name, value=value, apply_method=method)
        for method, held in (("immediate", now), ("pending-reboot", at_restart))
        for name, value in held.items()
    ]
