"""Recording in the catalogue's own file what a value waits for, and taking it away again.

The file is a person's: its comments and its layout stay, only the lines of the one status change. The result is
validated as a whole first, and an invalid one is refused with the file as it was.
"""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from strongroom.catalogue import load
from strongroom.operations.problem import InputError
from strongroom.operations.status_lines import with_status
from strongroom.operations.whole_file import write_whole

if TYPE_CHECKING:
    from collections.abc import Mapping

    from strongroom.catalogue import Catalogue, Environment, Secret
    from strongroom.operations.journal import Journal


@dataclass(frozen=True, kw_only=True)
class Edit:
    """A change of one entry's status in one environment."""

    directory: Path
    secret: Secret
    environment: Environment
    journal: Journal

    @property
    def file(self) -> Path:
        """The file that declares the entry."""
        return self.directory / f"{self.secret.workspace}.yaml"

    def block(self, facts: Mapping[str, Any]) -> None:
        """Record what it waits for; facts of an earlier blocker stay where none of their kind is given."""
        present = self.secret.status.get(self.environment)
        kept = present.model_dump(exclude_defaults=True) if present and present.state == "blocked" else {}
        kept.pop("state", None)
        self._write({"state": "blocked"} | _plain(kept | dict(facts)))
        told = {key: str(fact) for key, fact in facts.items() if key in ("ticket", "approval", "since")}
        self._record("set", **told)

    def clear(self, note: str | None = None) -> None:
        """Take the blocker away: nothing is recorded then, or what to know meanwhile."""
        present = self.secret.status.get(self.environment)
        if present is None or present.state != "blocked":
            raise InputError(f'"{self.secret.path}" is not blocked in {self.environment}; nothing was changed')
        self._write({"state": "pending", "note": note} if note else None)
        self._record("cleared")

    def _write(self, status: Mapping[str, Any] | None) -> None:
        before = _read(self.file)
        after = with_status(before, self.secret.path, self.environment, status)
        demand_valid(self.directory, self.file.name, after)
        if _read(self.file) != before:
            raise InputError(f"{self.file} was changed by somebody else just now; nothing was changed, run it again")
        write_whole(self.file, after)

    def _record(self, result: str, **facts: str) -> None:
        self.journal.record(
            "blocker",
            result=result,
            workspace=self.secret.workspace,
            environment=self.environment,
            path=self.secret.path,
            **facts,
        )


def _plain(facts: Mapping[str, Any]) -> dict[str, Any]:
    """In the order in which people write them."""
    order = ("ticket", "escalation", "since", "approval", "health_check", "needs", "reason")
    return {key: list(facts[key]) if key == "needs" else facts[key] for key in order if facts.get(key)}


def _read(file: Path) -> str:
    try:
        with file.open(encoding="utf-8", newline="") as opened:
            return opened.read()
    except OSError as error:
        raise InputError(f"{file} can't be read: {error.strerror}") from None


def demand_valid(directory: Path, name: str, text: str) -> None:
    """Raise CatalogueError where the catalogue would be wrong with this text in the place of one of its files."""
    with tempfile.TemporaryDirectory(prefix="strongroom-") as scratch:
        trial = Path(scratch) / directory.resolve().name
        trial.mkdir()
        for file in directory.glob("*.y*ml"):
            shutil.copyfile(file, trial / file.name)
        (trial / name).write_text(text, encoding="utf-8", newline="")
        load(trial)


def blocked_entry(catalogue: Catalogue, text: str, environment: Environment | None) -> tuple[Secret, Environment]:
    """The entry that a path or a name means (a family too), and the environment; raises InputError."""
    exact = catalogue.secret(text)
    named = catalogue.named(text)
    found = [exact] if exact else [each for each in named if environment in each.environments] or list(named)
    if len(found) > 1:
        paths = ", ".join(secret.path for secret in found)
        raise InputError(f"the name stands for {len(found)} entries; use a path, or --environment: {paths}")
    if not found:
        covering = catalogue.matching(text)
        way_out = f'it belongs to the family "{covering.path}": name that' if covering else "see strongroom list"
        raise InputError(f"the catalogue has no entry of its own of this path or name; {way_out}")
    secret = found[0]
    if environment is None and len(secret.environments) > 1:
        raise InputError(f'"{secret.path}" is in {" and ".join(secret.environments)}; say --environment')
    chosen = environment or secret.environments[0]
    if chosen not in secret.environments:
        raise InputError(f'"{secret.path}" is not in {chosen}; it is in {" and ".join(secret.environments)}')
    return secret, chosen
