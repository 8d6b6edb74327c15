"""What is wrong with a catalogue, and where."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


_LONGEST = 500


@dataclass(frozen=True, kw_only=True, order=True)
class Problem:
    """One mistake: where it is, what is wrong, what would be right. Never a value."""

    file: str
    line: int
    subject: str = ""  # 'secret "candlefish/jwt/secret"'; empty where the whole file is meant
    message: str
    remedy: str

    def __post_init__(self) -> None:
        # The texts quote a file that anybody may have written: no control characters, no endless lines.
        for field in ("file", "subject", "message", "remedy"):
            object.__setattr__(self, field, _printable(getattr(self, field)))

    def __str__(self) -> str:
        subject = f"{self.subject}: " if self.subject else ""
        return f"{self.file}:{self.line}: {subject}{self.message}; {self.remedy}"


def _printable(text: str) -> str:
    if not text.isprintable():
        text = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."


class CatalogueError(ValueError):
    """The catalogue can't be used; `problems` lists everything that is wrong, by file and line."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        count = f"{len(self.problems)} problem{'s' if len(self.problems) != 1 else ''}"
        self.conclusion = f"{count}; nothing was changed"
        super().__init__("\n".join([*map(str, self.problems), self.conclusion]))
