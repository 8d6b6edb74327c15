"""What the stand-in knows: accounts, repositories, environments, and what they hold."""

from __future__ import annotations

import base64
from datetime import UTC, datetime
from typing import Any, Literal

from nacl.public import PrivateKey
from pydantic import BaseModel, Field

Visibility = Literal["all", "private", "selected"]


def now() -> str:
    """The time as GitHub writes it: UTC, to the second."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _private_key() -> str:
    return base64.b64encode(bytes(PrivateKey.generate())).decode()


class Entry(BaseModel):
    """What secrets and variables share."""

    name: str
    created_at: str = Field(default_factory=now)
    updated_at: str = Field(default_factory=now)
    visibility: Visibility | None = None
    selected: list[int] = []


class Secret(Entry):
    """One secret, as it arrived: base64 of a sealed box."""

    sealed: str


class Variable(Entry):
    """One configuration variable."""

    value: str


class Holder(BaseModel):
    """What can hold secrets and variables: a repository, an environment or an organisation."""

    id: int
    private_key: str = Field(default_factory=_private_key)
    secrets: dict[str, Secret] = {}
    variables: dict[str, Variable] = {}
    created_at: str = Field(default_factory=now)
    updated_at: str = Field(default_factory=now)


class BranchPolicy(BaseModel):
    """A name pattern of the branches or tags that may deploy to an environment."""

    id: int
    name: str
    type: Literal["branch", "tag"] = "branch"


class Reviewer(BaseModel):
    """A user or team that must approve a deployment."""

    type: Literal["User", "Team"]
    id: int


class Environment(Holder):
    """A deployment environment of a repository."""

    name: str
    wait_timer: int = 0
    can_admins_bypass: bool = True
    prevent_self_review: bool = False
    reviewers: list[Reviewer] = []
    deployment_branch_policy: dict[str, bool] | None = None
    branch_policies: dict[int, BranchPolicy] = {}


class Workflow(BaseModel):
    """A workflow file that can be dispatched."""

    id: int
    file: str


class Run(BaseModel):
    """A run that a dispatch started; nothing executes it."""

    id: int
    workflow: int
    event: str
    branch: str
    created_at: str = Field(default_factory=now)


class Repository(Holder):
    """A repository; `settings` holds the descriptive fields that nothing here acts on."""

    owner: str
    name: str
    private: bool = True
    settings: dict[str, Any] = {}
    environments: dict[str, Environment] = {}
    workflows: dict[int, Workflow] = {}
    runs: list[Run] = []

    @property
    def full_name(self) -> str:
        """`owner/name`."""
        return f"{self.owner}/{self.name}"


class Organisation(Holder):
    """An organisation."""

    login: str


class User(BaseModel):
    """A person or a bot."""

    id: int
    login: str


class Team(BaseModel):
    """A team of an organisation."""

    id: int
    organisation: str
    slug: str
    name: str
    members: list[int] = []


class Dispatch(BaseModel):
    """A repository_dispatch or workflow_dispatch that was accepted."""

    repository: str
    event_type: str
    client_payload: dict[str, Any] = {}
    at: str = Field(default_factory=now)


class World(BaseModel):
    """Everything. Keys of the tables are the names in lower case: GitHub does not tell cases apart."""

    last_id: int = 1000
    repositories: dict[str, Repository] = {}
    organisations: dict[str, Organisation] = {}
    users: dict[str, User] = {}
    teams: list[Team] = []
    dispatches: list[Dispatch] = []

    def next_id(self) -> int:
        """A number that nothing else has, of any kind."""
        self.last_id += 1
        return self.last_id
