"""What holds for every kind of destination, against real servers."""

from __future__ import annotations

import json
import secrets
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from pydantic import SecretStr

from strongroom.destinations.contract import Parcel
from tests.waiting import wait_for

if TYPE_CHECKING:
    from strongroom.destinations.contract import Present
    from tests.destinations.conftest import Site

pytestmark = pytest.mark.real


def parcel(site: Site, text: str | None = None) -> Parcel:
    """A value on its way to a name that was never used."""
    value = SecretStr(text if text is not None else secrets.token_urlsafe(30))
    return Parcel(
        key=site.key(),
        value=value,
        description="A value of the tests",
        path="tests/shop/value",
        visibility=site.visibility,
    )


def seen(site: Site, sent: Parcel, *, everything: bool = False) -> Present | None:
    """How the place shows what was sent."""
    return site.place.look([sent.key], everything=everything).get(sent.key)


def next_second() -> None:
    """Wait for the clock: what GitHub shows is rounded to seconds."""
    now = int(time.time())
    wait_for(lambda: int(time.time()) > now, "the clock moves")


def test_what_was_never_sent_is_not_there(site: Site) -> None:
    assert seen(site, parcel(site)) is None


def test_what_was_sent_is_there_with_the_time_of_its_arrival(site: Site) -> None:
    sent = parcel(site)
    at = site.place.deliver(sent, None)
    there = seen(site, sent)
    assert there is not None
    assert there.at is not None
    assert abs(there.at - at) < timedelta(minutes=1)
    assert abs(datetime.now(UTC) - at) < timedelta(minutes=1)
    assert there.visibility == site.visibility


def test_another_value_moves_what_the_place_shows(site: Site) -> None:
    sent = parcel(site)
    site.place.deliver(sent, None)
    first = seen(site, sent)
    next_second()
    site.place.deliver(replace(sent, value=SecretStr(secrets.token_urlsafe(30))), first)
    second = seen(site, sent)
    assert first is not None
    assert second is not None
    assert second.changed != first.changed


@pytest.mark.parametrize(
    "text",
    ["two\nlines\n", "ünïcödé 秘密 🔑", "-----BEGIN nothing", "--yes", " ", "x" * 48 * 1024],
    ids=lambda text: repr(text[:12]),
)
def test_a_value_that_the_place_shows_is_the_one_that_was_sent(site: Site, text: str) -> None:
    sent = parcel(site, text)
    site.place.deliver(sent, None)
    there = seen(site, sent, everything=True)
    assert there is not None
    if there.value is not None:
        assert there.value.get_secret_value() == text


def test_sending_the_same_again_does_no_harm(site: Site) -> None:
    sent = parcel(site)
    site.place.deliver(sent, None)
    site.place.deliver(sent, seen(site, sent))
    assert seen(site, sent) is not None


def test_what_is_removed_is_gone_and_the_rest_stays(site: Site) -> None:
    gone, stays = parcel(site), parcel(site)
    for sent in (gone, stays):
        site.place.deliver(sent, None)
    site.place.remove(gone.key)
    site.place.remove(gone.key)  # nothing to do any more
    assert seen(site, gone) is None
    assert seen(site, stays) is not None


def test_what_was_removed_can_be_sent_again(site: Site) -> None:
    sent = parcel(site)
    site.place.deliver(sent, None)
    site.place.remove(sent.key)
    site.place.deliver(sent, None)
    assert seen(site, sent) is not None


def test_a_place_that_lists_tells_of_what_nobody_asked_for(site: Site) -> None:
    if not site.lists:
        pytest.skip("asked entry by entry: the record of others lies beside")
    sent = parcel(site)
    site.place.deliver(sent, None)
    assert sent.key.name in {key.name for key in site.place.look([site.key()])}, "Fly has one kind for both"


def test_an_object_with_fields_arrives_whole(site: Site) -> None:
    text = json.dumps({"username": "ünal", "password": secrets.token_urlsafe(16)}, ensure_ascii=False)
    sent = replace(parcel(site, text), fields=("username", "password"))
    site.place.deliver(sent, None)
    there = seen(site, sent, everything=True)
    assert there is not None
    if there.value is not None:
        assert json.loads(there.value.get_secret_value()) == json.loads(text)


def test_neither_a_parcel_nor_what_is_seen_shows_its_value(site: Site) -> None:
    sent = parcel(site)
    site.place.deliver(sent, None)
    text = sent.value.get_secret_value()
    assert text not in f"{sent!r} {seen(site, sent, everything=True)!r}"
