"""Names with their values out of any text: dotenv, shell, YAML, JSON, HCL, INI, systemd, command lines, code.

One text may be of several kinds at once (a shell script that writes YAML), so it is not parsed but searched. A name
and value that are found twice do no harm.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from policy.detect.chosen import are_codes
from policy.detect.key_names import Says, says
from policy.detect.phrases import PHRASES
from policy.detect.randomness import drawn_with_brackets

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class Pair:
    """A name and the value given to it, with the value's place in the text."""

    name: str
    value: str
    start: int
    quoted: bool = False


# name = value, "name": "value", name => value, --name=value, ?name=value; the value in quotes or up to a delimiter.
# The value is looked at, not passed over: in `Environment=NAME=value` both names have one.
_ASSIGNED = re.compile(
    r"""
    (?<![\w.$/]) (?P<name>[^\W\d][\w.$/\-]{0,80}+|[$@][\w.$\-]{0,80}+) \\?["'`]?\]? \s{0,8}+
    (?P<separator> ::? (?=\s) | := | => | = | :(?!//) ) [ \t]{0,16}+
    (?:!!\w{1,20}[ \t]{1,4})?
    (?= \"{3}(?P<triple>[^"\n]++)\"{3} | '{3}(?P<triples>[^'\n]++)'{3}
      | "(?P<double>(?:[^"\\\n]|\\.)*+)" | '(?P<single>(?:[^'\\\n]|\\.)*+)' | `(?P<tick>[^`\n]*+)`
      | \[\[(?P<long>[^\[\]\n]++)\]\] | \{(?P<braced>[^{}"'\s$]++)\}(?=;|$)
      | \[(?P<listed>[^\[\]{}]{1,4000}+)\] | (?P<dashed>(?:\n[ \t]*-[ \t]+[^\n:]{3,200}+(?=\n|\Z)){1,64}+)
      | \\"(?P<escaped>[^"\\\n]*+)\\" | (?P<bare>[^\s"'`,;&|<>(){}\[\]]\S{0,600}) )
    """,
    re.VERBOSE,
)
_MORE_THAN_A_WORD = re.compile(r"[\s<(]|thin:|:[^:]*:[^:]*:")
_LISTS = ("listed", "dashed")
_ITEM = re.compile(
    r"""(?:^|[,\n-])[ \t]*(?:"(?P<double>[^"\n]{4,})"|'(?P<single>[^'\n]{4,})'"""
    r"""|(?P<bare>[^\s"',#][^\s,]{3,}))"""
)
_QUOTED = ("triple", "triples", "double", "single", "tick", "escaped", "braced", "long")
_DASH = re.compile(r"(?m)^[ \t]*-[ \t]")
_DIGIT = re.compile(r"\d")
_END_OF_LINE = re.compile(r"\s+#|\s\(|[\"'`]|,\s|[)}\]]+(?:\s|$)")
_END_OF_WORD = re.compile(r"[&;,\"'`]|\\n|\\$")
_END_IN_QUERY = re.compile(_END_OF_WORD.pattern + r"|[#)\]]")

_LONGEST_WITHIN = 600  # characters of a value within a value: each whole would take the square of a line's length
_LABEL = re.compile(r"[^\W\d_]+(?:[ \t]+[^\W\d_]+){1,8}[ \t]*$", re.MULTILINE)  # `Confirmez le mot de passe`
_TYPE = re.compile(r"[A-Za-z_][A-Za-z_.]*(?:\[.*\])?(?: \| [A-Za-z_.]+)*")  # `name: Type,` of a signature

# By hint, the numbers of the phrases that it stands for: most texts hold none, and pay for nothing else.
_BY_HINT = [
    (hint, frozenset(number for number, phrase in enumerate(PHRASES) if hint in phrase.hints))
    for hint in {hint: None for phrase in PHRASES for hint in phrase.hints}
]

