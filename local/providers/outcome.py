"""The properties of one resource: what a preview shows, what an effect made, what a refresh found.

Here secrets keep their marks.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from local.providers.differ import differences
from local.providers.values import (
    UNKNOWN,
    Properties,
    Secret,
    Unknown,
    Value,
    concealed,
    known,
    plain,
    same_document,
    secret_like,
)

if TYPE_CHECKING:
    from local.providers.resource import Connection, ResourceType
    from local.providers.schema import Schema

_NOTHING: Final[tuple[Value, ...]] = (None, "", [], {})  # ways in which a service says that a property is not set


@dataclass(frozen=True, kw_only=True)
class Subject:
    """One resource of one request: its row, its SDK class, its names and the connection that the request came by."""

    row: ResourceType[Any]
    schema: Schema
    connection: Connection
    urn: str

    @property
    def name(self) -> str:
        return self.urn.rpartition("::")[2]


def planned_outputs(subject: Subject, inputs: Properties, old: Properties | None) -> Properties:
    """The outputs that a preview shows: inputs as given, what only the effect can tell as unknown."""
    row, schema = subject.row, subject.schema
    outputs: dict[str, Value] = dict.fromkeys(schema.state) if old is None else dict(old)
    for name in schema.state:
        made = name not in schema.inputs.fields
        if name in inputs:
            outputs[name] = inputs[name]
        elif old is None and (made or name in row.rules.computed):
            outputs[name] = UNKNOWN
        elif old is not None and not made and name not in row.rules.computed:
            outputs[name] = None
        elif old is not None and (name in row.unstable or "*" in row.unstable):
            outputs[name] = UNKNOWN
    outputs |= {**foreseen(subject, inputs), **dict.fromkeys(row.write_only)}
    return _marked(subject, outputs, inputs)


def complete_outputs(
    subject: Subject,
    inputs: Properties,
    found: Properties,
    *,
    kept: Properties | None = None,
    stale: Properties | None = None,
) -> Properties:
    """Every property of the type: what was `kept` from before, under the inputs, under what was found.

    `stale` are inputs that may be gone, whose secret marks still count.
    """
    names = subject.schema.state
    layers = (kept or {}, inputs, foreseen(subject, inputs), _settled(found, inputs, subject))
    outputs: dict[str, Value] = dict.fromkeys(names)
    for layer in layers:
        outputs |= {name: value for name, value in layer.items() if name in names}
    outputs |= dict.fromkeys(subject.row.write_only)
    return _marked(subject, outputs, {**(stale or {}), **inputs})


def refreshed_inputs(subject: Subject, inputs: Properties, found: Properties, *, imported: bool) -> Properties:
    """Inputs as they would have to be to describe what was found: so the next diff shows the drift."""
    fields, rules, defaults = subject.schema.inputs.fields, subject.row.rules, subject.row.defaults
    if imported:
        present = {name: value for name, value in found.items() if name in fields and value not in _NOTHING}
        return {**defaults, **_marked(subject, present, {})}
    refreshed = dict(inputs)
    for name, value in _settled(found, inputs, subject).items():
        if name not in fields:
            continue
        if name in inputs:
            refreshed[name] = secret_like(value, inputs[name])
        elif name not in rules.computed and value not in (*_NOTHING, False, 0, defaults.get(name)):
            refreshed[name] = value
    return known(refreshed)


def foreseen(subject: Subject, inputs: Properties) -> Properties:
    """Outputs that follow from the inputs alone: known in a preview too."""
    if subject.row.planned is None:
        return {}
    planned = subject.row.planned(subject.connection, known(plain(inputs)))
    return {name: value for name, value in planned.items() if name in subject.schema.state and name not in inputs}


def _marked(subject: Subject, outputs: Properties, inputs: Properties) -> Properties:
    """Mark what the SDK or the table keeps secret, and what repeats a secret input."""
    hidden = {*subject.schema.secret_outputs, *subject.row.secret_outputs}
    return {
        name: Secret(plain(value))
        if name in hidden and not isinstance(value, Secret)
        else secret_like(value, inputs.get(name))
        for name, value in outputs.items()
    }


def _settled(found: Properties, inputs: Properties, subject: Subject) -> Properties:
    """What was found, in the words of the inputs where both mean the same (a document, a set, an empty map)."""
    rules = replace(subject.row.rules, computed=())
    settled = dict(found)
    for name in found.keys() & inputs.keys():
        given = {name: inputs[name]}
        if isinstance(plain(inputs[name]), Unknown):
            continue
        if not differences(old_inputs={name: found[name]}, old_outputs={}, inputs=given, rules=rules) or (
            name in rules.documents and same_document(plain(found[name]), plain(inputs[name]))
        ):
            settled[name] = inputs[name]
        elif concealed(inputs[name]):
            settled[name] = secret_like(found[name], inputs[name])
    return settled
