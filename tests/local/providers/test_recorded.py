"""Types that are checked and recorded: what holds for every row, and for a type that no row names."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import pytest

from local.providers.aws.package import PACKAGE
from local.providers.journal import Journal
from local.providers.schema import known_types, schema_of
from local.providers.values import Secret, plain, undetermined
from tests.local.providers.engine import CheckFailedError, Engine, engine_for
from tests.local.providers.synthesis import least, value_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_ROWS: Final = sorted(token for token, row in PACKAGE.types.items() if not row.effect.real)
_WITHOUT_A_ROW: Final = (
    "aws:accessanalyzer/analyzer:Analyzer",
    "aws:cloudfront/distribution:Distribution",
    "aws:ebs/encryptionByDefault:EncryptionByDefault",
    "aws:ecs/cluster:Cluster",
    "aws:eks/cluster:Cluster",
    "aws:guardduty/detector:Detector",
    "aws:iam/user:User",
    "aws:kinesis/stream:Stream",
    "aws:msk/cluster:Cluster",
    "aws:opensearch/domain:Domain",
    "aws:redshift/cluster:Cluster",
    "aws:ses/emailIdentity:EmailIdentity",
    "aws:wafv2/webAcl:WebAcl",
)
_EVERY: Final = pytest.mark.parametrize("token", [*_ROWS, *_WITHOUT_A_ROW])
_ARN: Final = re.compile(r"arn:aws:[a-z0-9-]+:(us-east-1)?:000000000000:.+")


@pytest.fixture
def recording(monkeypatch: pytest.MonkeyPatch, journal: Journal) -> Iterator[Engine]:
    """A provider with an endpoint that nobody answers at: recorded types never ask it."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    monkeypatch.setattr("local.providers.aws.connection.Aws.account", "000000000000")
    with engine_for(PACKAGE, journal) as engine:
        yield engine


@_EVERY
def test_the_least_inputs_live_a_whole_life(token: str, recording: Engine) -> None:
    inputs = least(schema_of(token).inputs)
    previewed = recording.preview(token, inputs)
    state = recording.create(token, inputs)
    assert state.id
    assert state.outputs.keys() >= previewed.keys()
    assert not undetermined(state.outputs)
    assert recording.diff(state, inputs).kinds == {}
    assert recording.refresh(state) == state
    recording.delete(state)
    assert recording.refresh(state) is None
    recording.delete(state)


@_EVERY
def test_ids_and_arns_have_the_real_shape(token: str, recording: Engine) -> None:
    state = recording.create(token, least(schema_of(token).inputs))
    if arn := state.plain.get("arn"):
        assert _ARN.fullmatch(arn), arn
        assert "{" not in arn
    assert "{" not in state.id


@_EVERY
def test_an_unknown_and_an_ill_typed_property_are_refused_together(token: str, recording: Engine) -> None:
    fields = schema_of(token).inputs.fields
    texts = [name for name, shape in fields.items() if value_of(shape, name) == f"some-{name}"]
    wrong = {**least(schema_of(token).inputs), "noSuchThing": 1, **{name: ["x"] for name in texts[:1]}}
    with pytest.raises(CheckFailedError) as refusal:
        recording.check(recording.urn(token), wrong)
    assert len(refusal.value.reasons) == 1 + len(texts[:1]), refusal.value.reasons


def test_a_change_of_tags_updates_even_where_everything_else_replaces(recording: Engine) -> None:
    token, inputs = "aws:ec2/flowLog:FlowLog", {"trafficType": "ALL", "vpcId": "vpc-1"}
    state = recording.create(token, inputs)
    assert not recording.diff(state, {**inputs, "tags": {"Owner": "platform"}}).replaces
    assert recording.diff(state, {**inputs, "trafficType": "REJECT"}).replaces


def test_recorded_resources_outlive_the_process_and_their_secrets_are_not_written(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    monkeypatch.setattr("local.providers.aws.connection.Aws.account", "000000000000")
    token, canary = "aws:rds/instance:Instance", "canary-" + tmp_path.name
    inputs = {"instanceClass": "db.t3.micro", "engine": "postgres", "password": Secret(canary), "dbName": "vault"}
    file = tmp_path / "providers" / "journal.db"
    first = Journal(file)
    with engine_for(PACKAGE, first) as engine:
        state = engine.create(token, inputs)
    first.close()
    written = b"".join(path.read_bytes() for path in file.parent.iterdir())
    assert b"postgres" in written
    assert canary.encode() not in written
    with engine_for(PACKAGE, Journal(file)) as engine:
        assert engine.refresh(state) == state
        assert plain(state.outputs["password"]) == canary


def test_every_type_of_the_sdk_is_served_or_refused_by_name(recording: Engine) -> None:
    assert len(known_types("aws")) > 1500
    with pytest.raises(AssertionError, match="has no resource type aws:kms/nothing:Nothing"):
        recording.create("aws:kms/nothing:Nothing", {})
