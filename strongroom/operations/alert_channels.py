"""Slack and PagerDuty take what EventBridge will send them: tried with the token itself before the connection gets it.

EventBridge goes by the status of an answer, and Slack answers 200 to what it refuses: a wrong channel would never be
noticed. So a message is posted that says where alarms come from now; PagerDuty gets a change event, which calls nobody.
Sources: Slack, "chat.postMessage"; PagerDuty, "Send a Change Event".
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import httpx

from strongroom import naming
from strongroom.operations.problem import InputError
from strongroom.stores.connections import bearer, in_body
from strongroom.stores.errors import RefusedError, UnreachableError

if TYPE_CHECKING:
    from pydantic import SecretStr

    from strongroom.stores.connections import Connection

SHAPES = {
    naming.SLACK: (
        re.compile(r"xoxb-[\w-]+"),
        "a bot's token, which starts with xoxb- (Slack app > OAuth & Permissions)",
    ),
    naming.PAGER_DUTY: (re.compile(r"\w{32}"), "an integration key of 32 characters (Events API v2 of the service)"),
}
RINGING = "ringing"  # part of the rule's name, as components/alerts names it
_TIMEOUT = httpx.Timeout(15)


def demand_shape(channel: str, token: SecretStr) -> None:
    """Refuse what can't be the channel's token: a webhook's address, a user's token, two lines."""
    shape, wanted = SHAPES[channel]
    if not shape.fullmatch(token.get_secret_value()):
        raise InputError(f"what came is no token of {channel}; it wants {wanted}")


def parameters(channel: str, token: SecretStr) -> dict[str, Any]:
    """What the channel's connection is authorised by."""
    return bearer(token) if channel == naming.SLACK else in_body(naming.PAGER_DUTY_KEY, token)


def greet(connection: Connection, channel: str, token: SecretStr, rule: str) -> None:
    """Post a first message, as EventBridge will; raises StoreError where the channel does not take it."""
    url, words = connection.url(), f"Alarms of strongroom ({connection.environment}) are told here from now on"
    if channel == naming.SLACK:
        to = re.search(r'"channel": "(\w+)"', connection.template(rule, channel))
        body: dict[str, Any] = {"channel": to[1] if to else "", "text": words}
        answer = _posted(channel, url, body, {"Authorization": f"Bearer {token.get_secret_value()}"})
        if not answer.get("ok"):
            reason = str(answer.get("error", "no reason given"))
            raise RefusedError(place=channel, problem=f"it says {_word(reason)}", way_out=_SLACK.get(reason, _SCOPE))
        return
    change = {"summary": words, "source": "strongroom", "timestamp": datetime.now(UTC).isoformat(timespec="seconds")}
    body = {naming.PAGER_DUTY_KEY: token.get_secret_value(), "payload": change}
    _posted(channel, url.replace("/v2/enqueue", "/v2/change/enqueue"), body, {})


_SCOPE = "give the app the scope chat:write, install it anew, and repeat with its bot's token"
_SLACK = {
    "not_in_channel": "invite the app's bot into the channel, and repeat",
    "channel_not_found": "set strongroom:alerts.slack.channel to the channel's ID, pulumi up, and repeat",
}


def _posted(channel: str, url: str, body: dict[str, Any], headers: dict[str, str]) -> dict[str, Any]:
    try:
        answer = httpx.post(url, json=body, headers=headers, timeout=_TIMEOUT)
    except httpx.HTTPError as error:
        raise UnreachableError(
            place=channel, problem=f"no answer ({type(error).__name__})", way_out="check the network and repeat"
        ) from None
    if answer.is_error:
        raise RefusedError(
            place=channel, problem=f"it answered {answer.status_code}", way_out="check the token, and repeat"
        )
    try:
        found = answer.json()
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _word(reason: str) -> str:
    """A reason of Slack's is one word; anything else is not shown."""
    return reason if re.fullmatch(r"\w{1,40}", reason) else "no"
