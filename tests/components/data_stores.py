"""Databases and caches for the tests of components, made against the recording engine."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pulumi

from components.alerts import Alerts, AlertsArgs
from components.alerts.settings import AlertSettings
from components.data.settings import CacheSettings, DatabaseSettings
from components.data.stores import DataStores, DataStoresArgs
from components.network import Network, NetworkArgs
from tests.components.entries import context
from tests.components.recording import ACCOUNT, Registered, record

if TYPE_CHECKING:
    from components.data.connections import Connections

DATABASE: dict[str, Any] = {
    "entry": "harbour/postgres/connection",
    "instanceClass": "db.r7g.large",
    "storageGb": 100,
    "mostStorageGb": 500,
    "clients": ["10.0.0.0/16"],
    "secondRegion": "us-west-2",
}
CACHE: dict[str, Any] = {
    "entry": "harbour/redis/connection",
    "nodeType": "cache.r7g.large",
    "clients": ["10.0.0.0/16"],
    "nodes": 3,
}
PLACE = {"vpcId": "vpc-0a1b", "cidr": "10.9.0.0/16", "subnetIds": ["subnet-0a", "subnet-0b"]}
ZONES = ("us-east-1a", "us-east-1b", "us-east-1c")


def stores(
    *,
    database: dict[str, Any] | None = None,
    cache: dict[str, Any] | None = None,
    told: list[Connections] | None = None,
    **of_context: Any,
) -> list[Registered]:
    """What a stack with these registers; `told` gets how rotations reach them."""

    def program() -> None:
        here = context(**of_context)
        wanted = DataStoresArgs(
            databases={"harbour": DatabaseSettings.model_validate(database)} if database else {},
            caches={"harbour": CacheSettings.model_validate(cache)} if cache else {},
            entries={path: pulumi.Output.from_input(f"arn:of:{path}") for path in (DATABASE["entry"], CACHE["entry"])},
            log_key_arn=f"arn:aws:kms:us-east-1:{ACCOUNT}:key/logs",
            alerts=Alerts(here, AlertsArgs(settings=AlertSettings(mail=("a@harbour.example",)), key_arn="key")),
            network=Network(here, NetworkArgs(zones=ZONES)),
        )
        made = DataStores(here, wanted)
        if told is not None:
            told.append(made.connections)

    return record(program)
