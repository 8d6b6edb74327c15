"""The engine's side of a provider: each request of the protocol, decoded, handed on, and answered.

Source: `pulumi/provider.proto`. Messages to the engine never hold a value: the engine itself prints the value of a
top-level property that a check failure names, so failures carry their path in the reason instead.
"""

# ruff: noqa: ARG002, N802 - the protocol names the methods and their parameters

from __future__ import annotations

import json
import logging
from collections import OrderedDict
from importlib import metadata
from typing import TYPE_CHECKING, Any, Final

from google.protobuf import empty_pb2
from pulumi.runtime.proto import plugin_pb2, provider_pb2, provider_pb2_grpc

from local.providers.check import Problem, problems_of, problems_of_fields
from local.providers.differ import Change, Difference, Rules, differences
from local.providers.failures import told
from local.providers.outcome import planned_outputs
from local.providers.resource import Connection, Package, RefusedError
from local.providers.schema import Scalar, function_arguments, provider_schema
from local.providers.values import Properties, Secret, Value, decode, encode, known, plain, undetermined

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import grpc

    from local.providers.lifecycle import Lifecycle
    from local.providers.outcome import Subject


_LOG: Final = logging.getLogger(__name__)
_CONNECTIONS: Final = 256
_SETTINGS: Final = ("version", "pluginDownloadURL", "pluginChecksums", "parameterization")

_KINDS: Final = {
    (Change.ADD, False): provider_pb2.PropertyDiff.ADD,
    (Change.ADD, True): provider_pb2.PropertyDiff.ADD_REPLACE,
    (Change.DELETE, False): provider_pb2.PropertyDiff.DELETE,
    (Change.DELETE, True): provider_pb2.PropertyDiff.DELETE_REPLACE,
    (Change.UPDATE, False): provider_pb2.PropertyDiff.UPDATE,
    (Change.UPDATE, True): provider_pb2.PropertyDiff.UPDATE_REPLACE,
}


