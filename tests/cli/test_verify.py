"""What is really there against what the catalogue says, and the chain of one entry."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import httpx
import pytest

from strongroom.destinations import opening
from tests.cli.mirroring import KEY, PRODUCTION, STAGING, next_second

if TYPE_CHECKING:
    from tests.cli.mirroring import Bazaar

pytestmark = pytest.mark.real

HERE, THERE = f"{STAGING}/PAYMENT_API_KEY", f"{PRODUCTION}/PAYMENT_API_KEY"


def test_everything_in_its_place_is_no_difference(bazaar: Bazaar) -> None:
    bazaar.put(KEY)
    bazaar.put("bazaar/payment/site_id")
    bazaar.mirror("bazaar/payment/*")
    assert set(bazaar.verify("bazaar/payment/*").values()) == {"same"}
    assert bazaar.run("verify", "bazaar/payment/*").out.decode() == "3 same\n"


def test_each_kind_of_difference_is_told_by_its_name(bazaar: Bazaar) -> None:
    bazaar.put(KEY)
    site = bazaar.put("bazaar/payment/site_id")
    assert bazaar.verify(KEY, code=1) == {HERE: "missing", THERE: "missing"}
    bazaar.mirror("bazaar/payment/*")
    base = "/repos/shop/site/environments/production/variables"
    bazaar.github.call("POST", base, {"name": "PAYMENT_API_KEY_OLD", "value": "x"})
    bazaar.github.call("POST", base, {"name": "MIRROR_AWS_ROLE", "value": "x"})
    bazaar.beside("SOMETHING_ELSE")
    next_second()
    bazaar.beside("PAYMENT_API_KEY")
    bazaar.github.call("PATCH", f"{base}/SITE_ID", {"value": site + "1"})
    found = bazaar.verify(f"{STAGING}*", code=1) | bazaar.verify(f"{PRODUCTION}*", code=1)
    assert {found[HERE], found[f"{PRODUCTION}/SITE_ID"]} == {"drifted"}
    assert {found[f"{STAGING}/SOMETHING_ELSE"], found[f"{PRODUCTION}/PAYMENT_API_KEY_OLD"]} == {"foreign"}
    assert found[f"{PRODUCTION}/MIRROR_AWS_ROLE"] == "present"  # what the mirror's own workflow is told by
    assert found[THERE] == "same"
    bazaar.put(KEY)
    assert bazaar.verify(KEY, code=1) == {HERE: "drifted", THERE: "stale"}
    bazaar.mirror(KEY)
    bazaar.drop(KEY)
    assert bazaar.verify(code=1)[THERE] == "orphaned"


def test_a_secret_among_the_variables_is_told(bazaar: Bazaar) -> None:
    bazaar.put(KEY)
    bazaar.mirror(f"{PRODUCTION}/PAYMENT_API_KEY")
    bazaar.github.call(
        "POST", "/repos/shop/site/environments/staging/variables", {"name": "PAYMENT_API_KEY", "value": "x"}
    )
    (finding,) = (f for f in bazaar.run("verify", KEY, "--json").json["findings"] if f["address"] == HERE)
    assert (finding["state"], finding["reason"]) == ("wrong kind", "it is there as a variable, for everybody to read")


def test_who_sees_it_is_compared(bazaar: Bazaar) -> None:
    bazaar.put("bazaar/shared/key")
    bazaar.mirror("bazaar/shared/key")
    assert set(bazaar.verify("bazaar/shared/key").values()) == {"same"}
    other = bazaar.github.call("GET", "/repos/shop/other")["id"]
    base = "/orgs/shop/actions/secrets/SHARED_KEY/repositories"
    bazaar.github.call("PUT", base, {"selected_repository_ids": [other]})
    assert set(bazaar.verify("bazaar/shared/key", code=1).values()) == {"wrong visibility"}


def test_what_vault_holds_is_read_and_compared(bazaar: Bazaar) -> None:
    bazaar.put("bazaar/mongodb/login", json.dumps({"username": "u", "password": "p"}))
    bazaar.mirror("bazaar/mongodb/login")
    assert set(bazaar.verify("bazaar/mongodb/login").values()) == {"same"}
    headers = {"X-Vault-Token": bazaar.vault.environment["VAULT_TOKEN"]}
    changed = {"data": {"username": "u", "password": "other"}}
    url = f"{bazaar.vault.url}/v1/secret/data/bazaar/mongodb/login"
    httpx.post(url, headers=headers, json=changed).raise_for_status()
    assert set(bazaar.verify("bazaar/mongodb/login", code=1).values()) == {"drifted"}


def test_a_place_that_cannot_be_asked_is_not_called_right(bazaar: Bazaar) -> None:
    bazaar.put(KEY)
    bazaar.mirror(KEY)
    bazaar.github.fails("/repos/shop/site/environments/staging/*", status=403, times=None)
    assert bazaar.verify(KEY, code=3) == {HERE: "unknown", THERE: "same"}


def test_verifying_changes_nothing(bazaar: Bazaar) -> None:
    bazaar.put(KEY)
    bazaar.verify(code=1)
    assert all(request.startswith("GET") for request in bazaar.github.requests())


def chain(bazaar: Bazaar, path: str, code: int) -> list[tuple[str, str, str]]:
    """Step, state and detail of each link."""
    result = bazaar.run("trace", path, "--json")
    assert result.code == code, result.err + result.out.decode()
    return [(link["step"], link["state"], link["detail"]) for link in result.json["chain"]]


def test_the_chain_of_an_entry_says_which_step_is_missing_and_what_to_do(bazaar: Bazaar) -> None:
    unknown = bazaar.run("trace", "NO_SUCH_KEY")
    assert (unknown.code, "the catalogue has no entry" in unknown.err) == (1, True)
    declared, stored, *_ = chain(bazaar, KEY, 1)
    assert declared == ("catalogue", "ok", "declared for staging and production, supplied")
    assert stored == ("store of record", "broken", f"the store has no value yet; put one: strongroom put {KEY}")
    bazaar.put(KEY)
    _, stored, here, there = chain(bazaar, KEY, 1)
    assert stored[:2] == ("store of record", "ok")
    assert {here, there} == {("destination", "broken", f"missing: not there; deliver it: strongroom mirror {KEY}")}
    bazaar.mirror(KEY)
    assert {state for _, state, _ in chain(bazaar, KEY, 0)} == {"ok"}
    assert "store of record" in bazaar.run("trace", KEY).out.decode()


def test_the_chain_of_a_computed_value_leads_to_its_source(bazaar: Bazaar) -> None:
    _, stored, _ = chain(bazaar, "POSTGRES_HOST", 1)
    assert stored[2].endswith("strongroom put bazaar/postgres/dsn")


def test_a_blocked_delivery_is_waited_for_and_an_unsupported_one_is_unknown(
    bazaar: Bazaar, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(opening._WAYS, "fly")
    bazaar.put("bazaar/go/live_key")
    bazaar.put("bazaar/app/fly_key")
    assert chain(bazaar, "LIVE_KEY", 0)[-1] == ("destination", "waiting", "blocked: BAZ-7")
    assert chain(bazaar, "FLY_KEY", 3)[-1] == ("destination", "unknown", "unsupported: nothing here asks fly yet")
