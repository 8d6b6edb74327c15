"""A world in which nodes elect and initialise, and any step can be the last: table, custody, disks."""

from __future__ import annotations

import json
import re
import tempfile
import time
import uuid
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.vault import node_program  # noqa: F401 (first: it makes the imports below work)

# isort: split
from strongroom_node import initialise
from strongroom_node.aws import AwsError
from strongroom_node.settings import HaltError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ENTRIES = [f"custody/{number}" for number in range(1, 6)]
LEASE = 120


class KilledError(BaseException):
    """The node program is no more, at this very line. Nothing in it can catch this."""


@dataclass
class World:
    """What outlives every node program. `before` is called ahead of each effect and may kill, or run somebody else."""

    now: float = 1_000_000.0
    table: dict[str, dict[str, Any]] = field(default_factory=dict)
    custody: dict[str, dict[str, tuple[str, set[str]]]] = field(
        default_factory=lambda: {entry: {} for entry in ENTRIES}
    )
    clusters: dict[str, dict[str, Any]] = field(default_factory=dict)
    before: Callable[[str], None] = lambda _what: None

    def call(self, service: str, action: str, **request: Any) -> dict[str, Any]:
        """An AWS call: it may be the last thing that happens, with its effect or without."""
        self.before(f"before {action}")
        answer = getattr(self, f"_{service}_{action}")(request)
        self.before(f"after {action}")
        return dict(answer)

    def _dynamodb_GetItem(self, request: dict[str, Any]) -> dict[str, Any]:  # noqa: N802 (AWS's name)
        item = self.table.get(request["Key"]["id"]["S"])
        return {"Item": json.loads(json.dumps(item))} if item else {}

    def _dynamodb_PutItem(self, request: dict[str, Any]) -> dict[str, Any]:  # noqa: N802 (AWS's name)
        key = request["Item"]["id"]["S"]
        self._hold(request, self.table.get(key), "PutItem")
        self.table[key] = request["Item"]
        return {}

    def _dynamodb_UpdateItem(self, request: dict[str, Any]) -> dict[str, Any]:  # noqa: N802 (AWS's name)
        item = self.table.get(request["Key"]["id"]["S"])
        self._hold(request, item, "UpdateItem")
        assert item is not None
        sets, _, removed = request["UpdateExpression"].partition(" REMOVE ")
        names = request.get("ExpressionAttributeNames", {})
        for assignment in sets.removeprefix("SET ").split(","):
            name, value = (part.strip() for part in assignment.split("="))
            item[names.get(name, name)] = request["ExpressionAttributeValues"][value]
        if removed:
            item.pop(removed.strip(), None)
        return {}

    def _hold(self, request: dict[str, Any], item: dict[str, Any] | None, action: str) -> None:
        """Evaluate the condition of a write as DynamoDB does, for the few operators that are used."""
        names = request.get("ExpressionAttributeNames", {})
        values = request.get("ExpressionAttributeValues", {})
        plain = {name: next(iter(value.values())) for name, value in (item or {}).items()}

        def operand(match: re.Match[str]) -> str:
            word = match[0]
            if word in ("AND", "OR"):
                return word.lower()
            if word == "EMPTY":
                return repr(item is None)
            if word.startswith(":"):
                (kind, value), *_ = values[word].items()
                return repr(float(value) if kind == "N" else value)
            name = names.get(word, word)
            found = plain.get(name)
            return repr(float(found) if found is not None and name == "lease" else found)

        condition = request["ConditionExpression"].replace("attribute_not_exists(id)", "EMPTY")
        text = re.sub(r"[:#]?[A-Za-z_]+", operand, condition.replace(" = ", " == "))
        if not eval(text):  # noqa: S307 (our own expressions)
            raise AwsError("dynamodb", action, "ConditionalCheckFailedException")

    def _secretsmanager_PutSecretValue(self, request: dict[str, Any]) -> dict[str, Any]:  # noqa: N802 (AWS's name)
        versions = self.custody[request["SecretId"]]
        stages = set(request["VersionStages"]) | (set() if versions else {"AWSCURRENT"})
        assert request["ClientRequestToken"] not in versions, "a version is written once"
        versions[request["ClientRequestToken"]] = (request["SecretString"], stages)
        return {}

    def _secretsmanager_DescribeSecret(self, request: dict[str, Any]) -> dict[str, Any]:  # noqa: N802 (AWS's name)
        versions = self.custody[request["SecretId"]]
        return {"VersionIdsToStages": {version: sorted(stages) for version, (_, stages) in versions.items()}}

    def _secretsmanager_UpdateSecretVersionStage(self, request: dict[str, Any]) -> dict[str, Any]:  # noqa: N802
        versions = self.custody[request["SecretId"]]
        holder = [version for version, (_, stages) in versions.items() if request["VersionStage"] in stages]
        assert holder == ([request["RemoveFromVersionId"]] if "RemoveFromVersionId" in request else [])
        for version in holder:
            versions[version][1].remove(request["VersionStage"])
        versions[request["MoveToVersionId"]][1].add(request["VersionStage"])
        return {}

    def current_shares(self) -> list[dict[str, Any]]:
        """What the custodians read."""
        return [
            json.loads(content)
            for entry in ENTRIES
            for content, stages in self.custody[entry].values()
            if "AWSCURRENT" in stages
        ]


