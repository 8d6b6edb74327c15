"""The engine from its vendor's archive: the official command, with its own language host.

The archive is compared with the SHA-256 that the vendor publishes beside it. That finds a broken download, not a
vendor's server in wrong hands: it is as much as the vendor's own installer promises, and rests on TLS.
"""

import hashlib
import tarfile
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from local.engine.cache import Recipe
from local.engine.errors import EngineError
from local.engine.versions import PULUMI, expect, this_platform

if TYPE_CHECKING:
    import httpx

SITE = "https://get.pulumi.com/releases/sdk"
CONNECT_WITHIN, READ_WITHIN = 5, 30  # seconds; a machine without the open internet shall not wait for long


def recipe(site: str | None = None) -> Recipe:
    """Say how the archive for this machine is fetched (from `site`, else the vendor's) and unpacked."""
    site = site or SITE
    name = f"pulumi-v{PULUMI}-{this_platform()}.tar.gz"
    return Recipe(
        key=f"archive-{PULUMI}-{this_platform()}",
        inputs=(f"{site}/{name}",),
        doing=f"fetching the Pulumi engine {PULUMI} from {urlsplit(site).hostname} (about 100 MB, once)",
        make=lambda folder: _fetch(folder, site, name),
    )


def _fetch(folder: Path, site: str, name: str) -> None:
    import httpx  # slow to load, and most set-ups find their engine without it

    archive = folder / name
    patience = httpx.Timeout(READ_WITHIN, connect=CONNECT_WITHIN)
    try:
        with httpx.Client(timeout=patience, follow_redirects=True) as client:
            sums = client.get(f"{site}/pulumi-{PULUMI}-checksums.txt").raise_for_status().text
            actual = _download(client, f"{site}/{name}", archive)
    except httpx.HTTPError as problem:
        raise EngineError(f"{site} cannot be reached ({str(problem) or type(problem).__name__})") from problem
    if _published(sums, name) != actual:
        raise EngineError(f"{site}/{name} does not have the SHA-256 that is published for it; it was thrown away")
    _unpack(archive, folder)
    archive.unlink()
    expect(folder / "pulumi")


def _published(sums: str, name: str) -> str | None:
    """Find the digest of `name` in lines of `DIGEST  NAME`."""
    lines = (line.split(maxsplit=1) for line in sums.splitlines() if line.strip())
    return next((digest.lower() for digest, *file in lines if file and file[0].lstrip("*") == name), None)


def _download(client: "httpx.Client", url: str, target: Path) -> str:
    digest = hashlib.sha256()
    with client.stream("GET", url) as response, target.open("wb") as file:
        for chunk in response.raise_for_status().iter_bytes():
            digest.update(chunk)
            file.write(chunk)
    return digest.hexdigest()


def _unpack(archive: Path, folder: Path) -> None:
    """Unpack `pulumi/<command>` members to `<command>`; the tar filter refuses what would land elsewhere."""
    try:
        with tarfile.open(archive) as opened:
            for member in opened.getmembers():
                if member.isfile() and member.name.startswith("pulumi/"):
                    opened.extract(member.replace(name=member.name.removeprefix("pulumi/")), folder, filter="data")
    except tarfile.TarError as problem:
        raise EngineError(f"{archive.name} cannot be unpacked ({problem})") from problem
