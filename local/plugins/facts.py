"""What a published plugin does with one type, as far as its own source tells: facts, none of its code."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping

Request: TypeAlias = tuple[
    str, str
]  # a method and a path below /v1/, with properties: `auth/{backend}/role/{roleName}`


@dataclass(frozen=True, kw_only=True)
class Facts:
    """One type. Every name is an input's, in camelCase; each input that was read is named at least once.

    - `replaces`: a change makes the resource anew.
    - `computed`: filled in where it is absent, so that leaving it out is no change.
    - `defaults`: the plugin's own, which the engine sees as inputs.
    - `sets`: lists whose order means nothing, with their path where they are nested.
    - `others`: inputs of which none of this is true.
    - `unread`: inputs of the SDK that the text we read does not have: it is an older one. Nothing is known of them.
    - `accepted`: differences that stay, with the reason. One that is none any more is a mistake.
    - `requests`: what is sent to the server while such a resource is made, read, changed and deleted.
    """

    token: str
    replaces: tuple[str, ...] = ()
    computed: tuple[str, ...] = ()
    defaults: Mapping[str, Any] = field(default_factory=dict)
    sets: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    accepted: Mapping[str, str] = field(default_factory=dict)
    requests: tuple[Request, ...] = ()

    @property
    def read(self) -> frozenset[str]:
        """Every input of which something is known."""
        nested = {name for name in self.sets if "." in name}
        return frozenset({*self.replaces, *self.computed, *self.defaults, *self.sets, *self.others}) - nested
