"""A cluster as its alarms name it, and an alarm on what its nodes tell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from components.alerts import Alarm
from components.vault.watch.metrics import CLUSTER

if TYPE_CHECKING:
    import pulumi

    from components.alerts.settings import BusinessHours

MINUTE = 60


@dataclass(frozen=True, kw_only=True)
class Watched:
    """A cluster as its metrics name it. `targets` and `leader` are the balancer's target groups."""

    environment: str
    cluster: str
    size: int
    audit_log_group: str
    balancer: pulumi.Input[str]
    targets: pulumi.Input[str]
    leader: pulumi.Input[str]
    certificate_arn: pulumi.Input[str]
    hours: BusinessHours


def told(watched: Watched, purpose: str, metric: str, description: str, **how: Any) -> Alarm:
    """An alarm on what the nodes tell."""
    return Alarm(
        purpose=f"vault-{purpose}",
        description=description,
        namespace=CLUSTER,
        metric=metric,
        dimensions=[{"Cluster": watched.cluster}],
        **how,
    )
