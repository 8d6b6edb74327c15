"""A whole audit: what it was of, what it found, and what of that was known before."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from strongroom.audit.finding import Finding, Severity
from strongroom.operations.problem import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class Report:
    """`source` says of what; findings are sorted, worst first."""

    source: str
    findings: Sequence[Finding]

    def at_least(self, severity: Severity) -> Sequence[Finding]:
        """What is that bad or worse, and not known from the baseline."""
        return [one for one in self.findings if one.severity >= max(severity, Severity.LOW) and not one.known]

    @property
    def counts(self) -> Mapping[str, int]:
        """How many of each severity, the worst first, without what is none."""
        numbers = Counter(one.severity for one in self.findings)
        return {severity.word: numbers[severity] for severity in reversed(Severity) if numbers[severity]}

    @property
    def summary(self) -> str:
        """One line."""
        parts = [f"{number} {word}" for word, number in self.counts.items()]
        known = sum(one.known for one in self.findings)
        return f"{self.source}: {', '.join(parts) or 'nothing found'}" + (f"; {known} known before" if known else "")

    def against(self, baseline: Path) -> Report:
        """The same report with what an earlier one (in the format json) has marked as known."""
        known = _fingerprints(baseline)
        return replace(self, findings=[replace(one, known=one.fingerprint in known) for one in self.findings])


def _fingerprints(file: Path) -> frozenset[str]:
    try:
        document = json.loads(file.read_text(encoding="utf-8"))
        return frozenset(one["fingerprint"] for one in document["findings"])
    except OSError as error:
        raise InputError(f"{file}: {error.strerror}") from None
    except (ValueError, KeyError, TypeError):
        raise InputError(f"{file}: no audit report; write one with --format json --output {file.name}") from None
