"""Finds the secrets in a text, with the help of the name that it is given to.

Three questions, from the surest to the least sure: is there a format that only a credential has; is something given to
a name that says password, token or key; is there a string that no person would write. What the answer would hit but is
a reference, a placeholder, an identifier, a hash or public is left out. Wrapped texts are unwrapped and asked again.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from policy.detect import references, unwrap
from policy.detect.formats import FORMATS
from policy.detect.key_names import Says, says
from policy.detect.pairs import kubernetes_secret, pairs
from policy.detect.randomness import looks_random
from policy.detect.worth import is_example, is_user_and_password, judge, stray

if TYPE_CHECKING:
    from collections.abc import Iterator

_DEEPEST = 3
_PIECE, _OVERLAP = 1 << 16, 1 << 10  # characters: a long text is searched piece by piece
_SHORTEST_ALONE = 16  # no credential that its format gives away is shorter
_TELLS_NOTHING = re.compile(r"[^\s=:\"'<>|!$%^&*#?]*")  # no name in it, no second word, no symbol of a password
_SAYS_NO_SECRET = (Says.NOTHING, Says.PUBLIC)
_BLANK = re.compile(r"\s")
_RUN = re.compile(r"[A-Za-z0-9+/_=-]{16,}")
_UNBROKEN = re.compile(r"[A-Za-z0-9]{10,}")  # in base64, about 32 characters lie between two that are neither
_NO_WORD = re.compile(r"[A-Z0-9]")
_HYPHENED = re.compile(r"[A-Za-z0-9_-]{16,}")  # base64 for addresses, whose hyphens may be anywhere
_DIGIT, _CAPITAL = re.compile(r"[0-9]"), re.compile(r"[A-Z]")

# scheme://user:password@host; what comes before the colon may be empty, as in redis://:password@host.
_ADDRESS = re.compile(
    r"(?<![A-Za-z0-9+.-])[A-Za-z][A-Za-z0-9+.-]{1,30}://[^\s:/@'\"<>`]{0,128}:"
    r"(?P<secret>[^\s'\"`]{1,512}?)@(?=[\w\[.$<{%*/-])"
)
# scheme://token@host: a public key of 32 hexadecimal digits stands there too.
_TOKEN_ADDRESS = re.compile(
    r"(?<![A-Za-z0-9+.-])[A-Za-z][A-Za-z0-9+.-]{1,30}://(?P<secret>[A-Za-z0-9_-]{20,200})@[\w\[]"
)
# user/password@host:1521, as Oracle takes it.
_EASY_ADDRESS = re.compile(
    r"(?<![\w/:.@-])\w{2,30}/(?P<secret>(?=[^\s@/]*\d)[^\s@/\"']{6,64})@(?://[\w.-]+|[\w.-]+[:/]\w)"
)
# user:password@tcp(host), as Go's drivers take it.
_GO_ADDRESS = re.compile(r"(?<![\w:])[\w.-]{1,64}:(?P<secret>[^\s@:/'\"]{3,256})@(?:tcp|unix|udp)\(")
_BASIC = re.compile(r"\b[Bb]asic\s+(?P<secret>[A-Za-z0-9+/]{8,4096}={0,2})")
_PARTS_OF_A_JWK = frozenset(["x", "y", "n", "e"])
_WRAPS = ("%", "&", "\\n", '\\"')  # of percent-encoding, of entities, of a document in a document
_PORT = re.compile(r"\d{1,5}(?:/.*)?")
# A word of its own: between blanks, quotes, brackets or commas, so never a part of an address, a path or an ARN.
_WORD = re.compile(
    r"(?<![^\s\"'`(\[,>])[A-Za-z0-9+/_-](?:[A-Za-z0-9+/_-]|\.(?=[A-Za-z0-9_])){23,}+={0,2}(?![^\s\"'`)\],.;<\\])"
)


@dataclass(frozen=True)
class Detection:
    """A credential in a text: its kind and where it stands. Never its value."""

    kind: str
    start: int
    length: int

    def __str__(self) -> str:
        return f"{self.kind}, {self.length} characters at position {self.start}"


@lru_cache(maxsize=8192)
def detect(text: str, name: str = "") -> tuple[Detection, ...]:
    """The credentials in a text, by position, one for each place. `name` is what the text is given to."""
    found: dict[int, Detection] = {}
    for start in range(0, len(text), _PIECE - _OVERLAP):
        for detection in _search(text[start : start + _PIECE], name, _DEEPEST):
            found.setdefault(start + detection.start, replace(detection, start=start + detection.start))
        if start + _PIECE >= len(text):
            break
    return tuple(found[start] for start in sorted(found))


def _search(text: str, name: str, depth: int) -> Iterator[Detection]:
    if references.is_sealed(text):
        return
    text = references.without_public_material(text)
    bare = text.strip()
    if not bare or (len(bare) < _SHORTEST_ALONE and _TELLS_NOTHING.fullmatch(bare) and says(name) in _SAYS_NO_SECRET):
        return
    long_run = _has_long_run(text)
    if long_run or "/hooks/" in text:
        yield from _known(text)
    yield from _addresses(text)
    yield from _basic_headers(text)
    if kind := judge(name, bare, quoted=True):
        yield Detection(kind, 0, len(text))
        return
    judged = [(0, len(text))] if says(name) is Says.PUBLIC and not _BLANK.search(bare) else []
    yield from _given(text, judged)
    if long_run:
        yield from _strays(text, judged)
    if depth and (long_run or any(mark in text for mark in _WRAPS)):
        yield from _wrapped(text, name, depth)


def _has_long_run(text: str) -> bool:
    """Whether something could be a token or wrap a text: long, unbroken, with a digit or a capital within it."""
    return any(
        _NO_WORD.search(text, piece.start() + 1, piece.end())
        for run in _RUN.finditer(text)
        for piece in _UNBROKEN.finditer(text, *run.span())
    ) or any(_DIGIT.search(run[0]) and _CAPITAL.search(run[0]) for run in _HYPHENED.finditer(text))


def _given(text: str, judged: list[tuple[int, int]]) -> Iterator[Detection]:
    """Values that are given to a name; `judged` takes the place of each."""
    public = _PARTS_OF_A_JWK if '"kty"' in text else frozenset()
    for pair in pairs(text):
        judged.append((pair.start, pair.start + len(pair.value)))
        if pair.name in public:
            continue
        if kind := judge(pair.name, pair.value, quoted=pair.quoted):
            yield Detection(kind, pair.start, len(pair.value))
    for pair in kubernetes_secret(text):
        if not references.is_sealed(pair.value) and not references.is_placeholder(pair.value):
            yield Detection("entry of a Kubernetes secret", pair.start, len(pair.value))


def _wrapped(text: str, name: str, depth: int) -> Iterator[Detection]:
    for document in unwrap.documents(text):
        for detection in _search(document, "", depth - 1):
            yield Detection(f"{detection.kind} (wrapped)", 0, len(text))
    for start, length, inner in unwrap.inside(text):
        for detection in _search(inner, name if length == len(text) else "", depth - 1):
            yield Detection(f"{detection.kind} (wrapped)", start, length)


def _known(text: str) -> Iterator[Detection]:
    for hint, forms in FORMATS.items():
        if hint not in text:
            continue
        for form in forms:
            group = "secret" if "secret" in form.pattern.groupindex else 0
            for match in form.pattern.finditer(text):
                if not is_example(match[group]):
                    yield Detection(form.kind, match.start(group), len(match[group]))


def _basic_headers(text: str) -> Iterator[Detection]:
    for match in _BASIC.finditer(text):
        if is_user_and_password(unwrap.decode(match["secret"]) or ""):
            yield Detection("basic authorisation", match.start("secret"), len(match["secret"]))


def _addresses(text: str) -> Iterator[Detection]:
    if "@" not in text:
        return
    for match in (*_ADDRESS.finditer(text), *_GO_ADDRESS.finditer(text)):
        secret = match["secret"]
        if _PORT.fullmatch(secret) or references.is_reference(secret) or references.is_placeholder(secret):
            continue
        yield Detection("password in an address", match.start("secret"), len(secret))
    for match in _EASY_ADDRESS.finditer(text):
        if not references.is_reference(match["secret"]) and not references.is_placeholder(match["secret"]):
            yield Detection("password in an address", match.start("secret"), len(match["secret"]))
    for match in _TOKEN_ADDRESS.finditer(text):
        if looks_random(match["secret"]) and not references.is_identifier(match["secret"]):
            yield Detection("token in an address", match.start("secret"), len(match["secret"]))


def _strays(text: str, judged: list[tuple[int, int]]) -> Iterator[Detection]:
    """Strings that no person would write, and that were given to no name."""
    covered = _merged(judged)
    starts = [start for start, _ in covered]
    for match in _WORD.finditer(text):
        before = bisect_right(starts, match.start()) - 1
        if match[0].islower() or (before >= 0 and match.start() < covered[before][1]):
            continue
        if kind := stray(match[0]):
            yield Detection(kind, match.start(), len(match[0]))


def _merged(places: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The same places in ascending order, those that overlap as one."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(places):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
