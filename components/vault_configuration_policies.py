"""What each kind of client may do in Vault, from the catalogue's paths: no wildcard over all, no system path."""

from __future__ import annotations

from typing import TYPE_CHECKING

from strongroom import naming

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_ITSELF = """\
path "auth/token/lookup-self" { capabilities = ["read"] }
path "auth/token/renew-self" { capabilities = ["update"] }
path "auth/token/revoke-self" { capabilities = ["update"] }
"""


def read_policy(paths: Iterable[str]) -> str:
    """An application or a pipeline reads what its workspace holds."""
    return _rules(paths, data=("read",))


def mirror_policy(paths: Iterable[str]) -> str:
    """The mirror writes values and sees versions; it has no need to read a value back that it did not write."""
    return _rules(paths, data=("create", "update"), metadata=("create", "read", "update"))


def operator_policy(paths: Iterable[str]) -> str:
    """A maintainer puts values, reads them back to compare, and takes versions away so that they can come back."""
    return _rules(
        paths,
        data=("create", "read", "update", "delete"),
        metadata=("list", "read", "update"),
        delete=("update",),
        undelete=("update",),
    )


def break_glass_policy(paths: Iterable[str]) -> str:
    """In an emergency: every value of the catalogue can be read, and nothing changed."""
    return _rules(paths, data=("read",), metadata=("list", "read"))


def pattern(path: str) -> str:
    """A path as Vault matches it: a family's `*` may only stand at the end."""
    head, star, _ = path.partition("*")
    return head + star


def _rules(paths: Iterable[str], **capabilities: Sequence[str]) -> str:
    lines = [
        f'path "{naming.KV_MOUNT}/{area}/{path}" {{ capabilities = [{", ".join(f"{c!r}" for c in granted)}] }}'
        for path in sorted({pattern(path) for path in paths})
        for area, granted in capabilities.items()
    ]
    return "".join(f"{line}\n" for line in lines).replace("'", '"') + _ITSELF
