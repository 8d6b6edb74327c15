"""The dashboard as text, in each of its forms."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

if TYPE_CHECKING:
    from strongroom.cli.status import Format
    from strongroom.report.dashboard import Dashboard


def render(dashboard: Dashboard, form: Format) -> str:
    """The whole text, with a newline at its end."""
    match form:
        case "json":
            return _json(dashboard)
        case "markdown":
            from strongroom.report.status_markdown import render as markdown

            return markdown(dashboard)
        case "html":
            from strongroom.report.page import render as page

            return page(dashboard)
        case "table":
            return _table(dashboard)
        case _:
            assert_never(form)


def _json(dashboard: Dashboard) -> str:
    import json

    from strongroom.report.status import as_json

    return json.dumps(as_json(dashboard), indent=2, ensure_ascii=False) + "\n"


def _table(dashboard: Dashboard) -> str:
    """As on a wide screen, without colours."""
    import io

    from rich.console import Console

    from strongroom.report.status import as_table

    console = Console(markup=False, highlight=False, width=200, file=io.StringIO())
    for table in as_table(dashboard):
        console.print(table)
    return str(console.file.getvalue())  # type: ignore[attr-defined]  # it is the StringIO from above
