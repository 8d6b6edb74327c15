"""What holds for every strategy that there is."""

from __future__ import annotations

import json
import traceback
import uuid
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from rotation import strategies
from rotation.errors import StepFailedError
from tests.rotation import worlds
from tests.rotation.store import Secret, texts

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.rotation.worlds import Servers, World

pytestmark = pytest.mark.real
every = pytest.mark.parametrize("name", worlds.ALL)


def test_every_strategy_has_a_world_here(servers: Servers) -> None:
    tried = {worlds.make(name, servers).strategy for name in worlds.ALL}
    assert tried == set(strategies.NAMES) - {"manual"}


@every
def test_a_rotation_replaces_the_value_and_ends_clean(name: str, world: Callable[[str], World]) -> None:
    it = world(name)
    first = str(it.secret.value())
    token = it.rotate()
    assert it.secret.holders("AWSCURRENT") == [token]
    assert it.secret.value("AWSPREVIOUS") == first
    assert not it.secret.holders("AWSPENDING")
    new = str(it.secret.value())
    assert not texts(new) & texts(first) or name in ("jwt-overlap", "encryption-key")
    assert it.accepts(new)
    again = it.rotate()
    assert it.secret.holders("AWSCURRENT") == [again]
    assert it.accepts(str(it.secret.value()))


@every
def test_a_step_that_is_repeated_changes_nothing(name: str, world: Callable[[str], World]) -> None:
    it = world(name)
    token = str(uuid.uuid4())
    for step in worlds.STEPS:
        it.step(step, token)
        seen = (it.secret.labels, it.secret.value("AWSPENDING"), it.secret.value())
        it.step(step, token)
        assert (it.secret.labels, it.secret.value("AWSPENDING"), it.secret.value()) == seen, step
    for step in worlds.STEPS:  # also of a rotation that is done
        it.step(step, token)
    assert it.secret.holders("AWSCURRENT") == [token]


@every
def test_the_old_credential_is_valid_for_the_grace_and_refused_after_it(
    name: str, world: Callable[[str], World]
) -> None:
    it = world(name)
    first = str(it.secret.value())
    it.rotate()
    graceful = strategies.load(it.strategy).has_grace and name != "postgres-single"
    assert it.accepts(first) == (graceful or name in worlds.NEVER_REFUSES)
    assert it.sweep(hours=1)["retired"] == []
    assert it.accepts(first) == (graceful or name in worlds.NEVER_REFUSES)
    assert it.sweep(hours=25)["retired"] == ([it.secret.name] if graceful else [])
    assert it.accepts(first) == (name in worlds.NEVER_REFUSES)
    assert it.accepts(str(it.secret.value()))
    assert it.sweep(hours=26)["retired"] == []
    it.rotate()
    assert it.accepts(str(it.secret.value()))


@every
def test_nothing_that_is_written_holds_a_value(
    name: str, world: Callable[[str], World], capsys: pytest.CaptureFixture[str]
) -> None:
    it = world(name)
    canaries = texts(it.secret.value())
    it.rotate()
    canaries |= texts(it.secret.value())
    it.sweep(hours=25)
    broken = Secret.create(it.secret.client, f'{{"password": "{next(iter(canaries))}"')
    failures = [_failure(replace(it, secret=broken), step) for step in worlds.STEPS]
    assert any(failures)
    said = "".join((*capsys.readouterr(), *failures))
    assert "RotationSucceeded" in said  # the metrics are in it
    assert '"message":"done"' in said  # and so is the log
    assert not [1 for canary in canaries if canary in said]


def _failure(it: World, step: str) -> str:
    """What a runtime would write about a step that fails: the error, its cause, its trace."""
    try:
        it.step(step, str(uuid.uuid4()))
    except StepFailedError as error:
        return "".join(traceback.format_exception(error))
    return ""


@every
def test_metrics_have_exactly_the_dimensions_that_alarms_are_made_on(
    name: str, world: Callable[[str], World], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POWERTOOLS_SERVICE_NAME", "anything")
    monkeypatch.setenv("POWERTOOLS_METRICS_NAMESPACE", "strongroom/rotation/harbour")
    it = world(name)
    token = it.rotate()
    it.step("finishSecret", token)
    with pytest.raises(StepFailedError):
        it.step("testSecret", str(uuid.uuid4()))
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    metrics = [line for line in lines if "_aws" in line]
    described = [line["_aws"]["CloudWatchMetrics"][0] for line in metrics]
    assert [(each["Metrics"][0]["Name"], each["Dimensions"]) for each in described] == [
        ("RotationSucceeded", [["strategy"]]),  # once: the repeated finishSecret did nothing
        ("RotationFailed", [["strategy", "step"]]),
    ]
    assert {each["Namespace"] for each in described} == {"strongroom/rotation/harbour"}, "the environment's own"
    assert metrics[1]["strategy"] == it.strategy
    assert metrics[1]["step"] == "testSecret"


@every
def test_a_configuration_is_tried_without_a_new_value(
    name: str, world: Callable[[str], World], capsys: pytest.CaptureFixture[str]
) -> None:
    """As AWS does when a schedule is written: a pending version that holds nothing new, testSecret, and it is gone."""
    it = world(name)
    token = str(uuid.uuid4())
    it.secret.client.put_secret_value(
        SecretId=it.secret.name, ClientRequestToken=token, SecretString=it.read(), VersionStages=["AWSPENDING"]
    )
    it.step("testSecret", token)
    assert it.accepts(it.read())
    assert "RotationFailed" not in capsys.readouterr().out


@pytest.mark.parametrize("step", worlds.STEPS)
def test_a_manual_secret_is_never_given_a_value(step: str, world: Callable[[str], World]) -> None:
    it = replace(world("random"), strategy="manual")
    seen = it.secret.labels
    with pytest.raises(StepFailedError, match="rotated by a person"):
        it.step(step, str(uuid.uuid4()))
    assert it.secret.labels == seen
