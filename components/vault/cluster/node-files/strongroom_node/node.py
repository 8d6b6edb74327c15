"""One node: its settings, its facts, its files and its way to AWS and to its own server, held together."""

from __future__ import annotations

import json
import subprocess
import time
from typing import TYPE_CHECKING, TypeVar

from strongroom_node import instance as machine
from strongroom_node.aws import Aws
from strongroom_node.settings import Files, HaltError, Settings
from strongroom_node.vault import Vault

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")


class Node:
    """What every step works with."""

    def __init__(self, files: Files) -> None:
        self.files = files
        self.settings = Settings.load(files.settings)
        self.instance = machine.facts(files)
        self.aws = Aws(self.settings.region, machine.credentials)

    @property
    def on_loopback(self) -> bool:
        """True for a node that lives in a folder: it has no disks and no users of its own."""
        return bool(self.files.root)

    def recovery_pgp_keys(self) -> list[str]:
        """The custodians' public keys in base64; none where shares are not wrapped. Pinned with the program."""
        keys: list[str] = json.loads(self.files.recovery_pgp_keys.read_text())
        return keys

    def vault(self) -> Vault:
        """A fresh client of this node's server (certificates may have been renewed since the last)."""
        return Vault(self.settings, self.files, self.instance)


def run(*command: str) -> None:
    """Run a program of the machine; its failure is ours."""
    subprocess.run(command, check=True)


def until(question: Callable[[], T | None], *, seconds: float, pause: float, what: str) -> T:
    """Ask until there is an answer.

    Raises:
        HaltError: the deadline passed.
    """
    deadline = time.monotonic() + seconds
    while True:
        answer = question()
        if answer is not None:
            return answer
        if time.monotonic() > deadline:
            raise HaltError(f"{what} did not happen within {seconds:.0f} s")
        time.sleep(pause)
