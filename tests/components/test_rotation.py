"""Rotation: a function for each strategy, opened to its own entries, and nothing that changes a value."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pulumi
import pytest

from components.alerts import Alerts, AlertsArgs
from components.alerts.settings import AlertSettings
from components.data.connections import Connections, Inside, ManagedSuperuser
from components.function_archive import FunctionArchive
from components.rotation import tag as rotation_tag
from components.rotation.rotation import SET_SIZE, Rotation, RotationArgs, sets
from components.rotation.settings import RotationSettings
from rotation import settings as read_by_the_function
from rotation import superusers
from strongroom.catalogue import Secret
from tests.components.entries import SUPPLIED, context, entry
from tests.components.recording import ACCOUNT, Registered, of_type, record
from tests.components.sdk_warnings import IGNORED

pytestmark = IGNORED
FUNCTION = "aws:lambda/function:Function"
POLICY = "aws:iam/rolePolicy:RolePolicy"
SCHEDULE = "aws:secretsmanager/secretRotation:SecretRotation"
RANDOM = entry("harbour/app/token", type="token", rotation={"days": 30, "strategy": "random"})
OVERLAP = entry(rotation={"days": 180, "strategy": "jwt-overlap", "grace_hours": 48})
MANUAL = entry("harbour/mail/key", type="api-key", source=SUPPLIED, rotation={"days": 90, "strategy": "manual"})
LOGIN = entry(
    "harbour/db/login",
    type="database",
    fields=["username", "password"],
    source=SUPPLIED,
    rotation={"days": 30, "strategy": "postgres", "alternating": True, "superuser": "harbour/db/admin"},
)
ALERTS = AlertSettings(mail=("alerts@harbour.example",))
KEYS = {name: f"arn:aws:kms:us-east-1:{ACCOUNT}:key/{name}" for name in ("secrets", "functions", "logs", "alarms")}


def registered(
    *secrets: Secret, connected: Callable[[], Connections] = Connections, **settings: Any
) -> list[Registered]:
    told = RotationSettings.model_validate(settings)

    def program() -> None:
        entries = {secret.path: pulumi.Output.from_input(f"arn:of:{secret.path}") for secret in secrets}
        archive = FunctionArchive(path=Path("rotation.zip"), sha256="hash", size=1)
        alerts = Alerts(context(), AlertsArgs(settings=ALERTS, key_arn=KEYS["alarms"]))
        asked = RotationArgs(secrets=secrets, entries=entries, keys=KEYS, archive=archive, settings=told, alerts=alerts)
        Rotation(context(), replace(asked, connections=connected()))

    return record(program)


def statements(seen: list[Registered], name: str) -> dict[str, dict[str, Any]]:
    (policy,) = [one for one in of_type(seen, POLICY) if one.name == name]
    return {one["Sid"]: one for one in json.loads(policy.inputs["policy"])["Statement"]}


def test_each_strategy_in_use_has_one_function() -> None:
    seen = of_type(registered(RANDOM, OVERLAP, MANUAL), FUNCTION)
    assert {one.inputs["name"] for one in seen} == {
        "strongroom-production-rotation-jwt-overlap",
        "strongroom-production-rotation-manual",
        "strongroom-production-rotation-random",
    }
    assert {one.inputs["environment"]["variables"]["ROTATION_STRATEGY"] for one in seen} == {
        "jwt-overlap",
        "manual",
        "random",
    }


def test_an_entry_costs_one_resource_more() -> None:
    other = entry("harbour/app/other", type="token", rotation={"days": 30, "strategy": "random"})
    assert len(registered(RANDOM, other)) == len(registered(RANDOM)) + 1


def test_an_up_builds_the_schedule_and_changes_no_value() -> None:
    (schedule,) = of_type(registered(RANDOM), SCHEDULE)
    assert schedule.inputs["rotateImmediately"] is False
    assert schedule.inputs["rotationRules"] == {"automaticallyAfterDays": 30, "duration": "4h"}


def test_what_a_person_rotates_has_no_schedule_and_is_looked_at_all_the_same() -> None:
    seen = registered(MANUAL)
    assert not of_type(seen, SCHEDULE)
    (look,) = of_type(seen, "aws:scheduler/schedule:Schedule")
    assert look.inputs["scheduleExpression"] == "rate(1 hour)"
    assert json.loads(look.inputs["target"]["input"]) == {
        "Check": "sweep",
        "SecretIds": ["production/harbour/mail/key"],
    }
    assert "secretsmanager:GetSecretValue" not in json.dumps(statements(seen, "rotation-manual"))


def test_a_function_opens_its_own_entries_by_name_and_its_superuser_for_reading_only() -> None:
    opened = statements(registered(RANDOM, LOGIN), "rotation-postgres")
    arn = f"arn:aws:secretsmanager:us-east-1:{ACCOUNT}:secret:production/harbour/db"
    assert opened["Entries"]["Resource"] == [f"{arn}/login-??????"]
    assert opened["Superusers"]["Resource"] == [f"{arn}/admin-??????"]
    assert not [action for action in opened["Superusers"]["Action"] if re.search(r"Put|Update", action)]


def test_a_key_is_used_through_its_service_only() -> None:
    opened = statements(registered(RANDOM), "rotation-random")
    assert opened["Key"]["Resource"] == [KEYS["secrets"]]
    assert opened["Key"]["Condition"]["StringEquals"] == {"kms:ViaService": "secretsmanager.us-east-1.amazonaws.com"}
    assert not [one for one in opened.values() if "kms:Decrypt" in one["Action"] and "Condition" not in one]


def test_secrets_manager_alone_calls_it_and_for_this_environment_only() -> None:
    (allowed,) = of_type(registered(RANDOM), "aws:lambda/permission:Permission")
    assert allowed.inputs["principal"] == "secretsmanager.amazonaws.com"
    assert allowed.inputs["sourceAccount"] == ACCOUNT
    assert allowed.inputs["sourceArn"] == f"arn:aws:secretsmanager:us-east-1:{ACCOUNT}:secret:production/*"


def test_a_function_is_bounded_traced_and_leaves_what_it_could_not_do() -> None:
    (function,) = of_type(registered(RANDOM), FUNCTION)
    assert function.inputs["reservedConcurrentExecutions"] == 5
    assert function.inputs["tracingConfig"] == {"mode": "Active"}
    assert function.inputs["deadLetterConfig"]["targetArn"].endswith("rotation-dead-letters")
    assert function.inputs["kmsKeyArn"] == KEYS["functions"]
    assert function.inputs["loggingConfig"]["logGroup"] == "/strongroom/production/rotation-random"


def test_a_function_stands_inside_only_where_its_target_does() -> None:
    inside = {"subnet_ids": ["subnet-1", "subnet-2"], "security_group_ids": ["sg-1"]}
    seen = {one.name: one.inputs for one in of_type(registered(RANDOM, LOGIN, inside=inside), FUNCTION)}
    assert seen["rotation-postgres"]["vpcConfig"] == {
        "subnetIds": ["subnet-1", "subnet-2"],
        "securityGroupIds": ["sg-1"],
    }
    assert "vpcConfig" not in seen["rotation-random"]


def test_every_alarm_reaches_the_receivers_through_an_encrypted_topic() -> None:
    seen = registered(RANDOM, MANUAL, announce={"repository": "harbour/app"})
    (topic,) = of_type(seen, "aws:sns/topic:Topic")
    assert topic.inputs["kmsMasterKeyId"] == KEYS["alarms"]
    (subscription,) = of_type(seen, "aws:sns/topicSubscription:TopicSubscription")
    assert subscription.inputs["endpoint"] == "alerts@harbour.example"
    alarms = {one.name: one.inputs for one in of_type(seen, "aws:cloudwatch/metricAlarm:MetricAlarm")}
    rung = {tuple(alarm["alarmActions"]) for alarm in alarms.values()}
    assert len(rung) == 1
    kinds = {
        f"rotation-{s}-{what}" for s in ("random", "manual") for what in ("failed", "errors", "throttled", "overdue")
    }
    kinds |= {"rotation-random-stuck", "rotation-manual-due"}
    assert alarms.keys() == kinds | {"rotation-dead-letters", "rotation-unannounced"}


def test_the_alarm_counts_a_failure_of_any_step() -> None:
    alarms = {one.name: one.inputs for one in of_type(registered(RANDOM), "aws:cloudwatch/metricAlarm:MetricAlarm")}
    *series, total = alarms["rotation-random-failed"]["metricQueries"]
    assert {one["metric"]["dimensions"]["step"] for one in series} >= {"createSecret", "finishSecret", "sweep"}
    assert all(one["id"] in total["expression"] for one in series)


def test_what_a_sweep_finds_is_looked_for_over_more_than_the_time_between_two_sweeps() -> None:
    """A window as long as the pause would be empty whenever a sweep is late, and the alarm be over for that moment."""
    seen = registered(RANDOM, MANUAL, OVERLAP)
    sweeps = of_type(seen, "aws:scheduler/schedule:Schedule")
    assert {one.inputs["scheduleExpression"] for one in sweeps} == {"rate(1 hour)"}
    late = 60 * max(one.inputs["flexibleTimeWindow"]["maximumWindowInMinutes"] for one in sweeps)
    alarms = of_type(seen, "aws:cloudwatch/metricAlarm:MetricAlarm")
    found = [one.inputs for one in alarms if one.name.endswith(("-overdue", "-due", "-stuck"))]
    assert len(found) == 6
    assert all(alarm["period"] * alarm["evaluationPeriods"] >= 2 * 3600 + late for alarm in found)


def test_a_sweep_that_does_not_come_rings() -> None:
    alarms = {one.name: one.inputs for one in of_type(registered(MANUAL), "aws:cloudwatch/metricAlarm:MetricAlarm")}
    assert alarms["rotation-manual-overdue"]["treatMissingData"] == "breaching"
    assert "no sweep" in alarms["rotation-manual-overdue"]["alarmDescription"]
    assert alarms["rotation-manual-due"]["treatMissingData"] == "notBreaching"


def test_two_stacks_of_one_account_count_each_for_itself() -> None:
    """The function is told the namespace that the alarms look at, and it is the environment's own."""
    seen = registered(RANDOM)
    (function,) = of_type(seen, FUNCTION)
    told = function.inputs["environment"]["variables"]["POWERTOOLS_METRICS_NAMESPACE"]
    assert told == "strongroom/rotation/production"
    alarms = {one.name: one.inputs for one in of_type(seen, "aws:cloudwatch/metricAlarm:MetricAlarm")}
    assert alarms["rotation-random-overdue"]["namespace"] == told
    *series, _ = alarms["rotation-random-failed"]["metricQueries"]
    assert {one["metric"]["namespace"] for one in series} == {told}


