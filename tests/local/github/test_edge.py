"""What holds for every request: who asks, what goes wrong on purpose, what is counted, what is never shown."""

from __future__ import annotations

import logging
import secrets
import time
from typing import TYPE_CHECKING, Any

import pytest

from local.github import control
from local.github.application import TABLES, StandIn
from local.github.limiting import Allowance
from local.stand_in.desk import Desk
from tests.local.github.conftest import client_of

if TYPE_CHECKING:
    from tests.local.github.conftest import Site

SECRETS = "/repos/occ/site/environments/prod%2Feu/secrets"
ROUTES = sorted({(row.method, row.path) for table in TABLES for row in table.ENDPOINTS})
OWN = sorted(
    {(row.method, row.path) for row in Desk().endpoints() if row.path != "/_health"}
    | {(row.method, row.path) for row in control.ENDPOINTS}
)


@pytest.mark.parametrize(("method", "path"), [*ROUTES, *OWN])
def test_nothing_answers_without_the_token(site: Site, method: str, path: str) -> None:
    for header, message in (
        ("", "Requires authentication"),
        ("Bearer x", "Bad credentials"),
        ("Basic x", "Bad credentials"),
    ):
        response = site.client.request(method, path, headers={"Authorization": header})
        assert (response.status_code, response.json()["message"]) == (401, message)


@pytest.mark.parametrize(("method", "path"), [row for row in ROUTES if "{" in row[1]])
def test_every_route_says_404_with_a_body_for_what_does_not_exist(site: Site, method: str, path: str) -> None:
    response = site.client.request(method, "/api/v3" + path.replace("{", "").replace("}", ""), json={})
    assert response.status_code == 404
    assert response.json()["message"] == "Not Found"
    assert response.headers["X-RateLimit-Limit"]


def test_health_needs_no_token(site: Site) -> None:
    assert site.client.get("/_health", headers={"Authorization": ""}).json() == {"status": "ok"}


@pytest.mark.parametrize("method", ["PUT", "POST", "PATCH", "DELETE"])
def test_an_unknown_route_or_method_is_not_found(site: Site, method: str) -> None:
    assert site.client.request(method, "/nowhere").status_code == 404
    assert site.client.request(method, "/rate_limit").status_code == 404


@pytest.mark.parametrize("content", ["{", "[1]", "\xff"])
def test_a_body_that_is_no_json_object_is_a_400(site: Site, content: str) -> None:
    response = site.client.post("/repos/occ/site/dispatches", content=content.encode("latin-1"))
    assert response.status_code == 400


def test_an_unchanged_answer_is_a_304_to_who_has_it(site: Site) -> None:
    tag = site.client.get("/repos/occ/site").headers["ETag"]
    assert site.client.get("/repos/occ/site", headers={"If-None-Match": tag}).status_code == 304
    site.call("PATCH", "/repos/occ/site", {"description": "new"}, expect=200)
    assert site.client.get("/repos/occ/site", headers={"If-None-Match": tag}).status_code == 200


@pytest.mark.parametrize("status", [403, 404, 422, 429, 500, 502, 503])
def test_a_fault_happens_as_often_as_asked_to_the_requests_it_is_for(site: Site, status: int) -> None:
    fault = {"method": "PUT", "path": "/repos/*/environments/*/secrets/*", "status": status, "times": 2}
    site.call("POST", "/_faults", fault, expect=201)
    site.call("GET", SECRETS, expect=200)
    site.put(f"/api/v3{SECRETS}", "A", b"x", expect=status)
    site.put(SECRETS, "A", b"x", expect=status)
    site.put(SECRETS, "A", b"x", expect=201)


