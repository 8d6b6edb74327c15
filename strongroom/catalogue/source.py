"""Where a value comes from."""

from __future__ import annotations

import math
from typing import Annotated, Literal, Self

from pydantic import Field, StrictInt, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from strongroom.catalogue.base import Extraction, Model, Text, Word


class Supplied(Model):
    """A person retrieves it from another system and puts it."""

    origin: Literal["supplied"]
    where: Text = Field(description="The screen that shows it, as a person reads it: `SendGrid > Settings > API Keys`.")
    steps: tuple[Text, ...] = Field(default=(), description="What to do there, one step an item.")


class Generated(Model):
    """Random, made by us: by the engine once, or by the rotation's strategy."""

    origin: Literal["generated"]
    bytes: Annotated[StrictInt, Field(ge=16, le=3072)] = Field(
        default=48, description="Random bytes that the value is worth (requirement 3.2: 48)."
    )
    format: Literal["base64", "base64url", "hex", "alphanumeric"] = "base64"

    @model_validator(mode="after")
    def _unpadded(self) -> Self:
        if self.format in ("base64", "base64url") and self.bytes % 3:
            nearest = self.bytes + 3 - self.bytes % 3
            raise PydanticCustomError("ours", f"bytes is {self.bytes}, not a multiple of 3; use {nearest}")
        return self

    @property
    def characters(self) -> int:
        """Length of the value in characters: 64 for 48 bytes of base64."""
        bits = {"base64": 6.0, "base64url": 6.0, "hex": 4.0, "alphanumeric": math.log2(62)}[self.format]
        return math.ceil(self.bytes * 8 / bits)

    @property
    def alphabet(self) -> str:
        """Every character that may occur; each is equally likely."""
        lower, digits = "abcdefghijklmnopqrstuvwxyz", "0123456789"
        if self.format == "hex":
            return digits + "abcdef"
        special = {"base64": "+/", "base64url": "-_", "alphanumeric": ""}[self.format]
        return lower.upper() + lower + digits + special


class External(Model):
    """Another system makes it and keeps it; an import reads it there, once, into the store."""

    origin: Literal["external"]
    system: Word = Field(description="`github-organisation`, `chatwoot`, ...")
    organisation: Word | None = Field(default=None, description="GitHub organisation that holds the secret.")
    name: str | None = Field(default=None, description="The name there, where it differs from the secret's own.")
    where: Text | None = Field(default=None, description="The screen that shows it, where a person can see it.")
    steps: tuple[Text, ...] = ()
    together_with: str | None = Field(default=None, description="Path of the secret that is made in the same step.")


class Derived(Model):
    """Computed from another secret whenever that one is mirrored; has no store entry of its own."""

    origin: Literal["derived"]
    secret: str = Field(description="Path of the secret it is computed from.")
    extract: Extraction = Field(description="`dsn.host` and the like for a part of a URL, `field.NAME` for a JSON key.")


class Constant(Model):
    """Configuration that stands in the catalogue."""

    origin: Literal["constant"]
    value: Annotated[str, StringConstraints(min_length=1)]


Source = Annotated[Supplied | Generated | External | Derived | Constant, Field(discriminator="origin")]
