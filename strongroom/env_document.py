"""A .env file as its lines: ours are marked by a comment above them and changed, all else stays byte for byte.

    # strongroom: sophia/linear/api_key (k3J9x2abQ0c)
    LINEAR_API_KEY=...

The mark says that the line below it is ours and which entry of the catalogue it is; who takes the mark away takes the
line over. What stands in brackets is new with every write.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import dataclass
from functools import cached_property

from strongroom.env_file import line, scan

_MARK = re.compile(r"#[ \t]*strongroom:[ \t]*(?P<path>[a-z0-9_./-]+)(?:[ \t]+\((?P<tag>[A-Za-z0-9_-]+)\))?[ \t]*")
_EXPORT = re.compile(r"[ \t]*export[ \t]+")
_TAG_BYTES = 8
_HERE = secrets.token_bytes(16)  # what tells unmarked lines apart; of no use to anybody else


@dataclass(frozen=True, kw_only=True)
class Line:
    """One assignment, from where its mark begins. `path` and `tag` are the mark's, None where it has none."""

    name: str
    value: str | None  # None where it can't be read: it refers to other variables, say
    raw: str
    start: int
    end: int
    path: str | None = None
    tag: str | None = None

    @property
    def changed(self) -> str:
        """Moves with every write, by us or by an editor; tells nothing of the value without the file itself."""
        key = (self.tag or "").encode() or _HERE
        return hashlib.blake2b(
            self.raw.strip("\r\n").encode(errors="surrogateescape"), key=key, digest_size=12
        ).hexdigest()


@dataclass(frozen=True)
class EnvDocument:
    """The text of a file. Every change is a new document."""

    text: str = ""

    @classmethod
    def read(cls, data: bytes) -> EnvDocument:
        """A file's bytes, whatever they are."""
        return cls(data.decode("utf-8", "surrogateescape"))

    @property
    def data(self) -> bytes:
        """The file's bytes."""
        return self.text.encode("utf-8", "surrogateescape")

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """Every assignment, in order."""
        found = []
        for one in scan(self.text):
            if one.name is None:
                continue
            raw = self.text[one.start : one.end]
            begins, mark = self._mark_above(one.start)
            path, tag = (mark["path"], mark["tag"]) if mark else (None, None)
            value = one.value if one.problem is None else None
            found.append(Line(name=one.name, value=value, raw=raw, start=begins, end=one.end, path=path, tag=tag))
        return tuple(found)

    def line(self, name: str) -> Line | None:
        """The assignment that counts: every reader takes the last one of a name."""
        return next((one for one in reversed(self.lines) if one.name == name), None)

    def with_value(self, name: str, value: str, path: str) -> EnvDocument:
        """Write our line, in the place of the one that counts, else at the end; raises UnfitError."""
        there = self.line(name)
        export = _EXPORT.match(there.raw) if there else None
        mark = f"# strongroom: {path} ({secrets.token_urlsafe(_TAG_BYTES)})"
        block = self._ending.join((mark, f"{export[0].lstrip() if export else ''}{line(name, value)}", ""))
        if there:
            text = self.text[: there.start] + block + self.text[there.end :]
            return EnvDocument(text)._without_doubles(name)
        before = self.text if not self.text or self.text.endswith("\n") else self.text + self._ending
        return EnvDocument(before + block)

    def without(self, name: str) -> EnvDocument:
        """Take our lines of a name away; nobody else's."""
        document = self
        while ours := next((one for one in document.lines if one.name == name and one.path), None):
            document = EnvDocument(document.text[: ours.start] + document.text[ours.end :])
        return document

    def _without_doubles(self, name: str) -> EnvDocument:
        """Take our earlier lines of the name away."""
        document = self
        while len(ours := [one for one in document.lines if one.name == name and one.path]) > 1:
            document = EnvDocument(document.text[: ours[0].start] + document.text[ours[0].end :])
        return document

    @property
    def _ending(self) -> str:
        first = self.text.find("\n")
        return "\r\n" if first > 0 and self.text[first - 1] == "\r" else "\n"

    def _mark_above(self, at: int) -> tuple[int, re.Match[str] | None]:
        """Where the lines that belong to an assignment begin, and its mark where it has one."""
        begin = self.text.rfind("\n", 0, max(at - 1, 0)) + 1
        mark = _MARK.fullmatch(self.text[begin:at].rstrip("\r\n")) if at > begin else None
        return (begin, mark) if mark else (at, None)
