"""Holds a value against a naming rule, without showing a value that is marked secret."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policy.masking import masked
from strongroom import naming

if TYPE_CHECKING:
    from policy.values import Value


def misnomer(value: Value, kind: str, part: str | None = None) -> str | None:
    """What is wrong with a name of that kind (see `strongroom.naming`); None where it is right.

    `part` is the piece of the value that has to follow the rule, the whole value where it is left out.
    """
    text = part if part is not None else value.text()
    if text is None or (wrong := naming.check(kind, text)) is None:
        return None
    return f"{masked(value)}, marked secret, is not {wrong.demand}" if value.secret else str(wrong)
