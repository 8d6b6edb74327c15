"""Files and archives of the program, as the bytes that an API takes."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

from local.providers.resource import RefusedError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from local.providers.values import Asset

_PROJECT: Final = Path(__file__).parents[3]
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)  # the oldest time a zip knows: the same files make the same bytes
_MODE: Final = 0o644 << 16


def content_of(asset: Asset) -> bytes:
    """The bytes of a file, or an archive as a zip. A relative path is the project's, as for the published plugins."""
    if asset.fields.get("uri"):
        raise RefusedError("an asset at a URI is not fetched here; use a file or a text")
    if not asset.archive:
        text = asset.fields.get("text")
        return text.encode() if text else _place(asset.fields["path"]).read_bytes()
    path = asset.fields.get("path")
    if path and _place(path).is_file():
        return _place(path).read_bytes()
    return _zipped(sorted(_members(asset)))


def _members(asset: Asset) -> Iterator[tuple[str, bytes]]:
    if path := asset.fields.get("path"):
        root = _place(path)
        yield from ((str(file.relative_to(root)), file.read_bytes()) for file in root.rglob("*") if file.is_file())
        return
    for name, member in (asset.fields.get("assets") or {}).items():
        if member.archive:
            yield from ((f"{name}/{inner}", data) for inner, data in _members(member))
        else:
            yield name, content_of(member)


def _zipped(members: list[tuple[str, bytes]]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.external_attr = _MODE
            archive.writestr(entry, data, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def _place(path: str) -> Path:
    place = Path(path) if Path(path).exists() else _PROJECT / path
    if not place.exists():
        raise RefusedError(f"{path}: no such file, neither here nor in the project")
    return place
