"""What a stack says of its databases and caches, under `strongroom:databases` and `strongroom:caches`. Data only."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from pydantic.alias_generators import to_camel

_DEFAULT_VERSION = {"valkey": "8.1", "redis": "7.1"}

Purpose = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=20)]
_Window = Annotated[
    str, StringConstraints(pattern=r"^(mon|tue|wed|thu|fri|sat|sun):\d\d:\d\d-(mon|tue|wed|thu|fri|sat|sun):\d\d:\d\d$")
]
_Hours = Annotated[str, StringConstraints(pattern=r"^\d\d:\d\d-\d\d:\d\d$")]


class _Settings(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", alias_generator=to_camel, populate_by_name=True)


class PlaceSettings(_Settings):
    """A network that is there already; left out, everything stands in the network of the stack's Vault."""

    vpc_id: str = Field(pattern=r"^vpc-[0-9a-f]+$")
    cidr: str = Field(description="The network's range: functions reach endpoints in it.")
    subnet_ids: tuple[Annotated[str, StringConstraints(pattern=r"^subnet-[0-9a-f]+$")], ...] = Field(min_length=2)


class _StoreSettings(_Settings):
    entry: str = Field(description="Path of the entry that applications read; it is made from the server.")
    clients: tuple[str, ...] = Field(default=(), description="Ranges whose applications may connect.")
    connections: int = Field(ge=20, description="Connections that it is made for; an alarm rings at four fifths.")
    place: PlaceSettings | None = None
    maintenance: _Window = Field(default="sun:04:30-sun:05:30", description="When it may be restarted, in UTC.")


class DatabaseSettings(_StoreSettings):
    """A PostgreSQL server of Amazon RDS, see Database."""

    instance_class: str = Field(pattern=r"^db\.[a-z0-9]+\.[a-z0-9]+$")
    version: str = Field(default="17", pattern=r"^\d\d$", description="Major version; minor ones come by themselves.")
    storage_gb: int = Field(ge=20, le=65536)
    most_storage_gb: int | None = Field(default=None, description="Storage grows by itself up to here.")
    connections: int = Field(default=200, ge=20, le=5000, description="max_connections; an alarm rings at four fifths.")
    zones: Literal[1, 2] = Field(default=2, description="2: a standby in another zone takes over.")
    backup_days: int = Field(default=35, ge=7, le=35, description="Any second of these can be restored.")
    backup_hours: _Hours = Field(default="02:00-03:00", description="When the daily backup is taken, in UTC.")
    second_region: str | None = Field(default=None, description="Where backups are copied; left out: nowhere.")
    iam: bool = Field(default=True, description="People and machines may log in by IAM, besides by password.")


class CacheSettings(_StoreSettings):
    """A Valkey or Redis of Amazon ElastiCache, see Cache."""

    node_type: str = Field(pattern=r"^cache\.[a-z0-9]+\.[a-z0-9]+$")
    engine: Literal["valkey", "redis"] = "valkey"
    version: str | None = Field(default=None, pattern=r"^\d+\.\d+$", description="Valkey 8.1, Redis 7.1.")
    nodes: int = Field(default=2, ge=1, le=6, description="One takes writes, the others stand by in other zones.")
    connections: int = Field(default=1000, ge=20, le=65000, description="An alarm rings at four fifths.")
    snapshot_days: int = Field(default=7, ge=0, le=35)
    snapshot_hours: _Hours = "02:00-03:00"
    access: str = Field(
        default="on ~* &* +@all -@admin -@dangerous", description="What the application's user may do, as an ACL."
    )

    @property
    def engine_version(self) -> str:
        """The version asked for, or the engine's own."""
        return self.version or _DEFAULT_VERSION[self.engine]
