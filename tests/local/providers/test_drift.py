"""What changed behind the engine's back is seen by a refresh and put right by the next update."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

import pytest

from local.providers.values import Secret, plain, undetermined
from tests.local.providers.emulator import client_of
from tests.local.providers.world import World, policy

if TYPE_CHECKING:
    from tests.local.providers.engine import Engine

pytestmark = pytest.mark.real


@pytest.fixture
def world(aws: Engine) -> World:
    return World(engine=aws)


def test_a_changed_description_and_a_foreign_tag_are_put_right(world: World, endpoint: str) -> None:
    token, inputs = "aws:secretsmanager/secret:Secret", {"description": "one", "tags": {"Owner": "platform"}}
    state, client = world.engine.create(token, inputs), client_of(endpoint, "secretsmanager")
    client.update_secret(SecretId=state.id, Description="two")
    client.tag_resource(SecretId=state.id, Tags=[{"Key": "Foreign", "Value": "yes"}])
    refreshed = world.engine.refresh(state)
    assert refreshed is not None
    assert world.engine.diff(refreshed, inputs).kinds == {"description": "UPDATE", "tags.Foreign": "DELETE"}
    world.engine.update(refreshed, inputs)
    described = client.describe_secret(SecretId=state.id)
    assert described["Description"] == "one"
    assert described["Tags"] == [{"Key": "Owner", "Value": "platform"}]


def test_a_property_that_the_program_never_set_is_seen_when_someone_sets_it(world: World, endpoint: str) -> None:
    token = "aws:secretsmanager/secret:Secret"
    state = world.engine.create(token, {})
    client_of(endpoint, "secretsmanager").update_secret(SecretId=state.id, Description="by hand")
    refreshed = world.engine.refresh(state)
    assert refreshed is not None
    assert world.engine.diff(refreshed, {}).kinds == {"description": "DELETE"}


def test_a_value_changed_by_hand_is_another_version_and_no_drift(world: World, endpoint: str) -> None:
    token, secret = "aws:secretsmanager/secretVersion:SecretVersion", world.secret()
    inputs = {"secretId": secret, "secretString": Secret(uuid.uuid4().hex)}
    state = world.engine.create(token, inputs)
    client_of(endpoint, "secretsmanager").put_secret_value(SecretId=secret, SecretString=uuid.uuid4().hex)
    refreshed = world.engine.refresh(state)
    assert refreshed is not None
    assert plain(refreshed.outputs["versionStages"]) == ["AWSPREVIOUS"]
    assert world.engine.diff(refreshed, inputs).kinds == {}


def test_an_alarm_on_a_percentile_is_as_it_was_made(world: World) -> None:
    token, inputs = (
        "aws:cloudwatch/metricAlarm:MetricAlarm",
        {
            "name": f"slow-{uuid.uuid4().hex}",
            "comparisonOperator": "GreaterThanThreshold",
            "evaluationPeriods": 3,
            "threshold": 0.1,
            "namespace": "AWS/ApplicationELB",
            "metricName": "TargetResponseTime",
            "period": 300,
            "extendedStatistic": "p99",
        },
    )
    refreshed = world.engine.refresh(world.engine.create(token, inputs))
    assert refreshed is not None
    assert world.engine.diff(refreshed, inputs).kinds == {}


def test_a_widened_policy_is_seen(world: World, endpoint: str) -> None:
    token, inputs = "aws:iam/rolePolicy:RolePolicy", {"role": world.role().id, "policy": policy(action="kms:Decrypt")}
    state = world.engine.create(token, inputs)
    wide = {"RoleName": world.role().id, "PolicyName": state.plain["name"], "PolicyDocument": policy(action="*")}
    client_of(endpoint, "iam").put_role_policy(**wide)
    refreshed = world.engine.refresh(state)
    assert refreshed is not None
    assert world.engine.diff(refreshed, inputs).kinds == {"policy": "UPDATE"}


def test_a_parameter_changed_by_hand_is_put_right_and_stays_secret(world: World, endpoint: str) -> None:
    value, other = uuid.uuid4().hex, uuid.uuid4().hex
    token = "aws:ssm/parameter:Parameter"
    inputs = {"name": f"/{world.tag}", "type": "SecureString", "value": Secret(value)}
    state, client = world.engine.create(token, inputs), client_of(endpoint, "ssm")
    client.put_parameter(Name=state.id, Value=other, Overwrite=True)
    refreshed = world.engine.refresh(state)
    assert refreshed is not None
    assert refreshed.inputs["value"] == Secret(other)
    assert world.engine.diff(refreshed, inputs).kinds == {"value": "UPDATE"}
    world.engine.update(refreshed, inputs)
    assert client.get_parameter(Name=state.id, WithDecryption=True)["Parameter"]["Value"] == value


def test_what_was_deleted_by_hand_is_gone_for_the_engine_too(world: World, endpoint: str) -> None:
    state = world.engine.create("aws:kms/key:Key", {})
    client_of(endpoint, "kms").schedule_key_deletion(KeyId=state.id, PendingWindowInDays=7)
    assert world.engine.refresh(state) is None


def test_updating_what_is_gone_says_how_to_go_on(world: World, endpoint: str) -> None:
    state = world.engine.create(
        "aws:cloudwatch/dashboard:Dashboard", {"dashboardName": world.tag, "dashboardBody": "{}"}
    )
    client_of(endpoint, "cloudwatch").delete_dashboards(DashboardNames=[world.tag])
    refreshed = world.engine.refresh(state)
    assert refreshed is None


def test_what_someone_else_made_is_not_taken_over(world: World, endpoint: str) -> None:
    client_of(endpoint, "secretsmanager").create_secret(Name=f"foreign-{world.tag}")
    for _ in range(2):
        with pytest.raises(AssertionError, match="ResourceExistsException"):
            world.engine.create("aws:secretsmanager/secret:Secret", {"name": f"foreign-{world.tag}"})


def test_a_leftover_that_no_longer_fits_is_replaced(world: World, endpoint: str) -> None:
    token = "aws:secretsmanager/secret:Secret"
    first = world.engine.create(token, {"name": f"one-{world.tag}", "recoveryWindowInDays": 0})
    second = world.engine.create(token, {"name": f"two-{world.tag}", "recoveryWindowInDays": 0})
    assert second.id != first.id
    assert world.engine.refresh(first) is None


def test_a_leftover_with_other_inputs_is_brought_up_to_date(world: World) -> None:
    token = "aws:secretsmanager/secret:Secret"
    first = world.engine.create(token, {"name": f"one-{world.tag}", "description": "one"})
    second = world.engine.create(token, {"name": f"one-{world.tag}", "description": "two", "tags": {"a": "b"}})
    assert second.id == first.id
    assert second.plain["description"] == "two"
    assert world.engine.refresh(second) == second


def test_what_the_engine_knows_is_never_adopted(world: World) -> None:
    """A replacement is a new resource, even where the old one would do."""
    first = world.engine.create("aws:kms/key:Key", {"description": "one"})
    world.engine.diff(first, {"description": "one"})
    second = world.engine.create("aws:kms/key:Key", {"description": "one"})
    assert second.id != first.id


def test_a_launch_template_counts_its_versions(world: World) -> None:
    token = "aws:ec2/launchTemplate:LaunchTemplate"
    state = world.engine.create(token, {"userData": "b25l"})
    assert state.plain["latestVersion"] == 1
    previewed = world.engine.update(state, {"userData": "dHdv"}, preview=True)
    assert undetermined(previewed.outputs["latestVersion"])
    updated = world.engine.update(state, {"userData": "dHdv"})
    assert updated.plain["latestVersion"] == 2


def test_a_deleted_object_leaves_no_version_in_its_bucket(world: World, endpoint: str) -> None:
    bucket = world.engine.create("aws:s3/bucket:Bucket", {}, name=f"versions-{world.tag}")
    enabled = {"bucket": bucket.id, "versioningConfiguration": {"status": "Enabled"}}
    world.engine.create("aws:s3/bucketVersioning:BucketVersioning", enabled)
    inputs = {"bucket": bucket.id, "key": "program", "content": "one"}
    stored = world.engine.create("aws:s3/bucketObjectv2:BucketObjectv2", inputs)
    stored = world.engine.update(stored, {**inputs, "content": "two"})
    client_of(endpoint, "s3").put_object(Bucket=bucket.id, Key="program-of-another", Body=b"")
    world.engine.delete(stored)
    left = client_of(endpoint, "s3").list_object_versions(Bucket=bucket.id)
    assert {version["Key"] for version in left["Versions"]} == {"program-of-another"}
    assert "DeleteMarkers" not in left
    with pytest.raises(AssertionError, match="BucketNotEmpty"):
        world.engine.delete(bucket)


def test_a_locked_bucket_keeps_its_versioning_whatever_is_deleted_first(world: World, endpoint: str) -> None:
    bucket = world.engine.create("aws:s3/bucket:Bucket", {"objectLockEnabled": True}, name=f"locked-{world.tag}")
    enabled = {"bucket": bucket.id, "versioningConfiguration": {"status": "Enabled"}}
    versioning = world.engine.create("aws:s3/bucketVersioning:BucketVersioning", enabled)
    retention = {"bucket": bucket.id, "rule": {"defaultRetention": {"mode": "GOVERNANCE", "days": 1}}}
    token = "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration"
    lock = world.engine.create(token, retention)
    world.engine.delete(versioning)
    assert client_of(endpoint, "s3").get_bucket_versioning(Bucket=bucket.id)["Status"] == "Enabled"
    world.engine.delete(lock)
    world.engine.delete(bucket)
    assert world.engine.refresh(bucket) is None
