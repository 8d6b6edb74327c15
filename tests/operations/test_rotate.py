"""One rotation, followed to an end that the store decides: also where it is silent, or somebody interferes."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from strongroom.catalogue import load
from strongroom.operations.journal import Journal
from strongroom.operations.problem import InputError
from strongroom.operations.rotation.rotate import Rotate
from strongroom.operations.scope import Scope
from strongroom.stores.errors import StoreError, UnreachableError
from strongroom.stores.rotations import Failure, RotationState
from tests.operations import catalogues

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PATH = "shop/jwt/rotating"
FUNCTION = "strongroom-local-rotation-jwt-overlap"
READY = RotationState(
    path=PATH,
    arn="arn",
    enabled=True,
    function=FUNCTION,
    current="old",
    pending=None,
    changed=None,
    rotated=None,
    following=None,
)
SILENT = UnreachableError(place="Secrets Manager", problem="no answer", way_out="repeat")


@dataclass
class Store:
    """Rotations of a store that answers what it is told to; the last answer stays."""

    answers: list[Callable[[str], RotationState] | StoreError]
    wrote_down: Failure | None = None
    token: str = ""
    at: float = 0.0
    asked: int = field(default=0)

    def state(self, _path: str) -> RotationState:
        if not self.token:
            return READY
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, StoreError):
            raise answer
        return answer(self.token)

    def begin(self, _path: str, token: str) -> None:
        self.token = token

    def failure(self, _state: RotationState, _since: datetime) -> Failure | None:
        return self.wrote_down

    def log_group(self, _state: RotationState) -> str:
        return "/strongroom/local/rotation-jwt-overlap"

    def sleep(self, seconds: float) -> None:
        self.at += seconds


def under_way(token: str) -> RotationState:
    return replace(READY, pending=token)


def done(token: str) -> RotationState:
    return replace(READY, current=token)


def undone(_token: str) -> RotationState:
    return READY


def prepared(folder: Path, store: Store, **overrides: Any) -> Rotate:
    secret = load(catalogues.write(folder)).secret(PATH)
    facts: dict[str, Any] = {
        "secret": secret,
        "scope": Scope("local"),
        "rotations": store,
        "journal": Journal(folder / "journal.jsonl"),
        "now": lambda: store.at,
        "sleep": store.sleep,
    }
    return Rotate(**facts | overrides)


def results(folder: Path) -> list[str]:
    return [record["result"] for record in Journal(folder / "journal.jsonl").records()]


def test_a_store_that_falls_silent_in_between_is_asked_again(tmp_path: Path) -> None:
    store = Store([under_way, SILENT, SILENT, under_way, done])
    outcome = prepared(tmp_path, store).run()
    assert (outcome.result, outcome.version, outcome.replaced) == ("rotated", store.token, "old")
    assert results(tmp_path) == ["begun", "rotated"]


@pytest.mark.parametrize("answer", [under_way, SILENT])
def test_patience_ends_with_where_to_look(tmp_path: Path, answer: Callable[[str], RotationState] | StoreError) -> None:
    store = Store([answer])
    outcome = prepared(tmp_path, store, patience=60.0).run()
    assert outcome.result == "unfinished"
    assert "not ended after 60 s" in str(outcome.problem)
    assert 60 < store.at < 65
    assert results(tmp_path) == ["begun", "unfinished"]


def test_what_somebody_undid_meanwhile_has_failed(tmp_path: Path) -> None:
    outcome = prepared(tmp_path, Store([under_way, undone])).run()
    assert outcome.result == "failed"
    assert "the old value is current" in str(outcome.problem)


def test_a_failure_is_told_with_its_step_and_way_out_before_patience_ends(tmp_path: Path) -> None:
    written = Failure(at=datetime.now(UTC), step="setSecret", problem="the server refused", way_out="see its log")
    store = Store([under_way], wrote_down=written)
    outcome = prepared(tmp_path, store).run()
    assert outcome.result == "failed"
    for part in ("setSecret", "the server refused", "see its log", "still current"):
        assert part in str(outcome.problem)
    assert store.at < 10


@pytest.mark.parametrize(
    ("state", "told"),
    [
        (replace(READY, function=None), "pulumi up"),
        (replace(READY, enabled=False), "pulumi up"),
        (replace(READY, current=None), "strongroom put"),
    ],
)
def test_what_can_not_rotate_here_is_refused_before_anything_is_recorded(
    tmp_path: Path, state: RotationState, told: str
) -> None:
    store = Store([lambda _token: state], token="looked at already")
    with pytest.raises(InputError, match=told):
        prepared(tmp_path, store).begin()
    assert results(tmp_path) == []