class Servicer(provider_pb2_grpc.ResourceProviderServicer):
    """Serves one package's provider to the engine.

    Every provider instance of the program (the default one, explicit ones) has its own connection to this port, so a
    request's peer tells which configuration it belongs to.
    """

    def __init__(self, package: Package[Any], lifecycle: Lifecycle) -> None:
        self.package = package
        self.lifecycle = lifecycle
        self._connections: OrderedDict[str, Connection] = OrderedDict()

    @told
    def Handshake(
        self, request: provider_pb2.ProviderHandshakeRequest, context: grpc.ServicerContext
    ) -> provider_pb2.ProviderHandshakeResponse:
        """Say what this provider understands; a new connection inherits nothing from an earlier one of its port."""
        self._connections.pop(context.peer(), None)
        return provider_pb2.ProviderHandshakeResponse(accept_secrets=True, supports_autonaming_configuration=True)

    @told
    def Attach(self, request: plugin_pb2.PluginAttach, context: grpc.ServicerContext) -> empty_pb2.Empty:
        """Let the engine attach."""
        return empty_pb2.Empty()

    @told
    def Cancel(self, request: empty_pb2.Empty, context: grpc.ServicerContext) -> empty_pb2.Empty:
        """Nothing to cancel: no operation here waits for long."""
        return empty_pb2.Empty()

    @told
    def GetPluginInfo(self, request: empty_pb2.Empty, context: grpc.ServicerContext) -> plugin_pb2.PluginInfo:
        """Give the version of the SDK that this server stands for; the engine warns about an older one."""
        return plugin_pb2.PluginInfo(version=metadata.version(f"pulumi-{self.package.name}"))

    @told
    def CheckConfig(
        self, request: provider_pb2.CheckRequest, context: grpc.ServicerContext
    ) -> provider_pb2.CheckResponse:
        """Hold a provider's configuration against the SDK's Provider class."""
        settings = {name: value for name, value in decode(request.news).items() if name not in _SETTINGS}
        problems = problems_of(provider_schema(self.package.name), self._unfolded(settings))
        return provider_pb2.CheckResponse(inputs=request.news, failures=_failures(problems))

    @told
    def DiffConfig(self, request: provider_pb2.DiffRequest, context: grpc.ServicerContext) -> provider_pb2.DiffResponse:
        """A changed configuration updates the provider in place."""
        olds, news = (decode(struct) for struct in (request.olds, request.news))
        found = differences(old_inputs=olds, old_outputs={}, inputs=news, rules=Rules(ignored=_SETTINGS))
        return _difference_response(found)

    @told
    def Configure(
        self, request: provider_pb2.ConfigureRequest, context: grpc.ServicerContext
    ) -> provider_pb2.ConfigureResponse:
        """Remember the configuration of the connection that this request came by."""
        settings = decode(request.args) if request.HasField("args") else _variables(request.variables)
        settings = {name: value for name, value in settings.items() if name not in _SETTINGS}
        self._connections[context.peer()] = self.package.connect(known(plain(self._unfolded(settings))))
        self._connections.move_to_end(context.peer())
        while len(self._connections) > _CONNECTIONS:
            self._connections.popitem(last=False)
        return provider_pb2.ConfigureResponse(
            acceptSecrets=True, supportsPreview=True, supports_autonaming_configuration=True
        )

    @told
    def Check(self, request: provider_pb2.CheckRequest, context: grpc.ServicerContext) -> provider_pb2.CheckResponse:
        """Hold a resource's inputs against the SDK's class, then add defaults and a name."""
        subject = self._subject(request.urn, context)
        inputs, olds = known(decode(request.news)), known(decode(request.olds))
        problems = problems_of(subject.schema.inputs, inputs)
        if not problems and subject.row.check:
            problems = list(subject.row.check(plain(inputs)))
        if problems:
            return provider_pb2.CheckResponse(inputs=request.news, failures=_failures(problems))
        named = self._named(subject, {**subject.row.defaults, **inputs}, olds, request)
        return provider_pb2.CheckResponse(inputs=encode(named))

    @told
    def Diff(self, request: provider_pb2.DiffRequest, context: grpc.ServicerContext) -> provider_pb2.DiffResponse:
        """Tell which properties changed, and whether that replaces the resource."""
        subject = self._subject(request.urn, context)
        self.lifecycle.journal.confirm(subject.schema.token, request.id)
        old_inputs, olds, news = (decode(struct) for struct in (request.old_inputs, request.olds, request.news))
        found = self.lifecycle.differences(subject, old_inputs=old_inputs, old=olds, inputs=news)
        return _difference_response(found, delete_first=_must_go_first(subject, plain(old_inputs), plain(news)))

    @told
    def Create(self, request: provider_pb2.CreateRequest, context: grpc.ServicerContext) -> provider_pb2.CreateResponse:
        """Create the resource, or plan it."""
        subject = self._subject(request.urn, context)
        inputs = known(decode(request.properties))
        if request.preview:
            return provider_pb2.CreateResponse(properties=encode(planned_outputs(subject, inputs, None)))
        resource_id, outputs = self.lifecycle.create(subject, inputs)
        return provider_pb2.CreateResponse(id=resource_id, properties=encode({**outputs, "id": resource_id}))

    @told
    def Read(self, request: provider_pb2.ReadRequest, context: grpc.ServicerContext) -> provider_pb2.ReadResponse:
        """Read the resource as it is; an empty answer says that it is gone."""
        subject = self._subject(request.urn, context)
        inputs, old = known(decode(request.inputs)), decode(request.properties)
        found = self.lifecycle.read(subject, request.id, inputs, old)
        if found is None:
            return provider_pb2.ReadResponse()
        resource_id, outputs, refreshed = found
        return provider_pb2.ReadResponse(
            id=resource_id, properties=encode({**outputs, "id": resource_id}), inputs=encode(refreshed)
        )

    @told
    def Update(self, request: provider_pb2.UpdateRequest, context: grpc.ServicerContext) -> provider_pb2.UpdateResponse:
        """Write what changed, or plan it."""
        subject = self._subject(request.urn, context)
        inputs, old = known(decode(request.news)), decode(request.olds)
        if request.preview:
            return provider_pb2.UpdateResponse(properties=encode(planned_outputs(subject, inputs, old)))
        outputs = self.lifecycle.update(subject, request.id, inputs, old, decode(request.old_inputs))
        return provider_pb2.UpdateResponse(properties=encode({**outputs, "id": request.id}))

    @told
    def Delete(self, request: provider_pb2.DeleteRequest, context: grpc.ServicerContext) -> empty_pb2.Empty:
        """Delete the resource."""
        subject = self._subject(request.urn, context)
        self.lifecycle.delete(subject, request.id, decode(request.properties), decode(request.old_inputs))
        return empty_pb2.Empty()

    @told
    def Invoke(self, request: provider_pb2.InvokeRequest, context: grpc.ServicerContext) -> provider_pb2.InvokeResponse:
        """Answer a function."""
        function = self.package.functions.get(request.tok)
        if function is None:
            raise RefusedError(f"the local {self.package.name} provider does not answer the function {request.tok}")
        arguments = known(decode(request.args))
        problems = problems_of_fields(function_arguments(request.tok), arguments)
        if problems:
            return provider_pb2.InvokeResponse(failures=_failures(problems))
        result = dict(function.answer(self._connection(context), plain(arguments)))
        secret = {name: Secret(result[name]) for name in function.secret_results if name in result}
        response = provider_pb2.InvokeResponse()
        getattr(response, "return").CopyFrom(encode({**result, **secret}))
        return response

    def _subject(self, urn: str, context: grpc.ServicerContext) -> Subject:
        return self.lifecycle.subject(self._connection(context), urn)

    def _connection(self, context: grpc.ServicerContext) -> Connection:
        """The configuration of the connection that a request came by, never another one's."""
        connection = self._connections.get(context.peer())
        if connection is None:
            raise RefusedError(
                f"the local {self.package.name} provider was not configured on this connection; run again"
            )
        return connection

    def _unfolded(self, settings: Properties) -> Properties:
        """Configuration travels as text: whatever is no text by the SDK's class is JSON."""
        fields = provider_schema(self.package.name).fields
        return {name: _unfold(value, text=fields.get(name) == Scalar("string")) for name, value in settings.items()}

    def _named(
        self, subject: Subject, inputs: Properties, olds: Properties, request: provider_pb2.CheckRequest
    ) -> Properties:
        """Keep the name that the resource has, else the one that an interrupted creation chose, else make one."""
        naming = subject.row.naming
        if olds:
            self.lifecycle.journal.confirm_known(subject.urn)
        if naming is None or naming.property in inputs or any(name in inputs for name in naming.unless):
            return inputs
        if naming.property in olds:
            return {**inputs, naming.property: olds[naming.property]}
        leftover = self.lifecycle.journal.leftover(subject.urn)
        if leftover and leftover.name:
            return {**inputs, naming.property: leftover.name}
        name = _proposed(request) or naming.made(subject.name, request.randomSeed)
        return {**inputs, naming.property: name}


