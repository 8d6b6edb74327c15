"""Writes docs/rules: a page for each rule and a table of all. `python -m policy.document [--check]`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from policy import registry
from policy.enforcement import FILE as ENFORCEMENT
from policy.rule import AnyRule, Rule, RunRule, StackRule

if TYPE_CHECKING:
    from collections.abc import Mapping

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "rules"
_ROOT = Path(__file__).resolve().parent.parent


def pages() -> Mapping[str, str]:
    """Every file of docs/rules, by name."""
    rules = registry.load()
    return {"README.md": _table(rules), **{f"{rule.id}.md": _page(rule) for rule in rules}}


def _table(rules: tuple[AnyRule, ...]) -> str:
    rows = [f"| [{rule.id}]({rule.id}.md) | {rule.severity.value} | {_judges(rule)} | {rule.title} |" for rule in rules]
    return "\n".join(
        [
            "# Rules",
            "",
            f"{len(rules)} rules. What a violation means in a stack stands in `{ENFORCEMENT.relative_to(_ROOT)}`, what",
            "is allowed for a while in `policy/waivers.yaml`. These pages are written by `python -m policy.document`.",
            "",
            "| rule | severity | judges | demands |",
            "| --- | --- | --- | --- |",
            *rows,
            "",
        ]
    )


def _page(rule: AnyRule) -> str:
    parts = [f"# {rule.title}", "", f"`{rule.id}`, severity {rule.severity.value}, judges {_judges(rule)}.", ""]
    parts += ["## Why", "", rule.why, "", "## Way out", "", f"{rule.remedy[0].upper()}{rule.remedy[1:]}.", ""]
    if isinstance(rule, Rule):
        parts += ["## Applies to", "", *(f"- `{kind}`" for kind in rule.applies_to), ""]
    if rule.settings:
        parts += ["## Settings", "", "| name | default | schema |", "| --- | --- | --- |"]
        parts += [f"| `{name}` | {s.default} | {_schema(s.schema)} |" for name, s in rule.settings.items()]
        parts += [""]
    if rule.controls:
        parts += ["## Controls", "", *(f"- {control}" for control in rule.controls), ""]
    return "\n".join(parts)


def _judges(rule: AnyRule) -> str:
    if isinstance(rule, RunRule):
        return "the run of the pack (tells only)" if rule.informs else "the run of the pack"
    if isinstance(rule, StackRule):
        return "the whole stack (tells only)" if rule.informs else "the whole stack"
    return "each resource"


def _schema(schema: Mapping[str, object]) -> str:
    return ", ".join(f"{key} {value}" for key, value in schema.items())


def stale() -> list[str]:
    """The files of docs/rules that are missing, out of date, or of a rule that is gone."""
    wanted = pages()
    present = {file.name for file in FOLDER.glob("*.md")}
    changed = [name for name, text in wanted.items() if name in present and (FOLDER / name).read_text("utf-8") != text]
    return sorted([*changed, *(set(wanted) - present), *(present - set(wanted))])


def main() -> None:
    """Write the pages, or with --check only say which are out of date."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; fail where a page is out of date")
    if parser.parse_args().check:
        if old := stale():
            sys.exit(f"out of date: {', '.join(old)}; run python -m policy.document")
        return
    FOLDER.mkdir(parents=True, exist_ok=True)
    wanted = pages()
    for file in FOLDER.glob("*.md"):
        if file.name not in wanted:
            file.unlink()
    for name, text in wanted.items():
        (FOLDER / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
