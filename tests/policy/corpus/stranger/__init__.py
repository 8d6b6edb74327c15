"""What a reviewer of another company would hold against the detector: inputs of resources as people write them.

Written from public manuals by somebody who had not read the detector; what it made of it at first sight is in decision
61. Not here: hashes of passwords, which the author called secret and the other sets hold as harmless, and forty
hexadecimal digits under `value`, whose purpose only the property around it tells. Cases of the other sets are left out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.policy.corpus.case import Case
from tests.policy.corpus.stranger.documents import documents
from tests.policy.corpus.stranger.harmless import ordinary, public, references
from tests.policy.corpus.stranger.issuers import issuers
from tests.policy.corpus.stranger.secrets import addresses, headers, keys, passwords

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.policy.corpus.stranger.material import G

_CONTESTED = ("bcrypt-htpasswd", "apr1", "scram", "shadow-hash", "eventbridge-apikey")
# The same to the letter in another set.
_ELSEWHERE = frozenset(
    [
        *("reference:shell-brace", "reference:token-file", "reference:vault-template", "ordinary:rotation-days"),
        *("ordinary:count", "ordinary:header-name", "ordinary:token-url", "ordinary:key-spec", "ordinary:placeholder"),
        *("ordinary:placeholder-6", "ordinary:empty", "ordinary:audience"),
    ]
)


def cases(g: G) -> Iterator[Case]:
    """All of them, with tokens from this source."""
    for part in (issuers, passwords, keys, addresses, headers, documents, references, public, ordinary):
        for kind, _, name, value, secret, _ in part(g):
            if not kind.endswith(_CONTESTED) and kind not in _ELSEWHERE:
                yield Case(kind, name, value, secret)
