"""Looks over the waivers once a stack was judged: what they covered, what is wrong with them."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from policy.waivers import LONGEST_DAYS, MOST_RESOURCES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from policy.waivers import Waiver, Waivers


def in_force(waivers: Waivers) -> Sequence[str]:
    """The waivers that covered something in this run, each in a line."""
    return [
        f"{waiver.rule} on {waiver.resource} until {waiver.expires} ({waiver.owner}, {waiver.ticket})"
        for waiver in waivers.entries
        if waiver.place in waivers.used and waiver.expires >= waivers.today
    ]


def problems(waivers: Waivers, stack: str) -> Sequence[str]:
    """What is wrong with the file and, for this stack, with single waivers."""
    found = list(waivers.problems)
    for waiver in waivers.entries:
        if waiver.of_stack(stack):
            found += [f"{waiver.place}: {problem}" for problem in _problems(waivers, waiver)]
    return found


def _problems(waivers: Waivers, waiver: Waiver) -> Sequence[str]:
    covered = len(waivers.used.get(waiver.place, ()))
    if waiver.expires < waivers.today:
        return [f"it ended on {waiver.expires}; {waiver.owner} mends what it covers, or argues for a new one"]
    if waiver.expires > waivers.today + dt.timedelta(days=LONGEST_DAYS):
        return [f"it ends on {waiver.expires}, more than a year ahead"]
    if not covered:
        return ["nothing in the stack needs it any more"]
    if covered > MOST_RESOURCES:
        return [f"it covers {covered} resources, more than {MOST_RESOURCES}"]
    return []
