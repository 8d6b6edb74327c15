"""What the engine relies on, whatever the type: checks, diffs, names, previews, secrets, configurations."""

from __future__ import annotations

import re
import uuid
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import pytest

from local.providers.aws.package import PACKAGE as AWS
from local.providers.journal import Journal
from local.providers.randomness import PACKAGE as RANDOM
from local.providers.server import serving
from local.providers.values import UNKNOWN, Asset, Secret, decode, encode, plain, undetermined
from tests.local.providers.engine import CheckFailedError, Engine, ProviderError, attached

if TYPE_CHECKING:
    from collections.abc import Iterator

_VPC: Final = "aws:ec2/vpc:Vpc"
_GROUP: Final = "aws:ec2/securityGroup:SecurityGroup"
_TABLE: Final = "aws:ec2/routeTable:RouteTable"
_SECRET: Final = "aws:secretsmanager/secret:Secret"
_VERSION: Final = "aws:secretsmanager/secretVersion:SecretVersion"


@pytest.fixture
def unanswered(monkeypatch: pytest.MonkeyPatch) -> None:
    """An endpoint at which nobody answers: enough for recorded types."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    monkeypatch.setattr("local.providers.aws.connection.Aws.account", "000000000000")


@pytest.fixture
def engine(unanswered: None) -> Iterator[Engine]:
    with serving({"aws": AWS}, Journal()) as ports, attached(ports["aws"]) as engine:
        engine.configure()
        yield engine


def test_values_survive_the_wire() -> None:
    asset = Asset(archive=True, fields={"path": "here", "hash": "abc"})
    values = {"a": Secret({"b": [1, 2.5, None, True]}), "c": UNKNOWN, "d": asset, "e": "text", "f": [], "g": {}}
    assert decode(encode(values)) == values


def test_a_representation_of_a_secret_does_not_tell_it() -> None:
    canary = uuid.uuid4().hex
    assert canary not in repr({"password": Secret(canary)})


def test_all_problems_come_at_once_with_path_and_suggestion(engine: Engine) -> None:
    inputs = {"vpcID": "vpc-1", "routes": [{"cidrBlok": "0.0.0.0/0"}], "tags": {"Owner": 1}}
    with pytest.raises(CheckFailedError) as refusal:
        engine.check(engine.urn(_TABLE), inputs)
    assert refusal.value.reasons == [
        "routes[0].cidrBlok: unknown property; did you mean cidrBlock?",
        "tags.Owner: expected a string, got a number",
        "vpcID: unknown property; did you mean vpcId?",
        "vpcId: required, but missing",
    ]


def test_a_refusal_never_repeats_a_value(engine: Engine) -> None:
    canary = uuid.uuid4().hex
    with pytest.raises(CheckFailedError) as refusal:
        engine.check(engine.urn(_SECRET), {"recoveryWindowInDays": Secret(canary), "kmsKeyId": [Secret(canary)]})
    assert len(refusal.value.reasons) == 2
    assert canary not in str(refusal.value)


def test_unknowns_pass_every_check(engine: Engine) -> None:
    checked = engine.check(engine.urn(_TABLE), {"vpcId": UNKNOWN, "routes": UNKNOWN, "tags": {"Owner": UNKNOWN}})
    assert undetermined(checked["vpcId"])


def test_a_missing_name_is_made_of_the_resources_and_kept(engine: Engine) -> None:
    state = engine.create(_GROUP, {"vpcId": "vpc-1"}, name="vault")
    assert re.fullmatch(r"vault-[0-9a-f]{7}", state.plain["name"])
    assert engine.check(state.urn, {"vpcId": "vpc-1"}, state)["name"] == state.plain["name"]


def test_a_replacement_gets_another_name(engine: Engine) -> None:
    state = engine.create(_GROUP, {"vpcId": "vpc-1"}, name="vault")
    assert engine.diff(state, {"vpcId": "vpc-2"}).replaces
    replacement = Engine(stub=engine.stub).create(_GROUP, {"vpcId": "vpc-2"}, name="vault")
    assert replacement.plain["name"] != state.plain["name"]
    assert replacement.id != state.id


def test_a_fixed_name_makes_the_old_one_go_first(engine: Engine) -> None:
    named = engine.create(_GROUP, {"vpcId": "vpc-1", "name": "vault"})
    assert engine.diff(named, {"vpcId": "vpc-2", "name": "vault"}).delete_first
    unnamed = engine.create(_GROUP, {"vpcId": "vpc-1"}, name="other")
    assert not engine.diff(unnamed, {"vpcId": "vpc-2"}).delete_first


def test_a_name_prefix_is_left_to_the_service(engine: Engine) -> None:
    checked = engine.check(engine.urn(_GROUP), {"namePrefix": "vault-"})
    assert "name" not in checked


def test_a_diff_names_each_property_by_path_and_kind(engine: Engine) -> None:
    rules = [{"protocol": "tcp", "fromPort": 1, "toPort": 1}]
    state = engine.create(_VPC, {"cidrBlock": "10.0.0.0/16", "tags": {"a": "1", "b.c": "2"}})
    diff = engine.diff(state, {"cidrBlock": "10.1.0.0/16", "tags": {"b.c": "3", "d": "4"}, "enableDnsHostnames": True})
    assert diff.replaces
    assert diff.kinds == {
        "cidrBlock": "UPDATE_REPLACE",
        "enableDnsHostnames": "ADD",
        "tags.a": "DELETE",
        'tags["b.c"]': "UPDATE",
        "tags.d": "ADD",
    }
    group = engine.create(_GROUP, {"ingress": rules})
    assert engine.diff(group, {"ingress": [*rules, *rules]}).kinds == {"ingress": "UPDATE"}


def test_a_secret_mark_on_one_side_only_is_no_change(engine: Engine) -> None:
    value = uuid.uuid4().hex
    state = engine.create("aws:rds/instance:Instance", {"instanceClass": "db.t3.micro", "password": Secret(value)})
    assert engine.diff(state, {"instanceClass": "db.t3.micro", "password": value}).kinds == {}


def test_an_unknown_input_is_a_change(engine: Engine) -> None:
    state = engine.create(_VPC, {"cidrBlock": "10.0.0.0/16"})
    diff = engine.diff(state, {"cidrBlock": UNKNOWN})
    assert diff.kinds == {"cidrBlock": "UPDATE_REPLACE"}


def test_a_set_in_another_order_is_no_change(engine: Engine) -> None:
    token = "aws:rds/subnetGroup:SubnetGroup"
    state = engine.create(token, {"subnetIds": ["subnet-1", "subnet-2"]})
    assert engine.diff(state, {"subnetIds": ["subnet-2", "subnet-1"]}).kinds == {}


def test_a_document_written_differently_is_no_change(engine: Engine) -> None:
    token = "aws:ec2/vpcEndpoint:VpcEndpoint"
    inputs = {"vpcId": "vpc-1", "serviceName": "com.amazonaws.us-east-1.s3"}
    state = engine.create(token, {**inputs, "policy": '{"Version": "2012-10-17", "Statement": []}'})
    assert engine.diff(state, {**inputs, "policy": '{"Statement":[],"Version":"2012-10-17"}'}).kinds == {}
    assert engine.diff(state, {**inputs, "policy": '{"Statement":[{}],"Version":"2012-10-17"}'}).kinds


def test_restating_a_default_or_a_computed_value_is_no_change(engine: Engine) -> None:
    state = engine.create(_VPC, {"cidrBlock": "10.0.0.0/16"})
    restated = {"cidrBlock": "10.0.0.0/16", "enableDnsSupport": True, "region": "us-east-1"}
    assert engine.diff(state, restated).kinds == {}


def test_an_updates_preview_keeps_what_is_stable(engine: Engine) -> None:
    state = engine.create(_VPC, {"cidrBlock": "10.0.0.0/16"})
    previewed = engine.update(state, {"cidrBlock": "10.0.0.0/16", "tags": {"a": UNKNOWN}}, preview=True)
    assert previewed.outputs["arn"] == state.outputs["arn"]
    assert undetermined(previewed.outputs["tags"])
    assert undetermined(previewed.outputs["tagsAll"])


def test_default_tags_are_in_all_tags_only(engine: Engine) -> None:
    engine.configure(region="us-east-1", defaultTags={"tags": {"Owner": "platform", "Project": "strongroom"}})
    state = engine.create(_VPC, {"cidrBlock": "10.0.0.0/16", "tags": {"Owner": "security"}})
    assert state.plain["tags"] == {"Owner": "security"}
    assert state.plain["tagsAll"] == {"Owner": "security", "Project": "strongroom"}


def test_each_connection_has_its_own_configuration(unanswered: None) -> None:
    with serving({"aws": AWS}, Journal()) as ports, attached(ports["aws"]) as east, attached(ports["aws"]) as west:
        east.configure(region="us-east-1")
        west.configure(region="us-west-2")
        regions = [each.create(_VPC, {"cidrBlock": "10.0.0.0/16"}).plain["region"] for each in (east, west)]
    assert regions == ["us-east-1", "us-west-2"]


def test_a_connection_without_a_configuration_borrows_none(unanswered: None) -> None:
    with serving({"aws": AWS}, Journal()) as ports, attached(ports["aws"]) as one, attached(ports["aws"]) as other:
        one.configure()
        with pytest.raises(ProviderError, match="not configured on this connection"):
            other.create(_VPC, {"cidrBlock": "10.0.0.0/16"})


def test_a_wrong_setting_of_a_provider_is_refused(engine: Engine) -> None:
    with pytest.raises(CheckFailedError, match="regoin: unknown property; did you mean region"):
        engine.configure(regoin="us-east-1")


def test_an_error_repeats_no_secret(monkeypatch: pytest.MonkeyPatch, unanswered: None) -> None:
    canary = uuid.uuid4().hex

    def tell(*_: Any) -> None:
        raise LookupError(canary)

    with serving({"aws": AWS}, Journal()) as ports, attached(ports["aws"]) as engine:
        engine.configure()
        monkeypatch.setattr("local.providers.lifecycle.Lifecycle._guard", tell)
        with pytest.raises(ProviderError, match="LookupError at") as failure:
            engine.create(_VERSION, {"secretId": "one", "secretString": Secret(canary)})
    assert canary not in str(failure.value)


def test_the_version_is_the_sdks() -> None:
    from google.protobuf import empty_pb2

    with serving({"random": RANDOM}, Journal()) as ports, attached(ports["random"]) as engine:
        assert engine.stub.GetPluginInfo(empty_pb2.Empty()).version.startswith("4.")


def test_plain_values_have_no_marks() -> None:
    assert plain({"a": Secret([Secret(1)]), "b": {"c": Secret("d")}}) == {"a": [1], "b": {"c": "d"}}


def test_a_renamed_resource_is_not_taken_for_a_leftover_of_its_old_name(engine: Engine) -> None:
    """An alias in the program gives a resource another URN; the old one can be used again."""
    state = engine.create(_VPC, {"cidrBlock": "10.0.0.0/16"}, name="old")
    renamed = replace(state, urn=engine.urn(_VPC, "new"))
    assert engine.diff(renamed, {"cidrBlock": "10.0.0.0/16"}).kinds == {}
    another = engine.create(_VPC, {"cidrBlock": "10.0.0.0/16"}, name="old")
    assert another.id != state.id


def test_a_resource_that_the_engine_replaces_unasked_is_made_anew(engine: Engine) -> None:
    """`pulumi up --replace` asks for no diff: the check with old inputs says that the engine has the resource."""
    state = engine.create(_VPC, {"cidrBlock": "10.0.0.0/16"})
    engine.check(state.urn, {"cidrBlock": "10.0.0.0/16"}, state)
    assert engine.create(_VPC, {"cidrBlock": "10.0.0.0/16"}).id != state.id


def test_an_import_marks_what_is_secret(random: Engine) -> None:
    imported = random.read("random:index/randomPassword:RandomPassword", uuid.uuid4().hex)
    assert imported is not None
    assert isinstance(imported.outputs["result"], Secret)


def test_a_write_only_input_is_never_an_output(engine: Engine) -> None:
    token, inputs = (
        "aws:rds/instance:Instance",
        {"instanceClass": "db.t3.micro", "passwordWo": Secret(uuid.uuid4().hex)},
    )
    assert plain(engine.preview(token, inputs)["passwordWo"]) is None
    state = engine.create(token, inputs)
    assert plain(state.outputs["passwordWo"]) is None
    assert engine.diff(state, {**inputs, "passwordWo": Secret(uuid.uuid4().hex)}).kinds == {}
    assert engine.diff(state, {**inputs, "passwordWoVersion": 2}).kinds == {"passwordWoVersion": "ADD"}
