"""`strongroom prerequisites`: whether an account is ready for a stack, before anything of it is made."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from strongroom.cli.options import DEFAULT_CATALOGUE, CatalogueOption, EnvironmentOption, JsonOption

if TYPE_CHECKING:
    from collections.abc import Iterator

    from strongroom.cli.session import Session
    from strongroom.operations.doctor.doctor import Examination, Finding

_PATIENCE = 5.0  # seconds that GitHub may ask us to wait altogether


def prerequisites(
    *,
    environment: EnvironmentOption = None,
    catalogue: CatalogueOption = DEFAULT_CATALOGUE,
    as_json: JsonOption = False,
) -> None:
    """Ask whether the account is ready: who deploys, state, network, quotas, image, certificate, trail. Only reads.

    Exit code 1 where something is not as it has to be, or could not be asked.

    Example: strongroom prerequisites --environment production
    """
    from strongroom.cli.session import Session
    from strongroom.prerequisites.ground import look
    from strongroom.report.prerequisites import as_json as rendered
    from strongroom.report.prerequisites import as_table

    session = Session.open(catalogue, environment)
    findings = list(look(_examinations(session)))
    if as_json:
        session.terminal.json(rendered(findings, session.scope.environment))
    else:
        session.terminal.show(as_table(findings))
    if any(finding.state in ("failed", "not looked at") for finding in findings):
        raise typer.Exit(1)


def _examinations(session: Session) -> Iterator[Examination]:
    from functools import partial

    from strongroom.cli.bootstrap import foundations_of
    from strongroom.prerequisites import given, identity, network
    from strongroom.prerequisites.ground import Ground

    foundations = foundations_of(session)
    ground = Ground(
        account=foundations.account, caller=foundations.caller, stack=foundations.stack, foundations=foundations
    )
    for name, question in {
        "placeholders": identity.placeholders,
        "account": identity.account,
        "region": identity.region,
        "caller": identity.caller,
        "foundations": identity.foundations,
        "stack's file": identity.written,
        "state's readers": identity.recorded_state,
        "zones": network.zones,
        "range": network.room,
        "quotas": network.quotas,
        "image": given.image,
        "certificate": given.certificate,
        "trail": given.trail,
        "Session Manager": given.sessions,
    }.items():
        yield name, partial(question, ground)
    yield "GitHub", lambda: _github(session)


def _github(session: Session) -> Iterator[Finding]:
    from strongroom.destinations.opening import Opener
    from strongroom.prerequisites.repositories import repositories

    opener = Opener(session.scope.environment, patience=_PATIENCE, notice=session.terminal.tell)
    yield from repositories(opener.github, session.catalogue)
