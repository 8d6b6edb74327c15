"""Clients that log in through a whole rotation, on real servers: who is refused, and who is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.rotation.clients import Client, working

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.rotation.worlds import World

pytestmark = pytest.mark.real


@pytest.mark.parametrize("name", ["postgres", "redis", "elasticache"])
def test_no_login_is_refused_where_two_credentials_are_valid_at_once(name: str, world: Callable[[str], World]) -> None:
    """Not even one of a client that never reads again and holds its value through the rotation."""
    it = world(name)
    fresh = Client(it.read, it.accepts, reads_again=False)
    caching = Client(it.read, it.accepts, reads_again=False, holds=1_000_000)
    first = it.read()
    with working(fresh, caching):
        it.rotate()
    assert (fresh.refusals, fresh.failures, caching.failures) == (0, 0, 0)
    assert fresh.logins > 6
    assert it.accepts(first)
    it.sweep(hours=25)
    assert not it.accepts(first)


def test_a_client_that_reads_again_when_refused_never_fails_with_a_single_postgres_user(
    world: Callable[[str], World],
) -> None:
    it = world("postgres-single")
    fresh = Client(it.read, it.accepts)
    caching = Client(it.read, it.accepts, holds=1_000_000)
    first = it.read()
    with working(fresh, caching):
        it.rotate()
        it.rotate()
    assert (fresh.failures, caching.failures) == (0, 0)
    assert caching.refusals >= 1, "it held the old value, and nobody told it: was the password changed at all?"
    assert not it.accepts(first)


def test_a_client_that_never_reads_again_is_locked_out_with_a_single_postgres_user(
    world: Callable[[str], World],
) -> None:
    """Why two users take turns where clients keep a value: this is what the other strategies spare them."""
    it = world("postgres-single")
    stubborn = Client(it.read, it.accepts, reads_again=False, holds=1_000_000)
    with working(stubborn):
        it.rotate()
    assert stubborn.failures > 0


def test_who_is_logged_in_stays_so(world: Callable[[str], World]) -> None:
    from rotation import login, postgres_server

    for name in ("postgres", "postgres-single"):
        it = world(name)
        with postgres_server.session(it.services, login.parse(it.read())) as connection:
            it.rotate()
            it.sweep(hours=25)
            assert connection.run("select 1") == [[1]], name
