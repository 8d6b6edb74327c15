"""What goes into a folder of evidence: asked for here, each source by itself, so that one that fails is only told."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from strongroom.stores.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from strongroom.cli.session import Session
    from strongroom.operations.evidence import Collected, Extract
    from strongroom.operations.mirror.survey import Survey


@dataclass
class Gathering:
    """The files so far, and what could not be reached."""

    session: Session
    workspace: str | None
    since: datetime
    now: datetime
    files: dict[str, str] = field(default_factory=dict)
    unreachable: list[str] = field(default_factory=list)

    def gather(self, found: Extract) -> Collected:
        """Ask every source."""
        from strongroom.operations.evidence import Collected
        from strongroom.report.evidence import commands, readme

        self.files["commands.md"] = commands(found.records)
        self._dashboard()
        self._entries()
        self._destinations()
        self._trails()
        self.files["README.md"] = readme(self._facts(), sorted(self.files), self.unreachable)
        return Collected(files=self.files, unreachable=self.unreachable)

    def _facts(self) -> dict[str, str]:
        return {
            "workspace": self.workspace or "all",
            "environment": self.session.scope.environment,
            "since": self.since.isoformat(timespec="seconds"),
            "until": self.now.isoformat(timespec="seconds"),
        }

    def _dashboard(self) -> None:
        from strongroom.cli.standing import board
        from strongroom.report.forms import render

        found, measured = board(self.session, self.now.date(), self.workspace)
        self.unreachable += dict.fromkeys(one.failure for one in measured.values() if one.failure)
        for name, form in (("status.json", "json"), ("status.md", "markdown"), ("status.html", "html")):
            self.files[name] = render(found, form)  # type: ignore[arg-type]  # the pairs above are its forms

    def _entries(self) -> None:
        from strongroom.operations.listing import entries
        from strongroom.report.entries import listed_json

        session = self.session
        workspaces = session.catalogue.workspaces if self.workspace is None else [session.workspace(self.workspace)]
        measured = session.measure(workspaces)
        found = entries(session.catalogue, session.scope, measured, workspace=self.workspace)
        self._json("entries.json", listed_json(found))

    def _destinations(self) -> None:
        """What the destinations list, and how each delivery compares (2.12: set, and masked)."""
        from strongroom.cli.mirror import survey_of
        from strongroom.operations.verify import Verification
        from strongroom.report.verify import findings_json

        survey = survey_of(self.session)
        findings = [
            finding
            for finding in Verification(survey).run(None)
            if self.workspace is None or self._owner(finding.path) == self.workspace
        ]
        self._json("verification.json", findings_json(findings, self.session.scope.environment))
        asked = sorted({finding.place for finding in findings if survey.opener.can(finding.place)})
        self._json("destinations.json", {address: self._listing(survey, address) for address in asked})

    def _owner(self, path: str | None) -> str | None:
        secret = self.session.catalogue.resolve(path) if path else None
        return secret.workspace if secret else None

    def _listing(self, survey: Survey, address: str) -> list[dict[str, Any]] | str:
        if reason := survey.opener.absent(address):
            return reason
        try:
            there = survey.opener.open(address).look([], everything=True)
        except StoreError as error:
            self.unreachable.append(str(error))
            return str(error)
        return [
            {"kind": key.kind, "name": key.name, "changed": present.at.isoformat() if present.at else present.changed}
            for key, present in sorted(there.items())
        ]

    def _trails(self) -> None:
        from strongroom.stores.audit_trails import cloudtrail_events, vault_requests

        paths = {
            secret.path
            for secret in self.session.catalogue.select(self.session.scope.rehearses)
            if self.workspace in (None, secret.workspace) and secret.has_record
        }
        environment = self.session.scope.environment
        self._trail("cloudtrail.json", lambda: cloudtrail_events(environment, paths, self.since))
        self._trail("vault-audit.json", lambda: vault_requests(environment, paths, self.since))

    def _trail(self, name: str, ask: Callable[[], Sequence[Mapping[str, Any]]]) -> None:
        try:
            self._json(name, list(ask()))
        except StoreError as error:
            self.unreachable.append(str(error))

    def _json(self, name: str, data: Any) -> None:
        self.files[name] = json.dumps(data, indent=2, ensure_ascii=False) + "\n"
