"""GitHub failing, stores failing, a kill, two at once: nothing is lost, nothing half-claimed, a repeat finishes."""

from __future__ import annotations

from signal import SIG_DFL, SIGINT, signal
from typing import TYPE_CHECKING, Any

import pytest

from tests.cli.mirroring import KEY, PRODUCTION, STAGING, next_second
from tests.stores.proxy import Fault, Gate, between
from tests.waiting import wait_for

if TYPE_CHECKING:
    from subprocess import Popen

    from tests.cli.mirroring import Bazaar

pytestmark = pytest.mark.real

SECRET = "/repos/shop/site/environments/staging/secrets/PAYMENT_API_KEY"
ANY_OF_STAGING = "/repos/shop/site/environments/staging/*"


@pytest.mark.parametrize("status", [403, 404, 422, 500])
def test_a_place_that_fails_stops_none_of_the_others_and_a_repeat_finishes(bazaar: Bazaar, status: int) -> None:
    mine = bazaar.put(KEY)
    bazaar.github.fails(SECRET, method="PUT", status=status, times=None)
    failed = bazaar.mirror(KEY, code=3)
    assert failed == {f"{STAGING}/PAYMENT_API_KEY": "failed", f"{PRODUCTION}/PAYMENT_API_KEY": "delivered"}
    assert bazaar.production() == mine
    bazaar.github.forget()
    assert bazaar.mirror(KEY) == {f"{STAGING}/PAYMENT_API_KEY": "delivered", f"{PRODUCTION}/PAYMENT_API_KEY": "same"}
    assert bazaar.staging() == mine


@pytest.mark.parametrize("status", [403, 404, 502])
def test_a_place_that_cannot_be_asked_is_unknown_and_the_others_are_served(bazaar: Bazaar, status: int) -> None:
    bazaar.put(KEY)
    bazaar.github.fails(ANY_OF_STAGING, method="GET", status=status, times=None)
    result = bazaar.run("mirror", KEY, "--json")
    assert result.code == 3
    states = {one["address"]: (one["state"], one["outcome"]) for one in result.json["deliveries"]}
    assert states == {
        f"{STAGING}/PAYMENT_API_KEY": ("unknown", "left"),
        f"{PRODUCTION}/PAYMENT_API_KEY": ("new", "delivered"),
    }
    assert result.err.splitlines()[-1].startswith(f"{STAGING}: GitHub ")


@pytest.mark.parametrize(
    "fault",
    [
        {"status": 429, "retry_after": 1},
        {"status": 403, "kind": "secondary-limit", "retry_after": 1},
        {"status": 403, "kind": "primary-limit", "retry_after": 1},
        {"status": 503},
        {"status": 502, "applied": True},
    ],
    ids=["429", "secondary limit", "primary limit", "503", "lost answer"],
)
def test_what_passes_is_waited_for(bazaar: Bazaar, fault: dict[str, Any]) -> None:
    mine, site = bazaar.put(KEY), bazaar.put("bazaar/payment/site_id")
    bazaar.github.fails("/repos/shop/site/environments/*", times=1, method="PUT", **fault)
    bazaar.github.fails("/repos/shop/site/environments/*", times=1, method="POST", **fault)
    assert set(bazaar.mirror("bazaar/payment/*").values()) == {"delivered"}
    assert (bazaar.staging(), bazaar.production()) == (mine, mine)
    variables = bazaar.github.call("GET", "/repos/shop/site/environments/production/variables")["variables"]
    assert [one["value"] for one in variables] == [site]


def test_a_limit_beyond_our_patience_ends_with_the_time_to_come_back(bazaar: Bazaar) -> None:
    bazaar.put(KEY)
    bazaar.github.fails(ANY_OF_STAGING, status=429, retry_after=3000, times=None)
    result = bazaar.run("mirror", KEY, "--patience", "1")
    assert result.code == 3
    assert "GitHub asks to wait until " in result.err
    assert "PUT" not in " ".join(bazaar.github.requests()), "after that no place on GitHub is bothered"


def test_no_token_and_a_wrong_one_are_told_as_such(bazaar: Bazaar) -> None:
    bazaar.put(KEY)
    bazaar.run.environment["GITHUB_TOKEN"] = ""
    assert "no token found; set GITHUB_TOKEN" in bazaar.run("mirror", KEY).err
    bazaar.run.environment["GITHUB_TOKEN"] = "not-the-one"
    refused = bazaar.run("mirror", KEY)
    assert (refused.code, "GitHub does not accept the token" in refused.err) == (3, True)
    assert len(bazaar.github.requests()) == 1, "a token that is refused once is not tried again"


def test_a_store_that_fails_leaves_everything_as_it_is(bazaar: Bazaar) -> None:
    bazaar.put(KEY)
    bazaar.run.environment["AWS_ENDPOINT_URL"] = "http://127.0.0.1:9"
    result = bazaar.run("mirror", KEY, "--json")
    assert result.code == 3
    assert {one["state"] for one in result.json["deliveries"]} == {"unknown"}
    assert bazaar.staging() is None


