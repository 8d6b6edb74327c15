"""The machine made ready: volumes, the server's user, and a server binary that is the pinned one."""

from __future__ import annotations

import hashlib
import os
import platform
import shutil
import subprocess
import tarfile
import tempfile
import urllib.request
import zipfile
from functools import partial
from pathlib import Path
from typing import IO

from strongroom_node.node import Node, run, until
from strongroom_node.settings import HaltError, log

CHUNK = 1 << 20
_FOR_THE_GROUP = 0o2750  # what root writes there, the server may read, and nobody else
BLANK = 2  # exit code of `blkid -p` for a device that holds nothing it knows


def prepare_volumes(node: Node) -> None:
    """Put each data volume under its folder. Only a blank device is ever formatted."""
    for volume in node.settings.volumes:
        folder = node.files.at(volume["path"])
        folder.mkdir(parents=True, exist_ok=True)
        if node.on_loopback or os.path.ismount(folder):
            continue
        device = volume["device"]
        until(partial(_there, Path(device)), seconds=120, pause=1, what=f"attachment of {device}")
        if subprocess.run(["blkid", "-p", device], check=False).returncode == BLANK:
            run("mkfs.xfs", "-q", device)
            log("volumes", f"{device} was blank and is formatted")
        with Path("/etc/fstab").open("a") as table:
            table.write(f"{device} {folder} xfs defaults,nofail,nodev,nosuid,noexec 0 2\n")
        run("mount", str(folder))


def _there(path: Path) -> bool | None:
    return True if path.exists() else None


def prepare_user(node: Node) -> None:
    """The server's own user, and folders that only it and root can enter."""
    if node.on_loopback:
        return
    user = node.settings.user
    if subprocess.run(["id", "-u", user], check=False, stdout=subprocess.DEVNULL).returncode:
        run("useradd", "--system", "--home-dir", str(node.files.data), "--shell", "/sbin/nologin", user)
    for volume in node.settings.volumes:
        shutil.chown(node.files.at(volume["path"]), user=user, group=user)
        node.files.at(volume["path"]).chmod(0o750)
    for folder in (node.files.configuration, node.files.key.parent):
        folder.mkdir(parents=True, exist_ok=True)
        shutil.chown(folder, user="root", group=user)
        folder.chmod(_FOR_THE_GROUP)


def server_binary(node: Node) -> Path:
    """The pinned server binary under its own name, fetched where it is missing, verified before it is in place."""
    source = node.settings.sources.get(platform.machine())
    if source is None:
        raise HaltError(f"no server binary is pinned for {platform.machine()}; give its SHA-256 in the distribution")
    target = node.files.binaries / node.settings.binary
    target.parent.mkdir(parents=True, exist_ok=True)
    if source["archive"] == "image":
        return _from_image(source, target)
    stamp = target.with_suffix(".sha256")
    if target.exists() and stamp.exists() and stamp.read_text() == source["sha256"]:
        return target
    with tempfile.TemporaryDirectory(dir=target.parent) as folder:
        archive = Path(folder) / "archive"
        with urllib.request.urlopen(source["url"], timeout=60) as response, archive.open("wb") as file:  # noqa: S310 (verified below)
            shutil.copyfileobj(response, file, CHUNK)
        _verify(archive, source)
        binary = Path(folder) / "binary"
        _extract(archive, source, binary)
        binary.chmod(0o755)
        binary.replace(target)
    stamp.write_text(source["sha256"])
    log("install", f"{target.name} fetched and verified")
    return target


def _from_image(source: dict[str, str], target: Path) -> Path:
    """A binary that the machine image carries: verified where it lies."""
    found = shutil.which(source["url"])
    if found is None:
        raise HaltError(
            f"the machine image carries no {source['url']}; bake it in, or give the distribution an address"
        )
    _verify(Path(found), source)
    if Path(found) != target:
        target.unlink(missing_ok=True)
        target.symlink_to(found)
    log("install", f"{target.name} of the machine image verified")
    return target


def _verify(file: Path, source: dict[str, str]) -> None:
    digest = hashlib.sha256()
    with file.open("rb") as opened:
        while chunk := opened.read(CHUNK):
            digest.update(chunk)
    if digest.hexdigest() != source["sha256"]:
        raise HaltError(f"{source['url']}: SHA-256 is {digest.hexdigest()}, not the pinned {source['sha256']}")


def _extract(archive: Path, source: dict[str, str], target: Path) -> None:
    member = source["member"]
    if source["archive"] == "zip":
        with zipfile.ZipFile(archive) as opened, opened.open(member) as content:
            _copy(content, target)
    elif source["archive"] == "tar.gz":
        with tarfile.open(archive) as packed:
            content_of = packed.extractfile(member)
            if content_of is None:
                raise HaltError(f"{source['url']}: {member} is no file")
            _copy(content_of, target)
    else:
        archive.replace(target)


def _copy(content: IO[bytes], target: Path) -> None:
    with target.open("wb") as file:
        shutil.copyfileobj(content, file, CHUNK)
