"""`strongroom vault access`: what Vault's audit log says of a time, from the log group or from files."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path  # noqa: TC003 (Typer reads the annotations)
from typing import TYPE_CHECKING, Annotated

import typer

from strongroom.cli.options import DEFAULT_CATALOGUE, CatalogueOption, EnvironmentOption, JsonOption

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_DAYS = 1


def access(
    *,
    file: Annotated[
        list[Path] | None,
        typer.Option("--file", metavar="FILE", help="A node's audit log, also gzipped, in place of the log group."),
    ] = None,
    since: Annotated[
        datetime | None,
        typer.Option("--since", formats=["%Y-%m-%d", "%Y-%m-%dT%H:%M"], help="From when on, in UTC; else a day."),
    ] = None,
    who: Annotated[str | None, typer.Option("--who", metavar="NAME", help="Only this display name's.")] = None,
    environment: EnvironmentOption = None,
    catalogue: CatalogueOption = DEFAULT_CATALOGUE,
    as_json: JsonOption = False,
) -> None:
    """Show who read which secrets, who was refused, and what break-glass and root did.

    Of one value, and who could have: strongroom evidence access PATH.

    Example: strongroom vault access --since 2026-11-22T20:00 --environment production
    """
    from strongroom.cli.session import Session
    from strongroom.report import vault_access as report
    from strongroom.stores.audit_trails import audit_lines
    from strongroom.vault.access import read

    session = Session.open(catalogue, environment)
    scope = session.scope.environment
    start = since.replace(tzinfo=UTC) if since else None if file else datetime.now(UTC) - timedelta(days=_DAYS)
    lines: Iterable[str] = _of_files(file) if file else audit_lines(scope, start or datetime.now(UTC))
    found = read(lines, scope, who=who, since=f"{start:%Y-%m-%dT%H:%M:%S}" if start else "")
    if as_json:
        session.terminal.json(report.as_json(found))
    else:
        session.terminal.show(report.as_tables(found))


def _of_files(files: Sequence[Path]) -> Iterator[str]:
    """Lines of audit logs as nodes keep them: the newest plain, the others gzipped by logrotate."""
    import gzip

    from strongroom.operations.problem import InputError

    for file in files:
        try:
            with (
                gzip.open(file, "rt", encoding="utf-8") if file.suffix == ".gz" else file.open(encoding="utf-8") as log
            ):
                yield from log
        except (OSError, EOFError, UnicodeDecodeError) as error:
            reason = getattr(error, "strerror", None) or "it is no audit log, or cut off"
            raise InputError(f"{file}: {reason}") from None
