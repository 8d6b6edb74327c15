"""`strongroom handoff`: the checklist before a workspace is handed over, executed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from strongroom.cli.options import DEFAULT_CATALOGUE, CatalogueOption, EnvironmentOption, JsonOption

if TYPE_CHECKING:
    from collections.abc import Sequence

    from strongroom.catalogue import Workspace
    from strongroom.cli.session import Session
    from strongroom.operations.handoff import Check


def handoff(
    *,
    workspace: Annotated[str, typer.Argument(metavar="WORKSPACE", help="A workspace of the catalogue.")],
    environment: EnvironmentOption = None,
    catalogue: CatalogueOption = DEFAULT_CATALOGUE,
    announce: Annotated[bool, typer.Option("--announce", help="Tell the release channel by its webhook.")] = False,
    announced: Annotated[
        str | None, typer.Option("--announced", metavar="LINK", help="You told the release channel: where to read it.")
    ] = None,
    no_pipelines: Annotated[
        str | None, typer.Option("--no-pipelines", metavar="REASON", help="Leave out the dry runs of pipelines.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Execute the checklist: all values there and arrived, dry runs passed, evidence exported and shared, flags ready.

    Example: strongroom handoff wired-chaos --environment production
    """
    from strongroom.cli.session import Session
    from strongroom.operations.handoff import announced as told
    from strongroom.operations.handoff import exported
    from strongroom.report.handoff import as_json as rendered
    from strongroom.report.handoff import as_table

    session = Session.open(catalogue, environment)
    found = session.workspace(workspace)
    session.terminal.tell(session.scope.banner(found))
    checks = _measured(session, found, no_pipelines)
    evidence, manifest = exported(found, session.scope.environment, session.journal)
    checks.append(evidence)
    if manifest and (announce or announced):
        _announce(session, found, checks, manifest, link=announced)
    checks += told(found, session.journal, manifest)
    states = {check.name: check.state for check in checks}
    session.journal.record("handoff", result="checked", **_about(session, found), checks=states)
    if as_json:
        session.terminal.json(rendered(checks, found.workspace, session.scope.environment))
    else:
        session.terminal.show(as_table(checks))
    if any(check.state != "passed" for check in checks):
        raise typer.Exit(1)


def _about(session: Session, workspace: Workspace) -> dict[str, str]:
    return {"workspace": workspace.workspace, "environment": session.scope.environment}


def _measured(session: Session, workspace: Workspace, no_pipelines: str | None) -> list[Check]:
    """What can be seen and tried: values, deliveries, pipelines, flags."""
    from strongroom.cli.mirror import survey_of
    from strongroom.operations.handoff import arrived, dry_run, flag, populated
    from strongroom.operations.listing import entries
    from strongroom.operations.verify import Verification

    name = workspace.workspace
    measured = session.measure([workspace])
    session.end({key: one for key, one in measured.items() if one.failure})
    own = {secret.path for secret in workspace.secrets}
    findings = [
        one
        for one in Verification(survey_of(session)).run(None)
        if one.path in own or any(secret.member(one.path or "") for secret in workspace.secrets)
    ]
    checks = [populated(entries(session.catalogue, session.scope, measured, workspace=name)), arrived(findings)]
    environment = session.scope.environment
    settings = workspace.handoff
    checks += [
        dry_run(pipeline, environment, skipped=no_pipelines)
        for pipeline in workspace.pipelines
        if pipeline.environment in session.scope.rehearses
    ]
    checks += [flag(one, settings.flag_check) for one in settings.feature_flags] if settings else []
    return checks


def _announce(
    session: Session, workspace: Workspace, checks: Sequence[Check], manifest: str, *, link: str | None
) -> None:
    """Tell the channel, or write down who did; only then is it recorded."""
    from strongroom.operations.announcing import announce
    from strongroom.operations.get import look_up
    from strongroom.operations.problem import UseError
    from strongroom.report.handoff import announcement

    settings = workspace.handoff
    if settings is None:
        raise UseError(f"{workspace.workspace} names no release channel; add handoff to {workspace.workspace}.yaml")
    how = f"by a person: {link}"
    if link is None:
        channel = session.settings.channels.get(settings.release_channel)
        if channel is None:
            raise UseError(
                f'no webhook is named for "{settings.release_channel}"; add [channels."{settings.release_channel}"] to'
                " strongroom.toml, or tell it yourself and use --announced LINK"
            )
        secret = session.entry(channel.webhook)
        webhook = look_up(session.catalogue, secret, session.store).value
        session.terminal.learn(secret, webhook)
        announce(
            settings.release_channel, webhook, announcement(checks, workspace.workspace, settings.ticket, manifest)
        )
        how = "by its webhook"
    about = _about(session, workspace)
    session.journal.record("handoff", result="announced", **about, manifest=manifest, how=how)