def test_the_engine_never_learns_the_token_of_the_announcement() -> None:
    seen = registered(RANDOM, announce={"repository": "harbour/app"})
    (connection,) = of_type(seen, "aws:cloudwatch/eventConnection:EventConnection")
    assert connection.inputs["authParameters"]["apiKey"] == {"key": "Authorization", "value": "generated"}
    (destination,) = of_type(seen, "aws:cloudwatch/eventApiDestination:EventApiDestination")
    assert destination.inputs["invocationEndpoint"] == "https://api.github.com/repos/harbour/app/dispatches"
    (target,) = of_type(seen, "aws:cloudwatch/eventTarget:EventTarget")
    body = json.loads(target.inputs["inputTransformer"]["inputTemplate"].replace("<secret>", '"an ARN"'))
    assert body == {
        "event_type": "secret-rotated",
        "client_payload": {"environment": "production", "secret": "an ARN"},
    }
    assert target.inputs["retryPolicy"]["maximumRetryAttempts"] == 185
    assert target.inputs["deadLetterConfig"]["arn"].endswith("rotation-dead-letters")


def test_many_entries_are_rotated_by_several_functions() -> None:
    many = [
        entry(f"harbour/app/token{number:03}", type="token", rotation={"days": 30, "strategy": "random"})
        for number in range(SET_SIZE + 1)
    ]
    found = list(sets(many, {secret.path: "" for secret in many}))
    assert [(purpose, len(held)) for purpose, _, held in found] == [
        ("rotation-random", SET_SIZE),
        ("rotation-random-2", 1),
    ]
    (first, second) = [policy for policy in of_type(registered(*many), POLICY) if "random" in policy.name]
    assert max(len(first.inputs["policy"]), len(second.inputs["policy"])) < 10_240


