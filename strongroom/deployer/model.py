"""The two halves of the deployer's permissions: what a type of resource needs, and on what each action is allowed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_REFERENCE = "https://docs.aws.amazon.com/service-authorization/latest/reference/list_{}.html"


def reference(page: str) -> str:
    """A page of AWS's service authorization reference."""
    return _REFERENCE.format(page)


@dataclass(frozen=True, kw_only=True)
class Needs:
    """Actions for one type, by what the engine does with it; `update` and `delete` add to `create` and `read`."""

    create: tuple[str, ...] = ()
    read: tuple[str, ...] = ()
    update: tuple[str, ...] = ()
    delete: tuple[str, ...] = ()

    @property
    def actions(self) -> frozenset[str]:
        """All of them."""
        return frozenset((*self.create, *self.read, *self.update, *self.delete))


Condition = Mapping[str, Mapping[str, "str | list[str]"]]


@dataclass(frozen=True, kw_only=True)
class Bound:
    """On what some actions are allowed, and under what conditions.

    `resources` and the values of `conditions` hold {partition}, {region}, {account}, {prefix}, {environment} and the
    names of `Place`; a pattern with {region} stands for each region of the stack. `wide` says why all resources (`*`)
    are named: what the service's reference says of these actions.
    """

    sid: str
    actions: tuple[str, ...]
    resources: tuple[str, ...]
    conditions: Condition = field(default_factory=dict)
    wide: str = ""


@dataclass(frozen=True, kw_only=True)
class Service:
    """One service: where its actions are described, its types and its bounds."""

    source: str
    types: Mapping[str, Needs]
    bounds: tuple[Bound, ...]


@dataclass(frozen=True, kw_only=True)
class Place:
    """What the patterns are filled with: the stack, its account, and what bootstrap made for it.

    `state_key`: ARN of the key that encrypts the state. `written`: paths of the entries whose values the engine writes.
    """

    project: str
    environment: str
    account: str
    region: str
    partition: str = "aws"
    second_region: str | None = None
    state_bucket: str
    state_key: str
    boundary: str
    written: tuple[str, ...] = ()

    def fill(self, pattern: str) -> Iterator[str]:
        """What a pattern stands for here: several where it names the entries or the region."""
        regions = [self.region] if "{region}" not in pattern else self.regions
        paths = self.written if "{written}" in pattern else ("",)
        for region in regions:
            for path in paths:
                yield pattern.format(
                    partition=self.partition,
                    region=region,
                    account=self.account,
                    prefix=f"{self.project}-{self.environment}",
                    project=self.project,
                    environment=self.environment,
                    written=path,
                    state_bucket=self.state_bucket,
                    state_key=self.state_key,
                    boundary=self.boundary,
                    second_region=self.second_region or "",
                )

    @property
    def regions(self) -> tuple[str, ...]:
        """The stack's regions."""
        return (self.region, self.second_region) if self.second_region else (self.region,)
