"""What tests do with the command around any catalogue: put a value, bring it where it belongs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.canary import canary

if TYPE_CHECKING:
    from tests.cli.conftest import Command, Result


@dataclass(frozen=True, kw_only=True)
class Bench:
    """The command, and shortcuts."""

    run: Command

    def put(self, path: str, value: str | None = None) -> str:
        """Give an entry a value; returns it."""
        text = value if value is not None else canary(32)
        result = self.run("put", path, "--yes", stdin=text.encode())
        assert result.code == 0, result.err
        return text

    def mirror(self, *arguments: str, code: int = 0) -> dict[str, str]:
        """Mirror; the outcome of each delivery by its address."""
        result = self.run("mirror", "--json", *arguments)
        assert result.code == code, result.err + result.out.decode()
        return outcomes(result)


def outcomes(result: Result) -> dict[str, str]:
    """What became of each delivery, or what would, by its address."""
    return {one["address"]: one.get("outcome") or one["state"] for one in result.json["deliveries"]}
