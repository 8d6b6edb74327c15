"""The text of a SealedSecret: what stands in it, and the same text with an entry more or less.

Only our own entries change. A note beside them says what each was sealed from (by fingerprint) and when, so that an
unchanged value is not sealed again: sealing never gives the same twice, and each change would be a commit.
"""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from strongroom import naming
from strongroom.destinations import yaml_lines

if TYPE_CHECKING:
    from collections.abc import Mapping

    from strongroom.destinations.sealing import Scope

API, KIND = "bitnami.com/v1alpha1", "SealedSecret"
NOTES = f"{naming.PROJECT}/entries"
OWNER = "app.kubernetes.io/managed-by"
_SCOPES: dict[Scope, str | None] = {
    "strict": None,
    "namespace-wide": "sealedsecrets.bitnami.com/namespace-wide",
    "cluster-wide": "sealedsecrets.bitnami.com/cluster-wide",
}
_DATA = ["spec", "encryptedData"]
_NOTES = ["metadata", "annotations", NOTES]


@dataclass(frozen=True, kw_only=True)
class Note:
    """What an entry was sealed from: keyed fingerprint of the value, digest of what was sealed, certificate, time."""

    fingerprint: str
    sealed: str
    certificate: str
    at: str


@dataclass(frozen=True)
class Manifest:
    """A text that was read, and what it says."""

    text: str
    data: Mapping[str, Any]

    @classmethod
    def read(cls, text: str) -> Manifest:
        """Raises YamlLinesError where it is no document of ours."""
        data = yaml_lines.read(text)
        if not isinstance(data, dict):
            raise yaml_lines.YamlLinesError("it is not a mapping")
        return cls(text, data)

    @property
    def entries(self) -> dict[str, str]:
        """Every sealed value by its key."""
        return {str(key): str(sealed) for key, sealed in (yaml_lines.found(self.data, _DATA) or {}).items()}

    @property
    def notes(self) -> dict[str, Note]:
        """What is known of the entries that we sealed; nothing where the note can't be read."""
        with suppress(ValueError, TypeError, AttributeError):
            parsed = json.loads(yaml_lines.found(self.data, _NOTES) or "{}")
            return {key: Note(**facts) for key, facts in parsed.items()}
        return {}

    @property
    def is_ours(self) -> bool:
        """Whether the whole file was made by us."""
        return bool(yaml_lines.found(self.data, ["metadata", "labels", OWNER]) == naming.PROJECT)

    def unfit(self, namespace: str, name: str, scope: Scope) -> str | None:
        """Why nothing may be added to it; None where it is the SealedSecret that is meant."""
        metadata = self.data.get("metadata") or {}
        if self.data.get("kind") != KIND or self.data.get("apiVersion") != API:
            return f"it is no {KIND} of {API}"
        if (metadata.get("namespace"), metadata.get("name")) != (namespace, name):
            return f"it is not the one of {namespace}/{name}"
        declared = {each for each, mark in _SCOPES.items() if mark and _is_set(metadata.get("annotations"), mark)}
        if declared != ({scope} if scope != "strict" else set()):
            return f"it is sealed {', '.join(sorted(declared)) or 'strict'}, and the catalogue says {scope}"
        return None

    def sealed(self, key: str, value: str, note: Note) -> str:
        """The text with a sealed value."""
        text = yaml_lines.with_value(self.text, [*_DATA, key], value)
        return yaml_lines.with_value(text, _NOTES, _noted(self.notes | {key: note}))

    def without(self, key: str) -> str:
        """The text without an entry."""
        text = yaml_lines.without_value(self.text, [*_DATA, key])
        notes = {each: note for each, note in self.notes.items() if each != key}
        return yaml_lines.with_value(text, _NOTES, _noted(notes)) if self.notes != notes else text


def fresh(namespace: str, name: str, scope: Scope) -> str:
    """A SealedSecret without entries."""
    mark = _SCOPES[scope]
    marked = f'    {mark}: "true"\n' if mark else ""
    inner = f'      annotations:\n        {mark}: "true"\n' if mark else ""
    return (
        f"# Written by {naming.PROJECT}; the values are sealed, only the controller of the cluster opens them.\n"
        f"apiVersion: {API}\nkind: {KIND}\n"
        f"metadata:\n  name: {name}\n  namespace: {namespace}\n"
        f"  labels:\n    {OWNER}: {naming.PROJECT}\n"
        f'  annotations:\n{marked}    {NOTES}: "{{}}"\n'
        f"spec:\n  encryptedData:\n  template:\n"
        f"    metadata:\n      name: {name}\n      namespace: {namespace}\n{inner}    type: Opaque\n"
    )


def digest(sealed: str) -> str:
    """Moves with every sealing."""
    return hashlib.sha256(sealed.encode()).hexdigest()[:16]


def _noted(notes: Mapping[str, Note]) -> str:
    return json.dumps({key: asdict(notes[key]) for key in sorted(notes)}, separators=(",", ":"))


def _is_set(annotations: Any, mark: str) -> bool:
    return isinstance(annotations, dict) and str(annotations.get(mark)).lower() == "true"
