"""What the command reads of `Pulumi.<environment>.yaml`: for whom, where and with what a stack is set up.

The program reads its own settings there and refuses what is wrong in them; here only those parts are looked at that say
what has to exist before the program runs.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic.alias_generators import to_camel

from strongroom import naming
from strongroom.operations.problem import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

_PREFIX = f"{naming.PROJECT}:"
_OWN = f"{naming.BOOTSTRAP}:"  # what the program does not read
_PERSON = r"^arn:aws[a-z-]*:iam::[0-9]{12}:user/[\w+=,.@/-]+$"
_VISITOR = r"^arn:aws[a-z-]*:sts::[0-9]{12}:assumed-role/AWSReservedSSO_[\w+=,.@-]+/[\w+=,.@-]+$"
_PLACEHOLDERS = re.compile(
    r"(?<![0-9])([0-9])\1{11}(?![0-9])|ami-0{8,17}|00000000-0000-4000-8000-000000000000|[\w.-]*\.example\b"
)


class _Settings(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", alias_generator=to_camel, populate_by_name=True)


class Workflows(_Settings):
    """Workflows of one repository that run in one of its environments, which GitHub lets reviewers guard."""

    repository: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9-]*/[A-Za-z0-9._-]+$", description="OWNER/NAME")
    environment: str = Field(pattern=r"^[A-Za-z0-9._-]+$", description="Environment of that repository.")

    @property
    def subject(self) -> str:
        """As GitHub's tokens name such a run."""
        return f"repo:{self.repository}:environment:{self.environment}"


class Deployers(_Settings):
    """Who takes the deployer's role on, and how long old versions of the state are kept.

    `people`: ARNs of users, who need MFA; `visitors`: sessions of IAM Identity Center, which asks for MFA itself.
    """

    people: tuple[str, ...] = ()
    visitors: tuple[str, ...] = ()
    github: tuple[Workflows, ...] = ()
    state_days: int = Field(default=365, ge=30, description="Days that old versions of the state are kept.")

    def problems(self) -> Iterator[str]:
        """What is wrong beyond the shape."""
        for key, names, pattern, shape in (
            ("people", self.people, _PERSON, "arn:aws:iam::ACCOUNT:user/NAME"),
            ("visitors", self.visitors, _VISITOR, "arn:aws:sts::ACCOUNT:assumed-role/AWSReservedSSO_.../NAME"),
        ):
            for name in names:
                if not re.match(pattern, name):
                    yield f'{_OWN}{key}: "{name}" is nobody in particular; write {shape}'
        if not (self.people or self.visitors or self.github):
            yield f"{_OWN}people, visitors and github name nobody who could deploy; give one: docs/deploying.md"


@dataclass(frozen=True, kw_only=True)
class StackFile:
    """One stack's file."""

    name: str
    environment: str
    document: Mapping[str, Any]

    @classmethod
    def load(cls, folder: Path, environment: str) -> StackFile:
        """Read the file; raises InputError where it is missing or no YAML."""
        file = folder / f"Pulumi.{environment}.yaml"
        try:
            document = yaml.safe_load(file.read_text(encoding="utf-8"))
        except OSError:
            raise InputError(f"there is no {file}; go to the program's folder, or choose another environment") from None
        except yaml.YAMLError as error:
            line = getattr(getattr(error, "problem_mark", None), "line", -1) + 1
            raise InputError(f"{file}:{line}: this is no YAML; correct it") from None
        if not isinstance(document, dict) or not isinstance(document.get("config"), dict):
            raise InputError(f"{file} has no config; see docs/deploying.md")
        return cls(name=file.name, environment=environment, document=document)

    def setting(self, *keys: str) -> Any:
        """A setting of the program: `setting("vault", "imageId")`; None where it is left out."""
        found: Any = self.document["config"].get(f"{_PREFIX}{keys[0]}")
        for key in keys[1:]:
            found = found.get(key) if isinstance(found, dict) else None
        return found

    @property
    def region(self) -> str:
        """The stack's region; raises InputError where none is named."""
        found = self.document["config"].get("aws:region")
        if not isinstance(found, str):
            raise InputError(f"{self.name}: aws:region is missing; name the stack's region")
        return found

    @property
    def second_region(self) -> str | None:
        """The region of copies, where there is one."""
        found = self.setting("vault", "secondRegion", "name")
        return str(found) if found else None

    def deployers(self) -> Deployers:
        """Who may deploy; raises InputError with everything that is wrong."""
        config = self.document["config"]
        given = {key.removeprefix(_OWN): item for key, item in config.items() if str(key).startswith(_OWN)}
        try:
            found = Deployers.model_validate(given)
        except ValidationError as error:
            places = [(".".join(map(str, one["loc"])), one["msg"]) for one in error.errors(include_url=False)]
            raise InputError(*(f"{self.name}: {_OWN}{place}: {said}" for place, said in places)) from None
        if problems := [f"{self.name}: {problem}" for problem in found.problems()]:
            raise InputError(*problems)
        return found

    def state_alias(self) -> str:
        """Alias of the key that `secretsprovider` names; raises InputError where it names another place."""
        given = str(self.document.get("secretsprovider") or "")
        parts = urlsplit(given)
        alias = f"{parts.netloc}{parts.path}"
        wanted = f"awskms://{naming.kms_alias(self.environment, 'state')}?region={self.region}"
        if (
            parts.scheme != "awskms"
            or not alias.startswith("alias/")
            or parse_qs(parts.query).get("region") != [self.region]
        ):
            raise InputError(f'{self.name}: secretsprovider is "{given}"; write {wanted}')
        return alias

    def placeholders(self) -> list[str]:
        """Every setting that still holds what only stands for something: `key: text`, a line each."""
        return list(_placeholders("", self.document))


def _placeholders(path: str, node: Any) -> Iterator[str]:
    match node:
        case dict():
            for key, item in node.items():
                yield from _placeholders(f"{path}.{key}" if path else str(key), item)
        case list():
            for number, item in enumerate(node):
                yield from _placeholders(f"{path}[{number}]", item)
        case str() if _PLACEHOLDERS.search(node):
            yield f"{path.removeprefix('config.')}: {node}"
        case _:
            return
