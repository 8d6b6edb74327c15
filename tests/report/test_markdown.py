"""No text that stands in Markdown is more than text: a parser reads back what went in."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from strongroom.audit.finding import findings
from strongroom.audit.formats import render
from strongroom.audit.report import Report
from strongroom.report.markdown import cell, code, row

if TYPE_CHECKING:
    from markdown_it.token import Token

READER = MarkdownIt("js-default", {"html": True})  # with tables and strikethrough, as GitHub reads it
TEXT = st.text(
    st.sampled_from("\\`|<>[]()*_#~&$!:/w.\n -+=a")
    | st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp", "Zs"]),
    max_size=40,
)


def read(page: str) -> list[list[Token]]:
    """What stands in each place of a page that holds text."""
    return [token.children or [] for token in READER.parse(page) if token.type == "inline"]


def one_line(text: str) -> str:
    return " ".join(text.split())


@settings(deadline=None)
@given(text=TEXT, program=TEXT)
def test_a_table_reads_back_as_it_was_written(text: str, program: str) -> None:
    places = read("\n".join([row(("what", "code")), row(["---"] * 2), row((cell(text), code(program))), ""]))
    assert len(places) == 4
    for place, written, kinds in ((2, text, {"text", "text_special"}), (3, program, {"code_inline"})):
        assert {token.type for token in places[place]} <= kinds
        assert "".join(token.content for token in places[place]) == one_line(written)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("see https://evil.example/a_b", "see https:\\//evil.example/a\\_b"),
        ("see www.evil.example", "see www\\.evil.example"),
        ("[here](https://evil.example)", "\\[here\\](https:\\//evil.example)"),
        ("arn:aws:kms:eu-west-1:1:key/2", "arn:aws:kms:eu-west-1:1:key/2"),
    ],
)
def test_an_address_in_a_text_is_no_link(text: str, written: str) -> None:
    assert cell(text) == written


def test_a_finding_s_words_and_paths_are_one_row_of_an_audit_and_no_markup() -> None:
    hostile = "a|b `c` <img src=x> [d](https://e) **f** ~~g~~ &lt; \\| h"
    event = {
        "policyName": "a-rule",
        "severity": "high",
        "enforcementLevel": "mandatory",
        "resourceUrn": f"urn:pulumi:local::strongroom::a:b/c:D::{hostile}",
        "message": f"Title.\np|`<b>`: {hostile}\nsecond line\nWay out: {hostile}",
    }
    page = render(Report(source="state x.json", findings=findings([{"policyEvent": event}], {})), "markdown")
    cells = ["".join(token.content for token in place) for place in read(page)[-5:]]
    assert cells[:2] == ["high", "a-rule"], json.dumps(cells)
    assert cells[2] == f"a:b/c:D {hostile} p|`<b>`"
    assert cells[3:] == [f"{hostile} second line", hostile]
