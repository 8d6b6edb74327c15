"""How secrets differ from everything that can be read back."""

from __future__ import annotations

import base64
import secrets
import time
from typing import TYPE_CHECKING, Any

import pytest
from nacl.public import PublicKey, SealedBox

from local.providers.values import UNKNOWN, Secret
from tests.local.providers.engine import CheckFailedError, ProviderError
from tests.local.providers_github.samples import ENVIRONMENT, token_of

if TYPE_CHECKING:
    from tests.local.providers_github.conftest import World

TOKEN = token_of("ActionsEnvironmentSecret")
WHERE = {"repository": "site", "environment": "prod/eu", "secretName": "API_KEY"}
AT_GITHUB = {"repository": "occ/site", "environment": "prod/eu", "name": "API_KEY"}
FORMS = ("value", "valueEncrypted", "encryptedValue", "plaintextValue")


@pytest.fixture(autouse=True)
def _environment(world: World) -> None:
    world.site.call("PUT", ENVIRONMENT, {}, expect=200)
    world.calls_of_setup()


def _sealed(world: World, value: str) -> tuple[str, str]:
    key = world.site.call("GET", f"{ENVIRONMENT}/secrets/public-key", expect=200)
    box = SealedBox(PublicKey(base64.b64decode(key["key"])))
    return base64.b64encode(box.encrypt(value.encode())).decode(), key["key_id"]


@pytest.mark.parametrize("form", ["value", "plaintextValue"])
def test_a_value_arrives_sealed_and_in_four_requests(world: World, form: str) -> None:
    value = secrets.token_urlsafe()
    made = world.engine.create(TOKEN, {**WHERE, form: Secret(value)})
    number = world.site.repository_id
    by_number = f"/repositories/{number}/environments/prod%2Feu/secrets"
    assert world.calls() == {
        "GET /orgs/occ": 1,
        "GET /repos/occ/site": 1,
        f"GET {by_number}/public-key": 1,
        f"PUT {by_number}/API_KEY": 1,
        f"GET {by_number}/API_KEY": 1,
    }
    assert world.reveal(**AT_GITHUB) == value
    assert made.plain["repositoryId"] == number


def test_a_sealed_value_is_sent_as_it_is_without_asking_for_the_key(world: World) -> None:
    value = secrets.token_urlsafe()
    sealed, key_id = _sealed(world, value)
    world.calls_of_setup()
    made = world.engine.create(TOKEN, {**WHERE, "valueEncrypted": sealed, "keyId": key_id})
    assert not [call for call in world.calls() if call.endswith("public-key")]
    assert made.plain["keyId"] == key_id
    assert world.reveal(**AT_GITHUB) == value


def test_the_deprecated_sealed_form_asks_for_the_key_and_is_sent_as_it_is(world: World) -> None:
    value = secrets.token_urlsafe()
    sealed, key_id = _sealed(world, value)
    made = world.engine.create(TOKEN, {**WHERE, "encryptedValue": sealed})
    assert made.plain["keyId"] == key_id
    assert world.reveal(**AT_GITHUB) == value


def test_what_was_changed_remotely_is_noted_and_never_repaired(world: World) -> None:
    inputs = {**WHERE, "value": secrets.token_urlsafe()}
    made = world.engine.create(TOKEN, inputs)
    second = int(time.time())
    while int(time.time()) == second:  # GitHub tells times to the second
        time.sleep(0.01)
    world.site.put(f"{ENVIRONMENT}/secrets", "API_KEY", b"changed", expect=204)
    refreshed = world.engine.refresh(made)
    assert refreshed is not None
    assert refreshed.plain["remoteUpdatedAt"] > made.plain["remoteUpdatedAt"]
    assert refreshed.plain["updatedAt"] == made.plain["updatedAt"]
    assert not world.engine.diff(refreshed, inputs).kinds
    updated = world.engine.update(refreshed, {**inputs, "value": secrets.token_urlsafe()})
    assert updated.plain["updatedAt"] == updated.plain["remoteUpdatedAt"]


def test_an_existing_secret_is_taken_over(world: World) -> None:
    world.site.put(f"{ENVIRONMENT}/secrets", "API_KEY", b"theirs")
    value = secrets.token_urlsafe()
    world.engine.create(TOKEN, {**WHERE, "value": value})
    assert world.reveal(**AT_GITHUB) == value


def test_an_update_follows_the_new_key_of_an_environment_that_was_made_again(world: World) -> None:
    made = world.engine.create(TOKEN, {**WHERE, "value": secrets.token_urlsafe()})
    world.site.call("DELETE", ENVIRONMENT, expect=204)
    world.site.call("PUT", ENVIRONMENT, {}, expect=200)
    value = secrets.token_urlsafe()
    updated = world.engine.update(made, {**WHERE, "value": value})
    assert updated.plain["keyId"] != made.plain["keyId"]
    assert world.reveal(**AT_GITHUB) == value


@pytest.mark.parametrize("first", FORMS)
@pytest.mark.parametrize("second", FORMS)
def test_exactly_one_form_of_the_value_is_taken(world: World, first: str, second: str) -> None:
    text = base64.b64encode(secrets.token_bytes()).decode()
    inputs = {**WHERE, first: text, second: text}
    if first == second:
        world.engine.preview(TOKEN, inputs)
        return
    with pytest.raises(CheckFailedError, match="exactly one of") as refused:
        world.engine.preview(TOKEN, inputs)
    assert text not in str(refused.value)


