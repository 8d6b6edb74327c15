"""The names of the forms, by themselves: the command line reads them before anything else is loaded."""

from __future__ import annotations

from typing import Literal

Format = Literal["table", "json", "sarif", "junit", "html", "markdown"]
