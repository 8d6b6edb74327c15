"""What rings of the audit log: that it is written at all, and what is counted in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from components.alerts import Alarm
from components.alerts.alarm import FIVE_MINUTES
from components.vault.watch.audit_filters import namespace
from components.vault.watch.business_hours import outside
from components.vault.watch.watched import MINUTE, told

if TYPE_CHECKING:
    from components.vault.watch.watched import Watched

FAILED_LOGINS_A_MINUTE = 5  # requirement 4.14
AUDIT_GAP = 15 * MINUTE  # requirement 4.14


def of_audit(watched: Watched) -> list[Alarm]:
    return [
        told(
            watched,
            "audit-failing",
            "AuditFailures",
            "A server could not write down a request, and refused it. It rings until that server is started anew."
            " See docs/runbooks/vault-audit.md",
            statistic="Maximum",
        ),
        Alarm(
            purpose="vault-audit-gap",
            description="Nothing has come into the audit log group for 15 minutes, while the leader writes a line every"
            " minute. See docs/runbooks/vault-audit.md",
            namespace="AWS/Logs",
            metric="IncomingLogEvents",
            dimensions=[{"LogGroupName": watched.audit_log_group}],
            periods=AUDIT_GAP // FIVE_MINUTES,
            comparison="LessThanThreshold",
            threshold=1,
            missing="breaching",
        ),
        _counted(
            watched,
            "failed-logins",
            "FailedLogins",
            f"More than {FAILED_LOGINS_A_MINUTE} logins or tokens were refused within a minute.",
            period=MINUTE,
            threshold=FAILED_LOGINS_A_MINUTE,
        ),
        _counted(
            watched,
            "denied",
            "Denied",
            "Somebody whom Vault knows asked more than 20 times in five minutes for what they may not have.",
            threshold=20,
        ),
        _counted(
            watched,
            "off-hours",
            "PeopleReads",
            "A person has read a secret outside of business hours.",
            formulas=outside(watched.hours),
        ),
        _counted(watched, "root-used", "RootUses", "A root token is in use.", period=MINUTE),
        _counted(
            watched, "root-attempt", "RootAttempts", "Somebody makes a root token from recovery shares.", period=MINUTE
        ),
        _counted(
            watched,
            "break-glass",
            "BreakGlassLogins",
            "Somebody has broken the glass: every secret is open to them.",
            period=MINUTE,
        ),
    ]


def _counted(watched: Watched, purpose: str, metric: str, description: str, **how: Any) -> Alarm:
    """An alarm on what is counted in the audit log."""
    return Alarm(
        purpose=f"vault-{purpose}",
        description=f"{description} Who it was: strongroom vault access. See docs/runbooks/vault-access.md",
        namespace=namespace(watched.environment),
        metric=metric,
        dimensions=[{}],
        **how,
    )
