"""Names for resources that the program leaves unnamed, as the published providers make them: name-1a2b3c4."""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import dataclass
from typing import Final

_SUFFIX: Final = 7


@dataclass(frozen=True, kw_only=True)
class Autoname:
    """Which property is named, and its limits. `prefix` is what the service demands (`alias/`)."""

    property: str = "name"
    prefix: str = ""
    separator: str = "-"
    limit: int = 255
    lower: bool = False
    suffix: str = ""
    unless: tuple[str, ...] = ("namePrefix", "bucketPrefix", "identifierPrefix")

    def made(self, resource: str, seed: bytes) -> str:
        """A new name: the resource's, shortened to fit, and seven hexadecimal digits of the engine's seed."""
        random = hashlib.sha256(seed).hexdigest()[:_SUFFIX] if seed else secrets.token_hex(_SUFFIX)[:_SUFFIX]
        room = self.limit - len(self.prefix) - len(self.separator) - _SUFFIX - len(self.suffix)
        base = resource.lower() if self.lower else resource
        return f"{self.prefix}{base[:room]}{self.separator}{random}{self.suffix}"

    def is_made(self, resource: str, name: object) -> bool:
        """Whether a name looks as if `made` had made it, and not the program."""
        base = re.escape(resource.lower() if self.lower else resource)
        pattern = (
            f"{re.escape(self.prefix)}{base}{re.escape(self.separator)}[0-9a-f]{{{_SUFFIX}}}{re.escape(self.suffix)}"
        )
        return isinstance(name, str) and re.fullmatch(pattern, name) is not None
