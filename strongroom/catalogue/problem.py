"""What is wrong with a catalogue, and where."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, kw_only=True, order=True)
class Problem:
    """One mistake: where it is, what is wrong, what would be right. Never a value."""

    file: str
    line: int
    subject: str = ""  # 'secret "candlefish/jwt/secret"'; empty where the whole file is meant
    message: str
    remedy: str

    def __str__(self) -> str:
        subject = f"{self.subject}: " if self.subject else ""
        return f"{self.file}:{self.line}: {subject}{self.message}; {self.remedy}"


class CatalogueError(ValueError):
    """The catalogue can't be used; `problems` lists everything that is wrong, by file and line."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        count = f"{len(self.problems)} problem{'s' if len(self.problems) != 1 else ''}"
        super().__init__("\n".join([*map(str, self.problems), f"{count}; nothing was changed"]))