@pytest.mark.parametrize(
    ("extra", "reason"),
    [
        ({}, "value: exactly one of .* none is"),
        ({"valueEncrypted": "not base64!"}, "valueEncrypted: not base64"),
        ({"value": "x", "keyId": "1"}, "keyId: only together with valueEncrypted"),
        ({"value": "x", "secretName": "GITHUB_TOKEN"}, "secretName: .*alias"),
        ({"value": "x", "secretName": "github_pat"}, "secretName: .*alias"),
        ({"value": "x", "secretName": "1ST"}, "secretName: use letters"),
        ({"value": "x", "secretName": "A-B"}, "secretName: use letters"),
    ],
)
def test_what_the_plugin_refuses_is_refused_before_any_call(world: World, extra: dict[str, Any], reason: str) -> None:
    with pytest.raises(CheckFailedError, match=reason):
        world.engine.create(TOKEN, {**WHERE, **extra})
    assert not world.calls()


def test_an_unknown_value_can_be_previewed(world: World) -> None:
    shown = world.engine.preview(TOKEN, {**WHERE, "value": UNKNOWN, "secretName": UNKNOWN})
    assert shown["repositoryId"] is UNKNOWN
    assert shown["keyId"] is UNKNOWN


def test_an_error_of_github_names_the_request_and_never_the_value(world: World) -> None:
    value = secrets.token_urlsafe()
    world.site.call("POST", "/_faults", {"method": "PUT", "status": 422}, expect=201)
    with pytest.raises(ProviderError, match=r"PUT .*/secrets/API_KEY: 422 Validation Failed") as failed:
        world.engine.create(TOKEN, {**WHERE, "value": Secret(value)})
    assert value not in str(failed.value)


def test_an_organisation_secret_reaches_the_repositories_that_are_selected(world: World) -> None:
    numbers = [world.site.call("GET", f"/repos/occ/{name}", expect=200)["id"] for name in ("site", "other")]
    token = token_of("ActionsOrganizationSecret")
    inputs = {"secretName": "API_KEY", "value": "x", "visibility": "selected", "selectedRepositoryIds": numbers}
    made = world.engine.create(token, inputs)
    turned = {**inputs, "selectedRepositoryIds": numbers[::-1]}
    assert not world.engine.diff(made, turned).kinds, "the order of a set is no change"
    fewer = {**inputs, "selectedRepositoryIds": numbers[:1]}
    assert set(world.engine.diff(made, fewer).kinds) == {"selectedRepositoryIds"}
    updated = world.engine.update(made, fewer)
    path = "/orgs/occ/actions/secrets/API_KEY/repositories"
    assert [one["id"] for one in world.site.call("GET", path, expect=200)["repositories"]] == numbers[:1]
    world.site.call("PUT", path, {"selected_repository_ids": numbers}, expect=204)
    refreshed = world.engine.refresh(updated)
    assert refreshed is not None
    assert set(world.engine.diff(refreshed, fewer).kinds) == {"selectedRepositoryIds"}, "visibility is repaired"


def test_the_repositories_of_an_organisation_secret_can_be_a_resource_of_their_own(world: World) -> None:
    numbers = [world.site.call("GET", f"/repos/occ/{name}", expect=200)["id"] for name in ("site", "other")]
    body = world.site.sealed("/orgs/occ/actions/secrets", b"x") | {"visibility": "selected"}
    world.site.call("PUT", "/orgs/occ/actions/secrets/API_KEY", body, expect=201)
    token = token_of("ActionsOrganizationSecretRepositories")
    inputs = {"secretName": "API_KEY", "selectedRepositoryIds": numbers}
    made = world.engine.create(token, inputs)
    assert made.id == "API_KEY"
    updated = world.engine.update(made, {**inputs, "selectedRepositoryIds": numbers[1:]})
    imported = world.engine.read(token, "API_KEY", name="imported")
    assert imported is not None
    assert imported.plain["selectedRepositoryIds"] == updated.plain["selectedRepositoryIds"] == numbers[1:]
    world.engine.delete(updated)
    path = "/orgs/occ/actions/secrets/API_KEY"
    assert world.site.call("GET", f"{path}/repositories", expect=200)["total_count"] == 0
    world.site.call("DELETE", path, expect=204)
    assert world.engine.refresh(made) is None


@pytest.mark.parametrize(
    ("extra", "reason"),
    [
        ({"visibility": "public"}, "visibility: use all, private, selected"),
        ({"visibility": "all", "selectedRepositoryIds": [1]}, "selectedRepositoryIds: only with"),
    ],
)
def test_a_wrong_visibility_is_refused(world: World, extra: dict[str, Any], reason: str) -> None:
    with pytest.raises(CheckFailedError, match=reason):
        world.engine.preview(token_of("ActionsOrganizationSecret"), {"secretName": "A", "value": "x", **extra})
    with pytest.raises(CheckFailedError, match=reason):
        world.engine.preview(token_of("ActionsOrganizationVariable"), {"variableName": "A", "value": "x", **extra})
