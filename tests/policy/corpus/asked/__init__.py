"""What a strict test would ask who knows only what is promised and public manuals: half secrets, half near misses.

Written by somebody who had not read the detector; what it made of it at first sight is in decision 61. Three hashes of
passwords, which the author called secret, were taken out: the other sets hold them as harmless.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.policy.corpus.asked import harmless, issuers, shapes
from tests.policy.corpus.case import Case
from tests.policy.corpus.tokens import wrapped, zipped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.policy.corpus.asked.drawn import Asked

# What a value is given to, in places where the property has one name.
_PROPERTIES = {
    "userdata": "userData",
    "userdata64": "userData",
    "usergz": "userData",
    "cloudinit": "userData",
    "dashboard": "dashboardBody",
    "bucket": "content",
    "description": "description",
}
_ENCODED = {"userdata64": wrapped, "usergz": zipped}


def cases(v: Asked) -> Iterator[Case]:
    """All of them, with tokens from this source."""
    for source, secret in ((issuers, True), (shapes, True), (harmless, False)):
        for kind, place, name, value, _ in source.rows(v):
            text = _ENCODED[place](value) if place in _ENCODED else value
            yield Case(kind, _PROPERTIES.get(place, name), text, secret)
