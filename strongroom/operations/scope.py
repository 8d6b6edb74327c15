"""Where a command acts: one environment, and the entry in it that is meant."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from strongroom import naming
from strongroom.catalogue import ENVIRONMENTS
from strongroom.operations.problem import InputError

if TYPE_CHECKING:
    from strongroom.catalogue import Catalogue, Delivery, Environment, Secret, Workspace

LOCAL = "local"


@dataclass(frozen=True)
class Scope:
    """A stack's environment: `local` rehearses both of the catalogue's, staging and production are themselves."""

    environment: str
    workspace: str | None = None  # preferred where a name has several entries

    @property
    def rehearses(self) -> tuple[Environment, ...]:
        """The catalogue's environments that this one stands for."""
        return tuple(name for name in ENVIRONMENTS if self.environment in (LOCAL, name))

    def banner(self, workspace: Workspace) -> str:
        """What is shown before any write, word for word (requirement 1.2)."""
        return f"active scope: {workspace.workspace} (environment: {self.environment})"

    def place(self, delivery: Delivery) -> str:
        """Where a delivery goes from here: a rehearsal has one Secrets Manager for both environments."""
        rehearsed = self.environment == LOCAL and delivery.destination.to == "secrets-manager"
        return f"secrets-manager:{LOCAL}" if rehearsed else delivery.place

    def entry(self, catalogue: Catalogue, text: str) -> Secret:
        """The entry that a path means, or a name that is unique here; raises InputError."""
        found = catalogue.resolve(text) or self._named(catalogue, text)
        if found.is_family:
            member = found.path.replace("*", "api_key")
            raise InputError(f'"{found.path}" is a family; name one of its members, as in {member}')
        if not self._has(found):
            where = " and ".join(found.environments)
            raise InputError(f'"{found.path}" is not for {self.environment}: it exists in {where} only')
        return found

    def _has(self, secret: Secret) -> bool:
        return not set(self.rehearses).isdisjoint(secret.environments)

    def _named(self, catalogue: Catalogue, text: str) -> Secret:
        """The one entry of this name; of several, the one that exists here."""
        everywhere = catalogue.named(text)
        found = [secret for secret in everywhere if self._has(secret)] or list(everywhere)
        if not found:
            raise InputError(_unknown(catalogue, text))
        preferred = [secret for secret in found if secret.workspace == self.workspace]
        found = preferred if len(preferred) == 1 else found
        if len(found) > 1:
            paths = ", ".join(secret.path for secret in found)
            raise InputError(f'"{text}" names {len(found)} entries; use a path: {paths}')
        return found[0]


def _unknown(catalogue: Catalogue, text: str) -> str:
    """Say that there is no such entry; repeat only what can't be a value that ended up in the wrong place."""
    if naming.check("path", text) and naming.check("environment-variable", text):
        return "what was given is neither a path nor a name; a path looks like candlefish/jwt/secret"
    known = [secret.path for secret in catalogue.secrets] + [secret.name for secret in catalogue.secrets]
    near = difflib.get_close_matches(text, known, n=1)
    hint = (
        f'did you mean "{near[0]}"?' if near else "strongroom status lists all of them; new ones go into the catalogue"
    )
    return f'the catalogue has no entry "{text}"; {hint}'
