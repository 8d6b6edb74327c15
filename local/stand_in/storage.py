"""Keeping a stand-in's world over a restart, and over a kill."""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from pydantic import BaseModel, ValidationError

from local.stand_in.serving import StartError

World = TypeVar("World", bound=BaseModel)


@dataclass(frozen=True, kw_only=True)
class Storage(Generic[World]):
    """One file that only its owner reads, replaced as a whole: a reader sees the old world or the new one.

    It holds sealed values beside the keys that open them, so its mode is 0600. Nothing is flushed to the disk: what
    was acknowledged survives the death of the process, not that of the machine. Without a path nothing is kept.
    """

    world: type[World]
    path: Path | None = None

    def load(self) -> World:
        """The world as it was last saved, or an empty one."""
        if self.path is None or not self.path.exists():
            return self.world()
        try:
            return self.world.model_validate_json(self.path.read_bytes())
        except ValidationError as error:
            places = ", ".join(".".join(map(str, problem["loc"])) or "(whole file)" for problem in error.errors()[:3])
            raise StartError(f"{self.path}: not a world of this stand-in, see {places}; remove the file") from None

    def save(self, world: World) -> None:
        """Replace the file by this world."""
        if self.path is None:
            return
        handle, temporary = tempfile.mkstemp(dir=self.path.parent, prefix=f".{self.path.name}.")  # mode 0600
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(world.model_dump_json().encode())
            Path(temporary).replace(self.path)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
