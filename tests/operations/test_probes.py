"""Each provider's probe tells a good credential from a bad one, and keeps it to itself."""

from __future__ import annotations

import secrets
from typing import Any

import httpx
import pytest
import respx

from strongroom.catalogue.checks import Probe
from strongroom.checks.probe_settings import ProbeSettings
from strongroom.checks.probes import PROVIDERS, ask

SENDGRID_NAME = "WIRED CHAOS PROD mailer"
QUESTIONS: dict[str, dict[str, Any]] = {
    "sendgrid": {
        "scopes": ["mail.send"],
        "description_contains": "WIRED CHAOS PROD",
        "not_tagged": ["test", "staging"],
    },
    "notion": {"capability": "production workspace"},
    "wix": {"site_domain": "wiredchaos.xyz"},
    "gamma": {"scopes": ["spaces:write"], "environment": "prod"},
    "github": {"scopes": ["repo"]},
    "slack": {"scopes": ["chat:write"]},
    "stripe": {"environment": "live"},
}
SETTINGS = {
    "notion": ProbeSettings(workspace="WIRED CHAOS"),
    "wix": ProbeSettings(account="acc"),
    "gamma": ProbeSettings(url="https://gamma.invalid/introspect"),
}
GAMMA = {"active": True, "scope": "spaces:read spaces:write", "environment": "prod"}
SITES = {"sites": [{"viewUrl": "https://www.wiredchaos.xyz/"}, {"viewUrl": None}]}
# Provider, the answers of its routes by path, and the words of the refusal or of what stays unchecked; None: accepted.
CASES: list[tuple[str, dict[str, httpx.Response], str | None]] = [
    (
        "sendgrid",
        {
            "/v3/scopes": httpx.Response(200, json={"scopes": ["mail.send"]}),
            "/v3/api_keys/": httpx.Response(200, json={"name": SENDGRID_NAME}),
        },
        None,
    ),
    (
        "sendgrid",
        {
            "/v3/scopes": httpx.Response(200, json={"scopes": []}),
            "/v3/api_keys/": httpx.Response(200, json={"name": SENDGRID_NAME}),
        },
        "lacks the scope mail.send",
    ),
    (
        "sendgrid",
        {
            "/v3/scopes": httpx.Response(200, json={"scopes": ["mail.send"]}),
            "/v3/api_keys/": httpx.Response(200, json={"name": "mailer"}),
        },
        'name does not contain "WIRED CHAOS PROD"',
    ),
    (
        "sendgrid",
        {
            "/v3/scopes": httpx.Response(200, json={"scopes": ["mail.send"]}),
            "/v3/api_keys/": httpx.Response(200, json={"name": f"{SENDGRID_NAME} Staging"}),
        },
        'tagged "staging"',
    ),
    (
        "sendgrid",
        {"/v3/scopes": httpx.Response(200, json={"scopes": ["mail.send"]}), "/v3/api_keys/": httpx.Response(403)},
        "may not read its own name",
    ),
    ("sendgrid", {"/v3/scopes": httpx.Response(401)}, "is not accepted by SendGrid (401)"),
    (
        "notion",
        {"/v1/users/me": httpx.Response(200, json={"type": "bot", "bot": {"workspace_name": "WIRED CHAOS"}})},
        None,
    ),
    (
        "notion",
        {"/v1/users/me": httpx.Response(200, json={"type": "bot", "bot": {"workspace_name": "Test"}})},
        'belongs to the workspace "Test"',
    ),
    ("notion", {"/v1/users/me": httpx.Response(200, json={"type": "bot", "bot": {}})}, "does not name its workspace"),
    ("notion", {"/v1/users/me": httpx.Response(200, json={"type": "person"})}, "is not the token of an integration"),
    ("notion", {"/v1/users/me": httpx.Response(401)}, "is not accepted by Notion"),
    ("wix", {"/site-list/v2/sites/query": httpx.Response(200, json=SITES)}, None),
    (
        "wix",
        {"/site-list/v2/sites/query": httpx.Response(200, json={"sites": [{"viewUrl": "https://notwiredchaos.xyz"}]})},
        "does not see the site",
    ),
    ("wix", {"/site-list/v2/sites/query": httpx.Response(403)}, "is not accepted by Wix (403)"),
    ("gamma", {"/introspect": httpx.Response(200, json=GAMMA)}, None),
    (
        "gamma",
        {"/introspect": httpx.Response(200, json=GAMMA | {"scope": "spaces:read"})},
        "lacks the scope spaces:write",
    ),
    (
        "gamma",
        {"/introspect": httpx.Response(200, json=GAMMA | {"environment": "dev"})},
        'not a token of the environment "prod"',
    ),
    ("gamma", {"/introspect": httpx.Response(200, json={"active": False})}, "is not an active token"),
    ("github", {"/user": httpx.Response(200, headers={"x-oauth-scopes": "repo, workflow"}, json={})}, None),
    ("github", {"/user": httpx.Response(200, headers={"x-oauth-scopes": "gist"}, json={})}, "lacks the scope repo"),
    ("github", {"/user": httpx.Response(200, json={})}, "does not tell its permissions"),
    ("github", {"/user": httpx.Response(401)}, "is not accepted by GitHub"),
    (
        "slack",
        {"/api/auth.test": httpx.Response(200, headers={"x-oauth-scopes": "chat:write"}, json={"ok": True})},
        None,
    ),
    ("slack", {"/api/auth.test": httpx.Response(200, json={"ok": False})}, "is not accepted by Slack"),
    (
        "slack",
        {"/api/auth.test": httpx.Response(200, headers={"x-oauth-scopes": "im:read"}, json={"ok": True})},
        "lacks the scope",
    ),
    ("stripe", {"/v1/balance": httpx.Response(200, json={"livemode": True})}, None),
    ("stripe", {"/v1/balance": httpx.Response(200, json={"livemode": False})}, "is a key of the test mode"),
    ("stripe", {"/v1/balance": httpx.Response(403)}, "so its mode is not known"),
    ("stripe", {"/v1/balance": httpx.Response(401)}, "is not accepted by Stripe"),
]


