"""Holds a value against a naming rule, without showing a value that is marked secret."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from policy.masking import masked, quoted
from policy.rule import Finding
from strongroom import naming

if TYPE_CHECKING:
    from policy.rule import Results
    from policy.values import Value


def misnomer(value: Value, kind: str, part: str | None = None) -> str | None:
    """What is wrong with a name of that kind (see `strongroom.naming`); None where it is right.

    `part` is the piece of the value that has to follow the rule, the whole value where it is left out.
    """
    text = part if part is not None else value.text()
    if text is None or (wrong := naming.check(kind, text)) is None:
        return None
    return f"{masked(value)}, marked secret, is not {wrong.demand}" if value.secret else str(wrong)


def of_this_environment(value: Value, environment: str, *, shape: str, separator: str = "-") -> Results:
    """A name of ours in this stack: `<project>-<environment>-<purpose>`, or another separator.

    `shape` says in the message what is demanded. A name that is left out is made up by the engine: a finding as well.
    """
    text = value.text()
    prefix = f"{naming.PROJECT}{separator}{environment}{separator}"
    if text is None:
        yield Finding(value, "no name is given, so the engine makes one up", remedy=f"name it {shape}")
    elif not text.lstrip("/").startswith(prefix):
        yield Finding(value, f"{quoted(value)} is not {shape}{right_name(value, text, environment, separator)}")
    elif wrong := misnomer(value, "purpose", re.sub(r"[/_.]+", "-", text.lstrip("/").removeprefix(prefix))):
        yield Finding(value, f"the purpose {wrong}")


def right_name(value: Value, text: str, environment: str, separator: str = "-") -> str:
    """The right name, where the wrong one only lacks its beginning or is spelt otherwise; else empty."""
    words = re.sub(r"[^a-z0-9/]+", "-", text.lower()).strip("-/")
    prefix = f"{naming.PROJECT}{separator}{environment}{separator}"
    if words.startswith(prefix):
        return "" if value.secret else f'; use "{words}"'
    return "" if value.secret or not words or naming.PROJECT in words else f'; use "{prefix}{words}"'
