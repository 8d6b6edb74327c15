"""Whether one value is a secret, given the name that it was given to."""

from __future__ import annotations

import re
from functools import lru_cache

from policy.detect import chosen, references, unwrap
from policy.detect.key_names import Says, says, wants_digits
from policy.detect.randomness import (
    drawn_with_brackets,
    drawn_with_symbols,
    entropy,
    letters_drawn,
    looks_drawn,
    looks_random,
)
from policy.detect.vocabulary import WORDS

_SHORTEST_TOKEN = 8
_SHORTEST_STRAY = 24
_LONGEST_STRAY = 1024  # a longer one is a file, not a token
_SHORTEST = {Says.PASSWORD: 4, Says.SECRET: _SHORTEST_TOKEN, Says.KEY: 16, Says.NOTHING: 20}
_LONGEST = 4096

_SCHEME = re.compile(
    r"^(?:bearer|basic|(?:x-)?(?:api-?)?token|(?:x-)?api-?key|digest|ssws|splunk|key|oauth)\s+", re.IGNORECASE
)
_USER_AND_PASSWORD = re.compile(r"[\w.@+-]{1,64}:(?P<password>[^\s:/][^\s]{2,})")
_ONE_STRING = re.compile(r"[A-Za-z0-9+/_.~-]+={0,2}")
_HEX = re.compile(r"(?:0x)?[0-9a-fA-F]{16,}")
_HASH = re.compile(r"(?=[a-f]*\d)[0-9a-f]{7,12}|[0-9a-f]{16}|[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64}|[0-9a-f]{128}")
_SEED = re.compile(r"[a-z]{3,8}(?: [a-z]{3,8}){11,23}")  # BIP 39: 12 to 24 words
_SEEDS = ("mnemonic", "phrase", "seed", "words")
_LIST_OF_NAMES = re.compile(r"[A-Za-z]+(?:_[A-Za-z]+)*(?:, ?[A-Za-z]+(?:_[A-Za-z]+)*)+")
_VERSION = re.compile(r"\d+\.\d+\.\d+")
_SYMBOLS = re.compile(r"[!@#$%^&*(=+)?~]")
# Base64 of what is no text and no key: certificates, SSH keys, pictures, archives, programs, fonts, documents.
_OTHER_DATA = (
    *("MII", "AAAA", "iVBORw0KGgo", "/9j/", "R0lGOD", "UklGR", "UEsDB", "H4sI", "QlpoO", "/Td6WFo", "KLUv/"),
    *("AGFzbQ", "f0VMR", "d09G", "JVBERi0"),
)
_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
# Under names that otherwise tell of something public: another secret's id is an ARN, another routing key has words.
_BY_NAME = (
    ("secretid", _UUID, "secret id of an AppRole"),
    ("routingkey", re.compile(r"[0-9a-f]{32}|R0[0-9A-Z]{30}"), "PagerDuty key"),
)
_SLUG_PART = re.compile(r"[A-Za-z]+\d{0,3}|[vV]?\d{1,4}|[a-z]{1,3}\d[a-z]{0,3}")
_OF_ONE_CASE = re.compile(r"(?:[A-Z]+|[A-Z]?[a-z]+)\d{0,3}|[vV]?\d{1,4}")
_PART = re.compile(r"[A-Z]?[a-z]{1,12}\d{0,5}|[A-Z]{1,6}\d{0,4}|\d{1,5}[A-Za-z]{0,5}|\d{1,4}x\d{1,4}[a-z]?")
_SUFFIX = re.compile(r"[0-9a-f]{4,7}|[A-Za-z0-9]{6}")  # of a name: a piece of a hash, or what Secrets Manager adds
_UNSPACED = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]{6,}")  # a sentence in Japanese or Chinese
_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")
_CODE = re.compile(r"[\s()\[\]<>|\\`\"']")  # in expressions, annotations and patterns; no token has them
_CAMEL_CASE = re.compile(r"[A-Z]?[a-z]+(?:[A-Z][a-z]+)+(?:V?\d)?")
_DOCUMENT = re.compile(r"\s*\{\s*\"[^\"]*\"\s*:.*\}\s*", re.DOTALL)
_NAMES_END = frozenset(["secret", "secrets", "credentials", "creds", "token", "password", "key"])
_WORDS_IN_PASSWORDS = frozenset(["secret", "secrets", "pass", "seed", "salt", "cookie", "pepper"])
_EXAMPLE = re.compile(
    r"EXAMPLE|example|[xX*.]{6,}|0{8,}|0123456789|1234567890|abcdefghij|REDACTED|redacted|your[_-]", re.ASCII
)


