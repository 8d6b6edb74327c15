"""What exists before anybody calls: organisations, repositories, users, teams."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field, model_validator

from local.github.accounts import OPERATOR
from local.github.model import Organisation, Team, User, Workflow, World
from local.github.repositories import add_repository

FULL_NAME = r"^[A-Za-z0-9-]+/[A-Za-z0-9._-]+$"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class RepositorySeed(_Strict):
    """A repository and the workflow files in it."""

    full_name: str = Field(pattern=FULL_NAME)
    private: bool = True
    workflows: list[str] = []

    @model_validator(mode="before")
    @classmethod
    def _from_name(cls, given: Any) -> Any:
        return {"full_name": given} if isinstance(given, str) else given


class TeamSeed(_Strict):
    """A team and the logins of its members."""

    organisation: str
    slug: str
    members: list[str] = []


class Seed(_Strict):
    """What is to exist; a repository may be written as its `owner/name`."""

    organisations: list[str] = []
    users: list[str] = []
    teams: list[TeamSeed] = []
    repositories: list[RepositorySeed] = []


def plant(world: World, seed: Seed) -> dict[str, Any]:
    """Add what is missing, keep what is there; returns the numbers of everything that was named.

    An owner of a repository that is not known yet becomes an organisation.
    """
    add_user(world, OPERATOR)
    users = {login: add_user(world, login).id for login in seed.users}
    teams = {f"{one.organisation}/{one.slug}": _add_team(world, one).id for one in seed.teams}
    organisations = {login: _add_organisation(world, login).id for login in seed.organisations}
    numbers = {one.full_name: _add_repository(world, one) for one in seed.repositories}
    return {"organisations": organisations, "users": users, "teams": teams, "repositories": numbers}


def add_user(world: World, login: str) -> User:
    """Make a user, or find the one that has this login."""
    key = login.lower()
    if key not in world.users:
        world.users[key] = User(id=world.next_id(), login=login)
    return world.users[key]


def _add_organisation(world: World, login: str) -> Organisation:
    key = login.lower()
    if key not in world.organisations:
        world.organisations[key] = Organisation(id=world.next_id(), login=login)
    return world.organisations[key]


def _add_team(world: World, seed: TeamSeed) -> Team:
    owner = _add_organisation(world, seed.organisation).login
    members = [add_user(world, login).id for login in seed.members]
    for team in world.teams:
        if (team.organisation, team.slug) == (owner, seed.slug.lower()):
            team.members = list(dict.fromkeys([*team.members, *members]))
            return team
    team = Team(id=world.next_id(), organisation=owner, slug=seed.slug.lower(), name=seed.slug, members=members)
    world.teams.append(team)
    return team


def _add_repository(world: World, seed: RepositorySeed) -> int:
    owner, name = seed.full_name.split("/")
    known = world.users.get(owner.lower())
    login = known.login if known else _add_organisation(world, owner).login
    repository = add_repository(world, login, name, private=seed.private)
    present = {workflow.file for workflow in repository.workflows.values()}
    for file in seed.workflows:
        if file not in present:
            number = world.next_id()
            repository.workflows[number] = Workflow(id=number, file=file)
    return repository.id
