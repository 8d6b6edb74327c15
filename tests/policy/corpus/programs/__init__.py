"""What stands in programs of infrastructure, by somebody who had not read the detector: each place, and why.

Written from the manuals of issuers and from public programs; what the detector made of it at first sight is in decision
61. Cases that stand in another set to the letter were taken out, and an encrypted web token, which may be a session's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.policy.corpus.case import Case
from tests.policy.corpus.programs import (
    documents_plain,
    documents_secret,
    issuers,
    machines_plain,
    machines_secret,
    places_plain,
    places_secret,
    settings_plain,
    settings_secret,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.policy.corpus.programs.drawn import Drawn

_SECRET = (issuers, settings_secret, places_secret, documents_secret, machines_secret)
_PLAIN = (settings_plain, places_plain, documents_plain, machines_plain)


def cases(g: Drawn) -> Iterator[Case]:
    """All of them, with tokens from this source."""
    for sources, secret in ((_SECRET, True), (_PLAIN, False)):
        for source in sources:
            for place, name, text in source.cases(g):
                yield Case(place, name, text, secret)
