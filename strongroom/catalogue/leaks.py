"""Finds credentials that somebody pasted into a file: known forms of tokens, private keys, URLs with passwords.

Every form starts with fixed characters, so that a file without any of them costs a few searches for plain bytes.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from typing import TYPE_CHECKING

from strongroom.catalogue.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from strongroom.catalogue.document import Document

_FORMS = {
    b"AKIA": ("an AWS access key", rb"AKIA[0-9A-Z]{16}"),
    b"ASIA": ("an AWS access key", rb"ASIA[0-9A-Z]{16}"),
    b"ghp_": ("a GitHub token", rb"ghp_[A-Za-z0-9]{30,}"),
    b"gho_": ("a GitHub token", rb"gho_[A-Za-z0-9]{30,}"),
    b"ghs_": ("a GitHub token", rb"ghs_[A-Za-z0-9]{30,}"),
    b"github_pat_": ("a GitHub token", rb"github_pat_[A-Za-z0-9_]{22,}"),
    b"glpat-": ("a GitLab token", rb"glpat-[A-Za-z0-9_-]{20,}"),
    b"xox": ("a Slack token", rb"xox[abeprs]-[A-Za-z0-9-]{10,}"),
    b"xapp-": ("a Slack token", rb"xapp-[A-Za-z0-9-]{10,}"),
    b"hooks.slack.com/services/": ("a Slack webhook", rb"hooks\.slack\.com/services/[A-Z0-9]+/[A-Z0-9]+/[A-Za-z0-9]+"),
    b"sk_live_": ("a Stripe key", rb"sk_live_[A-Za-z0-9]{16,}"),
    b"rk_live_": ("a Stripe key", rb"rk_live_[A-Za-z0-9]{16,}"),
    b"sk-": ("an API key", rb"\bsk-[A-Za-z0-9_-]{32,}"),
    b"SG.": ("a SendGrid key", rb"SG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}"),
    b"AIza": ("a Google key", rb"AIza[A-Za-z0-9_-]{35}"),
    b"npm_": ("an npm token", rb"npm_[A-Za-z0-9]{36}"),
    b"hvs.": ("a Vault token", rb"hvs\.[A-Za-z0-9_-]{20,}"),
    b"pul-": ("a Pulumi token", rb"pul-[a-f0-9]{40}"),
    b"eyJ": ("a JSON web token", rb"eyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\."),
    b"-----BEGIN ": ("a private key", rb"-----BEGIN [A-Z ]*PRIVATE KEY"),
    b"://": ("a URL with a password", rb"://[^\s/:@\"']+:(?!\$\{)[^\s/@\"']+@"),
}
_LONG, _VARIED = 24, 4.0  # characters; bits each
_dense = re.compile(r"[A-Za-z0-9+/=_-]+").fullmatch


def leaks(document: Document) -> Iterator[Problem]:
    """Each place of a file where a credential seems to stand."""
    for name, found in _found(document.content):
        line = document.content.count(b"\n", 0, found.start()) + 1
        yield Problem(
            file=document.file,
            line=line,
            subject=document.subject(line),
            message=f"this looks like {name}",
            remedy="take it out, treat it as leaked, and put the new value with strongroom put",
        )


def credential_in(text: str) -> str | None:
    """What a person's words seem to hold: "a GitHub token", "a generated value"; None where they hold no credential."""
    known = next((name for name, _ in _found(text.encode(errors="replace"))), None)
    return known or ("a generated value" if any(map(looks_random, text.split())) else None)


def _found(content: bytes) -> Iterator[tuple[str, re.Match[bytes]]]:
    for start, (name, form) in _FORMS.items():
        if start in content:
            yield from ((name, found) for found in re.finditer(form, content))


def looks_random(text: str) -> bool:
    """Whether a text is so long, dense and varied that a generator must have made it."""
    if len(text) < _LONG or not _dense(text):
        return False
    kinds = sum((any(map(str.isupper, text)), any(map(str.islower, text)), any(map(str.isdigit, text))))
    entropy = -sum(n / len(text) * math.log2(n / len(text)) for n in Counter(text).values())
    return kinds == len(("upper", "lower", "digits")) and entropy >= _VARIED