def test_where_the_claim_cannot_be_recorded_nothing_is_written(bazaar: Bazaar) -> None:
    bazaar.put(KEY)
    with between(bazaar.aws.url) as proxy:
        proxy.fail("PutSecretValue", Fault(status=400, body=b'{"__type": "AccessDeniedException"}'))
        bazaar.run.environment["AWS_ENDPOINT_URL"] = proxy.url
        assert set(bazaar.mirror(KEY, code=3).values()) == {"failed"}
        bazaar.run.environment["AWS_ENDPOINT_URL"] = bazaar.aws.url
    assert bazaar.staging() is None
    assert set(bazaar.mirror(KEY).values()) == {"delivered"}


def test_where_the_outcome_cannot_be_recorded_a_repeat_finishes(bazaar: Bazaar) -> None:
    mine = bazaar.put(KEY)
    bazaar.mirror(KEY)  # from now on the key and the ledgers are there
    newer = bazaar.put(KEY)
    with between(bazaar.aws.url) as proxy:
        proxy.fail("PutSecretValue", Fault(status=400, body=b'{"__type": "AccessDeniedException"}'), after=1)
        bazaar.run.environment["AWS_ENDPOINT_URL"] = proxy.url
        bazaar.mirror(f"{STAGING}/*", code=3)
        bazaar.run.environment["AWS_ENDPOINT_URL"] = bazaar.aws.url
    assert (bazaar.staging(), bazaar.production()) == (newer, mine)
    assert set(bazaar.mirror(KEY).values()) == {"delivered"}
    assert bazaar.production() == newer


def end(process: Popen[bytes]) -> None:
    """Kill it, as a machine that fails would."""
    process.kill()
    process.communicate()


@pytest.mark.parametrize("applied", [False, True], ids=["before the write", "after the write"])
def test_a_mirror_that_was_killed_is_finished_by_the_next(bazaar: Bazaar, applied: bool) -> None:
    mine = bazaar.put(KEY)
    bazaar.github.fails(SECRET, method="PUT", delay_seconds=60, applied=applied)
    process = bazaar.run.start("mirror", KEY)
    wait_for(lambda: not bazaar.github.call("GET", "/_faults")["faults"], "the write was asked for", seconds=120)
    if applied:
        wait_for(lambda: bazaar.staging() == mine, "the write took effect")
    end(process)
    plan = bazaar.mirror(KEY, "--dry-run")
    assert plan[f"{STAGING}/PAYMENT_API_KEY"] == ("changed" if applied else "new"), (
        "ours: claimed before it was written"
    )
    assert set(bazaar.mirror(KEY).values()) == {"delivered"}
    assert (bazaar.staging(), bazaar.production()) == (mine, mine)
    assert set(bazaar.mirror(KEY).values()) == {"same"}


def test_two_mirrors_at_once_end_with_everything_delivered_and_recorded(bazaar: Bazaar) -> None:
    values = {name: bazaar.put(f"bazaar/apps/{name}_token") for name in ("mail", "maps")}
    bazaar.put(KEY)
    mirrors = [bazaar.run.start("mirror") for _ in range(2)]
    for process in mirrors:
        out, err = process.communicate(timeout=300)
        assert process.returncode == 0, err.decode() + out.decode()
    for name, value in values.items():
        assert bazaar.staging(f"APPS_{name.upper()}_TOKEN") == value
    next_second()
    bazaar.mirror()  # what the two could not agree on is written once more
    assert not {"new", "changed", "stale", "foreign"} & set(bazaar.mirror("--dry-run").values())


def test_a_value_that_changes_while_it_is_mirrored_is_delivered_again(bazaar: Bazaar) -> None:
    bazaar.put(KEY)
    gate = Gate()
    with between(bazaar.github.url) as proxy:
        proxy.fail("/environments/production/secrets/PAYMENT_API_KEY", Fault(before=gate), times=1)
        bazaar.run.environment["GITHUB_BASE_URL"] = f"{proxy.url}/"
        process = bazaar.run.start("mirror", KEY)
        assert gate.reached.wait(120), "the last write was never asked for"
        newer = bazaar.put(KEY)
        gate.open.set()
        out, err = process.communicate(timeout=300)
    assert process.returncode == 0, err.decode() + out.decode()
    assert (bazaar.staging(), bazaar.production()) == (newer, newer)


def test_an_interrupted_mirror_says_how_to_go_on_and_records_what_it_wrote(bazaar: Bazaar) -> None:
    mine = bazaar.put(KEY)
    bazaar.github.fails("/repos/shop/site/environments/production/secrets/*", method="PUT", delay_seconds=60)
    # Where the tests run in the background of a shell, an ignored SIGINT would be inherited.
    process = bazaar.run.start("mirror", KEY, preexec_fn=lambda: signal(SIGINT, SIG_DFL))
    wait_for(lambda: not bazaar.github.call("GET", "/_faults")["faults"], "the last write was asked for", seconds=120)
    process.send_signal(SIGINT)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (130, b"")
    assert err.decode().endswith("interrupted; what was written is recorded, repeat the command to go on\n")
    plan = bazaar.mirror(KEY, "--dry-run")
    assert plan == {f"{STAGING}/PAYMENT_API_KEY": "same", f"{PRODUCTION}/PAYMENT_API_KEY": "new"}
    bazaar.mirror(KEY)
    assert bazaar.production() == mine