@lru_cache(maxsize=8192)
def judge(name: str, value: str, *, quoted: bool = False) -> str | None:
    """The kind of secret that a value is, given its name; None where it is none."""
    kind = says(name)
    value = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), value) if "\\" in value else value
    if chosen.are_codes(name, value):
        return "recovery codes"
    if kind is Says.PUBLIC:
        return _by_name(name, value) or (_drawn(value) if len(value) >= _SHORTEST_STRAY else None)
    if kind in (Says.KEY, Says.NOTHING) and chosen.meets_a_rule(value):
        return "password"
    if not _SHORTEST[kind] <= len(value) <= _LONGEST or "\n" in value.strip() or value.isspace():
        return None
    if kind is Says.PASSWORD and drawn_with_brackets(value) and not references.is_sealed(value):
        return "password"  # which may look like a template
    if _stands_for_one(kind, value) or _letters(value) == _letters(name):
        return None  # also `ClientSecret="clientSecret"`: a name given to itself
    if kind is not Says.KEY and _SEED.fullmatch(value) and _letters(name).endswith(_SEEDS):
        return "recovery words"
    if kind is Says.PASSWORD:
        misses_digits = wants_digits(name) and not value.isdigit()
        return "password" if not misses_digits and _is_password(value, quoted=quoted) else None
    return _token(name, value) if kind is Says.SECRET else _by_name(name, value) or _without_help(kind, value)


def _by_name(name: str, value: str) -> str | None:
    """The kind of secret that a form is under one name only."""
    for ending, form, what in _BY_NAME:
        if form.fullmatch(value) and _letters(name).endswith(ending):
            return what
    return None


def _token(name: str, value: str) -> str | None:
    """The kind of secret under a name that says secret, token or key."""
    if value.isdigit() and _letters(name).endswith("seed"):
        return None  # of a generator of numbers
    return f"value of {_shown(name)}" if _is_token(_SCHEME.sub("", value)) else None


def _stands_for_one(kind: Says, value: str) -> bool:
    """Whether a value is a reference, a placeholder or sealed; a framework's key may look like a call."""
    if references.is_placeholder(value) or references.is_sealed(value):
        return True
    return references.is_reference(value) and not (kind is Says.SECRET and _drawn_with_symbols(value))


def _without_help(kind: Says, value: str) -> str | None:
    """The kind of secret under a name that says nothing, or merely `key`."""
    if _names_a_version(value):
        return None
    if kind is Says.KEY and looks_random(value, shortest=16) and not references.is_identifier(value):
        return None if unwrap.public_key_in(value) else "key"
    return stray(value) or _drawn(value) or ("random string" if _drawn_in_halves(value) else None)


def _drawn(value: str) -> str | None:
    """A generated password: no hash, no identifier and no base64 has such symbols."""
    if not drawn_with_symbols(value) or is_example(value) or references.is_reference(value):
        return None
    return "random string"


def _drawn_in_halves(value: str) -> bool:
    """A generated password whose only symbol is one that base64 has too, but not in the middle."""
    halves = re.split(r"[=+]", value)
    return len(halves) == 2 and all(looks_drawn(half, longest_run=2.4) for half in halves)  # noqa: PLR2004 - halves


def stray(word: str) -> str | None:
    """The kind of secret that a string is without a name; None where it may be a name or a hash."""
    if unwrap.private_key_in(word):
        return "private key"
    if not _SHORTEST_STRAY <= len(word) <= _LONGEST_STRAY or not _ONE_STRING.fullmatch(word):
        return None
    if references.is_identifier(word) or references.is_plain(word) or references.is_sealed(word):
        return None
    if not looks_random(word, shortest=_SHORTEST_STRAY) or is_example(word) or word.startswith(_OTHER_DATA):
        return None
    if _VERSION.search(word) or unwrap.public_key_in(word) or _is_in_many_parts(word):
        return None
    return (
        None
        if unwrap.is_in_hexadecimal(word) or unwrap.decode(word) is not None or unwrap.is_mostly_text(word)
        else "random string"
    )


def _is_in_many_parts(word: str) -> bool:
    """A name as presets have, `Generic_Hd_Mp4_16x9_1280x720p_30Hz`: few tokens have a part that is a word."""
    parts = [part for part in re.split(r"[-_.]+", word) if part]
    return len(parts) >= 5 and all(_PART.fullmatch(part) for part in parts)  # noqa: PLR2004 - a token of 40 characters has two


def is_example(token: str) -> bool:
    """Made for a manual: says so, or repeats itself where a real one would not."""
    tail = token[-12:]
    return bool(_EXAMPLE.search(token)) or (len(tail) > _SHORTEST_TOKEN and len(set(tail)) <= 3)  # noqa: PLR2004 - as in words


def _is_password(value: str, *, quoted: bool) -> bool:
    if value.startswith(("{", "[")) or re.fullmatch(r"[\d.]{1,3}", value) or _UNSPACED.search(value):
        return False
    words = value.split()
    if len(words) > 1:
        few = len(words) <= 6 and (quoted or chosen.is_phrase(value))  # noqa: PLR2004 - as a passphrase has
        return few and not chosen.reads_as_prose(value) and not _is_a_label(value)
    if "/" in value and _names_something(value):
        return False  # the path of the entry that holds it
    if _names_a_secret(value) or _says_where_it_is(value) or _is_a_label(value):
        return False
    return value.isdigit() or not references.is_plain(value)


