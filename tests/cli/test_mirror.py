"""The mirror brings each value where the catalogue says, changes nothing else, and says what it did."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import httpx
import pytest

from strongroom.destinations import opening
from tests.cli.mirroring import KEY, PRODUCTION, STAGING, next_second
from tests.stores.servers import secrets_client

if TYPE_CHECKING:
    from tests.cli.mirroring import Bazaar

pytestmark = pytest.mark.real


def test_a_value_that_was_put_arrives_everywhere(bazaar: Bazaar) -> None:
    mine = bazaar.put(KEY)
    done = bazaar.mirror(KEY)
    assert done == {f"{STAGING}/PAYMENT_API_KEY": "delivered", f"{PRODUCTION}/PAYMENT_API_KEY": "delivered"}
    assert (bazaar.staging(), bazaar.production()) == (mine, mine)


def test_a_second_run_changes_nothing_and_asks_for_one_listing_and_no_key(bazaar: Bazaar) -> None:
    bazaar.put(KEY)
    bazaar.mirror(KEY)
    bazaar.github.forget()
    assert set(bazaar.mirror(KEY).values()) == {"same"}
    assert bazaar.github.requests() == [
        f"GET /repos/shop/site/environments/{name}/secrets" for name in ("staging", "production")
    ]


def test_a_dry_run_shows_the_plan_and_changes_nothing(bazaar: Bazaar) -> None:
    bazaar.put(KEY)
    before = entries(bazaar)
    assert bazaar.mirror(KEY, "--dry-run") == {
        f"{STAGING}/PAYMENT_API_KEY": "new",
        f"{PRODUCTION}/PAYMENT_API_KEY": "new",
    }
    assert all(request.startswith("GET") for request in bazaar.github.requests())
    assert entries(bazaar) == before, "not even a key for fingerprints is made"
    assert bazaar.run("mirror", KEY, "--dry-run").out.decode().endswith("2 new\n")


def entries(bazaar: Bazaar) -> list[str]:
    """What Secrets Manager holds."""
    found = secrets_client(bazaar.aws.url).list_secrets(MaxResults=100)["SecretList"]
    return sorted(entry["Name"] for entry in found)


def test_a_newer_value_in_the_store_is_delivered(bazaar: Bazaar) -> None:
    bazaar.put(KEY)
    bazaar.mirror(KEY)
    newer = bazaar.put(KEY)
    assert set(bazaar.mirror(KEY, "--dry-run").values()) == {"stale"}
    assert set(bazaar.mirror(KEY).values()) == {"delivered"}
    assert bazaar.staging() == newer


def test_the_same_value_put_anew_by_other_means_is_not_delivered_again(bazaar: Bazaar) -> None:
    mine = bazaar.put(KEY)
    bazaar.mirror(KEY)
    secrets_client(bazaar.aws.url).put_secret_value(SecretId=f"local/{KEY}", SecretString=mine)
    bazaar.github.forget()
    for _ in range(2):  # the first run notes the new version, the second has nothing to note
        assert set(bazaar.mirror(KEY).values()) == {"same"}
    assert all(request.startswith("GET") for request in bazaar.github.requests())


def test_what_somebody_changed_there_is_put_right(bazaar: Bazaar) -> None:
    mine = bazaar.put(KEY)
    bazaar.mirror(KEY)
    next_second()
    bazaar.beside("PAYMENT_API_KEY")
    plan = bazaar.run("mirror", KEY, "--dry-run", "--json").json["deliveries"]
    assert [one["state"] for one in plan] == ["changed", "same"]
    assert plan[0]["reason"].startswith("somebody changed it there on ")
    bazaar.mirror(KEY)
    assert bazaar.staging() == mine


def test_what_is_gone_is_delivered_again(bazaar: Bazaar) -> None:
    mine = bazaar.put(KEY)
    bazaar.mirror(KEY)
    bazaar.github.call("DELETE", "/repos/shop/site/environments/staging/secrets/PAYMENT_API_KEY")
    assert bazaar.mirror(KEY)[f"{STAGING}/PAYMENT_API_KEY"] == "delivered"
    assert bazaar.staging() == mine


def test_what_is_not_ours_is_left_alone_until_it_is_adopted(bazaar: Bazaar) -> None:
    mine = bazaar.put(KEY)
    bazaar.beside("PAYMENT_API_KEY")
    done = bazaar.mirror(KEY, code=1)
    assert done == {f"{STAGING}/PAYMENT_API_KEY": "left", f"{PRODUCTION}/PAYMENT_API_KEY": "delivered"}
    assert bazaar.staging() == "somebody-elses"
    bazaar.mirror(KEY, "--adopt")
    assert bazaar.staging() == mine
    assert set(bazaar.mirror(KEY).values()) == {"same"}


def test_only_what_is_ours_and_left_the_catalogue_is_pruned(bazaar: Bazaar) -> None:
    bazaar.put(KEY)
    bazaar.put("bazaar/payment/site_id")
    bazaar.mirror("bazaar/payment/*")
    bazaar.beside("SOMETHING_ELSE")
    bazaar.drop(KEY)
    address = f"{STAGING}/PAYMENT_API_KEY"
    assert bazaar.mirror()[address] == "left"
    assert bazaar.staging() is not None, "nothing is removed that nobody asked to remove"
    assert bazaar.mirror("--dry-run", code=0)[address] == "orphaned"
    pruned = bazaar.mirror("--prune")
    assert (pruned[address], pruned[f"{PRODUCTION}/PAYMENT_API_KEY"]) == ("removed", "removed")
    assert bazaar.staging() is None
    assert bazaar.staging("SOMETHING_ELSE") == "somebody-elses"
    assert address not in bazaar.mirror()


def test_what_somebody_changed_since_is_not_pruned(bazaar: Bazaar) -> None:
    bazaar.put(KEY)
    bazaar.mirror(KEY)
    next_second()
    bazaar.beside("PAYMENT_API_KEY")
    bazaar.drop(KEY)
    assert bazaar.mirror("--prune", code=1)[f"{STAGING}/PAYMENT_API_KEY"] == "left"
    assert bazaar.staging() == "somebody-elses"


def test_every_kind_of_place_gets_its_value_in_its_own_form(bazaar: Bazaar) -> None:
    site = bazaar.put("bazaar/payment/site_id")
    token, shared = bazaar.put("bazaar/github/token"), bazaar.put("bazaar/shared/key")
    login = {"username": "ünal", "password": "p w"}
    bazaar.put("bazaar/mongodb/login", json.dumps(login))
    bazaar.put("bazaar/postgres/dsn", "postgres://u%40x:p%2Fw@db.example.org/main")
    app = bazaar.put("bazaar/apps/mail_token")
    bazaar.mirror()
    variables = bazaar.github.call("GET", "/repos/shop/site/environments/production/variables")["variables"]
    assert [(one["name"], one["value"]) for one in variables] == [("SITE_ID", site)]
    assert bazaar.production("SITE_ID") is None, "configuration is a variable, not a secret"
    assert bazaar.github.secret("GH_TOKEN", repository="shop/site") == token
    assert bazaar.github.secret("SHARED_KEY", organisation="shop") == shared
    chosen = bazaar.github.call("GET", "/orgs/shop/actions/secrets/SHARED_KEY/repositories")["repositories"]
    assert [repository["full_name"] for repository in chosen] == ["shop/site"]
    assert (bazaar.staging("POSTGRES_HOST"), bazaar.staging("POSTGRES_PASSWORD")) == ("db.example.org", "p/w")
    assert bazaar.staging("APPS_MAIL_TOKEN") == app
    headers = {"X-Vault-Token": bazaar.vault.environment["VAULT_TOKEN"]}
    kept = httpx.get(f"{bazaar.vault.url}/v1/secret/data/bazaar/mongodb/login", headers=headers).json()
    assert kept["data"]["data"] == login
    bazaar.github.forget()
    assert "delivered" not in bazaar.mirror().values()
    assert all(request.startswith("GET") for request in bazaar.github.requests())


def test_a_part_of_a_connection_string_follows_the_whole(bazaar: Bazaar) -> None:
    bazaar.put("bazaar/postgres/dsn", "postgres://u:one@db.example.org/main")
    bazaar.mirror("bazaar/postgres/*")
    bazaar.put("bazaar/postgres/dsn", "postgres://u:two@db.example.org/main")
    plan = bazaar.mirror("bazaar/postgres/*", "--dry-run")
    assert plan == {f"{STAGING}/POSTGRES_HOST": "same", f"{STAGING}/POSTGRES_PASSWORD": "stale"}
    bazaar.mirror("bazaar/postgres/*")
    assert bazaar.staging("POSTGRES_PASSWORD") == "two"


def test_who_sees_an_organisations_secret_follows_the_catalogue(bazaar: Bazaar) -> None:
    bazaar.put("bazaar/shared/key")
    bazaar.mirror("bazaar/shared/key")
    bazaar.rewrite("visibility: selected, repositories: [shop/site]", "visibility: private")
    assert set(bazaar.mirror("bazaar/shared/key", "--dry-run").values()) == {"changed"}
    bazaar.mirror("bazaar/shared/key")
    assert bazaar.github.call("GET", "/orgs/shop/actions/secrets/SHARED_KEY")["visibility"] == "private"


def test_what_is_blocked_is_not_mirrored_and_says_why(bazaar: Bazaar) -> None:
    bazaar.put("bazaar/go/live_key")
    (line,) = bazaar.run("mirror", "bazaar/go/live_key", "--json").json["deliveries"]
    assert (line["state"], line["outcome"], line["reason"]) == ("blocked", "left", "BAZ-7")
    assert bazaar.production("LIVE_KEY") is None


def test_what_has_no_value_yet_says_how_to_give_it_one(bazaar: Bazaar) -> None:
    result = bazaar.run("mirror", KEY)
    assert result.code == 0
    assert f"the store has no value yet; put one: strongroom put {KEY}" in result.out.decode()
    assert bazaar.staging() is None


def test_a_value_that_breaks_its_rules_goes_nowhere(bazaar: Bazaar) -> None:
    good = bazaar.put(KEY)
    bazaar.mirror(KEY)
    secrets_client(bazaar.aws.url).put_secret_value(SecretId=f"local/{KEY}", SecretString="x-test")
    lines = bazaar.run("mirror", KEY, "--json")
    assert lines.code == 1
    assert {one["state"] for one in lines.json["deliveries"]} == {"invalid"}
    assert 'the value ends with "-test"' in lines.json["deliveries"][0]["reason"]
    assert bazaar.staging() == good


def test_a_kind_of_place_that_nothing_here_writes_is_told(bazaar: Bazaar, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(opening._WAYS, "fly")
    bazaar.put("bazaar/app/fly_key")
    (line,) = bazaar.run("mirror", "bazaar/app/fly_key", "--json").json["deliveries"]
    assert (line["state"], line["reason"]) == ("unsupported", "nothing here writes to fly yet")


def test_a_pattern_that_fits_nothing_is_bad_input(bazaar: Bazaar) -> None:
    result = bazaar.run("mirror", "nowhere/*")
    assert (result.code, result.out) == (1, b"")
    assert "fits what was given" in result.err


@pytest.mark.parametrize("pattern", ["PAYMENT_API_KEY", STAGING, f"{STAGING}/*", "bazaar/payment/api_key"])
def test_a_pattern_is_a_path_a_name_or_a_place(bazaar: Bazaar, pattern: str) -> None:
    bazaar.put(KEY)
    assert f"{STAGING}/PAYMENT_API_KEY" in bazaar.mirror(pattern, "--dry-run")


def test_the_scope_is_shown_before_anything_is_written(bazaar: Bazaar) -> None:
    bazaar.put(KEY)
    first, *rest = bazaar.run("mirror", KEY).err.splitlines()
    assert first == "active scope: bazaar (environment: local)"
    assert rest == [f"{STAGING}: 1 to deliver, 0 to remove", f"{PRODUCTION}: 1 to deliver, 0 to remove"]


def test_every_delivery_is_in_the_journal_without_its_value(bazaar: Bazaar) -> None:
    mine = bazaar.put(KEY)
    bazaar.mirror(KEY)
    records = [record for record in bazaar.run.records() if record["command"] == "mirror"]
    assert [(r["result"], r["path"], r["address"]) for r in records] == [
        ("delivered", KEY, f"{STAGING}/PAYMENT_API_KEY"),
        ("delivered", KEY, f"{PRODUCTION}/PAYMENT_API_KEY"),
    ]
    assert mine not in json.dumps(records)


def test_staging_is_never_rehearsed_on_a_stand_in(bazaar: Bazaar) -> None:
    bazaar.put(KEY)
    result = bazaar.run("mirror", KEY, "--environment", "staging")
    assert result.code in {2, 3}
    assert "a rehearsal on this machine" in result.err + result.out.decode()
    assert bazaar.staging() is None


def test_what_the_engine_makes_is_not_asked_of_a_person(bazaar: Bazaar) -> None:
    bazaar.rewrite(
        "    checks: [{not_ends_with: [-test]}]\n",
        "    source: {origin: generated}\n    rotation: {days: 90, strategy: random}\n",
    )
    (first, _) = bazaar.run("mirror", KEY, "--json").json["deliveries"]
    assert first["reason"] == "the store has no value yet; the engine makes the first one: pulumi up"


def test_kinds_of_places_that_nothing_reaches_yet_are_summed_up_for_people(
    bazaar: Bazaar, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(opening._WAYS, "fly")
    bazaar.put("bazaar/app/fly_key")
    assert bazaar.run("mirror", "bazaar/app/fly_key").out.decode() == (
        "1 unsupported\nunsupported is what nothing here reaches yet: fly 1\n"
    )


def test_a_full_place_is_told_before_anything_is_sent(bazaar: Bazaar) -> None:
    bazaar.put("bazaar/payment/site_id")
    path = "/repos/shop/site/environments/production/variables"
    for number in range(100):
        bazaar.github.call("POST", path, {"name": f"OTHER_{number}", "value": "x"})
    bazaar.github.forget()
    (line,) = bazaar.run("mirror", "SITE_ID", "--json").json["deliveries"]
    assert (line["state"], line["reason"]) == (
        "invalid",
        "the place is full: it takes 100; remove some, or deliver it elsewhere",
    )
    assert all(request.startswith("GET") for request in bazaar.github.requests())


def test_a_record_in_vault_is_mirrored_with_its_ledger_beside_it(bazaar: Bazaar) -> None:
    (bazaar.catalogue / "kiosk.yaml").write_text(KIOSK)
    mine = bazaar.put("kiosk/mail/api_key")
    done = bazaar.mirror("kiosk/*")
    assert set(done) == {f"{PRODUCTION}/KIOSK_MAIL_KEY", "secrets-manager:local/kiosk/mail/api_key"}
    assert set(done.values()) == {"delivered"}
    client = secrets_client(bazaar.aws.url)
    assert client.get_secret_value(SecretId="local/kiosk/mail/api_key")["SecretString"] == mine
    assert bazaar.production("KIOSK_MAIL_KEY") == mine
    assert not [name for name in entries(bazaar) if "ledger" in name], "the record of a record in Vault is in Vault"
    assert set(bazaar.mirror("kiosk/*").values()) == {"same"}
    assert set(bazaar.verify("kiosk/*").values()) == {"same"}
    shown = bazaar.run("status", "--workspace", "kiosk", "--json").json["deliveries"]
    assert {line["target"]: line["state"] for line in shown} == dict.fromkeys(done, "complete")
    newer = bazaar.put("kiosk/mail/api_key")
    assert set(bazaar.mirror("kiosk/*").values()) == {"delivered"}
    assert client.get_secret_value(SecretId="local/kiosk/mail/api_key")["SecretString"] == newer


KIOSK = """\
workspace: kiosk
title: A kiosk that keeps its record in Vault
description: What the kiosk of the tests needs.
owner: kiosk-team
store: vault
environments: [production]
secrets:
  - path: kiosk/mail/api_key
    name: KIOSK_MAIL_KEY
    description: Key with which the kiosk sends its mail.
    type: api-key
    source: {origin: supplied, where: Mail console > Keys}
    destinations: [{to: github-environment, repository: shop/site}, {to: secrets-manager}]
"""
