"""Where resources are declared, from the positions that a state keeps."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from strongroom.audit.finding import Place

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

# project:///components/storage.py#52 or #52,7; a file elsewhere has a scheme of its own and is none of ours.
_POSITION = re.compile(r"project:///(?P<file>[^#]+)#(?P<line>\d+)(?:,\d+)?")
_NOT_OURS = re.compile(r"(?:^|/)(?:\.venv|venv|site-packages|node_modules)/")


def places(state: Mapping[str, Any]) -> Mapping[str, Place]:
    """The place of each resource of an exported state, by URN: the first line that is the project's own."""
    resources = (state.get("deployment") or {}).get("resources") or []
    found = {}
    for resource in resources:
        if isinstance(resource, dict) and (place := next(_positions(resource), None)):
            found[str(resource.get("urn"))] = place
    return found


def _positions(resource: Mapping[str, Any]) -> Iterator[Place]:
    frames = resource.get("stackTrace") or []
    candidates = [resource.get("sourcePosition"), *(frame.get("sourcePosition") for frame in frames if frame)]
    for candidate in candidates:
        match = _POSITION.fullmatch(str(candidate or ""))
        if match and not _NOT_OURS.search(match["file"]):
            yield Place(file=match["file"], line=int(match["line"]))
