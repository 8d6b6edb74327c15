"""Election and initialisation, killed before and after every effect, and in any order of kills and boots."""

from __future__ import annotations

import contextlib
import json
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.vault.model import LEASE, HaltError, KilledError, Machine, World

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def effects(tmp_path: Path) -> list[str]:
    """Every point of an undisturbed initialisation."""
    seen: list[str] = []
    world = World(before=seen.append)
    assert Machine(world, "i-1", tmp_path).boot()
    return seen


def check(world: World, machines: list[Machine]) -> None:
    """What has to be true whenever somebody is a member."""
    item = world.table["cluster"]
    assert item["state"]["S"] == "declared"
    claim = item["claim"]["S"]
    shares = world.current_shares()
    assert [share["share"] for share in shares] == [1, 2, 3, 4, 5]
    assert {share["cluster"] for share in shares} == {claim}, "the custodians read the shares of the declared cluster"
    stores = {machine.store() for machine in machines} - {None}
    assert len(stores) == 1, "no data of another cluster is left on a member"
    (cluster,) = stores
    assert [share["value"] for share in shares] == world.clusters[str(cluster)]["keys"]
    assert not world.clusters[str(cluster)]["root_alive"], "the root token of the declared cluster is revoked"
    custody = json.loads(item["custody"]["S"])
    assert len(custody) == 5


def finish(world: World, machines: list[Machine]) -> None:
    """Boot everybody, undisturbed, until all are members."""
    world.before = lambda _what: None
    waiting = list(machines)
    for _ in range(10):
        waiting = [machine for machine in waiting if not machine.boot()]
        if not waiting:
            return
        world.now += LEASE + 1
    raise AssertionError(f"{[machine.name for machine in waiting]} never became members")


def at_point(world: World, number: int, happens: Callable[[], None]) -> None:
    """Have something happen at the `number`-th point (from 0), once."""
    count = iter(range(1_000_000))

    def before(_what: str) -> None:
        if next(count) == number:
            world.before = lambda _what: None
            happens()

    world.before = before


def die() -> None:
    """Be the last thing that happens."""
    raise KilledError


def kill_at(world: World, number: int) -> None:
    """Make the `number`-th point the last one."""
    at_point(world, number, die)


def overtake(world: World, other: Machine) -> None:
    """Another node is elected and makes its cluster while somebody sleeps."""
    world.now += LEASE + 1
    other.boot()


def test_an_undisturbed_start_has_the_points_that_the_kills_are_made_at(tmp_path: Path) -> None:
    points = effects(tmp_path)
    assert "after sys/init" in points
    assert points.index("after sys/init") < points.index("before PutSecretValue")
    assert points.index("before revoke") < points.index("before PutSecretValue")
    declared = max(
        index for index, (a, b) in enumerate(pairwise(points)) if (a, b) == ("before UpdateItem", "after UpdateItem")
    )
    assert declared > max(index for index, point in enumerate(points) if point == "after PutSecretValue")


@pytest.mark.parametrize("comes_back", [True, False], ids=["returns", "is gone for good"])
def test_a_kill_at_any_point_ends_in_one_cluster_with_its_recovery_keys(tmp_path: Path, *, comes_back: bool) -> None:
    for number in range(len(effects(tmp_path))):
        world = World()
        first, second, third = (Machine(world, f"i-{n}", tmp_path) for n in (1, 2, 3))
        kill_at(world, number)
        with pytest.raises(KilledError):
            first.boot()
        survivors = [second, third, *([first] if comes_back else [])]
        declared = world.table.get("cluster", {}).get("state", {}).get("S") == "declared"
        finish(world, survivors)
        if declared and not comes_back:
            # The one case that nobody can mend by itself: the cluster was declared and its only copy is gone. The
            # shares are safe, the others wait for a runbook's step.
            assert len(world.current_shares()) == 5
            continue
        check(world, survivors)


def test_a_node_that_sleeps_through_its_lease_at_any_point_replaces_nothing_of_the_winner(tmp_path: Path) -> None:
    for number in range(len(effects(tmp_path))):
        world = World()
        sleeper, winner = Machine(world, "i-1", tmp_path), Machine(world, "i-2", tmp_path)
        at_point(world, number, partial(overtake, world, winner))
        sleeper.boot()
        finish(world, [sleeper, winner])
        check(world, [sleeper, winner])


@settings(max_examples=200, deadline=None)
@given(asleep_at=st.integers(0, 40), killed_at=st.integers(0, 40))
def test_a_sleeper_that_wakes_in_the_middle_of_its_successor_declares_nothing(
    tmp_path_factory: pytest.TempPathFactory, asleep_at: int, killed_at: int
) -> None:
    world = World()
    folder = tmp_path_factory.mktemp("model")
    sleeper, successor = Machine(world, "i-1", folder), Machine(world, "i-2", folder)

    def begin_and_die() -> None:
        kill_at(world, killed_at)
        with contextlib.suppress(KilledError):
            overtake(world, successor)
        world.before = lambda _what: None

    at_point(world, asleep_at, begin_and_die)
    sleeper.boot()
    finish(world, [sleeper, successor])
    check(world, [sleeper, successor])


@settings(max_examples=150, deadline=None)
@given(kills=st.lists(st.tuples(st.integers(0, 2), st.integers(0, 60), st.booleans()), max_size=8))
def test_any_sequence_of_boots_and_kills_ends_in_one_cluster(
    tmp_path_factory: pytest.TempPathFactory, kills: list[tuple[int, int, bool]]
) -> None:
    world = World()
    folder = tmp_path_factory.mktemp("model")
    machines = [Machine(world, f"i-{n}", folder) for n in range(3)]
    for who, point, passes in kills:
        kill_at(world, point)
        with contextlib.suppress(KilledError):
            machines[who].boot()
        if passes:
            world.now += LEASE + 1
    finish(world, machines)
    check(world, machines)


def test_a_member_whose_table_forgot_the_cluster_stops_and_says_where_to_read(tmp_path: Path) -> None:
    world = World()
    machine = Machine(world, "i-1", tmp_path)
    assert machine.boot()
    kept = machine.store()
    world.table.clear()
    with pytest.raises(HaltError, match=r"docs/runbooks/vault-initialisation\.md"):
        machine.boot()
    assert machine.store() == kept, "its data is untouched"
    assert world.table == {}, "and it claimed nothing"


def test_data_of_unknown_origin_is_never_wiped(tmp_path: Path) -> None:
    world = World()
    machine = Machine(world, "i-1", tmp_path)
    store = machine.root / "var/lib/vault/raft/vault.db"
    store.parent.mkdir(parents=True)
    store.write_text("somebody's")
    with pytest.raises(HaltError, match="unknown cluster"):
        machine.boot()
    assert store.read_text() == "somebody's"
