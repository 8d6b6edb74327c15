"""`strongroom doctor`: what is wrong here, and what to do about each thing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from strongroom.cli.options import DEFAULT_CATALOGUE, CatalogueOption, EnvironmentOption, JsonOption

if TYPE_CHECKING:
    from collections.abc import Iterator

    from strongroom.cli.session import Session
    from strongroom.operations.doctor.doctor import Examination, Finding

_PATIENCE = 5.0  # seconds that GitHub may ask us to wait altogether


def doctor(
    *,
    environment: EnvironmentOption = None,
    catalogue: CatalogueOption = DEFAULT_CATALOGUE,
    as_json: JsonOption = False,
) -> None:
    """Examine versions, catalogue, settings, journal, policy pack, stores, destinations; say what to do. Only reads.

    Example: strongroom doctor --environment production
    """
    from strongroom.cli.session import Session
    from strongroom.operations.doctor.doctor import examine
    from strongroom.report.doctor import as_json as rendered
    from strongroom.report.doctor import as_table

    session = Session.open(catalogue, environment)
    findings = list(examine(_examinations(session)))
    if as_json:
        session.terminal.json(rendered(findings, session.given or ""))
    else:
        session.terminal.show(as_table(findings))
    if any(finding.state == "failed" for finding in findings):
        raise typer.Exit(1)


def _examinations(session: Session) -> Iterator[Examination]:
    from strongroom.operations.doctor import machine

    pack = session.directory.resolve().parent / "policy"
    yield "versions", machine.versions
    yield "catalogue", lambda: machine.catalogue_is_right(session.catalogue)
    yield "scope", lambda: _scope(session)
    yield "settings", lambda: _settings(session)
    yield "roles", lambda: machine.roles(session.catalogue, session.settings, session.scope.environment)
    yield "journal", lambda: machine.journal(session.journal)
    yield "policy pack", lambda: machine.policy_pack(pack)
    yield "engine", machine.engine
    yield "Secrets Manager", lambda: _store(session, "secrets-manager")
    yield "Vault", lambda: _store(session, "vault")
    yield "GitHub", lambda: _github(session)
    yield "Fly", lambda: _platform(session, "Fly", "fly:")
    yield "Pulumi ESC", lambda: _platform(session, "Pulumi ESC", "esc:")
    yield "Kubernetes", lambda: _platform(session, "Kubernetes", "kubernetes:")


def _scope(session: Session) -> Iterator[Finding]:
    from strongroom.operations.doctor.doctor import ok

    scope = session.scope
    yield ok("scope", session.banner() if scope.workspace else f"environment: {scope.environment}")


def _settings(session: Session) -> Iterator[Finding]:
    from strongroom.operations.doctor.doctor import ok

    found = session.settings
    yield ok("settings", f"{len(found.roles)} roles, {len(found.probes)} providers, {len(found.channels)} channels")


def _store(session: Session, kind: str) -> Iterator[Finding]:
    """A store is examined where a workspace keeps its record in it, or delivers into it."""
    from strongroom.operations.doctor.doctor import left_out
    from strongroom.operations.doctor.places import secrets_manager, vault

    label = "Vault" if kind == "vault" else "Secrets Manager"
    here = session.catalogue.select(session.scope.rehearses)
    records = [
        secret.path for secret in here if session.catalogue.workspace_of(secret).store == kind and not secret.is_family
    ]
    if not records and not any(place.to == kind for secret in here for place in secret.destinations):
        yield left_out(label, "nothing in this scope is kept or delivered there")
    elif kind == "vault":
        yield from vault(session.open_store, records, is_record=bool(records))
    else:
        yield from secrets_manager(session.open_store, session.scope.environment)


def _github(session: Session) -> Iterator[Finding]:
    from strongroom.destinations.opening import Opener
    from strongroom.operations.doctor.doctor import left_out
    from strongroom.operations.doctor.places import github

    deliveries = session.catalogue.deliveries(session.scope.rehearses)
    places = dict.fromkeys(one.place for one in deliveries if one.place.startswith("github:"))
    if not places:
        yield left_out("GitHub", "nothing in this scope is delivered there")
        return
    opener = Opener(session.scope.environment, patience=_PATIENCE, notice=session.terminal.tell)
    yield from github(opener, places)


def _platform(session: Session, label: str, prefix: str) -> Iterator[Finding]:
    from strongroom.cli.mirror import opener_of
    from strongroom.operations.doctor.doctor import left_out
    from strongroom.operations.doctor.places import platform

    deliveries = session.catalogue.deliveries(session.scope.rehearses)
    places = dict.fromkeys(one.place for one in deliveries if one.place.startswith(prefix))
    if places:
        yield from platform(opener_of(session, _PATIENCE), label, places)
    else:
        yield left_out(label, "nothing in this scope is delivered there")
