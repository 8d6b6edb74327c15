"""Where the emulator is corrected to answer as AWS does."""

import pytest
from botocore.exceptions import ClientError

from tests.local.cloud.aws.conftest import Emulator

pytestmark = pytest.mark.real


def test_a_secret_without_a_value_has_no_current_version(emulator: Emulator) -> None:
    secrets = emulator.client("secretsmanager")
    secrets.create_secret(Name="local/empty")
    assert not secrets.describe_secret(SecretId="local/empty").get("VersionIdsToStages")
    with pytest.raises(ClientError) as refused:
        secrets.get_secret_value(SecretId="local/empty")
    assert refused.value.response["Error"]["Code"] == "ResourceNotFoundException"


def test_the_first_value_of_such_a_secret_becomes_current(emulator: Emulator, canary: str) -> None:
    secrets = emulator.client("secretsmanager")
    secrets.create_secret(Name="local/empty")
    secrets.put_secret_value(SecretId="local/empty", SecretString=canary)
    assert secrets.get_secret_value(SecretId="local/empty")["SecretString"] == canary
    assert list(secrets.describe_secret(SecretId="local/empty")["VersionIdsToStages"].values()) == [["AWSCURRENT"]]


def test_a_secret_with_a_value_keeps_it(emulator: Emulator, canary: str) -> None:
    secrets = emulator.client("secretsmanager")
    secrets.create_secret(Name="local/full", SecretString=canary)
    assert secrets.get_secret_value(SecretId="local/full")["SecretString"] == canary