def _names_a_secret(value: str) -> bool:
    """A name that something keeps a secret under, as `prod-db-password-secret`: words, the last says what it is."""
    parts = re.split(r"[-_.]", value)
    return len(parts) > 1 and all(re.fullmatch(r"[a-z]+|[A-Z]+", part) for part in parts) and parts[-1] in _NAMES_END


def _says_where_it_is(value: str) -> bool:
    """Words that say where the value comes from, as `managed-by-rds`."""
    parts = re.split(r"[-_ .]", value)
    words = [word for part in parts for word in chosen.words_of(part)]
    return value.replace("-", "").replace("_", "").isalpha() and not WORDS["provided"].isdisjoint(words)


def _is_a_label(value: str) -> bool:
    """What a form calls its field, in any language: a word for a password, alone or with other words."""
    words = re.findall(r"[^\W\d_]+", value)
    if not words or any(character.isdigit() for character in value) or len("".join(words)) < 0.7 * len(value):
        return False
    return any(
        says(word) in (Says.PASSWORD, Says.SECRET) and word.lower() not in _WORDS_IN_PASSWORDS for word in words
    ) and (len(words) > 1 or value.istitle() or not value.isascii())


def _is_token(value: str) -> bool:
    """Whether a value of a name that says secret, token or key is one, and not the name of one."""
    if len(value) < _SHORTEST_TOKEN or is_example(value) or (value.isalpha() and not value.isascii()):
        return False
    if _drawn_with_symbols(value) or drawn_with_symbols(value):
        return True
    if (chosen.is_famous(value) and not _CODE.search(value.replace(" ", ""))) or chosen.is_phrase(value):
        return True
    if _CODE.search(value) or references.is_plain(value) or _LIST_OF_NAMES.fullmatch(value):
        return False
    if references.is_placeholder(value) or references.is_reference(value):
        return False
    if _HEX.fullmatch(value) or _UUID.fullmatch(value):
        return True
    inside = unwrap.decode(value) or ""
    if is_user_and_password(value) or is_user_and_password(inside):
        return True
    if _DOCUMENT.fullmatch(inside):
        return False  # in base64; its members are looked at one by one
    if _names_something(value) and not chosen.ends_as_passwords_do(value) and not chosen.meets_a_rule(value):
        return (
            looks_drawn(value)
            or letters_drawn(value)
            or (
                (value.isalnum() and not _CAMEL_CASE.fullmatch(value) and chosen.is_weak(value))
                or chosen.is_chosen(value)
            )
        )
    return True


def _drawn_with_symbols(value: str) -> bool:
    """Letters, digits and many symbols by turns, as frameworks draw their keys; a pattern or a call has brackets."""
    if len(value) < 32 or re.search(r"[\s\[\]{}<>|\\`\"']|\.\*|\([^()]*\)$", value):  # noqa: PLR2004 - a framework's key has 50
        return False
    kinds = len(set(_SYMBOLS.findall(value)))
    if kinds <= 3 or (kinds <= 5 and re.search(r"\w\(\w*\)", value)):  # noqa: PLR2004 - more than a query or a call has
        return False
    return entropy(value) > 4.2 and bool(re.search(r"\d", value))  # noqa: PLR2004 - bits


def is_user_and_password(value: str) -> bool:
    """Whether a text is `user:password`, with a password that is none of the usual placeholders."""
    match = _USER_AND_PASSWORD.fullmatch(value)
    if match is None or re.fullmatch(r"[a-z-]+:[a-z-]+", value):
        return False
    return not references.is_placeholder(match["password"]) and not references.is_reference(match["password"])


def _names_something(value: str) -> bool:
    """Words, with or without separators: `production/db/password`, `jwt-key-v2`, `DEPLOY_KEY`, `supersecret`."""
    parts = [part for part in re.split(r"[-_./:@*!$]+", value) if part]
    if len(parts) > 2 and _SUFFIX.fullmatch(parts[-1]):  # noqa: PLR2004 - two words before what makes it unique
        parts.pop()
    if all(_OF_ONE_CASE.fullmatch(part) for part in parts):
        return len(parts) > 1 or not looks_random(value, shortest=12)
    return not looks_random(value, shortest=12) and all(_SLUG_PART.fullmatch(part) for part in parts)


def _letters(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.lower())


def _names_a_version(value: str) -> bool:
    """Words and a hash of what they name, as in `programs/node-<hash>.tar.gz`."""
    parts = [part for part in re.split(r"[-_./:@]+", value) if part]
    hashes = sum(bool(_HASH.fullmatch(part)) for part in parts)
    words = sum(bool(_SLUG_PART.fullmatch(part)) for part in parts)
    if re.fullmatch(rf"[A-Za-z0-9_.-]+-{_UUID.pattern}", value):
        return True
    return 0 < hashes < len(parts) == hashes + words


def _shown(name: str) -> str:
    """A name is shown only where it can't itself be a secret."""
    return name if re.fullmatch(r"[A-Za-z_][\w.-]{0,40}", name) and not looks_random(name) else "a secret"
