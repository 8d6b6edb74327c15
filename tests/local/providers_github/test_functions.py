"""What the program may ask: the same fields from the stand-in and, made up, offline."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.local.providers.engine import ProviderError

if TYPE_CHECKING:
    from tests.local.providers_github.conftest import World

CALLS = {
    "getUser": {"username": "ada"},
    "getTeam": {"slug": "platform"},
    "getOrganization": {"name": "occ"},
    "getRepository": {"fullName": "occ/site"},
}
every_function = pytest.mark.parametrize(("name", "arguments"), CALLS.items(), ids=CALLS)


def _ask(world: World, name: str, arguments: dict[str, Any]) -> dict[str, Any]:
    return dict(world.engine.invoke(f"github:index/{name}:{name}", **arguments))


@every_function
def test_an_answer_has_the_number_that_github_has(world: World, name: str, arguments: dict[str, Any]) -> None:
    paths = {"getUser": "/users/ada", "getTeam": "/orgs/occ/teams/platform", "getOrganization": "/orgs/occ"}
    number = world.site.call("GET", paths.get(name, "/repos/occ/site"), expect=200)["id"]
    answer = _ask(world, name, arguments)
    assert number == answer.get("repoId", None) if name == "getRepository" else answer["id"] == str(number)


@every_function
def test_offline_the_answer_is_the_same_every_time_and_calls_nothing(
    world: World, name: str, arguments: dict[str, Any]
) -> None:
    online = _ask(world, name, arguments)
    world.engine.configure(owner="occ", baseUrl="https://api.github.com/")
    world.calls()
    first, second = _ask(world, name, arguments), _ask(world, name, arguments)
    assert first == second
    assert first["id"]
    assert set(first) <= set(online), "an offline answer has no field that a real one lacks"
    assert not world.calls()


@pytest.mark.parametrize(
    ("name", "arguments"),
    [("getUser", {"username": "none"}), ("getTeam", {"slug": "none"}), ("getRepository", {"name": "none"})],
)
def test_what_does_not_exist_is_an_error_that_names_it(world: World, name: str, arguments: dict[str, Any]) -> None:
    with pytest.raises(ProviderError, match=r"github: there is no .*none"):
        _ask(world, name, arguments)


def test_the_user_without_a_name_is_the_tokens(world: World) -> None:
    assert _ask(world, "getUser", {"username": ""})["login"] == "operator"
