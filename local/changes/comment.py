"""The changes in Markdown, for the page of a pull request."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from local.changes.resources import Step
from strongroom.report.markdown import cell, code, row

if TYPE_CHECKING:
    from collections.abc import Iterator

    from local.changes.entries import Entry
    from local.changes.measure import Changes
    from local.changes.resources import Leaf, Resource

LONGEST = 30_000  # characters; GitHub takes 65,536 in a comment, which two stacks share
_OPEN = 5  # resources alike whose names stand open; more are folded
_CUT = "\n\nThe rest did not fit into a comment; the run's summary has all of it.\n"


def render(changes: Changes, *, longest: int | None = None) -> str:
    """A heading that says it all, then entries, resources and findings; cut at a line's end above `longest`."""
    text = "\n".join(_lines(changes)).rstrip() + "\n"
    if longest is None or len(text) <= longest:
        return text
    return text[: text.rindex("\n", 0, longest - len(_CUT))] + _CUT


def headline(changes: Changes) -> str:
    """One sentence: what the update does."""
    if changes.failure:
        return "the update would stop"
    counts = Counter(one.step for one in changes.resources)
    parts = [f"{counts[step]} to {step.value}" for step in reversed(Step) if counts[step]]
    happens = ", ".join([*parts, f"{changes.unchanged} unchanged"]) if parts else "nothing changes"
    stops = [
        f"{count} {what}"
        for count, what in ((changes.protected, "protected"), (changes.mandatory, "against a mandatory rule"))
        if count
    ]
    return happens + (f"; the update would stop: {', '.join(stops)}" if stops else "")


def _lines(changes: Changes) -> Iterator[str]:
    yield f"## {cell(changes.stack)}: {headline(changes)}"
    yield ""
    for remark in changes.remarks:
        yield f"- {cell(remark)}"
    if changes.failure:
        yield from ("```", changes.failure.replace("```", "'''"), "```")
    yield ""
    if changes.entries:
        yield from ("### Entries", "", row(["entry", "what", "what people do"]), row(["---"] * 3))
        yield from (_entry(one) for one in changes.entries)
        yield ""
    if changes.resources:
        yield from _resources(changes)
    yield from _findings(changes)
    yield ""
    yield f"Compared with `{changes.base}`, both from an empty state: what was changed by hand is not seen here."


def _entry(entry: Entry) -> str:
    facts = "<br>".join([f"**{entry.step}**", *map(_text, entry.facts)])
    return row([code(entry.path), facts, "<br>".join(map(_text, entry.to_do)) or "nothing"])


def _text(line: str) -> str:
    """A line in which code stands in backquotes, and everything else is only text."""
    return "".join(code(part) if number % 2 else cell_inside(part) for number, part in enumerate(line.split("`")))


def cell_inside(text: str) -> str:
    """`cell`, with the spaces at the ends kept."""
    return f"{' ' if text[:1] == ' ' else ''}{cell(text)}{' ' if text[-1:] == ' ' and text.strip() else ''}"


def _resources(changes: Changes) -> Iterator[str]:
    yield from ("### Resources", "", row(["", "what", "properties"]), row(["---"] * 3))
    alike: dict[tuple[Step, bool, tuple[Leaf, ...]], list[Resource]] = {}
    for one in changes.resources:
        alike.setdefault((one.step, one.refused, one.leaves), []).append(one)
    for group in alike.values():
        yield _group(group)
    yield ""


def _group(group: list[Resource]) -> str:
    """One row for all resources to which the same happens."""
    one = group[0]
    step = f"**{one.step.value}**" if one.step in (Step.DELETE, Step.REPLACE) else one.step.value
    names = "<br>".join(f"{cell(each.type)} {cell(each.name)}" for each in group)
    if len(group) > _OPEN:
        names = f"<details><summary>{len(group)} resources</summary>{names}</details>"
    refused = ["the update refuses: protected"] if one.refused else []
    return row([step, names, "<br>".join([*refused, *map(_leaf, one.leaves)])])


def _leaf(leaf: Leaf) -> str:
    path = f"{cell(leaf.path)}{' (replaces)' if leaf.replaces else ''}"
    return f"{path}: {'<br>'.join(map(cell, leaf.said))}"


def _findings(changes: Changes) -> Iterator[str]:
    if older := changes.mandatory - sum(one.mandatory for one in changes.findings):
        yield f"{older} findings that stop the update are in `{changes.base}` too."
        yield ""
    if not changes.findings:
        yield "The policy pack finds nothing new." if not changes.failure else ""
        return
    yield from ("### New findings of the policy pack", "", row(["", "rule", "where", "problem", "way out"]))
    yield row(["---"] * 5)
    for one in changes.findings:
        place = f" ({one.place.file}:{one.place.line})" if one.place else ""
        level = "**mandatory**" if one.mandatory else one.severity.word
        where = cell(f"{one.resource}{place} {one.path}")
        yield row([level, cell(one.rule), where, cell(one.problem), cell(one.remedy)])
