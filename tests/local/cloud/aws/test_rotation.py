"""The emulator drives a rotation as Secrets Manager does."""

import uuid
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.local.cloud.aws.conftest import Emulator
from tests.local.cloud.conftest import eventually

pytestmark = pytest.mark.real
NAME = "local/harbour/key"
# A function that rotates as AWS's own template does, and that fails in the step that its environment names.
FUNCTION = """
import boto3, os, secrets
def handler(event, context):
    store = boto3.client("secretsmanager")
    arn, token, step = event["SecretId"], event["ClientRequestToken"], event["Step"]
    stages = store.describe_secret(SecretId=arn)["VersionIdsToStages"]
    assert stages[token] == ["AWSPENDING"], stages
    if step == "createSecret":
        try:
            store.get_secret_value(SecretId=arn, VersionId=token, VersionStage="AWSPENDING")
        except store.exceptions.ResourceNotFoundException:
            value = secrets.token_urlsafe(32)
            new = {"SecretString": value, "VersionStages": ["AWSPENDING"]}
            store.put_secret_value(SecretId=arn, ClientRequestToken=token, **new)
    if step == "testSecret" and store.describe_secret(SecretId=arn)["Description"] == "broken":
        raise RuntimeError("the value does not work")
    if step == "finishSecret":
        current = next(version for version, labels in stages.items() if "AWSCURRENT" in labels)
        store.update_secret_version_stage(
            SecretId=arn, VersionStage="AWSCURRENT", MoveToVersionId=token, RemoveFromVersionId=current
        )
"""


def prepared(emulator: Emulator, value: str, description: str = "") -> Any:
    """A secret with a value, and with the function that rotates it."""
    emulator.function("rotator", FUNCTION)
    arn = emulator.client("lambda").get_function(FunctionName="rotator")["Configuration"]["FunctionArn"]
    store = emulator.client("secretsmanager")
    store.create_secret(Name=NAME, SecretString=value, Description=description)
    rules = {"AutomaticallyAfterDays": 30}
    store.rotate_secret(SecretId=NAME, RotationLambdaARN=arn, RotationRules=rules, RotateImmediately=False)
    return store


def stages(store: Any) -> dict[str, list[str]]:
    return dict(store.describe_secret(SecretId=NAME)["VersionIdsToStages"])


def test_a_schedule_alone_changes_no_value(emulator: Emulator, canary: str) -> None:
    store = prepared(emulator, canary)
    assert list(stages(store).values()) == [["AWSCURRENT"]]
    assert store.get_secret_value(SecretId=NAME)["SecretString"] == canary
    assert store.describe_secret(SecretId=NAME)["RotationEnabled"]


def test_a_rotation_runs_the_four_steps_and_outlives_a_crash(emulator: Emulator, canary: str) -> None:
    store = prepared(emulator, canary)
    token = str(uuid.uuid4())
    store.rotate_secret(SecretId=NAME, ClientRequestToken=token)
    eventually(lambda: "AWSCURRENT" in stages(store)[token], "the new version is current")
    value = store.get_secret_value(SecretId=NAME)["SecretString"]
    assert value != canary
    emulator.kill_and_start()
    described = store.describe_secret(SecretId=NAME)
    assert described["LastRotatedDate"] < described["NextRotationDate"]
    assert store.get_secret_value(SecretId=NAME)["SecretString"] == value


def test_a_failed_step_leaves_the_old_value_current_and_the_next_request_tries_again(
    emulator: Emulator, canary: str
) -> None:
    store = prepared(emulator, canary, "broken")
    token = str(uuid.uuid4())
    store.rotate_secret(SecretId=NAME, ClientRequestToken=token)
    log = emulator.directory / "logs" / "aws.log"
    eventually(lambda: "testSecret failed" in log.read_text(), "the failure is in the log")
    assert stages(store)[token] == ["AWSPENDING"]
    assert store.get_secret_value(SecretId=NAME, VersionStage="AWSCURRENT")["SecretString"] == canary
    store.update_secret(SecretId=NAME, Description="mended")
    with pytest.raises(ClientError, match="isn't complete"):
        store.rotate_secret(SecretId=NAME)
    eventually(lambda: "AWSCURRENT" in stages(store)[token], "the same version became current")


def test_a_version_takes_one_value(emulator: Emulator, canary: str) -> None:
    store = emulator.client("secretsmanager")
    store.create_secret(Name=NAME, SecretString=canary)
    token = str(uuid.uuid4())
    for _ in range(2):
        store.put_secret_value(SecretId=NAME, ClientRequestToken=token, SecretString=canary, VersionStages=["other"])
    with pytest.raises(ClientError, match="ResourceExistsException"):
        store.put_secret_value(SecretId=NAME, ClientRequestToken=token, SecretString=canary[::-1])


def test_a_cancelled_rotation_is_off(emulator: Emulator, canary: str) -> None:
    store = prepared(emulator, canary)
    store.cancel_rotate_secret(SecretId=NAME)
    assert not store.describe_secret(SecretId=NAME)["RotationEnabled"]
