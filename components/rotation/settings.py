"""What a stack says of its rotations, under `strongroom:rotation`. Data only: no provider is imported."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel


class _Settings(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", alias_generator=to_camel, populate_by_name=True)


class InsideSettings(_Settings):
    """Where functions stand whose databases and caches can be reached from inside a network only."""

    subnet_ids: tuple[str, ...] = Field(min_length=2)
    security_group_ids: tuple[str, ...] = Field(min_length=1)


class AnnounceSettings(_Settings):
    """The repository whose mirror workflow is told of every finished rotation (design: rotation tells the mirror)."""

    repository: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9-]*/[A-Za-z0-9._-]+$", description="OWNER/NAME")


class RotationSettings(_Settings):
    """The stack's rotations: see RotationArgs for what each key decides."""

    window_hours: int = Field(default=4, ge=1, le=24, description="How long a scheduled rotation may take to begin.")
    concurrency: int = Field(default=5, ge=1, description="Rotations of one function at a time.")
    inside: InsideSettings | None = None
    announce: AnnounceSettings | None = None
