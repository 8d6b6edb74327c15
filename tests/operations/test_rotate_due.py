"""Many rotations in one go: within the store's rates, each on its own."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from strongroom.operations.rotation.due import AT_ONCE, PER_SECOND, Batch, Pace, batch
from strongroom.operations.rotation.rotate import Outcome
from strongroom.stores.errors import DeniedError, ThrottledError

WRITES_EACH = 4  # PutSecretValue, and up to three UpdateSecretVersionStage
WRITES_PER_SECOND = 50  # of all these together, as documented


@dataclass
class Clock:
    """Time that passes only when somebody sleeps."""

    at: float = 1000.0

    def now(self) -> float:
        return self.at

    def sleep(self, seconds: float) -> None:
        self.at += seconds


@dataclass(frozen=True)
class Entry:
    path: str


@dataclass
class Scripted:
    """A rotation that takes so many seconds, after being refused as often as `refusals` says."""

    path: str
    clock: Clock
    begins: list[float]
    takes: float = 2.0
    refusals: list[Exception] = field(default_factory=list)
    started: float | None = None

    @property
    def secret(self) -> Entry:
        return Entry(self.path)

    def begin(self) -> None:
        self.begins.append(self.clock.at)
        if self.refusals:
            raise self.refusals.pop()
        self.started = self.clock.at

    def look(self) -> Outcome | None:
        assert self.started is not None
        if self.clock.at < self.started + self.takes:
            return None
        seconds = self.clock.at - self.started
        return Outcome(path=self.path, result="rotated", version="new", replaced="old", seconds=seconds)


def prepared(clock: Clock, rotations: list[Scripted]) -> Batch:
    made = batch(rotations, lambda _outcome: None)  # type: ignore[arg-type]  # stands in for a Rotate
    made.pace, made.sleep = Pace(now=clock.now), clock.sleep
    return made


def throttled() -> ThrottledError:
    return ThrottledError(place="Secrets Manager", problem="too fast", way_out="wait")


def test_a_hundred_due_rotations_stay_within_the_documented_rates() -> None:
    clock, begins = Clock(), list[float]()
    outcomes = prepared(clock, [Scripted(f"a/b{n}", clock, begins) for n in range(100)]).run()
    assert Counter(outcome.result for outcome in outcomes) == {"rotated": 100}
    busiest = max(sum(1 for other in begins if begin <= other < begin + 1) for begin in begins)
    assert busiest <= PER_SECOND + 1
    assert busiest * WRITES_EACH < WRITES_PER_SECOND
    assert clock.at - 1000 < 2 * 100 / PER_SECOND + 10, "the pace is used, not crawled below"


def test_no_more_than_so_many_run_at_once() -> None:
    clock, begins = Clock(), list[float]()
    rotations = [Scripted(f"a/b{n}", clock, begins, takes=60.0) for n in range(30)]
    prepared(clock, rotations).run()
    at_once = [sum(1 for other in begins if begin - 60 < other <= begin) for begin in begins]
    assert max(at_once) == AT_ONCE


def test_one_failure_stops_none_of_the_others() -> None:
    clock, begins = Clock(), list[float]()
    denied = DeniedError(place="a/b1", problem="AWS denies it", way_out="ask for it")
    rotations = [Scripted(f"a/b{n}", clock, begins, refusals=[denied] if n == 1 else []) for n in range(4)]
    outcomes = {outcome.path: outcome for outcome in prepared(clock, rotations).run()}
    assert outcomes["a/b1"].result == "failed"
    assert "ask for it" in str(outcomes["a/b1"].problem)
    assert {path for path, outcome in outcomes.items() if outcome.result == "rotated"} == {"a/b0", "a/b2", "a/b3"}


def test_a_store_that_asks_to_slow_down_is_asked_again_more_slowly() -> None:
    clock, begins = Clock(), list[float]()
    rotations = [Scripted(f"a/b{n}", clock, begins, refusals=[throttled()] if n == 0 else []) for n in range(6)]
    outcomes = prepared(clock, rotations).run()
    assert all(outcome.result == "rotated" for outcome in outcomes)
    assert begins[1] - begins[0] >= 2 / PER_SECOND


def test_a_store_that_never_stops_asking_is_given_up_with_the_reason() -> None:
    clock, begins = Clock(), list[float]()
    (outcome,) = prepared(clock, [Scripted("a/b", clock, begins, refusals=[throttled() for _ in range(9)])]).run()
    assert (outcome.result, outcome.problem) == ("failed", "Secrets Manager: too fast; wait")
    assert len(begins) == 3
