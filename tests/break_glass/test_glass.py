"""What time and crashes do to a request: the same code as deployed, on the emulator's table and key, with a clock."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from break_glass.actions import Caller, Glass
from break_glass.errors import RuleError
from break_glass.records import Records
from break_glass.rules import Rules
from break_glass.standing import OUTCOME
from break_glass.way_in import Signer
from components.break_glass import archive as break_glass_archive
from tests.break_glass.people import FUNCTION, PATHS, role, settings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.break_glass.people import World

pytestmark = pytest.mark.real
RULES = Rules.of(json.loads(break_glass_archive.rules("local", "vault", settings(), PATHS)))
START = datetime(2031, 12, 31, 23, 30, tzinfo=UTC)  # the year, the day and the hour change in the middle of it


class CutOffError(Exception):
    """The function died here."""


@dataclass(frozen=True, kw_only=True)
class Breaking(Records):
    """A table before or after whose write the function dies once."""

    part: str
    when: str
    died: list[str] = field(default_factory=list)

    def put(self, request: str, part: str, facts: Mapping[str, Any]) -> bool:
        """Write, and die where it is wanted."""
        breaks = part == self.part and not self.died
        if breaks:
            self.died.append(part)
        if breaks and self.when == "before":
            raise CutOffError
        done = super().put(request, part, facts)
        if breaks:
            raise CutOffError
        return done


@dataclass
class Clock:
    """Calls one after another, at times that the test says."""

    world: World
    records: Records
    now: datetime = START

    def __call__(self, who: str, action: str, **facts: Any) -> dict[str, Any]:
        """What the function answers."""
        return Glass(
            rules=RULES,
            records=self.records,
            signer=Signer(client=self.world.client("kms"), key=f"alias/{FUNCTION}"),
            caller=Caller(person=who, principal=role(who), user_id=f"id-{who}"),
            now=self.now,
        ).answer({"action": action, **facts})

    def approved(self, reason: str) -> str:
        """A request of ada's that bob and cyd agreed to now."""
        asked = self("ada", "request", reason=reason, ticket="INC-9", paths=[], minutes=15)
        for who in ("bob", "cyd"):
            self(who, "approve", request=asked["request"])
        return str(asked["request"])


def table(world: World) -> dict[str, Any]:
    return {"client": world.client("dynamodb"), "table": FUNCTION}


@pytest.fixture
def clock(world: World) -> Clock:
    return Clock(world, Records(**table(world)))


def test_an_approval_counts_for_an_hour_and_may_be_given_anew(clock: Clock) -> None:
    number = clock.approved("An approval of yesterday is none")
    clock.now += timedelta(minutes=60)
    with pytest.raises(RuleError, match="2 of 2 approvals missing"):
        clock("ada", "open", request=number)
    assert clock("bob", "approve", request=number)["missing"] == 1
    assert clock("dan", "approve", request=number)["missing"] == 0
    told = clock("ada", "open", request=number)
    assert [one["person"] for one in told["approvals"]] == ["bob", "dan"]
    assert len(told["all_approvals"]) == 4


def test_a_request_of_yesterday_is_not_opened(clock: Clock) -> None:
    number = clock.approved("Left lying for a day and longer")
    clock.now += timedelta(hours=24)
    for who, action in (("ada", "open"), ("dan", "approve")):
        with pytest.raises(RuleError, match="not opened within 24 hours"):
            clock(who, action, request=number)


def test_it_opens_once_and_is_over_when_the_minutes_are(clock: Clock) -> None:
    number = clock.approved("Opened once, and looked at later")
    clock("ada", "open", request=number)
    clock.now += timedelta(seconds=60)
    with pytest.raises(RuleError, match="opens once"):
        clock("ada", "open", request=number)
    assert clock("bob", "show", request=number)["state"] == "open"
    clock.now += timedelta(minutes=15)
    assert clock("bob", "show", request=number)["state"] == "over"
    assert "login" not in clock("bob", "end", request=number), "nothing is left to be revoked"


def test_after_its_end_not_even_the_same_way_in_is_given_again(clock: Clock) -> None:
    number = clock.approved("Ended within its first minute")
    clock("ada", "open", request=number)
    assert clock("dan", "end", request=number)["login"]["role"] == "end"
    with pytest.raises(RuleError, match="opens once"):
        clock("ada", "open", request=number)
    assert clock("dan", "end", request=number)["login"]["role"] == "end", "the first answer may have been lost"


@pytest.mark.parametrize("when", ["before", "after"])
def test_an_opening_that_was_cut_off_is_continued_by_a_repeat(world: World, when: str) -> None:
    clock = Clock(world, Breaking(**table(world), part=OUTCOME, when=when))
    number = clock.approved(f"The function dies {when} it has written")
    with pytest.raises(CutOffError):
        clock("ada", "open", request=number)
    clock.now += timedelta(seconds=20)
    login = clock("ada", "open", request=number)["login"]
    assert clock("ada", "open", request=number)["login"] == login, "one opening, whatever was cut off"


def test_a_denial_that_was_first_wins_over_an_opening_at_the_same_moment(world: World, clock: Clock) -> None:
    number = clock.approved("Denied while it is being opened")

    @dataclass(frozen=True, kw_only=True)
    class Late(Records):
        def put(self, request: str, part: str, facts: Mapping[str, Any]) -> bool:
            clock("dan", "deny", request=number)  # between the look and the write
            return super().put(request, part, facts)

    with pytest.raises(RuleError, match="denied by dan"):
        Clock(world, Late(**table(world)))("ada", "open", request=number)


def test_an_approver_who_is_none_any_more_does_not_count(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    number = clock.approved("Cyd left the company at noon")
    told = break_glass_archive.rules("local", "vault", settings(approvers=("bob", "dan", "ada")), PATHS)
    fewer = Rules.of(json.loads(told))
    monkeypatch.setattr("tests.break_glass.test_glass.RULES", fewer)
    with pytest.raises(RuleError, match="1 of 2 approvals missing"):
        clock("ada", "open", request=number)
