"""Apps, ESC environments and clusters: called as their services call things, and declared where they have to be."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from strongroom.catalogue.delivery import deliveries_of
from strongroom.catalogue.destination import Fly, Kubernetes, PulumiEsc
from strongroom.catalogue.nearest import shown, suggestion

if TYPE_CHECKING:
    from collections.abc import Iterator

    from strongroom.catalogue.draft import Draft, Entry, Head
    from strongroom.catalogue.problem import Problem
    from strongroom.catalogue.workspace import Cluster

_APP = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")  # RFC 1123
_SUBDOMAIN = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*")


def check(draft: Draft) -> Iterator[Problem]:
    """Refuse what a service would refuse, clusters that nobody declares, and keys of ESC that stand in each other."""
    clusters: dict[str, Cluster] = {}
    for head in draft.heads:
        for name, cluster in head.workspace.clusters.items():
            if clusters.setdefault(name, cluster) != cluster:
                yield head.problem(
                    f'cluster "{name}" is declared otherwise in another workspace',
                    "declare it in one",
                    "clusters",
                    name,
                )
    for head in draft.heads:
        for index, destination in enumerate(head.workspace.destinations):
            yield from _named(draft, head, index, destination, clusters)
    for entry in draft.entries:
        for index, destination in enumerate(entry.secret.destinations):
            if not entry.inherits("destinations"):
                yield from _named(draft, entry, index, destination, clusters)
    yield from _nested(draft)


def _named(
    draft: Draft, declared: Entry | Head, index: int, destination: object, clusters: dict[str, Cluster]
) -> Iterator[Problem]:
    place = ("destinations", index)
    if isinstance(destination, Fly) and not _APP.fullmatch(destination.app):
        yield declared.problem(
            f"{shown('app', destination.app)} is no name of an app on Fly",
            "use lower-case letters, digits and hyphens, 63 at most",
            *place,
            "app",
        )
    if not isinstance(destination, Kubernetes):
        return
    if destination.cluster not in clusters and draft.heads_whole:
        declare = "declare its folder and certificate under clusters of the workspace"
        yield declared.problem(
            f"{shown('cluster', destination.cluster)} is unknown",
            suggestion(destination.cluster, clusters, declare),
            *place,
            "cluster",
        )
    if not _LABEL.fullmatch(destination.namespace):
        yield declared.problem(
            f"{shown('namespace', destination.namespace)} is none that Kubernetes takes",
            "use lower-case letters, digits and hyphens, 63 at most",
            *place,
            "namespace",
        )
    if not _SUBDOMAIN.fullmatch(destination.name):
        yield declared.problem(
            f"{shown('name', destination.name)} is none that Kubernetes takes for a secret",
            "use lower-case letters, digits, hyphens and dots",
            *place,
            "name",
        )


def _nested(draft: Draft) -> Iterator[Problem]:
    """A key of ESC can't be a value and hold other keys."""
    keys: dict[tuple[str, str], Entry] = {}
    for entry in draft.entries:
        if entry.secret.path.count("/") > 0:
            for delivery in deliveries_of(entry.secret):
                if isinstance(delivery.destination, PulumiEsc):
                    keys.setdefault((delivery.place, delivery.name), entry)
    for (place, name), entry in keys.items():
        parts = name.split(".")
        for length in range(1, len(parts)):
            outer = keys.get((place, ".".join(parts[:length])))
            if outer is not None:
                yield entry.problem(
                    f'arrives at {place}/{name}, inside of the value of "{outer.secret.path}" ({outer.where})',
                    "give one of them another key",
                    "destinations",
                )
