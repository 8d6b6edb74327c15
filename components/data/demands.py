"""A stack's databases and caches are looked at whole before anything of the stack is made."""

from __future__ import annotations

import ipaddress
from pathlib import Path
from typing import TYPE_CHECKING

import pulumi

from components.data import windows

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from components.data.settings import CacheSettings, DatabaseSettings
    from components.settings import Settings
    from strongroom.catalogue import Secret

AUTHORITIES = Path(__file__).resolve().parents[2] / "rotation" / "authorities"
_SHORTEST_DATABASE_WINDOW, _SHORTEST_CACHE_WINDOW = 30, 60
# Versions whose users can be of IAM, as each is made (decision 130). Redis ended at 7.1; Valkey goes on.
REDIS, VALKEY = ((7, 0), (7, 1)), (7, 2)


class DataRefusedError(pulumi.RunError, ValueError):
    """The stack's databases or caches can't be built as asked; the message lists every problem."""


def demand_possible(settings: Settings, secrets: Sequence[Secret], region: str) -> None:
    """Go on where there is none, or where all can be built.

    Raises:
        DataRefusedError: with every problem.
    """
    if found := list(problems(settings, secrets, region)):
        raise DataRefusedError("the stack's databases can't be built; nothing was changed\n" + "\n".join(found))


def problems(settings: Settings, secrets: Sequence[Secret], region: str) -> Iterator[str]:
    """Everything that is wrong, each with its place and the way out."""
    held = {secret.path: secret for secret in secrets}
    for kind, stores, strategy in (
        ("databases", settings.databases, "postgres"),
        ("caches", settings.caches, "redis"),
    ):
        for name, store in stores.items():
            place = f"  strongroom:{kind}.{name}"
            yield from _entry(place, store.entry, held.get(store.entry), strategy)
            yield from _ranges(place, store)
        yield from _network(kind, stores, settings)
    for name, database in settings.databases.items():
        yield from _database(f"  strongroom:databases.{name}", database, region)
    for name, cache in settings.caches.items():
        yield from _cache(f"  strongroom:caches.{name}", cache)
    yield from _shared(settings)


def _entry(place: str, path: str, secret: Secret | None, strategy: str) -> Iterator[str]:
    if secret is None:
        yield f'{place}.entry: "{path}" is no entry of this stack; declare it in the catalogue'
    elif secret.rotation is None or secret.rotation.strategy != strategy:
        yield (
            f'{place}.entry: "{path}" does not rotate by {strategy}, and so would never get its first password;'
            f" give it rotation.strategy: {strategy}"
        )


def _ranges(place: str, store: DatabaseSettings | CacheSettings) -> Iterator[str]:
    given = [(f"clients.{number}", cidr) for number, cidr in enumerate(store.clients)]
    given += [("place.cidr", store.place.cidr)] if store.place else []
    for key, cidr in given:
        try:
            network = ipaddress.IPv4Network(cidr)
        except ValueError:
            yield f'{place}.{key}: "{cidr}" is not an IPv4 network; write it like 10.0.0.0/16'
            continue
        if not network.is_private:
            yield f"{place}.{key}: {cidr} is not a private range; clients come from inside a network"


def _network(
    kind: str, stores: Mapping[str, DatabaseSettings] | Mapping[str, CacheSettings], settings: Settings
) -> Iterator[str]:
    places = {store.place for store in stores.values()}
    if len(places) > 1:
        yield f"  strongroom:{kind}: they stand in {len(places)} networks, a function in one; give all the same place"
    if None in places and settings.vault is None:
        yield f"  strongroom:{kind}: the stack has no Vault whose network they could stand in; give them a place"


def _database(place: str, database: DatabaseSettings, region: str) -> Iterator[str]:
    yield from windows.problems(
        place, database.maintenance, ("backupHours", database.backup_hours), _SHORTEST_DATABASE_WINDOW
    )
    if database.second_region == region:
        yield f"{place}.secondRegion: {region} is the stack's own; name another, or leave it out"
    if database.most_storage_gb is not None and database.most_storage_gb * 10 < database.storage_gb * 11:
        least = -(-database.storage_gb * 11 // 10)
        yield f"{place}.mostStorageGb: RDS grows storage by a tenth at least; use {least} or more, or leave it out"
    if not (AUTHORITIES / f"{region}.pem").exists():
        yield (
            f"{place}: rotation/authorities has no {region}.pem, and clients could not verify the server;"
            " put Amazon RDS's authorities of that region there (docs/databases.md)"
        )


def _cache(place: str, cache: CacheSettings) -> Iterator[str]:
    yield from windows.problems(
        place, cache.maintenance, ("snapshotHours", cache.snapshot_hours), _SHORTEST_CACHE_WINDOW
    )
    numbers = tuple(map(int, cache.engine_version.split(".")))
    if cache.engine == "redis" and not REDIS[0] <= numbers <= REDIS[1]:
        yield (
            f"{place}.version: ElastiCache has Redis 7.0 to 7.1 whose users can be made without a password, not"
            f" {cache.engine_version}; newer is engine: valkey"
        )
    if cache.engine == "valkey" and numbers < VALKEY:
        yield f"{place}.version: ElastiCache has Valkey from 7.2 on, not {cache.engine_version}"


def _shared(settings: Settings) -> Iterator[str]:
    """What databases and caches have in common with the rest of the stack."""
    stores = [*settings.databases.values(), *settings.caches.values()]
    paths = [store.entry for store in stores]
    for path in sorted({path for path in paths if paths.count(path) > 1}):
        yield f'  strongroom:databases, strongroom:caches: two of them name the entry "{path}"; give each its own'
    if stores and settings.rotation is None:
        yield "  strongroom:rotation: left out, and so nobody gives databases and caches their first password; set it"
    if stores and settings.rotation and settings.rotation.inside:
        yield (
            "  strongroom:rotation.inside: the functions stand where the stack's own databases and caches are;"
            " leave it out"
        )
