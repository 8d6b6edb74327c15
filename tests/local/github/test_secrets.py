"""Secrets of every scope, by every path that leads to them."""

from __future__ import annotations

import base64
import hashlib
import secrets
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.local.github.conftest import Site

BY_NAME = "/repos/occ/site/environments/prod%2Feu/secrets"
BY_NUMBER = "/repositories/{id}/environments/prod%2Feu/secrets"
REPOSITORY = "/repos/occ/site/actions/secrets"
SCOPES = (BY_NAME, BY_NUMBER, REPOSITORY, f"/api/v3{BY_NAME}", f"/api/v3{BY_NUMBER}", f"/api/v3{REPOSITORY}")
every_scope = pytest.mark.parametrize("scope", SCOPES, indirect=True)


@every_scope
def test_a_first_put_creates_and_a_second_one_updates(site: Site, scope: str) -> None:
    site.put(scope, "API_KEY", secrets.token_bytes(), expect=201)
    first = site.call("GET", f"{scope}/API_KEY", expect=200)
    site.put(scope, "api_key", secrets.token_bytes(), expect=204)
    second = site.call("GET", f"{scope}/Api_Key", expect=200)
    assert first["name"] == second["name"] == "API_KEY", "names are one whatever their case"
    assert first["created_at"] == second["created_at"]
    assert set(second) == {"name", "created_at", "updated_at"}, "an answer never holds a value"


@every_scope
def test_a_deleted_secret_is_gone_and_can_not_be_deleted_again(site: Site, scope: str) -> None:
    site.put(scope, "API_KEY", secrets.token_bytes())
    site.call("DELETE", f"{scope}/API_KEY", expect=204)
    site.call("GET", f"{scope}/API_KEY", expect=404)
    site.call("DELETE", f"{scope}/API_KEY", expect=404)
    assert site.call("GET", scope, expect=200) == {"total_count": 0, "secrets": []}


def test_an_environment_is_the_same_by_name_and_by_number(site: Site) -> None:
    value = secrets.token_bytes(48)
    site.put(BY_NUMBER.format(id=site.repository_id), "API_KEY", value)
    assert site.call("GET", BY_NAME, expect=200)["total_count"] == 1
    assert site.call("GET", REPOSITORY, expect=200)["total_count"] == 0, "the repository's own secrets are others"


def test_a_value_can_be_compared_by_its_digest_and_shown_only_when_asked(site: Site) -> None:
    value = secrets.token_urlsafe()
    site.put(BY_NAME, "API_KEY", value.encode())
    wanted = {"repository": "occ/site", "environment": "prod/eu", "name": "API_KEY"}
    proof = site.call("POST", "/_reveal", wanted, expect=200)
    assert proof == {"sha256": hashlib.sha256(value.encode()).hexdigest(), "bytes": len(value)}
    assert site.call("POST", "/_reveal", wanted | {"value": True}, expect=200)["value"] == value
    site.call("POST", "/_reveal", wanted | {"name": "OTHER"}, expect=404)


@pytest.mark.parametrize("name", ["GITHUB_TOKEN", "github_x", "1ST", "A-B", "A%20B", "A.B", "%C3%84"])
def test_a_name_that_github_refuses_is_refused(site: Site, name: str) -> None:
    answer = site.call("PUT", f"{BY_NAME}/{name}", site.sealed(BY_NAME, b"x"), expect=422)
    assert answer["message"].startswith("Secret names ")
    assert answer["status"] == "422"


def test_a_value_that_was_sealed_for_another_key_is_refused(site: Site) -> None:
    foreign = site.sealed(REPOSITORY, secrets.token_bytes())
    own = site.sealed(BY_NAME, secrets.token_bytes())
    for body in (
        foreign,
        foreign | {"key_id": own["key_id"]},
        own | {"encrypted_value": "not base64!"},
        own | {"encrypted_value": base64.b64encode(secrets.token_bytes(80)).decode()},
    ):
        answer = site.call("PUT", f"{BY_NAME}/API_KEY", body, expect=422)
        assert answer["message"] == "Bad request - validation failed due to an improperly encrypted secret"
    assert site.call("GET", BY_NAME, expect=200)["total_count"] == 0


@pytest.mark.parametrize("missing", ["encrypted_value", "key_id"])
def test_a_put_without_a_field_names_the_field(site: Site, missing: str) -> None:
    body = site.sealed(BY_NAME, b"x")
    del body[missing]
    assert f'"{missing}" wasn\'t supplied' in site.call("PUT", f"{BY_NAME}/A", body, expect=422)["message"]


def test_48_kilobytes_fit_and_one_byte_more_does_not(site: Site) -> None:
    site.put(BY_NAME, "FITS", b"x" * 48 * 1024)
    site.put(BY_NAME, "TOO_LARGE", b"x" * (48 * 1024 + 1), expect=422)


def test_an_environment_holds_100_secrets_and_still_updates_them(site: Site) -> None:
    for number in range(100):
        site.put(BY_NAME, f"S{number}", b"x")
    site.put(BY_NAME, "S100", b"x", expect=422)
    site.put(BY_NAME, "S99", b"y", expect=204)


def test_a_list_comes_in_pages_that_lead_to_each_other(site: Site) -> None:
    names = [f"S{number:02}" for number in range(45)]
    for name in reversed(names):
        site.put(BY_NAME, name, b"x")
    seen: list[str] = []
    url: str | None = f"/api/v3{BY_NAME}?per_page=20"
    while url:
        response = site.client.get(url)
        assert response.json()["total_count"] == 45
        seen += [secret["name"] for secret in response.json()["secrets"]]
        url = response.links.get("next", {}).get("url")
        assert url is None or "/api/v3/" in url, "the next page is under the address that was asked"
    assert seen == names
    assert len(site.call("GET", BY_NAME, expect=200)["secrets"]) == 30, "30 is GitHub's default"
    assert len(site.call("GET", f"{BY_NAME}?per_page=1000", expect=200)["secrets"]) == 45


@pytest.mark.parametrize(
    "path",
    [
        "/repos/occ/none/environments/prod/secrets",
        "/repos/occ/site/environments/none/secrets",
        "/repositories/1/actions/secrets",
    ],
)
def test_secrets_of_what_does_not_exist_are_not_found(site: Site, path: str) -> None:
    site.call("GET", path, expect=404)
    site.call("GET", f"{path}/public-key", expect=404)


def test_deleting_an_environment_deletes_its_secrets_and_its_key(site: Site) -> None:
    before = site.call("GET", f"{BY_NAME}/public-key", expect=200)
    site.put(BY_NAME, "API_KEY", b"x")
    site.call("DELETE", "/repos/occ/site/environments/prod%2Feu", expect=204)
    site.call("GET", BY_NAME, expect=404)
    site.call("PUT", "/repos/occ/site/environments/prod%2Feu", {}, expect=200)
    assert site.call("GET", BY_NAME, expect=200)["total_count"] == 0
    assert site.call("GET", f"{BY_NAME}/public-key", expect=200) != before
