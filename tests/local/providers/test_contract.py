"""What holds for every effectful aws type, against the running emulator."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

import pytest

from local.providers.aws.package import PACKAGE
from local.providers.schema import schema_of
from local.providers.values import UNKNOWN, Secret, plain, secret_texts, undetermined
from tests.local.providers.engine import CheckFailedError, Engine, ProviderError
from tests.local.providers.examples import EXAMPLES, Example
from tests.local.providers.world import World

if TYPE_CHECKING:
    from collections.abc import Mapping

    from local.providers.journal import Journal

pytestmark = pytest.mark.real

_ARN: Final = re.compile(r"arn:aws:[a-z0-9-]+:(us-(?:east-1|west-2))?:(\d{12})?:.+")
_EVERY: Final = pytest.mark.parametrize("path", sorted(EXAMPLES))


_WITH_SECRETS: Final = (
    "cloudwatch/eventConnection:EventConnection",
    "s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration",
    "s3/bucketReplicationConfig:BucketReplicationConfig",
    "secretsmanager/secretVersion:SecretVersion",
    "ssm/parameter:Parameter",
)
_STAYING: Final = {
    "kms/keyPolicy:KeyPolicy": "a key always has a policy: deleting it restores the account's own",
    "s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration": "object lock can't be taken off",
    "s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": "S3 encrypts by default",
    "s3/bucketVersioning:BucketVersioning": "versioning can only be suspended",
    "secretsmanager/secretVersion:SecretVersion": "the current version keeps its stage",
    "sns/topicPolicy:TopicPolicy": "a topic always has a policy: deleting it restores the owner's own",
}


_ELSEWHERE: Final = {"autoscaling/group:Group", "ec2/launchTemplate:LaunchTemplate"}  # they start real nodes


@pytest.fixture
def world(aws: Engine) -> World:
    return World(engine=aws)


def _example(path: str) -> tuple[str, Example]:
    return f"aws:{path}", EXAMPLES[path]


def test_every_effectful_type_has_an_example() -> None:
    effectful = {token.removeprefix("aws:") for token, row in PACKAGE.types.items() if row.effect.real}
    assert effectful == EXAMPLES.keys() | _ELSEWHERE


def test_every_type_with_a_secret_output_is_among_those_with_secrets() -> None:
    marked = {path for path in EXAMPLES if schema_of(f"aws:{path}").secret_outputs}
    assert marked <= set(_WITH_SECRETS)


@_EVERY
def test_a_preview_knows_the_inputs_and_nothing_that_only_the_effect_can_tell(path: str, world: World) -> None:
    token, example = _example(path)
    inputs = example.inputs(world)
    outputs = world.engine.preview(token, inputs)
    schema = schema_of(token)
    assert outputs.keys() >= schema.state.keys()
    written = {name for name in inputs if name not in PACKAGE.types[token].write_only}
    assert {name: plain(outputs[name]) for name in written} == {name: plain(inputs[name]) for name in written}
    computed = [name for name in schema.state if name not in schema.inputs.fields and name not in ("tagsAll", "region")]
    assert {name: plain(outputs[name]) for name in computed} == dict.fromkeys(computed, UNKNOWN)


@_EVERY
def test_what_was_created_is_read_back_the_same_and_shows_no_change(path: str, world: World) -> None:
    token, example = _example(path)
    inputs = example.inputs(world)
    state = world.engine.create(token, inputs)
    assert state.id
    assert not undetermined(state.outputs)
    _assert_holds(state.plain, inputs)
    if arn := state.plain.get("arn"):
        assert _ARN.fullmatch(arn), arn
    assert world.engine.diff(state, inputs).kinds == {}
    assert world.engine.refresh(state) == state


@_EVERY
def test_a_change_is_told_by_property_written_and_read_back(path: str, world: World) -> None:
    token, example = _example(path)
    if example.change is None:
        return
    inputs = example.inputs(world)
    state = world.engine.create(token, inputs)
    changed = {**inputs, **example.change(world)}
    diff = world.engine.diff(state, changed)
    assert diff.kinds, "the example's change has to be one"
    assert not diff.replaces, diff.kinds
    previewed = world.engine.update(state, changed, preview=True)
    updated = world.engine.update(state, changed)
    _assert_holds(updated.plain, changed)
    _assert_agrees(plain(previewed.outputs), updated.plain)
    assert world.engine.diff(updated, changed).kinds == {}
    assert world.engine.refresh(updated) == updated


@_EVERY
def test_what_was_deleted_is_gone_and_deleting_it_again_is_fine(path: str, world: World) -> None:
    token, example = _example(path)
    state = world.engine.create(token, example.inputs(world))
    world.engine.delete(state)
    if path in _STAYING:
        return
    assert world.engine.refresh(state) is None
    world.engine.delete(state)


@_EVERY
def test_an_import_by_id_agrees_with_the_program(path: str, world: World) -> None:
    token, example = _example(path)
    inputs = example.inputs(world)
    state = world.engine.create(token, inputs)
    imported = world.engine.read(token, example.imported(state))
    assert imported is not None
    assert imported.id == state.id
    differing = {re.split(r"[.\[]", place)[0] for place in world.engine.diff(imported, inputs).kinds}
    assert differing <= set(example.unread)


@_EVERY
def test_an_unknown_property_is_refused_by_its_name(path: str, aws: Engine) -> None:
    token, _ = _example(path)
    with pytest.raises(CheckFailedError) as refusal:
        aws.check(aws.urn(token), {"noSuchThing": 1})
    assert [reason for reason in refusal.value.reasons if reason.startswith("noSuchThing: unknown property")]


@pytest.mark.parametrize("path", _WITH_SECRETS)
def test_secret_inputs_stay_secret_in_the_outputs(path: str, world: World) -> None:
    token, example = _example(path)
    inputs = example.inputs(world)
    state = world.engine.create(token, inputs)
    whole = {name for name, value in inputs.items() if isinstance(value, Secret)} | schema_of(token).secret_outputs
    assert {name for name, value in state.outputs.items() if isinstance(value, Secret)} >= whole
    assert secret_texts(state.outputs) >= secret_texts(inputs)


@_EVERY
def test_a_creation_that_the_engine_forgot_is_adopted_not_repeated(path: str, world: World) -> None:
    """The engine was killed after the effect and before it wrote its state."""
    token, example = _example(path)
    inputs = example.inputs(world)
    first = world.engine.create(token, inputs)
    second = world.engine.create(token, inputs)
    assert second.id == first.id
    assert world.engine.diff(second, inputs).kinds == {}


@_EVERY
def test_a_creation_that_died_before_its_id_was_written_is_found(
    path: str, world: World, journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The provider was killed between the effect and its own journal."""
    token, example = _example(path)
    inputs = example.inputs(world)
    made: list[str] = []

    def die(_nonce: str, resource_id: str) -> None:
        made.append(resource_id)
        raise ConnectionResetError

    with monkeypatch.context() as patch:
        patch.setattr(journal, "made", die)
        with pytest.raises(ProviderError):
            world.engine.create(token, inputs)
    state = world.engine.create(token, inputs)
    if path == "lambda/layerVersion:LayerVersion":
        return  # every publication is a version of its own, and no version names its maker
    assert state.id == made[0]


def _assert_holds(outputs: Mapping[str, Any], inputs: Mapping[str, Any]) -> None:
    held = {name: value for name, value in plain(inputs).items() if value not in ({}, [])}
    assert {name: outputs[name] for name in held} == held


def _assert_agrees(previewed: Mapping[str, Any], outputs: Mapping[str, Any]) -> None:
    """What a preview said is what came; only unknowns were open, and empty is as good as absent."""
    wrong = {
        name: (value, outputs[name])
        for name, value in previewed.items()
        if not undetermined(value) and (value or None) != (outputs[name] or None)
    }
    assert wrong == {}
