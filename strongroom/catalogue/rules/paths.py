"""A path has the form of its workspace (2.4, 3.3 to 3.5), is declared once, and makes a resource name of its own."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import lru_cache
from typing import TYPE_CHECKING

from strongroom import naming
from strongroom.catalogue.nearest import either, is_harmless

if TYPE_CHECKING:
    from collections.abc import Iterator

    from strongroom.catalogue.draft import Draft, Entry
    from strongroom.catalogue.problem import Problem
    from strongroom.catalogue.secret import Secret

_PLACEHOLDER = re.compile(r"\{[a-z_]+\}")
_ENDINGS = {"_prod": "production", "_production": "production", "_staging": "staging", "_stg": "staging"}
_NAMING_ENVIRONMENTS = tuple(_ENDINGS)
_STAND_IN = "x"  # what a family's star is taken for


@lru_cache(maxsize=1024)
def patterns_of(workspace: str, patterns: tuple[str, ...]) -> tuple[str, ...]:
    """The forms that paths of a workspace may have."""
    return patterns or (f"{workspace}/{{service}}/{{name}}",)


def refusal(path: str, patterns: tuple[str, ...]) -> tuple[str, str] | None:
    """What is wrong with a path, and what would be right; None where nothing is wrong."""
    plain = path.replace("*", _STAND_IN)
    misnomer = naming.check("path", plain)
    if misnomer is None and _form(patterns).fullmatch(plain):
        return None
    candidate = _suggested(plain if misnomer is None else misnomer.suggestion or plain, patterns)
    forms = either(patterns)
    can_show = candidate is not None and "*" not in path and is_harmless(path)
    remedy = f'did you mean "{candidate}"?' if can_show else f"write it like {forms}"
    if misnomer is not None:
        return f"path is not {misnomer.demand}", remedy
    return f"path is not {forms}", remedy


@lru_cache(maxsize=256)
def _form(patterns: tuple[str, ...]) -> re.Pattern[str]:
    """What a path looks like whose segments are right: naming.check sees to those."""
    forms = []
    for pattern in patterns:
        body, bracket, ending = pattern.partition("[")
        form = "[^/]+".join(map(re.escape, _PLACEHOLDER.split(body)))
        forms.append(form + (f"(?:{re.escape(ending.rstrip(']'))})?" if bracket else ""))
    return re.compile("|".join(f"(?:{form})" for form in forms))


def _suggested(path: str, patterns: tuple[str, ...]) -> str | None:
    """The path with the fixed segments of a form put in place or in front."""
    given = path.split("/")
    for pattern in patterns:
        wanted = pattern.partition("[")[0].split("/")
        fixed = [segment for segment in wanted if "{" not in segment]
        free = len(wanted) - len(fixed)
        is_cut_off = given[0] in fixed and len(given) < len(wanted)
        if free <= len(given) <= len(wanted) and not is_cut_off:
            candidate = "/".join(fixed + given[-free:])
            if _form((pattern,)).fullmatch(candidate) and naming.check("path", candidate) is None:
                return candidate
    return None


def check(draft: Draft) -> Iterator[Problem]:
    """Refuse paths of a wrong form, paths that stand twice, and pairs that would share a name."""
    paths: dict[str, Entry] = {}
    purposes: dict[str, Entry] = {}
    families: dict[str, list[Entry]] = defaultdict(list)  # by the path before their last segment
    for entry in draft.entries:
        path = entry.secret.path
        first = paths.setdefault(path, entry)
        if first is not entry:
            yield entry.problem(f"the path is declared at {first.where} already", "remove one of them", "path")
            continue
        yield from _own(draft, entry)
        if entry.secret.is_family:
            yield from _overlap(entry, families[path.rpartition("/")[0]])
            continue
        other = purposes.setdefault(naming.purpose_of(path), entry)
        if other is not entry:
            both = f'the name of its resources is that of "{other.secret.path}" ({other.where}) too'
            yield entry.problem(both, "rename one of them", "path")


def _own(draft: Draft, entry: Entry) -> Iterator[Problem]:
    secret = entry.secret
    patterns = patterns_of(secret.workspace, entry.workspace.paths if entry.workspace else ())
    wrong = refusal(secret.path, patterns) if entry.workspace else None
    if wrong:
        home = _home(draft, secret.path)
        yield entry.problem(wrong[0], f"declare it in {home}" if home else wrong[1], "path")
    else:
        yield from _environment(entry, patterns)
    if "*" in secret.path or "*" in secret.name:
        yield from _star(entry, secret)


def _home(draft: Draft, path: str) -> str | None:
    """The file of another workspace whose paths look like this one."""
    for head in draft.heads:
        if refusal(path, patterns_of(head.workspace.workspace, head.workspace.paths)) is None:
            return head.document.file
    return None


def _environment(entry: Entry, patterns: tuple[str, ...]) -> Iterator[Problem]:
    """An ending that names an environment is that of the entry."""
    secret = entry.secret
    if secret.path.endswith(_NAMING_ENVIRONMENTS):
        ending = next(ending for ending in _ENDINGS if secret.path.endswith(ending))
        given, only = " and ".join(secret.environments), _ENDINGS[ending]
        if secret.environments != (only,):
            yield entry.problem(
                f"path ends with {ending}, environments are {given}",
                f"write environments: [{only}], or take {ending} off the path",
                "path",
            )
        return
    for optional in _optional_endings(patterns):
        if _ENDINGS[optional] in secret.environments:
            yield entry.problem(
                f"a path for {_ENDINGS[optional]} ends with {optional} here",
                f'declare "{secret.path}{optional}" for {_ENDINGS[optional]} alone, and this one for the rest',
                "path",
            )


@lru_cache(maxsize=1024)
def _optional_endings(patterns: tuple[str, ...]) -> tuple[str, ...]:
    """The endings in brackets that name an environment: `_prod` of `occ/{service}/{name}[_prod]`."""
    endings = (pattern.partition("[")[2].rstrip("]") for pattern in patterns)
    return tuple(ending for ending in endings if ending in _ENDINGS)


def _overlap(entry: Entry, earlier: list[Entry]) -> Iterator[Problem]:
    """A path that two families cover would belong to either."""
    head, _, tail = entry.secret.path.partition("*")
    for other in earlier:
        its_head, _, its_tail = other.secret.path.partition("*")
        heads_meet = head.startswith(its_head) or its_head.startswith(head)
        if heads_meet and (tail.endswith(its_tail) or its_tail.endswith(tail)):
            covered = f'covers paths that "{other.secret.path}" ({other.where}) covers too'
            yield entry.problem(covered, "make one of the families narrower", "path")
    earlier.append(entry)


def _star(entry: Entry, secret: Secret) -> Iterator[Problem]:
    if secret.path.count("*") > 1 or "*" in secret.path.rpartition("/")[0]:
        yield entry.problem("a family has one * and has it in the last segment", "name the services one by one", "path")
    elif secret.path.count("*") != secret.name.count("*"):
        yield entry.problem(
            "path and name of a family have one * each", f'name it like "{naming.upper_snake(secret.path)}_*"', "name"
        )