def test_an_entry_without_a_place_here_is_left_out() -> None:
    assert not list(sets([MANUAL], {}))


@pytest.mark.parametrize("secret", [RANDOM, OVERLAP, MANUAL, LOGIN])
def test_the_function_reads_of_an_entry_what_the_catalogue_says(secret: Secret) -> None:
    rotation = secret.rotation
    assert rotation is not None
    tags = rotation_tag.tags("production", secret)
    read = read_by_the_function.of(tags)
    assert re.fullmatch(r"[\w\s+=.:/@-]{1,256}", tags[read_by_the_function.TAG])
    assert read.days == rotation.days
    assert read.alternating == rotation.alternating
    if rotation.by_program:
        assert read.grace_hours == rotation.grace_hours
    assert read.superuser == (f"production/{rotation.superuser}" if rotation.superuser else None)
    assert (read.format, read.length) == (("base64", 64) if secret.source.origin == "generated" else (None, None))


def test_what_does_not_rotate_bears_no_tag() -> None:
    assert rotation_tag.tags("production", entry()) == {}


def a_database() -> Connections:
    """A database that the program makes, for LOGIN."""
    superuser = ManagedSuperuser(
        secret_arn=pulumi.Output.from_input("arn:of:rds!db-1"),
        host=pulumi.Output.from_input("db.rds.example"),
        port=5432,
    )
    return Connections(
        inside={"postgres": Inside(subnet_ids=["subnet-9"], security_group_ids=["sg-9"])},
        superusers={LOGIN.path: superuser},
        waiting={LOGIN.path: pulumi.ComponentResource("test:index:Waiting", "waiting")},
        superuser_key_arn=pulumi.Output.from_input("arn:of:databases-key"),
    )


