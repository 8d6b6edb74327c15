"""A description is specific (3.6): it says what the secret opens, not that it is one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from strongroom.catalogue.draft import Draft
    from strongroom.catalogue.problem import Problem

REMEDY = "say what it opens and for whom, as in: Stripe key with which Consilio bills its subscriptions"

_FEWEST_WORDS = 3
_WORDS = re.compile(r"[^\W_]+").findall
_EMPTY_WORDS = frozenset(
    """
    a access account an and api app application auth authentication authorization client code config configuration
    connection credential credentials data database db default description dev development encryption env
    environment external for from generic global id identifier in information internal is it its key keys local
    login main master misc my name new of old on or our password passwords private prod production project public
    sample secret secrets secure security server service setting settings some staging stg string system tbd temp
    temporary test testing that the this to todo token tokens url use used user username value values variable
    webhook which with xxx your
    """.split()  # noqa: SIM905  (a hundred quoted words would be harder to read)
)


def refusal(description: str) -> str | None:
    """Why a description says too little; None where it is specific."""
    words = _WORDS(description)
    if _EMPTY_WORDS.issuperset(map(str.lower, words)):
        return "description is vague"
    if len(words) < _FEWEST_WORDS and description.isascii():
        return "description is vague"
    return None


def check(draft: Draft) -> Iterator[Problem]:
    """Refuse what would fit every secret."""
    for entry in draft.entries:
        said = refusal(entry.secret.description)
        if said:
            yield entry.problem(said, REMEDY, "description")
