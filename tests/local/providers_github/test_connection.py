"""Whose account, which server, how fast, how often again: what a provider's configuration says."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import pytest

from local.providers.github.connection import Settings
from tests.local.providers.engine import CheckFailedError, ProviderError, attached
from tests.local.providers_github.samples import token_of

if TYPE_CHECKING:
    from tests.local.providers_github.conftest import World

VARIABLE = token_of("ActionsVariable")
INPUTS = {"repository": "site", "variableName": "SITE_ID", "value": "one"}
VARIABLES = "/repos/{}/site/actions/variables"


def _with(world: World, **settings: Any) -> None:
    world.engine.configure(**{**world.settings(), **settings})


def test_two_owners_live_side_by_side_on_one_server(world: World) -> None:
    with attached(world.port) as other:
        other.configure(**world.settings("consilio"))
        for engine, name, value in ((world.engine, "a", "one"), (other, "b", "two"), (world.engine, "c", "three")):
            engine.create(VARIABLE, {**INPUTS, "variableName": name.upper(), "value": value}, name=name)
    listed = {
        owner: [one["name"] for one in world.site.call("GET", VARIABLES.format(owner), expect=200)["variables"]]
        for owner in ("occ", "consilio")
    }
    assert listed == {"occ": ["A", "C"], "consilio": ["B"]}


def test_a_connection_that_was_not_configured_uses_nobodys_owner(world: World) -> None:
    with attached(world.port) as stranger, pytest.raises(ProviderError, match="not configured"):
        stranger.create(VARIABLE, INPUTS)


def test_the_owner_is_asked_for_once_and_without_one_the_tokens_is_used(world: World) -> None:
    world.calls()
    for name in ("A", "B"):
        world.engine.create(VARIABLE, {**INPUTS, "variableName": name}, name=name)
    assert world.calls()["GET /orgs/occ"] == 1
    world.engine.configure(**{name: value for name, value in world.settings().items() if name != "owner"})
    with pytest.raises(ProviderError, match="/repos/operator/site/actions/variables: 404"):
        world.engine.create(VARIABLE, {**INPUTS, "variableName": "C"}, name="C")
    assert world.calls()["GET /user"] == 1


def test_an_organisations_type_needs_an_organisation(world: World) -> None:
    _with(world, owner="ada")
    with pytest.raises(ProviderError, match="ada is a person"):
        world.engine.create(
            token_of("ActionsOrganizationSecret"), {"secretName": "A", "value": "x", "visibility": "all"}
        )


def test_a_write_makes_the_next_request_wait(world: World) -> None:
    _with(world, writeDelayMs=150)
    started = time.monotonic()
    world.engine.create(VARIABLE, INPUTS)
    assert time.monotonic() - started >= 0.15
    assert Settings.of({}).write_delay == 1000, "the plugin's default is a second"


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_a_servers_fault_is_tried_again_three_times(world: World, status: int) -> None:
    world.site.call("POST", "/_faults", {"method": "POST", "status": status, "times": 3}, expect=201)
    world.calls()
    world.engine.create(VARIABLE, INPUTS)
    assert world.calls()[f"POST {VARIABLES.format('occ')}"] == 4


def test_a_fault_that_stays_ends_in_an_error_with_the_request(world: World) -> None:
    world.site.call("POST", "/_faults", {"method": "POST", "status": 502, "times": None}, expect=201)
    with pytest.raises(ProviderError, match=r"POST .*/actions/variables: 502 Server Error"):
        world.engine.create(VARIABLE, INPUTS)


@pytest.mark.parametrize("status", [403, 404, 422])
def test_a_refusal_is_not_tried_again(world: World, status: int) -> None:
    world.site.call("POST", "/_faults", {"method": "POST", "status": status}, expect=201)
    world.calls()
    with pytest.raises(ProviderError, match=str(status)):
        world.engine.create(VARIABLE, INPUTS)
    assert world.calls()[f"POST {VARIABLES.format('occ')}"] == 1


@pytest.mark.parametrize("kind", ["secondary-limit", "primary-limit"])
@pytest.mark.parametrize("status", [403, 429])
def test_a_limit_is_waited_for(world: World, kind: str, status: int) -> None:
    fault = {"method": "POST", "status": status, "kind": kind, "retry_after": 0}
    world.site.call("POST", "/_faults", fault, expect=201)
    world.engine.create(VARIABLE, INPUTS)
    world.site.call("GET", f"{VARIABLES.format('occ')}/SITE_ID", expect=200)


def test_a_limit_of_an_hour_is_an_error_and_no_wait(world: World) -> None:
    fault = {"method": "POST", "status": 429, "kind": "secondary-limit", "retry_after": 3600}
    world.site.call("POST", "/_faults", fault, expect=201)
    with pytest.raises(ProviderError, match="429 You have exceeded a secondary rate limit"):
        world.engine.create(VARIABLE, INPUTS)


def test_a_wrong_token_is_told_and_not_shown(world: World) -> None:
    _with(world, token=(token := world.token[::-1]))
    with pytest.raises(ProviderError, match="401 Bad credentials") as failed:
        world.engine.create(VARIABLE, INPUTS)
    assert token not in str(failed.value)


def test_no_server_is_told_in_words(world: World) -> None:
    _with(world, baseUrl="http://127.0.0.1:1/")
    with pytest.raises(ProviderError, match="no answer"):
        world.engine.create(VARIABLE, INPUTS)


@pytest.mark.parametrize(
    ("address", "reason"),
    [("https://api.github.com/", "make up"), ("https://github.example.com/", "not a loopback address")],
)
def test_only_this_machine_is_ever_called(world: World, address: str, reason: str) -> None:
    _with(world, baseUrl=address)
    for operation in (world.engine.create, world.engine.preview):
        if operation == world.engine.preview:
            operation(VARIABLE, INPUTS)
            continue
        with pytest.raises(ProviderError, match=reason):
            operation(VARIABLE, INPUTS)


def test_the_local_clouds_address_takes_the_place_of_the_sdks_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_BASE_URL", "http://127.0.0.1:1/")
    assert Settings.of({"baseUrl": "https://api.github.com/"}).base_url == "http://127.0.0.1:1/"
    assert Settings.of({"baseUrl": "http://127.0.0.2:2/"}).base_url == "http://127.0.0.2:2/"


def test_an_unknown_setting_is_refused(world: World) -> None:
    with pytest.raises(CheckFailedError, match="ownr: unknown property; did you mean owner"):
        _with(world, ownr="occ")


def test_settings_never_show_the_token(world: World) -> None:
    assert world.token not in repr(Settings.of({"token": world.token}))
