"""The vendor's archive: fetched from a server on loopback, compared with its published digest, unpacked."""

import hashlib
import io
import tarfile
import threading
from collections.abc import Iterator, Mapping
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from local.engine import archive
from local.engine.cache import Cache
from local.engine.errors import EngineError
from local.engine.launchers import LANGUAGE_HOST
from local.engine.versions import PULUMI, this_platform

NAME = f"pulumi-v{PULUMI}-{this_platform()}.tar.gz"
ENGINE = f"#!/bin/sh\necho v{PULUMI}\n"


class Quiet(SimpleHTTPRequestHandler):
    """Serves a folder without a word."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the base class names it
        """Say nothing."""


@pytest.fixture
def site(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """A site on loopback, and the folder that it serves."""
    folder = tmp_path / "site"
    folder.mkdir()
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", folder
    server.shutdown()
    thread.join()
    server.server_close()


def publish(folder: Path, members: Mapping[str, str], *, digest: str | None = None) -> None:
    """Put an archive of `members` on the site, with its digest (or another) in the published list."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as opened:
        for name, text in members.items():
            member = tarfile.TarInfo(name)
            member.size, member.mode = len(text), 0o755
            opened.addfile(member, io.BytesIO(text.encode()))
    (folder / NAME).write_bytes(packed.getvalue())
    actual = hashlib.sha256(packed.getvalue()).hexdigest()
    lines = [f"{'0' * 64}  pulumi-v{PULUMI}-windows-x64.zip", f"{digest or actual}  {NAME}", ""]
    (folder / f"pulumi-{PULUMI}-checksums.txt").write_text("\n".join(lines), encoding="utf-8")


def test_an_archive_with_the_published_digest_is_unpacked(site: tuple[str, Path], tmp_path: Path) -> None:
    address, folder = site
    publish(folder, {"pulumi/pulumi": ENGINE, f"pulumi/{LANGUAGE_HOST}": "host", "README": "outside"})
    entry = Cache(tmp_path / "cache").get(archive.recipe(address))
    assert sorted(each.name for each in entry.iterdir()) == ["manifest.json", "pulumi", LANGUAGE_HOST]
    assert (entry / LANGUAGE_HOST).stat().st_mode & 0o111


@pytest.mark.parametrize(
    ("members", "digest", "message"),
    [
        ({"pulumi/pulumi": ENGINE}, "0" * 64, "does not have the SHA-256 that is published for it"),
        ({"pulumi/pulumi": ENGINE}, "not-a-digest", "does not have the SHA-256"),
        ({"pulumi/pulumi": "#!/bin/sh\necho v3.1.0\n"}, None, "says that it is version 3.1.0, not 3.250.0"),
        ({"pulumi/readme": "no engine in it"}, None, "says that it is version None"),
        ({"pulumi/../../escaped": "x", "pulumi/pulumi": ENGINE}, None, "cannot be unpacked"),
    ],
)
def test_an_archive_that_is_not_what_was_published_is_thrown_away(
    site: tuple[str, Path], tmp_path: Path, members: dict[str, str], digest: str | None, message: str
) -> None:
    address, folder = site
    publish(folder, members, digest=digest)
    cache = Cache(tmp_path / "cache")
    with pytest.raises(EngineError, match=message):
        cache.get(archive.recipe(address))
    assert [each for each in cache.root.rglob("*") if each.suffix != ".lock"] == []


def test_an_archive_that_the_list_does_not_name_is_refused(site: tuple[str, Path], tmp_path: Path) -> None:
    address, folder = site
    publish(folder, {"pulumi/pulumi": ENGINE})
    (folder / f"pulumi-{PULUMI}-checksums.txt").write_text("\n", encoding="utf-8")
    with pytest.raises(EngineError, match="SHA-256"):
        Cache(tmp_path / "cache").get(archive.recipe(address))


def test_what_is_no_archive_is_refused(site: tuple[str, Path], tmp_path: Path) -> None:
    address, folder = site
    publish(folder, {})
    (folder / NAME).write_bytes(b"sorry, no archive")
    digest = hashlib.sha256(b"sorry, no archive").hexdigest()
    (folder / f"pulumi-{PULUMI}-checksums.txt").write_text(f"{digest}  {NAME}\n", encoding="utf-8")
    with pytest.raises(EngineError, match="cannot be unpacked"):
        Cache(tmp_path / "cache").get(archive.recipe(address))


def test_a_site_that_has_no_such_version_is_named(site: tuple[str, Path], tmp_path: Path) -> None:
    address, _ = site
    with pytest.raises(EngineError, match=r"cannot be reached .*404"):
        Cache(tmp_path / "cache").get(archive.recipe(address))
