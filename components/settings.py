"""The stack's configuration, typed: what `Pulumi.<stack>.yaml` may say under `strongroom:`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, get_origin

import pulumi
from pydantic import BaseModel, ConfigDict, Field, ValidationError, ValidationInfo, field_validator
from pydantic.alias_generators import to_camel

from components.alerts.settings import AlertSettings
from components.data.settings import CacheSettings, DatabaseSettings, Purpose
from components.mirror.settings import MirrorSettings
from components.rotation.settings import RotationSettings
from components.vault.settings import VaultSettings

if TYPE_CHECKING:
    from collections.abc import Callable


SHORTEST_RECOVERY_DAYS = 7


class SettingsError(pulumi.RunError):
    """The stack's configuration is wrong; the message names every key and what would be right."""


class Settings(BaseModel):
    """Everything that differs between stacks. A component gets single values from here, never the whole."""

    model_config = ConfigDict(frozen=True, extra="forbid", alias_generator=to_camel, populate_by_name=True)

    environment: str = Field(pattern=r"^[a-z][a-z0-9]{1,19}$", description="First part of every name.")
    rehearses: tuple[Literal["staging", "production"], ...] = Field(
        min_length=1, description="The catalogue's environments whose entries this stack holds."
    )
    providers: Literal["published", "local"] = Field(
        description="Which providers may apply this stack: the published plugins, or the local stand-ins on loopback."
    )
    owner: str = Field(min_length=3, description="Answers for what has no owner of its own.")
    catalogue: str = Field(default="catalogue", description="Folder of the catalogue, from the project's root.")
    protect: bool = Field(default=True, description="Guard keys and secret containers against deletion.")
    role_boundary: bool = Field(
        default=False, description="Every role stays within the boundary that strongroom bootstrap made."
    )
    recovery_days: int = Field(default=30, ge=0, le=30, description="Days a deleted secret can be brought back.")
    vault: VaultSettings | None = Field(default=None, description="The stack's Vault cluster; none where left out.")
    databases: dict[Purpose, DatabaseSettings] = Field(default={}, description="The stack's PostgreSQL servers.")
    caches: dict[Purpose, CacheSettings] = Field(default={}, description="The stack's Valkeys and Redises.")
    rotation: RotationSettings | None = Field(default=None, description="Who rotates; left out: nothing does.")
    mirror: MirrorSettings | None = Field(
        default=None, description="Whose workflow mirrors; left out: no role is made."
    )
    alerts: AlertSettings | None = Field(
        default=None, validate_default=True, description="Whom alarms tell; left out: nobody, and nothing may ring."
    )
    github_write_delay_ms: int = Field(default=1000, ge=0, description="Pause after each write to GitHub.")

    @field_validator("recovery_days")
    @classmethod
    def _of_secrets_manager(cls, days: int) -> int:
        if 0 < days < SHORTEST_RECOVERY_DAYS:
            raise ValueError(f"Secrets Manager keeps a deleted secret for 0, or {SHORTEST_RECOVERY_DAYS} to 30 days")
        return days

    @field_validator("alerts")
    @classmethod
    def _somebody_is_told(cls, alerts: AlertSettings | None, info: ValidationInfo) -> AlertSettings | None:
        ringing = [name for name in ("databases", "caches", "rotation", "vault") if info.data.get(name)]
        if ringing and not alerts:
            raise ValueError(f"the alarms of {' and '.join(ringing)} tell nobody; name a mailbox in alerts.mail")
        return alerts

    @classmethod
    def load(cls, get: Callable[[str], str | None], get_object: Callable[[str], object]) -> Settings:
        """Read each known key through a configuration's `get` and `get_object`.

        Raises:
            SettingsError: with every wrong or missing key.
        """
        values = {}
        for name, field in cls.model_fields.items():
            key = field.alias or name
            value = get_object(key) if _is_structured(field.annotation) else get(key)
            if value is not None:
                values[key] = value
        try:
            return cls.model_validate(values)
        except ValidationError as error:
            lines = [
                f"  strongroom:{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors(include_url=False)
            ]
            raise SettingsError("the stack's configuration is wrong\n" + "\n".join(lines)) from None


def _is_structured(annotation: object) -> bool:
    return get_origin(annotation) in (tuple, dict) or annotation in (
        AlertSettings | None,
        MirrorSettings | None,
        RotationSettings | None,
        VaultSettings | None,
    )
