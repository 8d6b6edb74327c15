"""Checks accept what the catalogue describes and refuse everything else, without repeating it."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest
import respx
from pydantic import TypeAdapter

from strongroom.catalogue import Catalogue, load
from strongroom.catalogue.checks import CHECKS, Check
from strongroom.checks import wording
from strongroom.checks.judging import extracted, judge

if TYPE_CHECKING:
    from strongroom.catalogue import Secret

CHECK: TypeAdapter[Check] = TypeAdapter(Check)
BADGE = "https://status.wiredchaos.xyz/badge.json"
DATABASE = "0123456789abcdef0123456789abcdef"


@pytest.fixture(scope="module")
def real() -> Catalogue:
    """The catalogue of the project."""
    return load(Path(__file__).resolve().parents[2] / "catalogue")


def named(catalogue: Catalogue, name: str) -> Secret:
    """The one entry of a name."""
    (found,) = catalogue.named(name)
    return found


@pytest.mark.parametrize(
    ("name", "good", "bad"),
    [
        ("WIX_SITE_ID", "5c0ffee0-site", "5c0ffee0-site-stg"),
        (
            "WIX_SYNC_ENDPOINT",
            "https://wiredchaos.xyz/_functions/notionSync",
            "https://wiredchaos.xyz/_functions/other",
        ),
        (
            "WIX_SYNC_ENDPOINT",
            "https://wiredchaos.xyz/_functions/notionSync?v=2",
            "https://wiredchaos.xyz/_functions/notionSync-dev",
        ),
        (
            "WIX_SYNC_ENDPOINT",
            "https://wiredchaos.xyz/_functions/notionSync/",
            "https://wiredchaos.xyz/_functions/notionSync-staging",
        ),
        ("WIX_SYNC_ENDPOINT", "https://wiredchaos.xyz/_functions/notionSync", "https://wired-chaos.wixsite.com/x"),
        ("GAMMA_SPACE_ID", "space-5c0ffee0", "space-5c0ffee0-beta"),
        ("GAMMA_SPACE_ID", "space-5c0ffee0", "space-5c0ffee0-preview"),
        ("SWARM_DB_ID", f"https://www.notion.so/chaos/Swarm-{DATABASE}?v=1", f"https://staging.notion.so/{DATABASE}"),
        ("SWARM_DB_ID", DATABASE, "https://www.notion.so/chaos/Swarm"),
        ("NOTION_SLO_BADGE_URL", BADGE, "https://status.wiredchaos.xyz/badge.svg"),
    ],
)
def test_the_rules_of_the_provisioning_checklist_hold(real: Catalogue, name: str, good: str, bad: str) -> None:
    checks = named(real, name).checks
    assert judge(checks, good, offline="rehearsal").accepted
    assert not judge(checks, bad, offline="rehearsal").accepted


def test_of_a_link_the_identifier_is_stored(real: Catalogue) -> None:
    link = f"https://www.notion.so/chaos/Swarm-{DATABASE}?v=0f"
    assert extracted(named(real, "SWARM_DB_ID").checks, link) == DATABASE
    assert extracted((), link) == link


@respx.mock
@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (httpx.Response(200, json={"status": "ok"}), None),
        (httpx.Response(200, text="<html>"), "does not answer with JSON"),
        (httpx.Response(404, json={}), "answers 404, not 200"),
        (httpx.Response(200, content=b"x" * 1_000_001), "more than a megabyte"),
    ],
)
def test_an_address_that_must_answer_with_json_is_fetched(answer: httpx.Response, words: str | None) -> None:
    check = CHECK.validate_python({"json_url": {}})
    respx.get(BADGE).mock(return_value=answer)
    refusals = judge((check,), BADGE).refusals
    assert refusals == (() if words is None else (words,)) or (words is not None and words in refusals[0])


@respx.mock
def test_a_redirect_is_followed_and_missing_keys_are_named() -> None:
    check = CHECK.validate_python({"json_url": {"keys": ["status", "slo"]}})
    respx.get(BADGE).mock(return_value=httpx.Response(302, headers={"location": "https://cdn.invalid/badge"}))
    respx.get("https://cdn.invalid/badge").mock(return_value=httpx.Response(200, json={"status": "ok"}))
    assert judge((check,), BADGE).refusals == ("answers with JSON that lacks slo",)


@respx.mock
@pytest.mark.parametrize("error", [httpx.ConnectError, httpx.ReadTimeout, httpx.TooManyRedirects])
def test_an_address_that_can_not_be_fetched_says_how_to_go_on(error: type[httpx.HTTPError]) -> None:
    respx.get(BADGE).mock(side_effect=error("a message that may hold the address"))
    (refusal,) = judge((CHECK.validate_python({"json_url": {}}),), BADGE).refusals
    assert "--offline REASON" in refusal
    assert "may hold" not in refusal


@respx.mock
def test_the_network_is_not_asked_about_a_value_that_is_wrong_anyway() -> None:
    checks = (CHECK.validate_python({"json_url": {}}), CHECK.validate_python({"ends_with": ".json"}))
    assert not judge(checks, "https://status.invalid/badge.svg").accepted
    assert not respx.calls


@respx.mock
def test_offline_leaves_the_network_alone_and_says_what_was_not_checked() -> None:
    check = CHECK.validate_python({"json_url": {}})
    judgement = judge((check,), BADGE, offline="no network on the train")
    assert judgement.accepted
    assert judgement.unchecked == ("is usable: the address answers with JSON: no network on the train",)


EXAMPLES = {
    "starts_with": "sk_",
    "ends_with": ["a", "b"],
    "not_starts_with": "pk_",
    "not_ends_with": "-stg",
    "not_contains": "test",
    "pattern": "[a-z]+",
    "length": {"min": 3, "max": 9},
    "one_of": ["a", "b"],
    "url": {"host": "example.org", "path": "/x"},
    "json_url": {"keys": ["status"]},
    "json_keys": ["a", "b"],
    "probe": {"provider": "gamma", "scopes": ["spaces:write"], "environment": "prod"},
    "extract": {"kind": "notion-id"},
}


@pytest.mark.parametrize("kind", CHECKS)
def test_every_kind_of_check_has_words_for_a_person(kind: str) -> None:
    plain = CHECK.validate_python({kind: EXAMPLES[kind]})
    reasoned = CHECK.validate_python({kind: EXAMPLES[kind], "why": "it is so"})
    assert len(wording.rule(plain)) > 3
    assert wording.rule(reasoned) == f"{wording.rule(plain)} (it is so)"


@pytest.mark.parametrize("kind", [kind for kind, check in CHECKS.items() if not check.network])
def test_no_check_repeats_the_value_that_it_refuses(kind: str) -> None:
    value = "§" + secrets.token_urlsafe(30)
    for refusal in judge((CHECK.validate_python({kind: EXAMPLES[kind]}),), value).refusals:
        assert value not in refusal
