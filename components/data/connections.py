"""What a rotation has to know of the databases and caches that the program makes itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pulumi

    from components.alerts import Alerts
    from components.context import Context
    from components.network import Network
    from components.rotation.rotation import Rotated
    from components.settings import Settings


@dataclass(frozen=True, kw_only=True)
class Inside:
    """Where a function stands whose target is reached from inside a network only."""

    subnet_ids: Sequence[pulumi.Input[str]]
    security_group_ids: Sequence[pulumi.Input[str]]


@dataclass(frozen=True, kw_only=True)
class ManagedSuperuser:
    """The entry in which Amazon RDS keeps a superuser's password, and the only server that it may be sent to."""

    secret_arn: pulumi.Output[str]
    host: pulumi.Output[str]
    port: int


@dataclass(frozen=True, kw_only=True)
class Connections:
    """By strategy, where its function stands; by path, the superuser, and the first value that waits for a password.

    `superuser_key_arn`: the key of the superusers' entries.
    """

    inside: Mapping[str, Inside] = field(default_factory=dict)
    superusers: Mapping[str, ManagedSuperuser] = field(default_factory=dict)
    waiting: Mapping[str, pulumi.Resource] = field(default_factory=dict)
    superuser_key_arn: pulumi.Output[str] | None = None


def of_stack(
    context: Context, settings: Settings, rotated: Rotated, *, alerts: Alerts | None, network: Network | None
) -> Connections:
    """Make the stack's databases and caches, connect them to their entries, and tell how they are reached."""
    if alerts is None or not (settings.databases or settings.caches):
        return Connections()
    from components.data.stores import DataStores, DataStoresArgs  # EC2's part of the SDK takes two seconds to load

    wanted = DataStoresArgs(
        databases=settings.databases,
        caches=settings.caches,
        entries=rotated.entries,
        log_key_arn=rotated.keys["logs"],
        alerts=alerts,
        network=network,
    )
    return DataStores(context, wanted).connections
