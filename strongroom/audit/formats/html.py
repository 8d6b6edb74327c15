"""A page for people without a terminal: one file, no script, nothing fetched from anywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jinja2 import Environment

if TYPE_CHECKING:
    from strongroom.audit.report import Report

_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Audit of {{ report.source }}</title>
<style>
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 75rem; padding: 0 1rem; color: #1b1f24 }
table { border-collapse: collapse; width: 100% }
th, td { text-align: left; vertical-align: top; padding: .5rem; border-bottom: 1px solid #d0d7de }
td { overflow-wrap: anywhere }
.critical, .high { color: #a40e26 } .medium { color: #7d4e00 } .low { color: #0b4f8a } .note, .known { color: #57606a }
code { font-size: 90% }
</style>
</head>
<body>
<h1>Audit</h1>
<p>{{ report.summary }}</p>
{% if report.findings %}
<table>
<thead><tr><th>severity</th><th>rule</th><th>where</th><th>problem and way out</th></tr></thead>
<tbody>
{% for one in report.findings %}
<tr{% if one.known %} class="known"{% endif %}>
<td class="{{ one.severity.word }}">{{ one.severity.word }}{% if one.known %} (known){% endif %}</td>
<td>{{ one.rule }}</td>
<td>{{ one.resource }}{% if one.path %}<br><code>{{ one.path }}</code>{% endif %}
{%- if one.place %}<br>{{ one.place.file }}:{{ one.place.line }}{% endif %}</td>
<td>{{ one.problem }}{% if one.remedy %}<br>{{ one.remedy }}{% endif %}</td>
</tr>
{% endfor %}
</tbody>
</table>
{% endif %}
</body>
</html>
"""


def render(report: Report) -> str:
    """The report as one HTML page; every text in it is escaped."""
    return Environment(autoescape=True).from_string(_PAGE).render(report=report) + "\n"
