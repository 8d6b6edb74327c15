"""Coordination messages as text to send, as Markdown, and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from strongroom.report.markdown import cell

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from strongroom.operations.messages import Message, Need


def as_json(messages: Sequence[Message]) -> list[dict[str, Any]]:
    """For programs: one object a message, the most urgent first."""
    return [
        {
            "priority": message.priority,
            "workspace": message.workspace,
            "topic": message.topic,
            "audience": message.audience,
            "date": message.day.isoformat(),
            "subject": subject(message),
            "days_overdue": message.days_overdue,
            "needs": [{"what": need.what, "for": list(need.names)} for need in message.needs],
            "deliveries": [
                {"path": one.path, "target": one.target, "environment": one.environment, "state": one.state}
                for one in message.standings
            ],
            "text": "\n".join(lines(message)),
        }
        for message in messages
    ]


def subject(message: Message) -> str:
    """What stands in the line above the message."""
    late = f", {message.days_overdue} days overdue" if message.days_overdue else ""
    return f"[{message.workspace}] {message.topic}: {message.summary}{late}"


def lines(message: Message) -> Iterator[str]:
    """The message as plain text."""
    yield f"Priority: {message.priority}"
    yield f"To: {message.audience}"
    yield f"Subject: {subject(message)}"
    yield ""
    yield f"On {message.day}, of {', '.join(message.patterns)}: {message.summary}."
    yield "Needed, in this order:"
    for number, need in enumerate(message.needs, start=1):
        yield f"{number}. {need.what}"
        yield f"   waits for it: {_names(need)}"
    yield f"Then: strongroom mirror, and strongroom status --workspace {message.workspace} shows it."


def text(messages: Sequence[Message]) -> str:
    """All of them, one after the other."""
    return "\n\n".join("\n".join(lines(message)) for message in messages)


def markdown(messages: Sequence[Message]) -> str:
    """All of them, a section each."""
    parts: list[str] = []
    for message in messages:
        parts += [f"## {message.priority}. {cell(message.topic)}", ""]
        parts += [f"To: **{cell(message.audience)}**", "", f"{cell(message.summary)} on {message.day}.", ""]
        parts += [f"{n}. {cell(need.what)} ({cell(_names(need))})" for n, need in enumerate(message.needs, start=1)]
        parts += [""]
    return "\n".join(parts).rstrip("\n")


def _names(need: Need) -> str:
    return ", ".join(need.names)
