"""What the engine does with a provider, step by step, over gRPC: the tests' way to talk to a served package."""

from __future__ import annotations

import hashlib
import json
import secrets
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

import grpc
import pytest
from google.rpc import status_pb2
from pulumi.runtime.proto import provider_pb2, provider_pb2_grpc

from local.providers.journal import Journal
from local.providers.server import serving
from local.providers.values import Properties, decode, encode, plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from local.providers.resource import Package

Change = provider_pb2.PropertyDiff
_EMPTY: Final[Properties] = {}


class CheckFailedError(AssertionError):
    """A Check was refused; `reasons` are what the engine would print."""

    def __init__(self, reasons: list[str]) -> None:
        super().__init__("; ".join(reasons))
        self.reasons = reasons


class ProviderError(AssertionError):
    """An operation failed; the message is what the engine would print.

    `detail` is what the engine keeps of a resource that exists all the same.
    """

    def __init__(self, message: str | None, detail: provider_pb2.ErrorResourceInitFailed | None) -> None:
        super().__init__(message)
        self.detail = detail


@dataclass(frozen=True, kw_only=True)
class State:
    """What the engine's state file would hold of one resource. Properties carry `Secret` marks."""

    urn: str
    id: str
    inputs: Properties
    outputs: Properties

    @property
    def plain(self) -> Mapping[str, Any]:
        """The outputs without marks."""
        return dict(plain(self.outputs))


@dataclass(frozen=True, kw_only=True)
class Diff:
    """A diff: kind by path, as `{"tags.Owner": "UPDATE"}`."""

    kinds: Mapping[str, str]
    replaces: bool
    delete_first: bool


