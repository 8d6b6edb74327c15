"""`strongroom alerts connect`, and what then arrives: EventBridge of the emulator calls a server of this test."""

from __future__ import annotations

import json
import secrets
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import TYPE_CHECKING, Any

import boto3
import pytest

from components.alerts.messages import PATHS, TURNS, pager_duty, pattern, slack
from components.context import Context
from tests.vault.emulator import eventually

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.cli.conftest import Command
    from tests.stores.servers import Server

pytestmark = pytest.mark.real

STACK = Context(environment="local", owner="platform", account="000000000000", region="us-east-1")
CHANNEL = "C0123456789"
SOURCE = "harbour.cloudwatch"  # nobody but AWS may send what says aws.cloudwatch
ALARM = f"{STACK.arn('cloudwatch', 'alarm:')}strongroom-local-vault-sealed"


class Channels(HTTPServer):
    """Slack and PagerDuty: they keep what they are told, and answer as they are set to."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.told: list[dict[str, Any]] = []
        self.answer: dict[str, Any] = {"ok": True}
        self.status = 200

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    server: Channels

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        told = {"path": self.path, "authorization": self.headers.get("authorization"), "body": body}
        self.server.told.append(told)
        self.send_response(self.server.status)
        self.end_headers()
        self.wfile.write(json.dumps(self.server.answer).encode())

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def _serving() -> Iterator[Channels]:
    with Channels() as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def channels(aws_server: Server) -> Iterator[Channels]:
    """What the program makes for both channels, in the emulator, with this server in the place of their addresses."""
    with _serving() as server:
        events = boto3.client(
            "events",
            endpoint_url=aws_server.url,
            region_name="us-east-1",
            aws_access_key_id="local",
            aws_secret_access_key="local",
        )
        for turn in TURNS:
            events.put_rule(
                Name=STACK.name(f"alerts-{turn.purpose}"),
                EventPattern=pattern(STACK, turn).replace("aws.cloudwatch", SOURCE),
            )
        for name, path in (("slack", "/api/chat.postMessage"), ("pagerduty", "/v2/enqueue")):
            _channel(events, name, f"{server.url}{path}")
        server.send = events.put_events  # type: ignore[attr-defined]  # for the tests below
        yield server
        for turn in TURNS:
            rule = STACK.name(f"alerts-{turn.purpose}")
            events.remove_targets(Rule=rule, Ids=["slack", "pagerduty"])
            events.delete_rule(Name=rule)
        for name in ("slack", "pagerduty"):
            events.delete_api_destination(Name=STACK.name(f"alerts-{name}"))
            events.delete_connection(Name=STACK.name(f"alerts-{name}"))


def _channel(events: Any, name: str, url: str) -> None:
    known = STACK.name(f"alerts-{name}")
    nothing = {"ApiKeyAuthParameters": {"ApiKeyName": "Authorization", "ApiKeyValue": "nothing"}}
    made = events.create_connection(Name=known, AuthorizationType="API_KEY", AuthParameters=nothing)
    destination = events.create_api_destination(
        Name=known, ConnectionArn=made["ConnectionArn"], InvocationEndpoint=url, HttpMethod="POST"
    )
    for turn in TURNS:
        body = slack("local", CHANNEL, turn) if name == "slack" else pager_duty(STACK, turn)
        target = {
            "Id": name,
            "Arn": destination["ApiDestinationArn"],
            "RoleArn": "arn:aws:iam::000000000000:role/teller",
            "InputTransformer": {"InputPathsMap": dict(PATHS), "InputTemplate": body},
        }
        events.put_targets(Rule=STACK.name(f"alerts-{turn.purpose}"), Targets=[target])


def _turn(channels: Any, state: str, before: str) -> None:
    detail = {
        "alarmName": "strongroom-local-vault-sealed",
        "configuration": {"description": 'A node is sealed. See "the runbook"'},
        "state": {"value": state, "reason": 'Threshold "0" crossed\n'},
        "previousState": {"value": before},
    }
    entry = {
        "Source": SOURCE,
        "DetailType": "CloudWatch Alarm State Change",
        "Resources": [ALARM],
        "Detail": json.dumps(detail),
    }
    assert channels.send(Entries=[entry])["FailedEntryCount"] == 0


def _slack_token() -> str:
    return f"xoxb-{secrets.token_hex(12)}"


def test_an_alarm_is_told_to_slack_with_the_token_that_was_put_by_hand(rooms: Command, channels: Channels) -> None:
    token = _slack_token()
    done = rooms("alerts", "connect", "slack", stdin=f"{token}\n".encode())
    assert done.code == 0, done.err
    (greeting,) = channels.told
    assert (greeting["path"], greeting["body"]["channel"]) == ("/api/chat.postMessage", CHANNEL)
    assert greeting["authorization"] == f"Bearer {token}"
    assert token not in done.out.decode() + done.err + str(rooms.records())
    _turn(channels, "ALARM", "OK")
    told = eventually(lambda: [one for one in channels.told[1:] if "chat" in one["path"]], what="a message")[0]
    assert told["authorization"] == f"Bearer {token}"
    assert told["body"]["text"] == "strongroom-local-vault-sealed"
    (shown,) = told["body"]["attachments"]
    assert shown["text"] == 'A node is sealed. See "the runbook"'
    assert shown["footer"] == 'Threshold "0" crossed\n'


def test_pagerduty_is_triggered_and_resolved_by_the_same_key_and_first_calls_nobody(
    rooms: Command, channels: Channels
) -> None:
    key = secrets.token_hex(16)
    channels.status = 202
    done = rooms("alerts", "connect", "pagerduty", "--json", stdin=key.encode())
    assert done.code == 0, done.err
    assert done.json["result"] == "stored"
    (greeting,) = channels.told
    assert greeting["path"] == "/v2/change/enqueue"
    for state, before in (("ALARM", "OK"), ("OK", "ALARM"), ("OK", "INSUFFICIENT_DATA")):
        _turn(channels, state, before)
    eventually(lambda: len(_pages(channels)) > 1, what="both events")
    assert {(one["event_action"], one["dedup_key"], one["routing_key"]) for one in _pages(channels)} == {
        ("trigger", ALARM, key),
        ("resolve", ALARM, key),
    }
    assert len(_pages(channels)) == 2, "an alarm that has just been made is no news"


def _pages(channels: Channels) -> list[dict[str, Any]]:
    return [one["body"] for one in channels.told if one["path"] == "/v2/enqueue"]


def test_a_channel_that_does_not_take_the_first_message_gets_no_token(rooms: Command, channels: Channels) -> None:
    channels.answer = {"ok": False, "error": "not_in_channel"}
    token = _slack_token()
    done = rooms("alerts", "connect", "slack", stdin=token.encode())
    assert done.code == 3
    assert "invite the app's bot" in done.err
    channels.told.clear()
    _turn(channels, "ALARM", "OK")
    told = eventually(lambda: [one for one in channels.told if "chat" in one["path"]], what="a message")[0]
    assert told["authorization"] == "nothing", "the connection is as it was"
    assert rooms.records() == []


@pytest.mark.parametrize("channel", ["slack", "pagerduty"])
def test_what_is_no_token_of_the_channel_is_refused_before_anything_is_asked(
    rooms: Command, channels: Channels, channel: str
) -> None:
    pasted = f"https://hooks.slack.example/services/{secrets.token_hex(10)}"
    done = rooms("alerts", "connect", channel, stdin=pasted.encode())
    assert done.code == 1
    assert f"no token of {channel}" in done.err
    assert pasted not in done.err
    assert channels.told == []


def test_a_channel_that_the_stack_does_not_name_is_told_with_the_way_out(rooms: Command) -> None:
    done = rooms("alerts", "connect", "slack", stdin=_slack_token().encode())
    assert done.code == 3
    assert "strongroom:alerts.slack" in done.err
