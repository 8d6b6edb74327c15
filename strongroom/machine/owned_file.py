"""A file of the developer's, read and replaced: whole or not at all, and never what changed meanwhile."""

from __future__ import annotations

import fcntl
import hashlib
import os
import secrets
import stat
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn

from strongroom.machine.folders import state
from strongroom.stores.errors import ConflictError, NotFoundError, RefusedError, UnreachableError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PRIVATE = 0o600
_LIMIT = 10_000_000


@dataclass(frozen=True)
class OwnedFile:
    """`private`: it is ours alone to read, whatever it was before; else it keeps its mode."""

    path: Path
    private: bool

    def demand_safe(self) -> None:
        """Raise RefusedError for what is no regular file of ours, or lies where others could replace it."""
        with self._told():
            folder = self.path.parent.stat()
        if folder.st_mode & stat.S_IWOTH and not folder.st_mode & stat.S_ISVTX:
            self._refuse(f"everybody may write into {self.path.parent}", f"chmod o-w {self.path.parent}")
        try:
            found = self.path.lstat()
        except FileNotFoundError:
            return
        if stat.S_ISLNK(found.st_mode):
            self._refuse("it is a symbolic link", "put the file itself there")
        if not stat.S_ISREG(found.st_mode):
            self._refuse("it is no regular file", "move it away")
        if found.st_uid != os.geteuid():
            self._refuse("it belongs to somebody else", f"chown it, or move it away: {self.path}")

    def read(self) -> bytes | None:
        """What it holds; None where it is not there."""
        try:
            with self._told(), self.path.open("rb") as opened:
                return opened.read(_LIMIT)
        except NotFoundError:
            return None

    def modified(self) -> float:
        """When it was last changed, in seconds."""
        with self._told():
            return self.path.stat().st_mtime

    @contextmanager
    def held(self) -> Iterator[None]:
        """Keep every other strongroom of this user away from it."""
        name = hashlib.sha256(str(self.path.absolute()).encode()).hexdigest()[:16]
        folder = state() / "locks"
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(folder / name, os.O_RDWR | os.O_CREAT, PRIVATE)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)

    def replace(self, before: bytes | None, data: bytes) -> None:
        """Put new content in the place of what was read; within `held`. What an editor saved meanwhile stays."""
        self._sweep()
        draft = self.path.with_name(f"{self.path.name}.strongroom-{secrets.token_hex(4)}")
        try:
            with self._told():
                self._write(draft, data)
                if self.read() != before:
                    raise ConflictError(
                        place=str(self.path),
                        problem="somebody changed it while we were at it",
                        way_out="repeat the command; it looks again first",
                    )
                draft.replace(self.path)
                self._settle()
        finally:
            draft.unlink(missing_ok=True)

    def _write(self, draft: Path, data: bytes) -> None:
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, PRIVATE)
        with os.fdopen(descriptor, "wb") as opened:
            opened.write(data)
            if not self.private:
                with suppress(FileNotFoundError):
                    os.fchmod(descriptor, stat.S_IMODE(self.path.stat().st_mode))
            opened.flush()
            os.fsync(descriptor)

    def _settle(self) -> None:
        descriptor = os.open(self.path.parent, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def _sweep(self) -> None:
        """Take away what a strongroom that was killed left; ours is the only one that runs."""
        for left in self.path.parent.glob(f"{self.path.name}.strongroom-*"):
            left.unlink(missing_ok=True)

    @contextmanager
    def _told(self) -> Iterator[None]:
        """An error of the system as one of ours."""
        try:
            yield
        except FileNotFoundError:
            raise NotFoundError(place=str(self.path), problem="it is not there", way_out="check the folder") from None
        except PermissionError:
            self._refuse("it is not for us to read or write", "see who owns it: ls -l")
        except OSError as error:
            raise UnreachableError(
                place=str(self.path), problem=error.strerror or "it can't be reached", way_out="repeat the command then"
            ) from None

    def _refuse(self, problem: str, way_out: str) -> NoReturn:
        raise RefusedError(place=str(self.path), problem=problem, way_out=way_out)
