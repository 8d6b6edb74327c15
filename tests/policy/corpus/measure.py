"""Precision and recall of a detector on the corpus."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.policy.corpus import (
    asked,
    held_out_negative,
    held_out_positive,
    negative,
    outside,
    positive,
    programs,
    stranger,
    third,
)
from tests.policy.corpus.asked.drawn import Asked
from tests.policy.corpus.programs.drawn import Drawn
from tests.policy.corpus.stranger.material import G
from tests.policy.corpus.tokens import Tokens

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tests.policy.corpus.case import Case


@dataclass(frozen=True)
class Score:
    """How a detector did, with the cases that it got wrong."""

    missed: tuple[Case, ...]
    mistaken: tuple[Case, ...]
    positives: int
    negatives: int

    @property
    def precision(self) -> float:
        hits = self.positives - len(self.missed)
        return hits / (hits + len(self.mistaken)) if hits else 0.0

    @property
    def recall(self) -> float:
        return (self.positives - len(self.missed)) / self.positives


def corpus(seed: int) -> tuple[Case, ...]:
    """All cases, with tokens drawn by that seed."""
    return (*positive.cases(Tokens(seed)), *negative.cases(Tokens(seed)))


def held_out(seed: int) -> tuple[Case, ...]:
    """The second set, which the detector was not made with: it tells what to expect of cases that nobody here saw."""
    return (*held_out_positive.cases(Tokens(seed)), *held_out_negative.cases(Tokens(seed)))


def third_set(seed: int) -> tuple[Case, ...]:
    """The third set, by somebody who had not read the detector: what it missed of these at first is in decision 61."""
    return tuple(third.cases(Tokens(seed)))


def reviewers_set(seed: int) -> tuple[Case, ...]:
    """The fourth set, by somebody who reviews leaked repositories; see `outside`, also for the two after it."""
    return tuple(outside.reviewer(Tokens(seed)))


def requirements_set(seed: int) -> tuple[Case, ...]:
    """The fifth set, which holds the requirement against the detector, place by place."""
    return tuple(outside.requirement(Tokens(seed)))


def holdings_set(seed: int) -> tuple[Case, ...]:
    """The sixth set, of the kinds of values that a program for secrets holds."""
    return tuple(outside.holdings(Tokens(seed)))


def programs_set(seed: int) -> tuple[Case, ...]:
    """The seventh set: what stands in programs of infrastructure, also of products that no other set names."""
    return tuple(programs.cases(Drawn(seed)))


def asked_set(seed: int) -> tuple[Case, ...]:
    """The eighth set: what a strict test would ask, of issuers, files, commands and people."""
    return tuple(asked.cases(Asked(seed)))


def strangers_set(seed: int) -> tuple[Case, ...]:
    """The ninth set: inputs of resources as a reviewer of another company would take them."""
    return tuple(stranger.cases(G(seed)))


SETS = {
    "corpus": corpus,
    "held out": held_out,
    "third set": third_set,
    "reviewer's": reviewers_set,
    "requirement's": requirements_set,
    "holdings'": holdings_set,
    "programs'": programs_set,
    "asked": asked_set,
    "stranger's": strangers_set,
}


def score(detector: Callable[[str, str], bool], cases: Sequence[Case]) -> Score:
    """Put every case to a detector: text and name in, whether there is a secret out."""
    answers = [(case, detector(case.text, case.name)) for case in cases]
    return Score(
        missed=tuple(case for case, answer in answers if case.secret and not answer),
        mistaken=tuple(case for case, answer in answers if not case.secret and answer),
        positives=sum(case.secret for case in cases),
        negatives=sum(not case.secret for case in cases),
    )
