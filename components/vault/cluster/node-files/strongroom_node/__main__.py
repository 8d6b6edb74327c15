"""`python3 -m strongroom_node COMMAND`: what the machine's units run."""

from __future__ import annotations

import fcntl
import os
import resource
import sys
from contextlib import contextmanager
from http.client import HTTPException
from typing import TYPE_CHECKING

from strongroom_node import certificates, install, snapshot, watch
from strongroom_node.aws import AwsError
from strongroom_node.initialise import join_or_initialise
from strongroom_node.node import Node, run, until
from strongroom_node.settings import Files, HaltError, log
from strongroom_node.vault import VaultError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def boot(node: Node) -> None:
    """Every boot, first or hundredth, goes through all of it; each step finds what is done already."""
    with _only_one(node):
        install.prepare_volumes(node)
        install.prepare_user(node)
        install.server_binary(node)
        certificates.renew(node)
        wait_for_seal_key(node)
        join_or_initialise(node)
        node.files.fill("server.hcl", node.instance)
        run("systemctl", "start", watch.SERVER)
        watch.joined(node)


def wait_for_seal_key(node: Node) -> None:
    """Wait for KMS: without it the server dies at its start, and a dying server is replaced; a waiting one is not."""

    def answers() -> object:
        try:
            plaintext = "c2VhbA=="
            return node.aws.call("kms", "Encrypt", KeyId=node.settings.seal_key, Plaintext=plaintext)
        except AwsError as error:
            log("seal key", f"{error}; waiting")
            return None

    until(answers, seconds=float("inf"), pause=2, what="an answer of the seal key")


def renew_certificate(node: Node) -> None:
    """Renew when it is time, and have the server read the new one without a restart."""
    if certificates.renew(node):
        run("systemctl", "reload", watch.SERVER)


COMMANDS: dict[str, Callable[[Node], object]] = {
    "boot": boot,
    "wait-for-seal-key": wait_for_seal_key,
    "certificate": renew_certificate,
    "snapshot": snapshot.take,
    "watch": watch.watch,
    "unhealthy": watch.unhealthy,
}


def main(arguments: list[str]) -> int:
    """Run one command; 0 done, 1 stopped with the reason in the journal, 2 wrong use."""
    if len(arguments) != 1 or arguments[0] not in COMMANDS:
        log("usage", f"strongroom_node {'|'.join(COMMANDS)}")
        return 2
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.umask(0o027)
    try:
        COMMANDS[arguments[0]](Node(Files.here()))
    except (HaltError, AwsError, VaultError, OSError, HTTPException) as problem:
        log(arguments[0], f"stopped: {type(problem).__name__}: {problem}")
        return 1
    return 0


@contextmanager
def _only_one(node: Node) -> Iterator[None]:
    """Two boots of one node at a time would take each other's claims."""
    lock_file = node.files.at("/run/strongroom/boot.lock")
    lock_file.parent.mkdir(parents=True, exist_ok=True)
    with lock_file.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
