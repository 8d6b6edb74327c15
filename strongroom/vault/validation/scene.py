"""What every look at a cluster works with: the door, who we are, the nodes, and a canary that is gone at the end."""

from __future__ import annotations

import time
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from strongroom.stores.errors import StoreError
from strongroom.vault.sign_in import signed_in
from strongroom.vault.status import status
from strongroom.vault.validation.canary import Canary, left_behind
from strongroom.vault.validation.lag import once_learned

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from strongroom.catalogue.vault_policies import Policy
    from strongroom.operations.journal import Journal
    from strongroom.vault.client import Client
    from strongroom.vault.cloud import Cloud
    from strongroom.vault.status import Cluster, Node

SECONDS = 900  # that a run may take, without what its load takes


@dataclass(frozen=True, kw_only=True)
class Wishes:
    """What somebody asked for beside the areas. `load` in seconds, `rate` in reads a second: 0 is no limit."""

    load: float = 0.0
    rate: float = 100.0
    clients: int = 4
    drill: bool = False
    server: Path | None = None
    copies: str | None = None
    audit_log: str | None = None


@dataclass(kw_only=True)
class Scene:
    """One run. `policies`: what the catalogue derives, by purpose. `requests`: ids of those about the canary."""

    door: Client
    cloud: Cloud
    second: Cloud | None
    policies: Mapping[str, Policy]
    journal: Journal
    wishes: Wishes
    began: float = field(default_factory=time.time)
    requests: dict[str, str] = field(default_factory=dict)
    client: Client | None = None
    refusal: StoreError | None = None
    canary: Canary | None = None
    swept: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    left: str = ""

    @cached_property
    def cluster(self) -> Cluster:
        """How it is; raises StoreError where it does not answer at all."""
        return status(self.door, self.cloud, self.second)

    @cached_property
    def authorities(self) -> str:
        """The nodes' own authority, else what the door is believed by."""
        return self.cloud.authority() or self.door.authorities

    def demand_client(self) -> Client:
        """The door with a token; raises why there is none."""
        if self.client is None:
            raise self.refusal or RuntimeError("nobody has signed in")
        return self.client

    def demand_canary(self) -> Canary:
        """The canary; raises why there is none."""
        if self.canary is None:
            raise self.refusal or RuntimeError("there is no canary")
        return self.canary

    def at(self, node: Node, *, patience: float = 6.0) -> Client:
        """A node with our token."""
        return self.demand_client().at(node.address, authorities=self.authorities, patience=patience)

    @contextmanager
    def entered(self, *, with_canary: bool) -> Iterator[None]:
        """Signed in, with a canary where one is needed; both are gone at the end, however this ends."""
        with ExitStack() as stack:
            try:
                self.client = stack.enter_context(signed_in(self.door, self.cloud))
            except StoreError as refusal:
                self.refusal = refusal
            else:
                with suppress(StoreError):  # where it stays unknown, what asks first says so
                    once_learned(lambda: self.demand_client().read("auth/token/lookup-self"))
                if with_canary:
                    stack.enter_context(self._singing())
            yield

    @contextmanager
    def _singing(self) -> Iterator[None]:
        client, canary = self.demand_client(), Canary.hatched(SECONDS + self.wishes.load)
        try:
            try:
                self._sweep(client)
                self.requests["write"] = canary.write(client)
                self.canary = canary
            except StoreError as refusal:
                self.refusal = refusal
            yield
        finally:
            try:
                canary.remove(client)
            except StoreError as problem:
                self.left = f"{canary.place} is left: {problem}; the next run takes it away, and its value is forgotten"

    def _sweep(self, client: Client) -> None:
        """Take away what killed runs have left."""
        found = left_behind(client)
        for one in found:
            if one.is_forsaken:
                one.remove(client)
        self.swept = tuple(one.place for one in found if one.is_forsaken)
        self.others = tuple(one.place for one in found if not one.is_forsaken)
