"""One entry of the catalogue."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Annotated, Any, Literal

from pydantic import Field, StrictInt

from strongroom import naming
from strongroom.catalogue.base import Environment, Environments, Flag, Model, Text, Word
from strongroom.catalogue.checks import Check
from strongroom.catalogue.destination import Destination
from strongroom.catalogue.rotation import Rotation
from strongroom.catalogue.source import Derived, Source
from strongroom.catalogue.status import Complete, Status

Kind = Literal["secret", "configuration"]
SecretType = Literal["api-key", "token", "password", "database", "crypto", "webhook", "certificate", "service-account"]
ConfigurationType = Literal["identifier", "url", "address", "setting"]
KIND_OF_TYPE: dict[str, Kind] = dict.fromkeys(SecretType.__args__, "secret")  # type: ignore[attr-defined]  # Literal has no typed arguments
KIND_OF_TYPE |= dict.fromkeys(ConfigurationType.__args__, "configuration")  # type: ignore[attr-defined]  # as above


def _name(data: dict[str, Any]) -> str:
    return naming.variable_name(data["path"])


def _kind(data: dict[str, Any]) -> Kind:
    return KIND_OF_TYPE[data["type"]]


class Secret(Model):
    """A secret or a configuration value: what it is, where it comes from, where it has to arrive."""

    path: str
    name: str = Field(default_factory=_name, description="Left out: the path's last segment in UPPER_SNAKE.")
    workspace: str
    description: Text
    type: Literal[SecretType, ConfigurationType]
    kind: Kind = Field(default_factory=_kind, description="Left out: as the type says.")
    owner: Word
    environments: Environments
    visibility: tuple[Text, ...] = ()
    protected: Flag = Field(default=True, description="An `up` refuses to remove it.")
    fields: tuple[Word, ...] = Field(default=(), description="The value is a JSON object with these keys.")
    max_bytes: Annotated[StrictInt, Field(ge=1, le=naming.SECRETS_MANAGER_VALUE_BYTES)] | None = Field(
        default=None, description="Largest value that is expected, in bytes of UTF-8."
    )
    source: Source
    checks: tuple[Check, ...] = ()
    rotation: Rotation | None = None
    destinations: tuple[Destination, ...] = ()
    status: Mapping[Environment, Status] = Field(default_factory=dict)

    def __hash__(self) -> int:
        return hash(self.path)

    @property
    def is_family(self) -> bool:
        """Whether it stands for every path that its `*` covers."""
        return "*" in self.path

    @property
    def reference(self) -> str:
        """What an application's configuration holds in place of the value (4.17)."""
        return f"vault://{self.path}"

    @property
    def has_record(self) -> bool:
        """Whether a store of record holds its value: neither derived nor constant."""
        return self.source.origin not in ("derived", "constant")

    def member(self, path: str) -> Secret | None:
        """The concrete entry of a path that this family covers, with the `*` of the name filled in too."""
        head, star, tail = self.path.partition("*")
        if not star or not (path.startswith(head) and path.endswith(tail) and len(path) > len(head) + len(tail)):
            return None
        filled = path[len(head) : len(path) - len(tail)]
        if "/" in filled:
            return None
        return self.model_copy(update={"path": path, "name": self.name.replace("*", naming.upper_snake(filled))})

    def rotation_due(self, environment: Environment) -> date | None:
        """The day by which the value has to change, where the status records when the present one was set."""
        status = self.status.get(environment)
        if self.rotation is None or not isinstance(status, Complete):
            return None
        return (status.at + timedelta(days=self.rotation.days)).date()

    def derived_from(self) -> str | None:
        """Path of the secret it is computed from."""
        return self.source.secret if isinstance(self.source, Derived) else None
