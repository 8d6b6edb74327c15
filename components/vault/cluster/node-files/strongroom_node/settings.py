"""What the node is told: the cluster's settings (same on every node), its own facts, and where its files lie."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, fields
from pathlib import Path
from string import Template
from typing import Any


class HaltError(Exception):
    """The node can't go on by itself; the message names the problem and the documented way out."""


@dataclass(frozen=True)
class Settings:
    """`/etc/strongroom/node.json`, rendered by the program that made the launch template. Holds no secret."""

    cluster: str
    region: str
    table: str
    program: dict[str, str]
    server_name: str
    seal_key: str
    authority_key: str
    deployer_key: str
    deployer_subject: str
    operator_key: str
    custody: list[str]
    recovery_threshold: int
    policies: dict[str, str]
    binary: str
    sources: dict[str, dict[str, str]]
    volumes: list[dict[str, str]]
    snapshots: dict[str, Any]
    metrics_namespace: str
    group: str
    launch_hook: str
    terminate_hook: str
    user: str
    lease_seconds: int = 120
    certificate_days: int = 30

    @classmethod
    def load(cls, path: Path) -> Settings:
        """Read the file; a key too many or too few ends here: no guess."""
        told = json.loads(path.read_text())
        known = {field.name for field in fields(cls)}
        try:
            return cls(**told)
        except TypeError as error:
            raise HaltError(f"{path}: {error}; keys known here: {', '.join(sorted(known))}") from None


@dataclass(frozen=True)
class Instance:
    """The machine's own facts. `local_address` is where only this node's own programs listen and call."""

    id: str
    address: str
    local_address: str
    zone: str


class Files:
    """Where things lie. `root` is empty on a machine of its own and a folder for a node on loopback."""

    def __init__(self, root: str = "") -> None:
        self.root = root
        self.settings = self.at("/etc/strongroom/node.json")
        self.instance = self.at("/run/strongroom/instance.json")
        self.templates = self.at("/etc/strongroom")
        self.configuration = self.at("/etc/vault.d")
        self.data = self.at("/var/lib/vault")
        self.raft = self.at("/var/lib/vault/raft")
        self.marker = self.at("/var/lib/vault/cluster.json")
        self.recovery_pgp_keys = self.at("/opt/strongroom/program/recovery-pgp-keys.json")
        self.spool = self.at("/var/lib/vault/spool")
        self.audit = self.at("/var/log/vault")
        self.key = self.at("/etc/vault.d/tls/node.key")
        self.certificate = self.at("/etc/vault.d/tls/node.pem")
        self.authority = self.at("/etc/vault.d/tls/ca.pem")
        self.binaries = self.at("/usr/local/bin")

    @classmethod
    def here(cls) -> Files:
        """The files of the node that this process runs on."""
        return cls(os.environ.get("STRONGROOM_NODE_ROOT", ""))

    def at(self, path: str) -> Path:
        """A path of the node as this process sees it."""
        return Path(self.root + path)

    def fill(self, name: str, instance: Instance) -> Path:
        """Write a configuration template with this node's facts in place; give back where."""
        text = Template((self.templates / name).read_text()).substitute(
            ROOT=self.root,
            NODE_ID=instance.id,
            NODE_ADDRESS=instance.address,
            LOCAL_ADDRESS=instance.local_address,
            ZONE=instance.zone,
            DISCOVERY=_discovery(),
        )
        target = self.configuration / name
        write(target, text.encode(), mode=0o640)
        return target


def _discovery() -> str:
    """go-discover, which finds the peers by tag, does not read AWS_ENDPOINT_URL by itself."""
    endpoint = os.environ.get("AWS_ENDPOINT_URL", "")
    return f" endpoint={endpoint}" if endpoint else ""


def write(path: Path, content: bytes, mode: int = 0o644) -> None:
    """Replace a file in one step that survives a crash: all of the old content or all of the new."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def log(step: str, message: str) -> None:
    """Say what the node does: to the journal, one line, never a value."""
    print(f"{step}: {message}", flush=True)