class Server:
    """A private server: its store is the node's raft folder; initialised once, gone with its node."""

    def __init__(self, world: World, raft: Path) -> None:
        self._world = world
        self._raft = raft

    def write(self, path: str, **body: Any) -> dict[str, Any]:
        """Only what initialisation writes has an effect."""
        self._world.before(f"before {path}")
        answer: dict[str, Any] = {}
        if path == "sys/init":
            assert not any(self._raft.iterdir()), "a store is initialised once"
            cluster = str(uuid.uuid4())
            keys = [str(uuid.uuid4()) for _ in range(body["recovery_shares"])]
            (self._raft / "vault.db").write_text(cluster)
            self._world.clusters[cluster] = {"keys": keys, "root_alive": True}
            answer = {"root_token": cluster, "recovery_keys_base64": keys}
        self._world.before(f"after {path}")
        return answer

    @contextmanager
    def token(self, token: str) -> Iterator[None]:
        """The root token, revoked at the end."""
        yield
        self._world.before("before revoke")
        self._world.clusters[token]["root_alive"] = False


class Machine:
    """A node that boots: its disk stays when its program is killed."""

    def __init__(self, world: World, name: str, folder: Path) -> None:
        self.world = world
        self.name = name
        self.root = Path(tempfile.mkdtemp(dir=folder))
        self.waits = 0

    def boot(self) -> bool:
        """Run the node program to where it is a member; False where it waits for somebody else."""
        node = _Node(self)

        class _Waits(Exception):  # noqa: N818 (no error)
            pass

        def sleep(_seconds: float) -> None:
            raise _Waits

        @contextmanager
        def private(_node: object) -> Iterator[Server]:
            yield Server(self.world, node.files.raft)

        with (
            _replaced(
                (time, "sleep", sleep),
                (initialise, "_private_server", private),
                (initialise, "_active", lambda _vault: True),
                (initialise, "_configure", lambda _node, vault: vault.write("sys/policies/acl/node")),
                (initialise, "log", lambda *_: None),
                (initialise, "write", self._write),
            ),
            _replaced((time, "time", lambda: self.world.now)),
        ):
            try:
                initialise.join_or_initialise(node)  # type: ignore[arg-type]  # a node as far as this step needs one
            except _Waits:
                return False
        return True

    def store(self) -> str | None:
        """The cluster whose data the disk holds."""
        file = self.root / "var/lib/vault/raft/vault.db"
        return file.read_text() if file.exists() else None

    def _write(self, path: Path, content: bytes, mode: int = 0o644) -> None:
        self.world.before(f"before {path.name}")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        path.chmod(mode)
        self.world.before(f"after {path.name}")


class _Node:
    """As much of a node as electing and initialising need."""

    on_loopback = True

    def __init__(self, machine: Machine) -> None:
        from strongroom_node.settings import Files, Instance

        self.files = Files(str(machine.root))
        self.instance = Instance(id=machine.name, address="127.0.0.1", local_address="127.0.0.1", zone="a")
        self.settings = _Settings()
        self.aws = machine.world

    def recovery_pgp_keys(self) -> list[str]:
        """Shares are not wrapped here."""
        return []


class _Settings:
    table = "table"
    lease_seconds = LEASE
    custody = ENTRIES
    recovery_threshold = 3


@contextmanager
def _replaced(*changes: tuple[Any, str, Any]) -> Iterator[None]:
    before = [(place, name, getattr(place, name)) for place, name, _ in changes]
    for place, name, value in changes:
        setattr(place, name, value)
    try:
        yield
    finally:
        for place, name, value in before:
            setattr(place, name, value)


__all__ = ["HaltError", "KilledError", "Machine", "World"]