def question(provider: str) -> Probe.Question:
    """What is asked of a provider."""
    return Probe.Question.model_validate({"provider": provider, **QUESTIONS[provider]})


@respx.mock
@pytest.mark.parametrize(("provider", "routes", "words"), CASES, ids=lambda case: case if isinstance(case, str) else "")
def test_a_credential_is_judged_by_its_provider(
    provider: str, routes: dict[str, httpx.Response], words: str | None
) -> None:
    value = f"SG.{secrets.token_hex(8)}.{secrets.token_hex(16)}"
    for path, response in routes.items():
        respx.route(path__startswith=path).mock(return_value=response)
    answer = ask(question(provider), value, SETTINGS.get(provider, ProbeSettings()))
    told = answer.refusal or answer.unchecked
    assert told is None if words is None else words in (told or "")
    assert value.rpartition(".")[2] not in (told or "")


@pytest.mark.parametrize("provider", PROVIDERS)
def test_every_provider_accepts_and_refuses_something(provider: str) -> None:
    outcomes = {words is None for name, _, words in CASES if name == provider}
    assert outcomes == {True, False}


TROUBLES: dict[str, httpx.Response | Exception] = {
    "down": httpx.ConnectError("x"),
    "slow": httpx.ReadTimeout("x"),
    "500": httpx.Response(500),
    "429": httpx.Response(429),
    "no JSON": httpx.Response(200, text="<html>"),
}


@respx.mock
@pytest.mark.parametrize(
    ("provider", "trouble"),
    # GitHub's answer is in a header: its body is not read, and may be anything.
    [(provider, name) for provider in PROVIDERS for name in TROUBLES if (provider, name) != ("github", "no JSON")],
)
def test_a_provider_in_trouble_refuses_with_a_way_out(provider: str, trouble: str) -> None:
    route = respx.route()
    happening = TROUBLES[trouble]
    if isinstance(happening, Exception):
        route.mock(side_effect=happening)
    else:
        route.mock(return_value=happening)
    value = f"SG.{secrets.token_hex(8)}.{secrets.token_hex(16)}"
    answer = ask(question(provider), value, SETTINGS.get(provider, ProbeSettings()))
    assert answer.refusal is not None
    assert answer.refusal.endswith("try again, or use --offline REASON")


@respx.mock
@pytest.mark.parametrize("provider", ["wix", "gamma", "mongodb-atlas"])
def test_a_provider_that_can_not_be_asked_leaves_it_to_the_person(provider: str) -> None:
    asked = Probe.Question.model_validate({"provider": provider})
    assert ask(asked, "x", ProbeSettings()).unchecked
    assert not respx.calls


@respx.mock
def test_another_address_is_asked_where_the_settings_say_so() -> None:
    route = respx.get("https://api.eu.sendgrid.invalid/v3/scopes").mock(return_value=httpx.Response(401))
    ask(question("sendgrid"), "SG.a.b", ProbeSettings(url="https://api.eu.sendgrid.invalid/"))
    assert route.called
