"""The engine's side of the wire: what it sends a pack and what comes back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent import futures
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

import grpc
from google.protobuf import empty_pb2, struct_pb2
from pulumi.runtime.proto import analyzer_pb2, analyzer_pb2_grpc
from pulumi_policy import policy as sdk
from pulumi_policy.proxy import UNKNOWN_STRING_VALUE

from policy import pack as packs
from policy import server
from policy.enforcement import Level

if TYPE_CHECKING:
    from policy.pack import Pack

PROJECT = "strongroom"
_SIGNATURE = "4dabf18193072939515e22adb298388d"
_SECRET = "1b47061264138c4ac30d75fd1eb44270"


class _Unknown:
    """A value that is not known before the update."""


UNKNOWN = _Unknown()


@dataclass(frozen=True)
class Secret:
    """A value marked secret."""

    value: object


@dataclass(frozen=True, kw_only=True)
class Sent:
    """A resource as the engine sends it. `depends` is by property, of resource names."""

    type: str
    name: str = "it"
    inputs: Mapping[str, object] = field(default_factory=dict)
    depends: Mapping[str, Sequence[str]] = field(default_factory=dict)
    parent: str = ""
    provider: Mapping[str, object] | None = None
    options: Mapping[str, Any] = field(default_factory=dict)
    outputs: Mapping[str, object] | None = None

    def urn(self, stack: str) -> str:
        return f"urn:pulumi:{stack}::{PROJECT}::{self.type}::{self.name}"


class Engine:
    """Speaks to a pack as the engine does."""

    def __init__(self, stub: analyzer_pb2_grpc.AnalyzerStub, stack: str = "production") -> None:
        self.stub = stub
        self.stack = stack

    def configure_stack(self, config: Mapping[str, str] | None = None, secret_keys: Sequence[str] = ()) -> None:
        self.stub.ConfigureStack(
            analyzer_pb2.AnalyzerStackConfigureRequest(
                stack=self.stack, project=PROJECT, config=dict(config or {}), config_secret_keys=secret_keys
            )
        )

    def info(self) -> analyzer_pb2.AnalyzerInfo:
        return cast("analyzer_pb2.AnalyzerInfo", self.stub.GetAnalyzerInfo(empty_pb2.Empty()))

    def configure(self, overrides: Mapping[str, analyzer_pb2.PolicyConfig]) -> None:
        """As the engine does it: every policy is sent, with its own level where nothing overrides it."""
        config = {
            policy.name: analyzer_pb2.PolicyConfig(enforcementLevel=policy.enforcementLevel)
            for policy in self.info().policies
        }
        config.update(overrides)
        self.stub.Configure(analyzer_pb2.ConfigureAnalyzerRequest(policyConfig=config))

    def analyze(self, sent: Sent) -> analyzer_pb2.AnalyzeResponse:
        request = analyzer_pb2.AnalyzeRequest(
            type=sent.type,
            urn=sent.urn(self.stack),
            name=sent.name,
            properties=struct(sent.inputs),
            options=analyzer_pb2.AnalyzerResourceOptions(**sent.options),
        )
        if sent.provider is not None:
            request.provider.CopyFrom(self._provider(sent))
        return cast("analyzer_pb2.AnalyzeResponse", self.stub.Analyze(request))

    def analyze_stack(self, sent: Sequence[Sent]) -> analyzer_pb2.AnalyzeResponse:
        request = analyzer_pb2.AnalyzeStackRequest(resources=[self._in_stack(resource, sent) for resource in sent])
        return cast("analyzer_pb2.AnalyzeResponse", self.stub.AnalyzeStack(request))

    def _in_stack(self, sent: Sent, every: Sequence[Sent]) -> analyzer_pb2.AnalyzerResource:
        urns = {other.name: other.urn(self.stack) for other in every}
        resource = analyzer_pb2.AnalyzerResource(
            type=sent.type,
            urn=sent.urn(self.stack),
            name=sent.name,
            properties=struct(sent.inputs if sent.outputs is None else sent.outputs),
            options=analyzer_pb2.AnalyzerResourceOptions(**sent.options),
            parent=urns.get(sent.parent, ""),
            dependencies=sorted({urns[name] for names in sent.depends.values() for name in names}),
            propertyDependencies={
                key: analyzer_pb2.AnalyzerPropertyDependencies(urns=[urns[name] for name in names])
                for key, names in sent.depends.items()
                if key
            },
        )
        if sent.provider is not None:
            resource.provider.CopyFrom(self._provider(sent))
        return resource

    def _provider(self, sent: Sent) -> analyzer_pb2.AnalyzerProviderResource:
        kind = f"pulumi:providers:{sent.type.partition(':')[0]}"
        return analyzer_pb2.AnalyzerProviderResource(
            type=kind,
            urn=f"urn:pulumi:{self.stack}::{PROJECT}::{kind}::p",
            name="p",
            properties=struct(sent.provider or {}),
        )


@contextmanager
def served(pack: Pack | None = None, stack: str = "production") -> Iterator[Engine]:
    """The pack behind a real gRPC server in this process, with the SDK's servicer as the engine would meet it."""
    pack = pack or packs.load()
    servicer = server.servicer_class(pack)(
        server.NAME, "0.0.1", server.described(pack.rules.values()), sdk.EnforcementLevel.ADVISORY
    )
    grpc_server = grpc.server(futures.ThreadPoolExecutor(max_workers=2))
    analyzer_pb2_grpc.add_AnalyzerServicer_to_server(servicer, grpc_server)
    port = grpc_server.add_insecure_port("127.0.0.1:0")
    grpc_server.start()
    try:
        with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
            yield Engine(analyzer_pb2_grpc.AnalyzerStub(channel), stack)
    finally:
        grpc_server.stop(0).wait()


def struct(properties: Mapping[str, object]) -> struct_pb2.Struct:
    """Properties on the wire, with the engine's marks for what is secret or unknown."""
    wire = struct_pb2.Struct()
    wire.update({key: _wire(value) for key, value in properties.items()})
    return wire


def _wire(value: object) -> Any:
    if isinstance(value, Secret):
        return {_SIGNATURE: _SECRET, "value": _wire(value.value)}
    if isinstance(value, _Unknown):
        return UNKNOWN_STRING_VALUE
    if isinstance(value, Mapping):
        return {key: _wire(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_wire(inner) for inner in value]
    return value


def levels(response: analyzer_pb2.AnalyzeResponse) -> dict[str, Level]:
    """The rules that a response names, with their levels."""
    names = {analyzer_pb2.ADVISORY: Level.ADVISORY, analyzer_pb2.MANDATORY: Level.MANDATORY}
    return {diagnostic.policyName: names[diagnostic.enforcementLevel] for diagnostic in response.diagnostics}
