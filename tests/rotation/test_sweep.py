"""What happens between rotations: reminders with owner and day, stuck rotations, old credentials of others."""

from __future__ import annotations

import json
import uuid
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from rotation import handler
from rotation.errors import StepFailedError
from tests.rotation import worlds
from tests.rotation.store import Secret

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.rotation.worlds import Servers, World

pytestmark = pytest.mark.real
DAY = 24


@pytest.fixture
def manual(world: Callable[[str], World], servers: Servers) -> World:
    """A secret that a person rotates every 90 days."""
    it = world("random")
    secret = Secret.create(servers.client, uuid.uuid4().hex, "days=90", owner="platform-team")
    return replace(it, strategy="manual", secret=secret)


@pytest.fixture
def written(capsys: pytest.CaptureFixture[str]) -> Callable[[], list[dict[str, Any]]]:
    """What the function wrote since the last question, as documents."""
    return lambda: [json.loads(line) for line in capsys.readouterr().out.splitlines()]


@pytest.mark.parametrize(
    ("day", "finding", "left"), [(75, None, 0), (77, "due", 12), (90, "overdue", 0), (93, "overdue", -3)]
)
def test_a_person_is_reminded_before_the_day_and_after_it(
    day: int, finding: str | None, left: int, manual: World, written: Callable[[], list[dict[str, Any]]]
) -> None:
    report = manual.sweep(hours=day * DAY + 1)
    assert {name: found for name, found in report.items() if name != "checked" and found} == (
        {finding: [manual.secret.name]} if finding else {}
    )
    lines = written()
    metrics = next(line for line in lines if "RotationOverdue" in line)
    assert metrics["RotationOverdue"] == [float(finding == "overdue")]
    assert metrics["RotationDue"] == [float(finding == "due")]
    assert metrics["RotationOverdueDays"] == [float(max(0, -left))]
    reminders = [line for line in lines if line.get("message") == f"rotation {finding}"]
    assert [(line["owner"], line["days_left"]) for line in reminders] == ([("platform-team", left)] if finding else [])


def test_a_value_that_was_put_again_is_not_overdue_any_more(manual: World) -> None:
    manual.secret.put(uuid.uuid4().hex)
    assert manual.sweep(hours=DAY)["overdue"] == []


def test_a_sweep_of_manual_secrets_changes_nothing(manual: World) -> None:
    manual.secret.put(uuid.uuid4().hex)
    seen = manual.secret.labels
    manual.sweep(hours=200 * DAY)
    assert manual.secret.labels == seen


def test_a_rotation_that_is_stuck_is_told(world: Callable[[str], World]) -> None:
    it = world("redis")
    it.step("createSecret", str(uuid.uuid4()))
    assert it.sweep(hours=2)["stuck"] == []
    assert it.sweep(hours=2 * DAY)["stuck"] == [it.secret.name]


def test_no_old_credential_goes_while_a_rotation_is_under_way(world: Callable[[str], World]) -> None:
    it = world("redis")
    first = it.read()
    it.rotate()
    token = str(uuid.uuid4())
    it.step("createSecret", token)
    assert it.sweep(hours=2 * DAY)["retired"] == []
    assert it.accepts(first)
    for step in worlds.STEPS:
        it.step(step, token)
    assert it.accepts(it.read())


@pytest.mark.parametrize("name", ["postgres", "redis", "mongodb-atlas"])
def test_a_user_that_a_person_replaced_by_another_is_not_locked_out(name: str, servers: Servers) -> None:
    it, other = worlds.make(name, servers), worlds.make(name, servers)
    first = it.read()
    it.secret.put(other.read())
    assert it.sweep(hours=2 * DAY)["retired"] == []
    assert it.accepts(first)
    assert it.accepts(other.read())


def test_the_grace_is_the_catalogues(world: Callable[[str], World], servers: Servers) -> None:
    it = world("redis")
    it = replace(it, secret=Secret.create(servers.client, it.read(), "grace-hours=72"))
    first = it.read()
    it.rotate()
    it.sweep(hours=71)
    assert it.accepts(first)
    it.sweep(hours=73)
    assert not it.accepts(first)


def test_one_secret_that_fails_does_not_stop_the_others(
    world: Callable[[str], World], written: Callable[[], list[dict[str, Any]]]
) -> None:
    it = world("redis")
    first = it.read()
    it.rotate()
    written()
    event = {"Check": "sweep", "SecretIds": ["local/tests/there-is-none", it.secret.name]}
    with pytest.raises(StepFailedError, match="1 of 2 secrets failed"):
        handler.run(event, "redis", replace(it.services, now=_in_two_days))
    assert not it.accepts(first)
    failed = [line for line in written() if "RotationFailed" in line]
    assert [line["step"] for line in failed] == ["sweep"]


def _in_two_days() -> datetime:
    return datetime.now(UTC) + timedelta(days=2)