def test_limits_look_as_github_shows_them(site: Site) -> None:
    site.call("POST", "/_faults", {"status": 403, "kind": "secondary-limit", "retry_after": 7}, expect=201)
    site.call("POST", "/_faults", {"status": 403, "kind": "primary-limit", "retry_after": 9}, expect=201)
    secondary, primary = site.client.get("/user"), site.client.get("/user")
    assert "secondary rate limit" in secondary.json()["message"]
    assert secondary.headers["Retry-After"] == "7"
    assert primary.headers["X-RateLimit-Remaining"] == "0"
    assert 0 < int(primary.headers["X-RateLimit-Reset"]) - time.time() <= 9


def test_an_acknowledgement_can_get_lost_after_the_effect(site: Site) -> None:
    site.call("POST", "/_faults", {"method": "PUT", "status": 502, "applied": True}, expect=201)
    site.put(SECRETS, "A", b"x", expect=502)
    site.call("GET", f"{SECRETS}/A", expect=200)


def test_a_delay_alone_answers_late_and_right(site: Site) -> None:
    site.call("POST", "/_faults", {"path": "/user", "delay_seconds": 0.2}, expect=201)
    started = time.monotonic()
    site.call("GET", "/user", expect=200)
    assert time.monotonic() - started >= 0.2


def test_pending_faults_are_shown_and_cleared(site: Site) -> None:
    site.call("POST", "/_faults", {"status": 500, "times": None}, expect=201)
    site.call("GET", "/user", expect=500)
    assert len(site.call("GET", "/_faults", expect=200)["faults"]) == 1
    site.call("DELETE", "/_faults", expect=204)
    site.call("GET", "/user", expect=200)


@pytest.mark.parametrize("fault", [{"status": 200}, {"status": 500, "often": 1}, {"times": 0}])
def test_a_wrong_fault_is_refused(site: Site, fault: dict[str, Any]) -> None:
    assert site.call("POST", "/_faults", fault, expect=422)["errors"]


def test_requests_are_recorded_by_method_path_and_status(site: Site) -> None:
    site.call("DELETE", "/_requests", expect=204)
    site.put(SECRETS, "A", b"x")
    site.call("GET", "/api/v3/repos/occ/none", expect=404)
    seen = site.call("GET", "/_requests", expect=200)
    assert seen["requests"] == [
        {"method": "GET", "path": f"{SECRETS}/public-key", "status": 200},
        {"method": "PUT", "path": f"{SECRETS}/A", "status": 201},
        {"method": "GET", "path": "/api/v3/repos/occ/none", "status": 404},
    ]
    assert seen["counts"][f"PUT {SECRETS}/A"] == 1


def test_the_allowance_is_counted_and_ends() -> None:
    token = secrets.token_urlsafe()
    client = client_of(StandIn(token=token, allowance=Allowance(limit=2)), token)
    answers = [client.get("/rate_limit") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 403]
    assert [answer.headers["X-RateLimit-Remaining"] for answer in answers] == ["1", "0", "0"]
    assert answers[0].json()["rate"]["used"] == 1


def test_no_value_is_ever_logged_or_answered(site: Site, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    value = secrets.token_urlsafe()
    site.put(SECRETS, "A", value.encode())
    site.call("PUT", f"{SECRETS}/A", {"encrypted_value": value, "key_id": value}, expect=422)
    assert value not in caplog.text
    for path in (SECRETS, f"{SECRETS}/A", "/_requests", "/_dispatches", "/_faults"):
        assert value not in site.client.get(path).text


@pytest.mark.parametrize(
    "seed", [{"repositories": ["no-slash"]}, {"repositories": [{"full_name": "a/b/c"}]}, {"teams": [{}]}, {"repos": []}]
)
def test_a_wrong_seed_names_the_field(site: Site, seed: dict[str, Any]) -> None:
    assert site.call("POST", "/_seed", seed, expect=422)["errors"]


def test_seeding_twice_keeps_what_is_there(site: Site) -> None:
    site.put(SECRETS, "A", b"x")
    again = site.call("POST", "/_seed", {"repositories": ["OCC/Site"], "organisations": ["occ"]}, expect=200)
    assert again["repositories"] == {"OCC/Site": site.repository_id}
    site.call("GET", f"{SECRETS}/A", expect=200)
