"""What rings of a database, as data. Few: each is something that a person has to act on."""

from __future__ import annotations

from components.alerts import Alarm
from components.alerts.alarm import DAY, FIVE_MINUTES

NAMESPACE = "AWS/RDS"
RUNBOOK = "docs/runbooks/database-restore.md"
_GIGABYTE = 1024**3


def of_database(name: str, identifier: str, *, storage_gb: int, grows: bool, connections: int) -> list[Alarm]:
    """Storage, connections and CPU of one instance. `grows`: RDS adds storage by itself once a tenth is free."""
    itself = [{"DBInstanceIdentifier": identifier}]
    # Where RDS adds storage itself, at a tenth, a ring before that would be one of every growth.
    parts, share, way_out = (
        (12, "a twelfth", "it should have grown, so raise mostStorageGb")
        if grows
        else (5, "a fifth", "raise storageGb, or set mostStorageGb")
    )
    return [
        Alarm(
            purpose=f"database-{name}-storage",
            description=f"Database {name} has less than {share} of its first {storage_gb} GB free, or tells nothing:"
            f" {way_out}, or look whether it is there. See docs/databases.md",
            namespace=NAMESPACE,
            metric="FreeStorageSpace",
            dimensions=itself,
            period=FIVE_MINUTES,
            periods=3,
            statistic="Minimum",
            comparison="LessThanThreshold",
            threshold=storage_gb * _GIGABYTE / parts,
            missing="breaching",
        ),
        Alarm(
            purpose=f"database-{name}-connections",
            description=f"Database {name} has more than {connections * 4 // 5} of {connections} connections in use:"
            " look for clients that keep them, then raise connections. See docs/databases.md",
            namespace=NAMESPACE,
            metric="DatabaseConnections",
            dimensions=itself,
            periods=3,
            statistic="Maximum",
            threshold=connections * 4 // 5,
        ),
        Alarm(
            purpose=f"database-{name}-cpu",
            description=f"Database {name} has been busier than 90 % for a quarter of an hour: see Performance"
            " Insights for the statements. See docs/databases.md",
            namespace=NAMESPACE,
            metric="CPUUtilization",
            dimensions=itself,
            periods=3,
            statistic="Average",
            threshold=90,
        ),
    ]


def of_topics(name: str, *, events: str, backups: str) -> list[Alarm]:
    """What RDS tells, and what it fails to tell: a backup a day.

    CloudWatch has no metric of backups. RDS tells a topic when one begins and when it ends; nobody has to be subscribed
    to be counted.
    """
    return [
        Alarm(
            purpose=f"database-{name}-events",
            description=f"Database {name} failed over, failed, was recovered or is out of storage; its events say"
            f" which: aws rds describe-events --source-type db-instance. See {RUNBOOK}",
            namespace="AWS/SNS",
            metric="NumberOfMessagesPublished",
            dimensions=[{"TopicName": events}],
        ),
        Alarm(
            purpose=f"database-{name}-backups-missing",
            description=f"Database {name} has had no backup for two days (a new one rings until its first night):"
            f" look at its events and its latest restorable time. See {RUNBOOK}",
            namespace="AWS/SNS",
            metric="NumberOfMessagesPublished",
            dimensions=[{"TopicName": backups}],
            period=DAY,
            periods=2,
            comparison="LessThanThreshold",
            threshold=2,
            missing="breaching",
        ),
    ]