_KIND_SECRET = re.compile(r"(?im)^\s*kind:\s*[\"']?secret[\"']?\s*$")
_SECRET_DATA = re.compile(r"(?m)^[ \t]*(?:data|stringData):[ \t]*\n(?P<entries>(?:[ \t]+[^\n]*\n?)+)")
_ENTRY = re.compile(
    r"(?m)^[ \t]+[\w.-]+:[ \t]*(?:[|>][+-]?[ \t]*\n[ \t]+)?[\"']?(?P<value>[^\s\"'{|>#]{10,})[\"']?[ \t]*$"
)


def pairs(text: str) -> Iterator[Pair]:
    """Every name with its value."""
    if "=" in text or ":" in text:
        yield from _assigned(text)
    if not _MORE_THAN_A_WORD.search(text):
        return
    possible = [numbers for hint, numbers in _BY_HINT if hint in text]
    for phrase in (PHRASES[number] for number in sorted(set().union(*possible))):
        for match in phrase.pattern.finditer(text):
            value = match["value"].rstrip("\\")
            yield Pair(phrase.name or match["name"], value, match.start("value"), quoted=phrase.quoted)


def kubernetes_secret(text: str) -> Iterator[Pair]:
    """The entries of a Kubernetes Secret: all of them are secret, whatever they are called."""
    if "kind:" not in text or not _KIND_SECRET.search(text):
        return
    for block in _SECRET_DATA.finditer(text):
        for entry in _ENTRY.finditer(block["entries"]):
            yield Pair("password", entry["value"], block.start("entries") + entry.start("value"))


def _assigned(text: str) -> Iterator[Pair]:
    told = 0  # where the last value ends
    for match in _ASSIGNED.finditer(text):
        if match["bare"] is not None:
            pair = _bare(text, match, longest=_LONGEST_WITHIN if match.start() < told else len(text))
            told = max(told, pair.start + len(pair.value))
            yield pair
        elif group := next((group for group in _LISTS if match[group] is not None), None):
            yield from _members(match["name"], match[group], match.start(group))
        else:
            group = next(group for group in _QUOTED if match[group] is not None)
            # Between backticks stands a text in one language, and in another a command whose output is meant.
            yield Pair(match["name"], match[group], match.start(group), quoted=group != "tick")


def _members(name: str, listed: str, start: int) -> Iterator[Pair]:
    """Each member of a list that is given to a name for secrets; a list of codes as a whole."""
    if says(name) not in (Says.PASSWORD, Says.SECRET):
        return
    if are_codes(name, _DASH.sub(" ", listed)):
        yield Pair(name, _DASH.sub(" ", listed), start, quoted=True)
        return
    for item in _ITEM.finditer(listed):
        value = item["double"] or item["single"] or item["bare"]
        if _DIGIT.search(value):  # others are names: of secrets, of tokens, of what a password must have
            yield Pair(name, value, start + item.start(item.lastgroup or 0), quoted=item["bare"] is None)


def _bare(text: str, match: re.Match[str], longest: int) -> Pair:
    """A value without quotes ends where its kind of text ends it: at a comment, a quote, a bracket or a delimiter."""
    start = match.start("bare")
    if text.startswith("${", max(0, match.start() - 2)):
        return Pair(match["name"], "", start)  # the default or the message of a variable of the shell
    if match["separator"] == ":":
        line_end = text.find("\n", start)
        line = text[start : min(line_end if line_end >= 0 else len(text), start + longest)]
        value = _END_OF_LINE.split(line, maxsplit=1)[0].rstrip(" ,;")
        annotation = len(value) < len(line) and _TYPE.fullmatch(value) and line[len(value)] in ",)"
        return Pair(match["name"], "" if annotation else value, start)
    ends = _END_IN_QUERY if text[match.start() - 1 : match.start()] in ("?", "&") else _END_OF_WORD
    value = ends.split(match["bare"], maxsplit=1)[0]
    if ("}}" in value and not drawn_with_brackets(value)) or _LABEL.match(text, start):
        return Pair(match["name"], "", start)  # within a template; the caption of a field
    return Pair(match["name"], value.rstrip(")]}"), start)
