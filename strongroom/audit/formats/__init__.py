"""The forms of a report."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, cast, get_args

from strongroom.audit.formats.names import Format

if TYPE_CHECKING:
    from strongroom.audit.report import Report

FORMATS: tuple[str, ...] = get_args(Format)


def render(report: Report, form: Format) -> str:
    """A report as text, in a form other than the table for the screen."""
    module = import_module(f"strongroom.audit.formats.{form}")
    return cast("str", module.render(report))
