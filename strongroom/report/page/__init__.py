"""The dashboard as one HTML page: nothing in it is fetched from anywhere, and nothing but its own script runs.

The page is complete without its script, which only adds filters and sorting. Its Content-Security-Policy names the
style and the script by their hashes, so that a text of the catalogue could not run even where it escaped escaping.
"""

from __future__ import annotations

import base64
import hashlib
import re
from importlib.resources import files
from typing import TYPE_CHECKING

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup, escape

from strongroom.report.dashboard import WORST_FIRST

if TYPE_CHECKING:
    from strongroom.report.dashboard import Dashboard

_GLYPHS = {"complete": "✓", "stale": "↻", "pending": "…", "blocked": "✕", "unknown": "?", "elsewhere": "⌂"}


def render(dashboard: Dashboard) -> str:
    """The page; every text in it is escaped."""
    style, script = _part("status.css"), _part("status.js")
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.filters["breakable"] = _breakable
    return environment.from_string(_part("status.html")).render(
        dashboard=dashboard,
        order={state: place for place, state in enumerate(WORST_FIRST)},
        glyphs=_GLYPHS,
        style=Markup(style),  # noqa: S704 - a file of ours, without any data in it
        script=Markup(script),  # noqa: S704 - as above
        style_hash=_hash(style),
        script_hash=_hash(script),
    )


def _breakable(text: str) -> Markup:
    """The text, with places where a line may break: behind each slash and underscore."""
    return Markup(re.sub(r"([/_])(?=.)", r"\1<wbr>", str(escape(text))))  # noqa: S704 - escaped in this very line


def _part(name: str) -> str:
    return files(__package__).joinpath(name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"
