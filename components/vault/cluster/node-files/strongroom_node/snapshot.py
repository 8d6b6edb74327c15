"""The hourly snapshot: taken by the leader from itself, checked byte by byte, stored where it can't be changed.

A standby answers a snapshot request with a redirect, and a redirected stream can end early and look complete; so only
the leader asks, only itself, and the archive's own checksums are held against its content before it counts.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import tarfile
import tempfile
import time
from typing import IO, TYPE_CHECKING

from strongroom_node.install import CHUNK
from strongroom_node.settings import HaltError, log
from strongroom_node.vault import VaultError

if TYPE_CHECKING:
    from strongroom_node.node import Node
    from strongroom_node.vault import Vault

ITEM = "snapshot"
SUMS = "SHA256SUMS"
REQUIRED = {"meta.json", "state.bin"}


def take(node: Node) -> bool:
    """Take, check and store one snapshot where this node leads; False where it does not.

    Raises:
        HaltError: the snapshot is incomplete or damaged; nothing was stored.
    """
    vault = node.vault()
    if not vault.read("sys/leader").get("is_self"):
        log("snapshot", "another node leads")
        return False
    node.files.spool.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.TemporaryFile(dir=node.files.spool) as file:
        with vault.login():
            _write_canary(node, vault)
            with vault.open("sys/storage/raft/snapshot") as stream:
                size, digest = _spool(stream, file)
        check(file)
        key = _store(node, file, size, digest)
    _record(node, key, size, digest)
    log("snapshot", f"{key}: {size} bytes")
    return True


def _write_canary(node: Node, vault: Vault) -> None:
    """Write down when the snapshot was begun: whoever restores it reads how old its newest content is."""
    try:
        data = {"written": str(int(time.time())), "by": node.instance.id}
        vault.write(node.settings.snapshots["canary"], data=data)
    except VaultError as error:
        log("snapshot", f"without a canary: {error}")  # the engine is mounted by the program, after the nodes' start


def check(file: IO[bytes]) -> None:
    """Hold a snapshot archive against its own checksums.

    Raises:
        HaltError: it is cut off, changed, or no snapshot.
    """
    file.seek(0)
    found: dict[str, str] = {}
    stated: dict[str, str] = {}
    try:
        with gzip.GzipFile(fileobj=file) as unpacked:
            with tarfile.open(fileobj=unpacked, mode="r|") as archive:
                _read(archive, found, stated)
            while unpacked.read(CHUNK):  # a cut at the very end shows only when all of it is read
                pass
    except (tarfile.TarError, OSError, EOFError, ValueError) as error:
        raise HaltError(f"the snapshot is no complete archive ({type(error).__name__}); nothing was stored") from None
    wrong = sorted(name for name in REQUIRED | set(stated) if found.get(name, "") != stated.get(name))
    if wrong:
        raise HaltError(f"the snapshot's {', '.join(wrong)} does not match its checksum; nothing was stored")


def _read(archive: tarfile.TarFile, found: dict[str, str], stated: dict[str, str]) -> None:
    for member in archive:
        content = archive.extractfile(member)
        if content is None:
            continue
        if member.name == SUMS:
            stated.update(_sums(content.read().decode()))
        else:
            found[member.name] = _hash(content)


def age(node: Node) -> float:
    """Seconds since the newest stored snapshot; since 1970 where there is none, so that an alarm can't miss it."""
    answer = node.aws.call("dynamodb", "GetItem", TableName=node.settings.table, Key={"id": {"S": ITEM}})
    item = answer.get("Item")
    return time.time() - (json.loads(item["value"]["S"])["time"] if item else 0)


def _spool(stream: IO[bytes], file: IO[bytes]) -> tuple[int, str]:
    digest = hashlib.sha256()
    size = 0
    while chunk := stream.read(CHUNK):
        file.write(chunk)
        digest.update(chunk)
        size += len(chunk)
    file.flush()
    return size, digest.hexdigest()


def _sums(text: str) -> dict[str, str]:
    pairs = (line.split(maxsplit=1) for line in text.splitlines() if line.strip())
    return {name.strip(): digest for digest, name in pairs}


def _hash(content: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while chunk := content.read(CHUNK):
        digest.update(chunk)
    return digest.hexdigest()


def _store(node: Node, file: IO[bytes], size: int, digest: str) -> str:
    target = node.settings.snapshots
    moment = time.gmtime()
    key = f"{target['prefix']}{time.strftime('%Y/%m/%d/%H%M%SZ', moment)}-{node.instance.id}.snap"
    until = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + target["retain_days"] * 86400))
    headers = {
        "x-amz-server-side-encryption": "aws:kms",
        "x-amz-server-side-encryption-aws-kms-key-id": target["key"],
        "x-amz-server-side-encryption-bucket-key-enabled": "true",
        "x-amz-object-lock-mode": target["mode"],
        "x-amz-object-lock-retain-until-date": until,
        "x-amz-checksum-sha256": base64.b64encode(bytes.fromhex(digest)).decode(),
    }
    node.aws.put_object(target["bucket"], key, file, size=size, digest=digest, headers=headers)
    return key


def _record(node: Node, key: str, size: int, digest: str) -> None:
    told = json.dumps({"key": key, "size": size, "sha256": digest, "time": int(time.time())}, sort_keys=True)
    item = {"id": {"S": ITEM}, "value": {"S": told}}
    node.aws.call("dynamodb", "PutItem", TableName=node.settings.table, Item=item)
