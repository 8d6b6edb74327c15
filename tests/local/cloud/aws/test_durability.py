"""What the emulator acknowledged is there after kill -9, at whatever moment that comes."""

import json
import os
import signal
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import BotoCoreError, ClientError

from local import cloud
from tests.local.cloud.aws.conftest import Emulator
from tests.local.cloud.conftest import eventually, pid_of, quietly, runs

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.real


def test_values_and_keys_make_the_round_trip_and_survive_a_kill(emulator: Emulator, canary: str) -> None:
    kms, secrets = emulator.client("kms"), emulator.client("secretsmanager")
    key = kms.create_key(Description="for the test")["KeyMetadata"]["KeyId"]
    kms.create_alias(AliasName="alias/test", TargetKeyId=key)
    sealed = kms.encrypt(KeyId="alias/test", Plaintext=canary.encode())["CiphertextBlob"]
    secrets.create_secret(Name="local/one", SecretString="first", KmsKeyId=key)
    version = secrets.put_secret_value(SecretId="local/one", SecretString=canary)["VersionId"]
    for restart in (False, True):
        if restart:
            emulator.kill_and_start()
            kms, secrets = emulator.client("kms"), emulator.client("secretsmanager")
        assert kms.decrypt(CiphertextBlob=sealed)["Plaintext"] == canary.encode()
        current = secrets.get_secret_value(SecretId="local/one")
        assert (current["SecretString"], current["VersionId"]) == (canary, version)
        previous = secrets.get_secret_value(SecretId="local/one", VersionStage="AWSPREVIOUS")
        assert previous["SecretString"] == "first"


def test_every_service_of_the_program_keeps_its_resources_over_a_kill(emulator: Emulator) -> None:
    _make_one_of_each(emulator)
    before = _look_at_each(emulator)
    emulator.kill_and_start()
    after = _look_at_each(emulator)
    assert [service for service in before if before[service] != after[service]] == []


def test_a_function_still_runs_after_a_kill_and_its_old_worker_does_not(emulator: Emulator) -> None:
    emulator.function("pid", "import os\ndef handler(event, context):\n    return os.getpid()\n")
    old = emulator.invoke("pid", {})
    assert runs(old), "the worker is kept warm"
    emulator.kill_and_start()
    assert not runs(old)
    new = emulator.invoke("pid", {})
    assert runs(new)
    cloud.stop(emulator.directory, report=quietly)
    assert not runs(new), "a stop ends the workers as well"


def test_no_acknowledged_write_is_lost_by_a_kill_under_load(emulator: Emulator) -> None:
    """Eight writers, a kill in the middle: whatever a writer got an answer for is there."""
    acknowledged: set[str] = set()
    enough = threading.Event()

    def write(writer: int) -> None:
        client = emulator.client("secretsmanager")
        for number in range(1000):
            name = f"local/{writer}/{number}"
            try:
                client.create_secret(Name=name, SecretString=name)
                client.put_secret_value(SecretId=name, SecretString=name + "!")
            except (BotoCoreError, ClientError):
                return
            acknowledged.add(name)
            if len(acknowledged) > 60:
                enough.set()

    with ThreadPoolExecutor(8) as pool:
        writers = [pool.submit(write, number) for number in range(8)]
        assert enough.wait(60)
        os.kill(pid_of(emulator.directory, "aws"), signal.SIGKILL)
        for each in writers:
            each.result()
    cloud.start(emulator.directory, only=("aws",), report=quietly)
    client = emulator.client("secretsmanager")
    lost = [name for name in acknowledged if client.get_secret_value(SecretId=name)["SecretString"] != name + "!"]
    assert not lost


def test_what_follows_from_a_request_later_is_kept_too(emulator: Emulator) -> None:
    """Log lines of a function, a message in a queue: nobody's answer waits for them, a sweep writes them."""
    emulator.function("speaker", "def handler(event, context):\n    print('spoken')\n")
    emulator.invoke("speaker", {})
    state = emulator.directory / "aws" / "state" / "cloudwatch_logs.json"
    eventually(lambda: state.exists() and "spoken" in state.read_text(), "the sweep writes what a function printed")


def test_the_audit_trail_goes_on_over_a_kill(emulator: Emulator) -> None:
    emulator.client("kms").create_key(Description="before")
    emulator.kill_and_start()
    emulator.client("kms").create_key(Description="after")
    events = emulator.client("cloudtrail").lookup_events()["Events"]
    assert [event["EventName"] for event in events].count("CreateKey") == 2


def test_an_orderly_stop_with_kept_data_keeps_everything(emulator: Emulator, canary: str) -> None:
    emulator.client("secretsmanager").create_secret(Name="local/kept", SecretString=canary)
    cloud.stop(emulator.directory, keep_data=True, report=quietly)
    cloud.start(emulator.directory, only=("aws",), report=quietly)
    assert emulator.client("secretsmanager").get_secret_value(SecretId="local/kept")["SecretString"] == canary


