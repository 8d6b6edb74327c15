"""Runs the checks of an entry on a value: those that need no network first, extraction before all others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from strongroom.catalogue.checks import Extract
from strongroom.checks.network import ask
from strongroom.checks.wording import rule

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from strongroom.catalogue.checks import Check
    from strongroom.checks.probe_settings import ProbeSettings


@dataclass(frozen=True, kw_only=True)
class Judgement:
    """What the checks say, without the value."""

    refusals: tuple[str, ...]
    unchecked: tuple[str, ...] = ()  # rules that nobody could ask about, with the reason

    @property
    def accepted(self) -> bool:
        """Whether nothing is wrong with it, as far as could be asked."""
        return not self.refusals


def extracted(checks: Sequence[Check], text: str) -> str:
    """What is stored of what was pasted: the identifier in a link where a check asks for it, else the text."""
    for check in checks:
        if isinstance(check, Extract):
            text = check.value(text) or text
    return text


def judge(
    checks: Sequence[Check],
    text: str,
    *,
    offline: str | None = None,
    probes: Mapping[str, ProbeSettings] | None = None,
) -> Judgement:
    """Hold `text` against every check; `offline` is the reason why those that need the network are left out.

    The network is asked only about a value that nothing offline speaks against. `probes` are the settings of the
    providers that can be asked.
    """
    refusals = [found for check in checks if (found := check.refusal(text)) is not None]
    asking = [check for check in checks if check.network]
    if refusals:
        return Judgement(refusals=tuple(refusals))
    if offline is not None:
        return Judgement(refusals=(), unchecked=tuple(f"{rule(check)}: {offline}" for check in asking))
    answers = [ask(check, text, probes or {}) for check in asking]
    return Judgement(
        refusals=tuple(answer.refusal for answer in answers if answer.refusal),
        unchecked=tuple(answer.unchecked for answer in answers if answer.unchecked),
    )
