"""What the tools do, free of the protocol. Each call reads the catalogue anew and opens its own stores."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

from strongroom.cli.session import Session
from strongroom.mcp_server.addressing import entry, entry_to_write
from strongroom.operations.problem import InputError
from strongroom.operations.put import demand_puttable

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from strongroom.catalogue import Secret
    from strongroom.masking import Redactor
    from strongroom.operations.put import Present, Put
    from strongroom.operations.status import Measured


@dataclass(frozen=True, kw_only=True)
class Tools:
    """The tools of one server, which acts in one environment of one catalogue."""

    catalogue: Path
    environment: str | None

    def _session(self) -> Session:
        return Session.open(self.catalogue, self.environment)

    def set_secret(self, key_path: str, value: str, description: str) -> dict[str, Any]:
        """Check, store, read back, compare, record; nothing else happens before the store has the value."""
        session = self._session()
        secret = entry_to_write(session.catalogue, session.scope, key_path, description, value)
        demand_puttable(session.catalogue, secret)
        put = session.begin_put(secret)
        present = put.look()
        text, judgement = put.accept(value)
        if present.value is not None and not put.holds(present, text):
            self._demand_overwritable(session, put, present)
        outcome = put.store_value(text, present, by="mcp")
        return {
            **put.facts,
            "name": secret.name,
            "description": secret.description,
            "version": outcome.version,
            "result": "unchanged" if outcome.unchanged else "stored, read back and compared",
            "replaced": outcome.replaced,
            "unchecked": list(judgement.unchecked),
        }

    @staticmethod
    def _demand_overwritable(session: Session, put: Put, present: Present) -> None:
        if _allowed(put.secret, session.settings.mcp.overwrite):
            return
        author = put.author(present)
        when = f", stored {present.written.created:%Y-%m-%d %H:%MZ}" if present.written else ""
        raise InputError(
            f"{put.secret.path} has a value already{when}{f' by {author}' if author else ''}; a person replaces it:"
            f" strongroom put {put.secret.path}. Programs may where strongroom.toml lists the path: [mcp] overwrite"
        )

    def get_secret(self, key_path: str) -> dict[str, Any]:
        """An entry with its value masked; the value itself only where the configuration lists the path."""
        from strongroom.operations.get import look_up

        session = self._session()
        secret = entry(session.catalogue, session.scope, key_path)
        found = look_up(session.catalogue, secret, session.store)
        reveal = _allowed(secret, session.settings.mcp.reveal)
        if reveal:
            facts = {"workspace": secret.workspace, "environment": session.scope.environment, "path": secret.path}
            session.journal.record("get", result="revealed", by="mcp", **facts)
        return found.facts(reveal=reveal) | {"masked": not reveal, "description": secret.description}

    def list_secrets(self, scope: str | None, project: str | None) -> dict[str, Any]:
        """The entries of `project`, of `meta`, of a workspace, of one project, or all; never a value."""
        from strongroom.operations.listing import entries
        from strongroom.report.entries import listed_json

        session = self._session()
        family = scope if scope in ("project", "meta") else None
        workspace = session.workspace(scope).workspace if scope and family is None else None
        workspaces = [session.workspace(workspace)] if workspace else session.catalogue.workspaces
        measured = session.measure(workspaces)
        found = [
            one
            for one in entries(session.catalogue, session.scope, measured, workspace=workspace, project=project)
            if family is None or one.secret.path.startswith(f"{family}/")
        ]
        listed = listed_json(found)
        for line, one in zip(listed, found, strict=True):
            line["description"] = one.secret.description
        return {"secrets": listed, "failures": _failures(measured)}

    def status(self, workspace: str | None, day: str | None) -> dict[str, Any]:
        """The dashboard as data."""
        from strongroom.cli.standing import board
        from strongroom.report.status import as_json

        session = self._session()
        try:
            today = date.fromisoformat(day) if day else datetime.now(UTC).date()
        except ValueError:
            raise InputError("date is no day; write it like 2025-10-11") from None
        found, measured = board(session, today, workspace)
        return as_json(found) | {"failures": _failures(measured)}

    def verify(self, pattern: str | None) -> dict[str, Any]:
        """What is really at the destinations, held against the catalogue and the store."""
        from strongroom.cli.mirror import survey_of
        from strongroom.operations.verify import DIFFERENCES, Verification
        from strongroom.report.verify import findings_json

        session = self._session()
        findings = Verification(survey_of(session)).run(pattern)
        differ = sum(finding.state in DIFFERENCES for finding in findings)
        return findings_json(findings, session.scope.environment) | {"differences": differ}


def _allowed(secret: Secret, patterns: Iterable[str]) -> bool:
    return any(fnmatchcase(secret.path, pattern) for pattern in patterns)


def _failures(measured: Mapping[str, Measured]) -> list[str]:
    return list(dict.fromkeys(one.failure for one in measured.values() if one.failure))


def learn(redactor: Redactor, value: str) -> None:
    """Keep a value, and the parts of one that is an object, out of every answer."""
    from strongroom.cli.terminal import parts_of

    for part in {value, *parts_of(value)}:
        redactor.learn(part)
