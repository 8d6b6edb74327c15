"""Which server runs on the nodes, and the bytes that it must be: HashiCorp Vault or OpenBao, pinned by SHA-256."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Architecture = Literal["x86_64", "aarch64"]

_OLDEST = {"vault": (1, 15), "openbao": (2, 0)}  # requirement 4.5
_GO = {"x86_64": "amd64", "aarch64": "arm64"}
_RELEASES = {
    "vault": "https://releases.hashicorp.com/vault/{version}/vault_{version}_linux_{go}.zip",
    "openbao": "https://github.com/openbao/openbao/releases/download/v{version}/bao_{version}_Linux_{machine}.tar.gz",
}
_OPENBAO_ARM = "arm64"
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, kw_only=True)
class Distribution:
    """Name, version, and for each machine architecture the SHA-256 of what is fetched.

    `mirror` is an internal address that replaces everything before the file's name. With `in_image` nothing is
    fetched: the machine image carries the binary, and the SHA-256 is the binary's own.
    """

    name: Literal["vault", "openbao"]
    version: str
    sha256: Mapping[Architecture, str] = field(default_factory=dict)
    mirror: str | None = None
    in_image: bool = False

    @property
    def binary(self) -> str:
        """The server's program."""
        return "bao" if self.name == "openbao" else "vault"

    def sources(self) -> dict[str, dict[str, str]]:
        """What a node fetches and verifies, by architecture."""
        return {machine: self._source(machine, digest) for machine, digest in self.sha256.items()}

    def problems(self) -> Iterator[str]:
        """Everything that is wrong with it, each with the way out."""
        numbers = re.fullmatch(r"(\d+)\.(\d+)\.(\d+)", self.version)
        if not numbers:
            yield f'distribution.version "{self.version}" is not three numbers; give the full version, like 2.6.2'
        elif (int(numbers[1]), int(numbers[2])) < _OLDEST[self.name]:
            oldest = ".".join(map(str, _OLDEST[self.name]))
            yield f"distribution.version {self.version} is too old; use {self.name} {oldest} or newer (requirement 4.5)"
        if self.name == "openbao" and numbers and (int(numbers[1]), int(numbers[2])) >= (2, 7):
            yield f"distribution.version {self.version} has no awskms seal built in; use openbao 2.6"
        if not self.sha256:
            yield (
                f"distribution.sha256 is missing for {self.name} {self.version}; "
                "take it from the publisher's signed SHA256SUMS and give it for each architecture"
            )
        for machine, digest in self.sha256.items():
            if not _SHA256.fullmatch(digest):
                yield f"distribution.sha256.{machine} is not 64 lower-case hexadecimal digits"

    def _source(self, machine: str, digest: str) -> dict[str, str]:
        if self.in_image:
            return {"url": self.binary, "sha256": digest, "archive": "image", "member": ""}
        architecture = _OPENBAO_ARM if self.name == "openbao" and machine == "aarch64" else machine
        url = _RELEASES[self.name].format(version=self.version, go=_GO[machine], machine=architecture)
        if self.mirror:
            url = f"{self.mirror.rstrip('/')}/{url.rsplit('/', 1)[1]}"
        archive = "zip" if url.endswith(".zip") else "tar.gz"
        return {"url": url, "sha256": digest, "archive": archive, "member": self.binary}
