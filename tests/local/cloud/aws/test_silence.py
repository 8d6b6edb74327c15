"""No value reaches a log or the audit trail."""

import base64
import logging
import stat
import sys
import types
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from local.cloud.aws.quiet import MaskingFormatter
from tests.local.cloud.aws.conftest import Emulator
from tests.local.cloud.conftest import eventually


@pytest.mark.real
def test_no_log_holds_a_value_whatever_was_done_with_it(emulator: Emulator, canary: str) -> None:
    _use_everywhere(emulator, canary)
    _misuse(emulator, canary)
    logs = {file: file.read_bytes() for file in (emulator.directory / "logs").iterdir()}
    text = b"".join(logs.values())
    assert b"secretsmanager CreateSecret 200" in text, "there is a log, and it says what was asked for"
    assert [file.name for file, content in logs.items() if _holds(content, canary)] == []


@pytest.mark.real
def test_no_event_of_the_audit_trail_holds_a_value(emulator: Emulator, canary: str) -> None:
    _use_everywhere(emulator, canary)
    trail = (emulator.directory / "aws" / "state" / "trail.jsonl").read_bytes()
    events = str(emulator.client("cloudtrail").lookup_events(MaxResults=50)["Events"]).encode()
    assert b"PutSecretValue" in trail
    assert b"PutParameter" in events
    assert (_holds(trail, canary), _holds(events, canary)) == (False, False)


@pytest.mark.real
def test_the_store_is_its_owners_alone(emulator: Emulator, canary: str) -> None:
    emulator.client("secretsmanager").create_secret(Name="local/one", SecretString=canary)
    emulator.client("s3").create_bucket(Bucket="a-bucket")
    emulator.client("s3").put_object(Bucket="a-bucket", Key="k", Body=canary.encode())
    store = emulator.directory / "aws"
    files = [store, *store.rglob("*")]
    assert len(files) > 4
    assert [file for file in files if stat.S_IMODE(file.stat().st_mode) & 0o077] == []


def test_a_line_with_a_stored_value_is_masked(monkeypatch: pytest.MonkeyPatch, canary: str) -> None:
    inner = canary[::-1]
    _store(monkeypatch, SecretString=f'{{"user": "somebody", "nested": [{{"password": "{inner}"}}]}}')
    line = _formatted("%s failed with %s for %s", "the function", inner, "local/one")
    assert line == "the function failed with (a stored value) for local/one"


def test_a_value_that_holds_another_is_masked_whole(monkeypatch: pytest.MonkeyPatch, canary: str) -> None:
    _store(monkeypatch, SecretString=canary, SecretBinary=canary + "-and-more")
    assert _formatted("got %s", canary + "-and-more") == "got (a stored value)"


def test_an_exception_is_logged_without_its_message(canary: str) -> None:
    line = ""
    try:
        int(canary)
    except ValueError:
        line = _formatted("a request failed", error=True)
    assert "ValueError at " in line
    assert canary not in line


def _use_everywhere(emulator: Emulator, canary: str) -> None:
    secrets, kms = emulator.client("secretsmanager"), emulator.client("kms")
    emulator.function("thrower", "def handler(event, context):\n    print(event)\n    raise ValueError(str(event))\n")
    emulator.invoke("thrower", {"value": canary})
    emulator.client("lambda").update_function_configuration(
        FunctionName="thrower", Environment={"Variables": {"VALUE": canary}}
    )
    secrets.create_secret(Name="local/one", SecretString=canary)
    secrets.put_secret_value(SecretId="local/one", SecretBinary=canary.encode())
    secrets.get_secret_value(SecretId="local/one")
    emulator.client("ssm").put_parameter(Name="/one", Value=canary, Type="SecureString")
    key = kms.create_key()["KeyMetadata"]["KeyId"]
    kms.encrypt(KeyId=key, Plaintext=canary.encode())
    data = {"UserData": base64.b64encode(canary.encode()).decode()}
    emulator.client("ec2").create_launch_template(LaunchTemplateName="template", LaunchTemplateData=data)
    topic = emulator.client("sns").create_topic(Name="a-topic")["TopicArn"]
    emulator.client("sns").publish(TopicArn=topic, Message=canary)


def _misuse(emulator: Emulator, canary: str) -> None:
    """Provoke errors that quote what was given."""
    with pytest.raises(ClientError):
        emulator.client("iam").create_policy(PolicyName="bad", PolicyDocument=canary)
    with pytest.raises(ClientError):
        emulator.client("s3").get_object(Bucket="no-such-bucket", Key=canary)
    log = emulator.directory / "logs" / "aws.log"
    eventually(lambda: b"GET 404" in log.read_bytes(), "the last request is logged")


def _holds(content: bytes, canary: str) -> bool:
    return canary.encode() in content or base64.b64encode(canary.encode()) in content


def _store(monkeypatch: pytest.MonkeyPatch, **version: Any) -> None:
    """Put a secret into what the formatter takes for the emulator's Secrets Manager."""
    entry = {"Name": "local/one", "Versions": {"1": version}}
    module = types.SimpleNamespace(_secrets=types.SimpleNamespace(_data={("0", "us-east-1", "local/one"): entry}))
    monkeypatch.setitem(sys.modules, "ministack.services.secretsmanager", module)


def _formatted(message: str, *arguments: object, error: bool = False) -> str:
    information = sys.exc_info() if error else None
    record = logging.LogRecord("ministack", logging.WARNING, str(Path(__file__)), 1, message, arguments, information)
    return MaskingFormatter("%(message)s").format(record)