@dataclass(frozen=True, kw_only=True)
class Engine:
    """A small engine for one provider instance. It keeps no state: a test holds it."""

    stub: provider_pb2_grpc.ResourceProviderStub
    stack: str = "local"
    seed: bytes = field(default_factory=lambda: secrets.token_bytes(16))

    def urn(self, token: str, name: str = "it") -> str:
        return f"urn:pulumi:{self.stack}::strongroom::strongroom:test:Parent${token}::{name}"

    def configure(self, **settings: Any) -> None:
        """Configure the provider as the engine does: values that are no text travel as JSON."""
        texts = {key: value if isinstance(value, str) else json.dumps(value) for key, value in settings.items()}
        checked = self.stub.CheckConfig(
            provider_pb2.CheckRequest(urn=self.urn("pulumi:providers:x"), news=encode(texts))
        )
        if checked.failures:
            raise CheckFailedError([failure.reason for failure in checked.failures])
        self._told(self.stub.Configure, provider_pb2.ConfigureRequest(args=encode(texts), acceptSecrets=True))

    def check(self, urn: str, inputs: Properties, old: State | None = None) -> Properties:
        request = provider_pb2.CheckRequest(
            urn=urn,
            news=encode(inputs),
            olds=encode(old.inputs if old else _EMPTY),
            randomSeed=hashlib.sha256(self.seed + urn.encode()).digest(),
        )
        response = self._told(self.stub.Check, request)
        if response.failures:
            raise CheckFailedError([failure.reason for failure in response.failures])
        return decode(response.inputs)

    def preview(self, token: str, inputs: Properties, name: str = "it") -> Properties:
        """The outputs that a preview of a creation shows."""
        urn = self.urn(token, name)
        request = provider_pb2.CreateRequest(urn=urn, properties=encode(self.check(urn, inputs)), preview=True)
        return decode(self._told(self.stub.Create, request).properties)

    def create_partly(self, token: str, inputs: Properties, name: str = "it") -> State:
        """Check and create, where a later step of the creation has to fail: what the engine then keeps."""
        with pytest.raises(ProviderError) as caught:
            self.create(token, inputs, name)
        kept = caught.value.detail
        assert kept is not None, caught.value
        return State(urn=self.urn(token, name), id=kept.id, inputs=decode(kept.inputs), outputs=decode(kept.properties))

    def create(self, token: str, inputs: Properties, name: str = "it") -> State:
        """Check and create."""
        urn = self.urn(token, name)
        checked = self.check(urn, inputs)
        response = self._told(self.stub.Create, provider_pb2.CreateRequest(urn=urn, properties=encode(checked)))
        return State(urn=urn, id=response.id, inputs=checked, outputs=decode(response.properties))

    def diff(self, state: State, inputs: Properties) -> Diff:
        """Check new inputs and compare."""
        checked = self.check(state.urn, inputs, state)
        request = provider_pb2.DiffRequest(
            id=state.id,
            urn=state.urn,
            olds=encode(state.outputs),
            news=encode(checked),
            old_inputs=encode(state.inputs),
        )
        response = self._told(self.stub.Diff, request)
        kinds = {path: Change.Kind.Name(entry.kind) for path, entry in response.detailedDiff.items()}
        changed = response.changes == provider_pb2.DiffResponse.DIFF_SOME
        assert changed == bool(kinds), "changes and the detailed diff have to agree"
        return Diff(kinds=kinds, replaces=bool(response.replaces), delete_first=response.deleteBeforeReplace)

    def update(self, state: State, inputs: Properties, *, preview: bool = False) -> State:
        """Check new inputs and update, or preview the update."""
        checked = self.check(state.urn, inputs, state)
        request = provider_pb2.UpdateRequest(
            id=state.id,
            urn=state.urn,
            olds=encode(state.outputs),
            news=encode(checked),
            old_inputs=encode(state.inputs),
            preview=preview,
        )
        response = self._told(self.stub.Update, request)
        return replace(state, inputs=checked, outputs=decode(response.properties))

    def refresh(self, state: State) -> State | None:
        """Read what is there; None when it is gone."""
        request = provider_pb2.ReadRequest(
            id=state.id, urn=state.urn, properties=encode(state.outputs), inputs=encode(state.inputs)
        )
        response = self._told(self.stub.Read, request)
        if not response.id:
            return None
        return replace(state, id=response.id, inputs=decode(response.inputs), outputs=decode(response.properties))

    def read(self, token: str, resource_id: str, name: str = "it") -> State | None:
        """Import: read by id alone."""
        urn = self.urn(token, name)
        return self.refresh(State(urn=urn, id=resource_id, inputs={}, outputs={}))

    def delete(self, state: State) -> None:
        request = provider_pb2.DeleteRequest(
            id=state.id, urn=state.urn, properties=encode(state.outputs), old_inputs=encode(state.inputs)
        )
        self._told(self.stub.Delete, request)

    def invoke(self, token: str, **arguments: Any) -> Properties:
        response = self._told(self.stub.Invoke, provider_pb2.InvokeRequest(tok=token, args=encode(arguments)))
        if response.failures:
            raise CheckFailedError([failure.reason for failure in response.failures])
        return decode(getattr(response, "return"))

    def _told(self, method: Any, request: Any) -> Any:
        try:
            return method(request, timeout=120)
        except grpc.RpcError as problem:
            raise ProviderError(problem.details(), _detail(problem)) from problem


def _detail(problem: Any) -> provider_pb2.ErrorResourceInitFailed | None:
    status, detail = status_pb2.Status(), provider_pb2.ErrorResourceInitFailed()
    status.ParseFromString(dict(problem.trailing_metadata()).get("grpc-status-details-bin", b""))
    return detail if status.details and status.details[0].Unpack(detail) else None


@contextmanager
def engine_for(package: Package[Any], journal: Journal | None = None, *, configured: bool = True) -> Iterator[Engine]:
    """Serve one package and attach to it."""
    with serving({package.name: package}, journal or Journal()) as ports, attached(ports[package.name]) as engine:
        if configured:
            engine.configure()
        yield engine


@contextmanager
def attached(port: int) -> Iterator[Engine]:
    """Open one more provider instance, as each explicit provider of a program does."""
    options = (("grpc.use_local_subchannel_pool", 1),)  # two channels of one process would share their connection
    with grpc.insecure_channel(f"127.0.0.1:{port}", options=options) as channel:
        yield Engine(stub=provider_pb2_grpc.ResourceProviderStub(channel))
