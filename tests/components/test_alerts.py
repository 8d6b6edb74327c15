"""Where alarms go: an encrypted topic, mailboxes, Slack and PagerDuty; and no token on the way."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any

import pytest
from pydantic import ValidationError

from components.alerts import Alarm, Alerts, AlertsArgs
from components.alerts.messages import PATHS, TURNS, pager_duty, pattern, slack
from components.alerts.settings import AlertSettings
from components.settings import Settings, SettingsError
from tests.components.entries import context
from tests.components.recording import ACCOUNT, Registered, of_type, record
from tests.components.sdk_warnings import IGNORED

pytestmark = IGNORED
REGION = "us-west-2"
SETTINGS = AlertSettings.model_validate(
    {"mail": ["a@harbour.example", "b@harbour.example"], "slack": {"channel": "C0123456789"}, "pagerduty": {}}
)
ALARM = Alarm(purpose="harbour-full", description="No berth", namespace="Harbour", metric="Ships", dimensions=[{}])


@cache
def made(region: str | None = None) -> list[Registered]:
    def program() -> None:
        alerts = Alerts(context(), AlertsArgs(settings=SETTINGS, key_arn="arn:key", region=region))
        alerts.ring(ALARM, component="vault", parent=alerts)

    return record(program)


def inputs(kind: str, region: str | None = None) -> dict[str, dict[str, Any]]:
    return {one.name: one.inputs for one in of_type(made(region), f"aws:{kind}")}


def test_the_topic_is_encrypted_and_alarms_of_this_account_alone_publish_to_it() -> None:
    (topic,) = inputs("sns/topic:Topic").values()
    assert topic["kmsMasterKeyId"] == "arn:key"
    (statement,) = json.loads(topic["policy"])["Statement"]
    assert statement["Principal"] == {"Service": "cloudwatch.amazonaws.com"}
    assert statement["Condition"] == {"StringEquals": {"aws:SourceAccount": ACCOUNT}}
    assert statement["Resource"] == [f"arn:aws:sns:us-east-1:{ACCOUNT}:{topic['name']}"]


def test_every_mailbox_is_subscribed() -> None:
    assert {one["endpoint"] for one in inputs("sns/topicSubscription:TopicSubscription").values()} == set(SETTINGS.mail)


def test_another_region_has_all_of_its_own_and_names_that_do_not_meet() -> None:
    here, there = made(), made(REGION)
    regional = [one for one in there if one.type.startswith("aws:") and not one.type.startswith("aws:iam/")]
    assert {one.inputs.get("region") for one in regional} == {REGION}
    assert not {(one.type, one.name) for one in here} & {(one.type, one.name) for one in there}
    roles = [inputs("iam/role:Role", region)[f"alerts-teller{suffix}"]["name"] for region, suffix in OF_REGIONS]
    assert len(set(roles)) == 2, "a role is of no region"
    (rule,) = [one for one in inputs("cloudwatch/eventRule:EventRule", REGION).values() if "ringing" in one["name"]]
    assert f":{REGION}:" in json.loads(rule["eventPattern"])["resources"][0]["prefix"]


OF_REGIONS = ((None, ""), (REGION, f"-{REGION}"))


def test_the_engine_never_learns_a_token() -> None:
    connections = inputs("cloudwatch/eventConnection:EventConnection")
    values = re.findall(r'"value": "([^"]*)"', json.dumps(connections))
    assert set(values) == {"generated"}
    assert connections["alerts-slack"]["authParameters"]["apiKey"]["key"] == "Authorization"
    (body,) = connections["alerts-pagerduty"]["authParameters"]["invocationHttpParameters"]["bodies"]
    assert (body["key"], body["isValueSecret"]) == ("routing_key", True)


def test_only_these_rules_tell_only_these_destinations_and_what_is_refused_is_kept_and_rings() -> None:
    targets = inputs("cloudwatch/eventTarget:EventTarget")
    assert set(targets) == {f"alerts-{turn}-{to}" for turn in ("ringing", "over") for to in ("slack", "pagerduty")}
    assert {one["deadLetterConfig"]["arn"].rpartition(":")[2] for one in targets.values()} == {"alerts-undelivered"}
    (policy,) = inputs("iam/rolePolicy:RolePolicy").values()
    (allowed,) = json.loads(policy["policy"])["Statement"]
    assert sorted(allowed["Resource"]) == sorted({one["arn"] for one in targets.values()})
    assert allowed["Action"] == ["events:InvokeApiDestination"]
    assert inputs("cloudwatch/metricAlarm:MetricAlarm")["alerts-undelivered"]["namespace"] == "AWS/SQS"


def test_without_channels_there_are_mailboxes_and_nothing_else() -> None:
    settings = AlertSettings(mail=("a@harbour.example",))
    seen = record(lambda: Alerts(context(), AlertsArgs(settings=settings, key_arn="arn:key")))
    assert {one.type for one in seen if one.type.startswith("aws:")} == {
        "aws:sns/topic:Topic",
        "aws:sns/topicSubscription:TopicSubscription",
    }


def test_only_alarms_of_this_environment_are_told_and_only_what_rang_can_be_over() -> None:
    ringing, over = (json.loads(pattern(context(), turn)) for turn in TURNS)
    (ours,) = ringing["resources"]
    alarm = inputs("cloudwatch/metricAlarm:MetricAlarm")["harbour-full"]["name"]
    assert f"arn:aws:cloudwatch:us-east-1:{ACCOUNT}:alarm:{alarm}".startswith(ours["prefix"])
    assert ringing["detail"] == {"state": {"value": ["ALARM"]}}
    assert over["detail"] == {"state": {"value": ["OK"]}, "previousState": {"value": ["ALARM"]}}


@pytest.mark.parametrize("turn", TURNS, ids=lambda turn: turn.purpose)
def test_a_message_is_json_whatever_an_alarm_s_reason_says(turn: Any) -> None:
    for template in (slack("production", "C0123456789", turn), pager_duty(context(), turn)):
        assert set(re.findall(r"<(\w+)>", template)) <= set(PATHS)
        filled = re.sub(r"(?<![:])<\w+>", lambda _: json.dumps('it said "no"\n'), template)
        assert 'it said "no"' in json.dumps(json.loads(filled), ensure_ascii=False).replace('\\"', '"')


def test_pagerduty_resolves_what_it_was_triggered_by() -> None:
    bodies = [json.loads(re.sub(r"(?<!:)<(\w+)>", r'"\1"', pager_duty(context(), turn))) for turn in TURNS]
    assert [body["event_action"] for body in bodies] == ["trigger", "resolve"]
    assert {body["dedup_key"] for body in bodies} == {f"arn:aws:cloudwatch:us-east-1:{ACCOUNT}:alarm:<name>"}


def test_a_percentile_is_an_extended_statistic_and_formulas_make_queries() -> None:
    percentile = Alarm(
        purpose="slow", description="", namespace="N", metric="M", dimensions=[{"a": "b"}], statistic="p99"
    ).arguments()
    assert percentile["extended_statistic"] == "p99"
    assert "statistic" not in percentile
    assert ALARM.arguments()["dimensions"] is None, "a metric without dimensions"


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"mail": []}, "mail"),
        ({"mail": ["nobody"]}, "mail.0"),
        ({"mail": ["a@b.example"], "slack": {"channel": "#alarms"}}, "slack.channel"),
        ({"mail": ["a@b.example"], "pagerduty": {"region": "moon"}}, "pagerduty.region"),
        ({"mail": ["a@b.example"], "token": "x"}, "token"),
    ],
)
def test_settings_that_cannot_be_are_refused(wrong: dict[str, Any], told: str) -> None:
    with pytest.raises(ValidationError) as refused:
        AlertSettings.model_validate(wrong)
    assert [".".join(map(str, error["loc"])) for error in refused.value.errors()] == [told]


def test_a_stack_in_which_something_rings_names_a_mailbox() -> None:
    stack: dict[str, Any] = {
        "environment": "staging",
        "rehearses": ["staging"],
        "providers": "published",
        "owner": "platform-team",
        "rotation": {},
    }
    with pytest.raises(SettingsError, match=r"strongroom:alerts: .*alarms of rotation tell nobody"):
        Settings.load(stack.get, stack.get)
    told = {**stack, "alerts": {"mail": ["a@harbour.example"]}}
    assert Settings.load(told.get, told.get).alerts