def _proposed(request: provider_pb2.CheckRequest) -> str:
    """The name that the engine proposes by the user's `pulumi:autonaming`, if any."""
    if not request.HasField("autonaming"):
        return ""
    if request.autonaming.mode == request.autonaming.DISABLE:
        raise RefusedError("pulumi:autonaming is disabled and the resource has no name; give it one")
    return request.autonaming.proposed_name


def _must_go_first(subject: Subject, old: Properties, new: Properties) -> bool:
    """Whether a replacement has to wait for the old one to go: the type's way, or one name that both would bear."""
    naming = subject.row.naming
    if subject.row.delete_before_replace or naming is None:
        return subject.row.delete_before_replace
    name = new.get(naming.property)
    if name is None or undetermined(name):
        return False
    return old.get(naming.property) == name and not naming.is_made(subject.name, name)


def _difference_response(found: Iterable[Difference], *, delete_first: bool = False) -> provider_pb2.DiffResponse:
    changes = list(found)
    replaces = sorted({change.top for change in changes if change.replaces})
    return provider_pb2.DiffResponse(
        changes=provider_pb2.DiffResponse.DIFF_SOME if changes else provider_pb2.DiffResponse.DIFF_NONE,
        diffs=sorted({change.top for change in changes}),
        replaces=replaces,
        deleteBeforeReplace=bool(replaces) and delete_first,
        hasDetailedDiff=True,
        detailedDiff={
            change.path: provider_pb2.PropertyDiff(kind=_KINDS[change.change, change.replaces], inputDiff=True)
            for change in changes
        },
    )


def _failures(problems: Iterable[Problem]) -> list[provider_pb2.CheckFailure]:
    return [
        provider_pb2.CheckFailure(reason=f"{problem.path}: {problem.reason}")
        for problem in sorted(problems, key=_place)
    ]


def _place(problem: Problem) -> str:
    return problem.path


def _variables(variables: Mapping[str, str]) -> dict[str, Value]:
    return {name.rpartition(":")[2]: value for name, value in variables.items()}


def _unfold(value: Value, *, text: bool) -> Value:
    if isinstance(value, Secret):
        return Secret(_unfold(value.value, text=text))
    if text or not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value
