"""`strongroom audit`: the policy pack over what exists, or what is about to exist."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from strongroom.audit.formats.names import Format  # noqa: TC001 - Typer reads the annotations when it runs

if TYPE_CHECKING:
    from strongroom.audit.engine import Answer, Engine
    from strongroom.audit.report import Report

FailOn = Literal["low", "medium", "high", "critical", "never"]
_FOUND = 1


def audit(
    *,
    stack: Annotated[str | None, typer.Option("--stack", metavar="NAME", help="A stack, as its state says.")] = None,
    state: Annotated[
        Path | None, typer.Option("--state", metavar="FILE", help="What `pulumi stack export` wrote; needs no login.")
    ] = None,
    preview: Annotated[
        bool, typer.Option("--preview", help="What the next update would make of --stack, or of the selected one.")
    ] = False,
    form: Annotated[Format, typer.Option("--format", help="How to write the report.")] = "table",
    as_json: Annotated[bool, typer.Option("--json", help="The same as --format json.")] = False,
    output: Annotated[
        Path | None, typer.Option("--output", metavar="FILE", help="Write the report into this file.")
    ] = None,
    fail_on: Annotated[
        FailOn, typer.Option("--fail-on", help="The mildest finding that makes the exit code 1.")
    ] = "low",
    baseline: Annotated[
        Path | None,
        typer.Option(
            "--baseline", metavar="FILE", help="An earlier report (json): what it has is known, and no failure."
        ),
    ] = None,
    pack: Annotated[Path, typer.Option("--policy-pack", metavar="DIR", help="Folder of the policy pack.")] = Path(
        "policy"
    ),
) -> None:
    """Audit a stack, an exported state, or a preview with the policy pack.

    Example: strongroom audit --state export.json --format sarif --output audit.sarif
    """
    from strongroom.audit.engine import Engine
    from strongroom.audit.finding import Severity, findings
    from strongroom.audit.report import Report

    answer, source = _ask(Engine.find(pack), stack, state, preview=preview)
    report = Report(source=source, findings=findings(answer.events, answer.places))
    if baseline is not None:
        report = report.against(baseline)
    _write(report, "json" if as_json else form, output)
    if fail_on != "never" and report.at_least(Severity[fail_on.upper()]):
        raise typer.Exit(_FOUND)


def _ask(engine: Engine, stack: str | None, state: Path | None, *, preview: bool) -> tuple[Answer, str]:
    from strongroom.operations.problem import UseError

    if state is not None:
        if stack or preview:
            raise UseError("--state is a source of its own; leave --stack and --preview out")
        return engine.of_state(state), f"state {state.name}"
    if preview:
        return engine.of_preview(stack), f"preview of {stack or 'the selected stack'}"
    if stack is None:
        raise UseError("say what to audit: --stack NAME, --state FILE or --preview")
    return engine.of_stack(stack), f"stack {stack}"


def _write(report: Report, form: Format, output: Path | None) -> None:
    from strongroom.audit.formats import render

    if output is not None:
        output.write_text(render(report, form), encoding="utf-8")
        typer.echo(f"{report.summary}; the report is in {output}", err=True)
    elif form == "table":
        from strongroom.audit.formats.table import tables
        from strongroom.cli.terminal import Terminal

        Terminal().show(tables(report))
    else:
        typer.echo(render(report, form), nl=False)
