"""`strongroom verify` and `strongroom trace`: what is really there, and which step of a chain is missing."""

from __future__ import annotations

from typing import Annotated

import typer

from strongroom.cli.options import DEFAULT_CATALOGUE, CatalogueOption, EntryArgument, EnvironmentOption, JsonOption


def verify(
    *,
    pattern: Annotated[
        str | None, typer.Argument(metavar="[PATTERN]", help="Only what this path, name or place covers; `*` fits all.")
    ] = None,
    environment: EnvironmentOption = None,
    catalogue: CatalogueOption = DEFAULT_CATALOGUE,
    as_json: JsonOption = False,
) -> None:
    """Hold what the destinations have against the catalogue and the store: 1 where they differ, 3 where one won't say.

    Example: strongroom verify "wired-chaos/*" --environment production
    """
    from strongroom.cli.mirror import survey_of
    from strongroom.cli.session import Session
    from strongroom.operations.verify import DIFFERENCES, UNASKED, Verification
    from strongroom.report.verify import findings_json, findings_table

    session = Session.open(catalogue, environment)
    findings = Verification(survey_of(session)).run(pattern)
    if as_json:
        session.terminal.json(findings_json(findings, session.scope.environment))
    else:
        session.terminal.show(findings_table(findings))
    states = {finding.state for finding in findings}
    if states & set(DIFFERENCES):
        raise typer.Exit(1)
    if states & set(UNASKED):
        raise typer.Exit(3)


def trace(
    *,
    path: EntryArgument,
    environment: EnvironmentOption = None,
    catalogue: CatalogueOption = DEFAULT_CATALOGUE,
    as_json: JsonOption = False,
) -> None:
    """Follow one entry from the catalogue through the store to each destination, and say which step is missing.

    Example: strongroom trace LINEAR_API_KEY --environment production
    """
    from strongroom.cli.mirror import survey_of
    from strongroom.cli.session import Session
    from strongroom.operations.verify_trace import trace as traced
    from strongroom.report.verify import links_json, links_table

    session = Session.open(catalogue, environment)
    secret = session.entry(path)
    links = traced(survey_of(session), secret)
    if as_json:
        session.terminal.json(links_json(links, secret.path, session.scope.environment))
    else:
        session.terminal.show(links_table(links))
    states = {link.state for link in links}
    if "broken" in states:
        raise typer.Exit(1)
    if "unknown" in states:
        raise typer.Exit(3)
