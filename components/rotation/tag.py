"""What is particular to one secret's rotation, as the tag that its function reads (see rotation/settings.py)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from strongroom import naming
from strongroom.catalogue.source import Generated

if TYPE_CHECKING:
    from strongroom.catalogue import Secret

TAG = "RotationSettings"


def tags(environment: str, secret: Secret) -> dict[str, str]:
    """The tag of an entry that rotates; nothing for one that does not."""
    return {TAG: settings(environment, secret)} if secret.rotation else {}


def settings(environment: str, secret: Secret) -> str:
    """`key=value` pairs, separated by spaces."""
    rotation = secret.rotation
    if rotation is None:
        return ""
    pairs: dict[str, str | int] = {"days": rotation.days}
    if isinstance(secret.source, Generated):
        pairs |= {"format": secret.source.format, "length": secret.source.characters}
    if rotation.by_program:
        pairs["grace-hours"] = rotation.grace_hours
    if rotation.alternating:
        pairs["alternating"] = "true"
    if rotation.superuser:
        pairs["superuser"] = naming.secrets_manager(environment, rotation.superuser)
    return " ".join(f"{key}={value}" for key, value in pairs.items())
