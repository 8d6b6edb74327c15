"""The dashboard shows what was measured at the destinations, each place once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.cli.mirroring import KEY, PRODUCTION, STAGING, next_second

if TYPE_CHECKING:
    from tests.cli.mirroring import Bazaar

pytestmark = pytest.mark.real


def dashboard(bazaar: Bazaar, *arguments: str) -> dict[str, dict[str, Any]]:
    """Each delivery by its target, for an entry without one by its path."""
    result = bazaar.run("status", "--json", *arguments)
    assert result.code == 0, result.err
    lines = result.json["deliveries"]
    found = {line["path"] if line["target"] == "store of record" else line["target"]: line for line in lines}
    assert len(found) == len(lines), "every place is shown once"
    return found


def test_a_delivery_is_complete_since_it_arrived_stale_and_complete_again(bazaar: Bazaar) -> None:
    here, there = f"{STAGING}/PAYMENT_API_KEY", f"{PRODUCTION}/PAYMENT_API_KEY"
    assert dashboard(bazaar)[here]["state"] == "pending"
    bazaar.put(KEY)
    assert dashboard(bazaar)[here]["note"] == "in the store, not mirrored yet"
    next_second()  # a delivery is dated by the server's own Date, which may be a second old
    bazaar.mirror(KEY)
    arrived = dashboard(bazaar)[here]
    assert (arrived["state"], arrived["at"] >= arrived["stored"][:19]) == ("complete", True)
    next_second()
    bazaar.beside("PAYMENT_API_KEY")
    drifted = dashboard(bazaar)
    assert (drifted[here]["state"], drifted[there]["state"]) == ("stale", "complete")
    bazaar.put(KEY)
    stale = dashboard(bazaar)[there]
    assert (stale["state"], stale["note"]) == (
        "stale",
        f"the store has a newer value; deliver it: strongroom mirror {KEY}",
    )
    bazaar.mirror(KEY)
    assert dashboard(bazaar)[there]["state"] == "complete"


def test_a_destination_that_cannot_be_asked_is_unknown_and_says_since_when_it_was_right(bazaar: Bazaar) -> None:
    bazaar.put(KEY)
    bazaar.mirror(KEY)
    bazaar.run.environment["GITHUB_TOKEN"] = ""
    line = dashboard(bazaar)[f"{STAGING}/PAYMENT_API_KEY"]
    assert line["state"] == "unknown"
    assert line["note"].startswith("delivered on ")
    assert "no token found" in line["note"]
    assert dashboard(bazaar, "--recorded")[f"{STAGING}/PAYMENT_API_KEY"]["state"] == "pending"


def test_a_dashboard_reads_no_value_and_asks_only_where_something_was_delivered(bazaar: Bazaar) -> None:
    bazaar.put(KEY)
    bazaar.mirror(f"{STAGING}/*")
    bazaar.github.forget()
    dashboard(bazaar)
    assert bazaar.github.requests() == ["GET /repos/shop/site/environments/staging/secrets"]
