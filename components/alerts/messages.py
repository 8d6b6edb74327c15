"""What Slack and PagerDuty are told of an alarm, as pure functions: EventBridge patterns and templates.

EventBridge puts a value of the event, with quotes of its own, where a placeholder stands alone as a JSON value. Inside
of a text it puts it as it is, where a quote in an alarm's reason would break the message: only names stand there.
Sources: EventBridge user guide, "Input transformation"; CloudWatch user guide, "Alarm events and EventBridge"; Slack,
"chat.postMessage"; PagerDuty, "Send an Alert Event".
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from strongroom import naming

if TYPE_CHECKING:
    from collections.abc import Mapping

    from components.context import Context

# Names of placeholders, and where an alarm's event has their values.
PATHS: Mapping[str, str] = {
    "meaning": "$.detail.configuration.description",
    "name": "$.detail.alarmName",
    "reason": "$.detail.state.reason",
    "region": "$.region",
    "time": "$.time",
}
SLACK = "https://slack.com/api/chat.postMessage"
PAGER_DUTY = {"us": "https://events.pagerduty.com/v2/enqueue", "eu": "https://events.eu.pagerduty.com/v2/enqueue"}


@dataclass(frozen=True, kw_only=True)
class Turn:
    """One way in which an alarm's state turns: what Slack shows and what PagerDuty is to do."""

    purpose: str
    words: str
    state: str
    before: str | None
    color: str
    action: str


RINGING = Turn(purpose="ringing", words="Rings", state="ALARM", before=None, color="#cc0000", action="trigger")
# Only what rang can be over: an alarm that has just been made is OK after INSUFFICIENT_DATA, which is no news.
OVER = Turn(purpose="over", words="Over", state="OK", before="ALARM", color="#2e8540", action="resolve")
TURNS = (RINGING, OVER)


def pattern(context: Context, turn: Turn) -> str:
    """The events of this stack's alarms that turn so, in the context's region."""
    detail: dict[str, Any] = {"state": {"value": [turn.state]}}
    if turn.before:
        detail["previousState"] = {"value": [turn.before]}
    ours = context.arn("cloudwatch", f"alarm:{naming.PROJECT}-{context.environment}-")
    return json.dumps(
        {
            "source": ["aws.cloudwatch"],
            "detail-type": ["CloudWatch Alarm State Change"],
            "resources": [{"prefix": ours}],
            "detail": detail,
        },
        sort_keys=True,
    )


def slack(environment: str, channel: str, turn: Turn) -> str:
    """Body of a message: what rings in bold, beside it in color what that means and why it rings."""
    field = {"title": f"{turn.words} in {environment}", "value": _Placeholder("name"), "short": False}
    return _template(
        {
            "channel": channel,
            "text": _Placeholder("name"),
            "attachments": [
                {
                    "color": turn.color,
                    "fields": [field],
                    "text": _Placeholder("meaning"),
                    "footer": _Placeholder("reason"),
                }
            ],
            "unfurl_links": False,
        }
    )


def pager_duty(context: Context, turn: Turn) -> str:
    """Body of an event: the alarm's ARN is its key, so that what is over resolves what rang."""
    arn = _Placeholder("name", before=context.arn("cloudwatch", "alarm:"))
    return _template(
        {
            "event_action": turn.action,
            "dedup_key": arn,
            "payload": {
                "summary": _Placeholder("name"),
                "source": arn,
                "severity": "critical",
                "timestamp": _Placeholder("time"),
                "component": "strongroom",
                "group": context.environment,
                "custom_details": {
                    "meaning": _Placeholder("meaning"),
                    "reason": _Placeholder("reason"),
                    "region": _Placeholder("region"),
                },
            },
        }
    )


@dataclass(frozen=True)
class _Placeholder:
    name: str
    before: str = ""


def _template(value: Any) -> str:
    """JSON, but for the placeholders, which stand as EventBridge wants them: bare."""
    if isinstance(value, _Placeholder):
        return f'"{value.before}<{value.name}>"' if value.before else f"<{value.name}>"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(name)}: {_template(inner)}" for name, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_template, value)) + "]"
    return json.dumps(value)