def test_a_function_of_our_own_database_reads_its_superuser_and_knows_the_only_server_for_it() -> None:
    seen = registered(RANDOM, LOGIN, connected=a_database)
    opened = statements(seen, "rotation-postgres")
    assert opened["SuperusersOfRds"]["Resource"] == ["arn:of:rds!db-1"]
    assert opened["SuperusersKey"]["Resource"] == ["arn:of:databases-key"]
    assert opened["SuperusersKey"]["Condition"]["StringEquals"] == {
        "kms:ViaService": "secretsmanager.us-east-1.amazonaws.com"
    }
    assert "SuperusersOfRds" not in statements(seen, "rotation-random")
    functions = {one.name: one.inputs for one in of_type(seen, FUNCTION)}
    told = functions["rotation-postgres"]["environment"]["variables"]["ROTATION_SUPERUSERS"]
    (known,) = superusers.of({superusers.VARIABLE: told}).items()
    assert known[0] == "production/harbour/db/login"
    assert (known[1].secret, known[1].host, known[1].port) == ("arn:of:rds!db-1", "db.rds.example", 5432)
    assert "ROTATION_SUPERUSERS" not in functions["rotation-random"]["environment"]["variables"]
    assert functions["rotation-postgres"]["vpcConfig"] == {"subnetIds": ["subnet-9"], "securityGroupIds": ["sg-9"]}


def test_only_what_waits_for_its_first_password_is_rotated_at_once() -> None:
    at_once = {
        one.name: one.inputs["rotateImmediately"]
        for one in of_type(registered(RANDOM, LOGIN, connected=a_database), SCHEDULE)
    }
    assert at_once == {LOGIN.path: True, RANDOM.path: False}