def test_a_deleted_secret_stays_deleted_over_a_kill(emulator: Emulator) -> None:
    client = emulator.client("secretsmanager")
    client.create_secret(Name="local/gone", SecretString="x")
    client.delete_secret(SecretId="local/gone", ForceDeleteWithoutRecovery=True)
    emulator.kill_and_start()
    assert emulator.client("secretsmanager").list_secrets()["SecretList"] == []


def _make_one_of_each(emulator: Emulator) -> None:
    client = emulator.client
    policy = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}]}
    emulator.function("function", "def handler(event, context):\n    return 'here'\n")
    client("iam").put_role_policy(RoleName="function", PolicyName="reads", PolicyDocument=json.dumps(policy))
    client("kms").create_key(Description="a key")
    client("s3").create_bucket(Bucket="a-bucket")
    client("s3").put_object(Bucket="a-bucket", Key="an/object", Body=os.urandom(1000))
    client("s3").put_bucket_versioning(Bucket="a-bucket", VersioningConfiguration={"Status": "Enabled"})
    client("ssm").put_parameter(Name="/a/parameter", Value="x", Type="SecureString")
    topic = client("sns").create_topic(Name="a-topic")["TopicArn"]
    queue = client("sqs").create_queue(QueueName="a-queue")["QueueUrl"]
    client("sqs").send_message(QueueUrl=queue, MessageBody="a message")
    client("dynamodb").create_table(
        TableName="a-table",
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    client("dynamodb").put_item(TableName="a-table", Item={"id": {"S": "1"}})
    client("events").put_rule(Name="a-rule", EventPattern='{"source": ["aws.secretsmanager"]}')
    client("events").put_targets(Rule="a-rule", Targets=[{"Id": "1", "Arn": topic}])
    client("logs").create_log_group(logGroupName="a-group")
    client("cloudwatch").put_dashboard(DashboardName="a-dashboard", DashboardBody="{}")
    network = client("ec2").create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    subnet = client("ec2").create_subnet(VpcId=network, CidrBlock="10.0.1.0/24")["Subnet"]["SubnetId"]
    template = {"LaunchTemplateName": "a-template"}
    client("ec2").create_launch_template(**template, LaunchTemplateData={"InstanceType": "t3.large"})
    client("autoscaling").create_auto_scaling_group(
        AutoScalingGroupName="a-group",
        MinSize=0,
        MaxSize=3,
        VPCZoneIdentifier=subnet,
        LaunchTemplate={**template, "Version": "1"},
    )
    client("elbv2").create_load_balancer(Name="a-balancer", Subnets=[subnet], Type="application")


def _look_at_each(emulator: Emulator) -> dict[str, str]:
    client = emulator.client
    queue = client("sqs").get_queue_url(QueueName="a-queue")["QueueUrl"]
    looks: dict[str, Callable[[], Any]] = {
        "iam": lambda: client("iam").get_role_policy(RoleName="function", PolicyName="reads")["PolicyDocument"],
        "lambda": lambda: emulator.invoke("function", {}),
        "kms": lambda: client("kms").list_keys()["Keys"],
        "s3": lambda: list(client("s3").get_object(Bucket="a-bucket", Key="an/object")["Body"]),
        "s3 versioning": lambda: client("s3").get_bucket_versioning(Bucket="a-bucket")["Status"],
        "ssm": lambda: client("ssm").get_parameter(Name="/a/parameter", WithDecryption=True)["Parameter"],
        "sns": lambda: client("sns").list_topics()["Topics"],
        "sqs": lambda: client("sqs").get_queue_attributes(QueueUrl=queue, AttributeNames=["All"])["Attributes"],
        "dynamodb": lambda: client("dynamodb").scan(TableName="a-table")["Items"],
        "events": lambda: client("events").list_targets_by_rule(Rule="a-rule")["Targets"],
        "logs": lambda: [group["logGroupName"] for group in client("logs").describe_log_groups()["logGroups"]],
        "cloudwatch": lambda: client("cloudwatch").get_dashboard(DashboardName="a-dashboard")["DashboardBody"],
        "ec2": lambda: client("ec2").describe_subnets()["Subnets"],
        "launch template": lambda: client("ec2").describe_launch_templates()["LaunchTemplates"],
        "autoscaling": lambda: client("autoscaling").describe_auto_scaling_groups()["AutoScalingGroups"],
        "elbv2": lambda: client("elbv2").describe_load_balancers()["LoadBalancers"],
    }
    return {name: json.dumps(look(), default=repr, sort_keys=True) for name, look in looks.items()}


def test_a_state_that_a_kill_cut_short_is_never_read(emulator: Emulator, canary: str) -> None:
    """A file is replaced whole: what a killed write leaves beside it means nothing."""
    emulator.client("secretsmanager").create_secret(Name="local/whole", SecretString=canary)
    state = emulator.directory / "aws" / "state"
    (state / "secretsmanager.json.new").write_text('{"__ministack_format__": 2, "payl')
    emulator.kill_and_start()
    assert emulator.client("secretsmanager").get_secret_value(SecretId="local/whole")["SecretString"] == canary
