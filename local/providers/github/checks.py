"""What the published plugin refuses before it calls anything. An unknown counts as given."""

from __future__ import annotations

import base64
import binascii
import re
from typing import TYPE_CHECKING, Any, Final

from local.providers.check import Problem
from local.providers.values import Unknown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from local.providers.values import Properties

_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_FORMS: Final = ("value", "valueEncrypted", "encryptedValue", "plaintextValue")
_VISIBILITIES: Final = ("all", "private", "selected")
_LONGEST_WAIT: Final = 43_200  # minutes
_MOST_REVIEWERS: Final = 6


def secret(inputs: Properties) -> Iterator[Problem]:
    """A secret: its name, exactly one form of its value, and the key that a sealed value needs."""
    yield from _name(inputs, "secretName")
    given = [form for form in _FORMS if form in inputs]
    if len(given) != 1:
        told = "none is" if not given else f"{' and '.join(given)} are"
        yield Problem("value", f"exactly one of {', '.join(_FORMS)} must be given; {told}")
    for form in ("valueEncrypted", "encryptedValue"):
        if form in inputs and not isinstance(inputs[form], Unknown) and not _is_base64(inputs[form]):
            yield Problem(form, "not base64; seal the value with the public key and encode it")
    if "keyId" in inputs and "valueEncrypted" not in inputs:
        yield Problem("keyId", "only together with valueEncrypted")


def variable(inputs: Properties) -> Iterator[Problem]:
    """A variable: its name."""
    yield from _name(inputs, "variableName")


def organisation_secret(inputs: Properties) -> Iterator[Problem]:
    """A secret of an organisation: also who sees it."""
    yield from secret(inputs)
    yield from _visibility(inputs)


def organisation_variable(inputs: Properties) -> Iterator[Problem]:
    """A variable of an organisation: also who sees it."""
    yield from variable(inputs)
    yield from _visibility(inputs)


def environment(inputs: Properties) -> Iterator[Problem]:
    """An environment: its wait and its reviewers."""
    wait = inputs.get("waitTimer", 0)
    if not isinstance(wait, Unknown) and not 0 <= wait <= _LONGEST_WAIT:
        yield Problem("waitTimer", f"{wait} minutes; use 0 to {_LONGEST_WAIT}")
    blocks = inputs.get("reviewers", [])
    if isinstance(blocks, Unknown):
        return
    if len(blocks) > 1:
        yield Problem("reviewers", "at most one block; name all teams and users in it")
    for index, block in enumerate(blocks):
        if not isinstance(block, Unknown) and _count(block, "teams") + _count(block, "users") > _MOST_REVIEWERS:
            yield Problem(f"reviewers[{index}]", f"more than {_MOST_REVIEWERS} teams and users together")


def deployment_policy(inputs: Properties) -> Iterator[Problem]:
    """A deployment policy: a pattern for branches or one for tags."""
    if ("branchPattern" in inputs) == ("tagPattern" in inputs):
        yield Problem("branchPattern", "exactly one of branchPattern, tagPattern must be given")


def _name(inputs: Properties, key: str) -> Iterator[Problem]:
    name = inputs[key]
    if isinstance(name, Unknown):
        return
    if not _NAME.fullmatch(name):
        yield Problem(key, "use letters, digits and underscores, and begin with a letter or an underscore")
    elif name.upper().startswith("GITHUB_"):
        yield Problem(key, "GitHub keeps names that begin with GITHUB_ for itself; give it an alias")


def _visibility(inputs: Properties) -> Iterator[Problem]:
    level = inputs["visibility"]
    if isinstance(level, Unknown):
        return
    if level not in _VISIBILITIES:
        yield Problem("visibility", f"use {', '.join(_VISIBILITIES)}")
    elif level != "selected" and inputs.get("selectedRepositoryIds"):
        yield Problem("selectedRepositoryIds", "only with the visibility selected")


def _count(block: Any, key: str) -> int:
    found = block.get(key) or []
    return 0 if isinstance(found, Unknown) else len(found)


def _is_base64(text: str) -> bool:
    try:
        base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return False
    return True
