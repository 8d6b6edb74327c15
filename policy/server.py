# ruff: noqa: N802 - the methods carry the names that gRPC gives them
"""The pack as the engine's analyzer: the SDK's server, with the raw request in place of unwrapped values.

The SDK strips the secret mark from values and aborts a policy at the first unknown before a policy can see either
(pulumi-policy#241, #258). So the two calls that carry properties are answered here from the raw request; everything
else (start, handshake, description, configuration schema) stays the SDK's.

This leans on a private part of pulumi_policy, pinned in pyproject.toml and held by tests/policy/test_sdk_contract.py:
`PolicyPack(...)` instantiates `pulumi_policy.policy._PolicyAnalyzerServicer`, found in its module at call time.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import pulumi_policy
from google.protobuf import json_format
from pulumi.runtime.proto import analyzer_pb2
from pulumi_policy import policy as sdk

from policy import wire
from policy.enforcement import Level
from policy.facts import Configuration, Options, Provider, Resource
from policy.rule import AnyRule, Rule
from policy.values import Value

if TYPE_CHECKING:
    from collections.abc import Iterable

    import grpc

    from policy.pack import Answer, Pack, Verdict

NAME = "strongroom"
PRIVATE_PART = "_PolicyAnalyzerServicer"

_LEVELS = {
    Level.DISABLED: analyzer_pb2.DISABLED,
    Level.ADVISORY: analyzer_pb2.ADVISORY,
    Level.MANDATORY: analyzer_pb2.MANDATORY,
}
_FROM_WIRE = {
    analyzer_pb2.DISABLED: Level.DISABLED,
    analyzer_pb2.ADVISORY: Level.ADVISORY,
    analyzer_pb2.MANDATORY: Level.MANDATORY,
    analyzer_pb2.REMEDIATE: Level.MANDATORY,  # no rule remediates, so a configured `remediate` can only stop
}


def serve(pack: Pack) -> None:
    """Start the SDK's server with this pack; returns when the engine is done."""
    if not hasattr(sdk, PRIVATE_PART):
        sys.exit(
            f"policy: pulumi_policy has no {PRIVATE_PART} any more, so secret marks and unknowns can't be seen; "
            "install the version pinned in pyproject.toml, then adapt policy/server.py to the new one"
        )
    setattr(sdk, PRIVATE_PART, servicer_class(pack))
    pulumi_policy.PolicyPack(name=NAME, policies=described(pack.rules.values()))


def servicer_class(pack: Pack) -> type[Any]:
    """The SDK's servicer with the calls that carry properties answered by `pack`."""

    class Servicer(getattr(sdk, PRIVATE_PART)):  # type: ignore[misc]  # the base is looked up, as the SDK does
        def Analyze(self, request: analyzer_pb2.AnalyzeRequest, _: grpc.ServicerContext) -> object:
            return _response(pack.analyze(_resource(request, inputs=wire.decode(request.properties))))

        def AnalyzeStack(self, request: analyzer_pb2.AnalyzeStackRequest, _: grpc.ServicerContext) -> object:
            return _response(pack.analyze_stack(_stack_resource(resource) for resource in request.resources))

        def Remediate(self, *_: object) -> object:
            return analyzer_pb2.RemediateResponse()

        def ConfigureStack(
            self, request: analyzer_pb2.AnalyzerStackConfigureRequest, context: grpc.ServicerContext
        ) -> object:
            configuration = Configuration(
                values=dict(request.config), secret_keys=frozenset(request.config_secret_keys)
            )
            pack.configure_stack(request.stack, configuration)
            return super().ConfigureStack(request, context)

        def Configure(self, request: analyzer_pb2.ConfigureAnalyzerRequest, context: grpc.ServicerContext) -> object:
            sent = {name: entry for name, entry in request.policyConfig.items() if name in pack.rules}
            pack.configure(
                {name: _FROM_WIRE[entry.enforcementLevel] for name, entry in sent.items()},
                {name: json_format.MessageToDict(entry.properties) for name, entry in sent.items()},
            )
            return super().Configure(request, context)

        def GetAnalyzerInfo(self, request: object, context: grpc.ServicerContext) -> object:
            info = super().GetAnalyzerInfo(request, context)
            for policy in info.policies:
                policy.enforcementLevel = _LEVELS[pack.declared(policy.name)]
            return info

    return Servicer


def described(rules: Iterable[AnyRule]) -> list[sdk.Policy]:
    """The rules as the SDK's policies: name, text, severity and settings, for the engine to show."""
    return [_policy(rule) for rule in rules]


def _policy(rule: AnyRule) -> sdk.Policy:
    kind = sdk.ResourceValidationPolicy if isinstance(rule, Rule) else sdk.StackValidationPolicy
    schema = {name: {**setting.schema, "default": setting.default} for name, setting in rule.settings.items()}
    return kind(
        name=rule.id,
        description=rule.title,
        validate=_not_asked,
        config_schema=sdk.PolicyConfigSchema(schema) if schema else None,
        severity=None if rule.informs else sdk.Severity(rule.severity.value),
        remediation_steps=rule.remedy,
        url=f"docs/rules/{rule.id}.md",
    )


def _not_asked(*_: object) -> None:
    raise RuntimeError("the pack answers from the raw request; the SDK's own validation must not run")


def _resource(request: Any, *, inputs: Value) -> Resource:
    provider = request.provider if request.HasField("provider") else None
    return Resource(
        request.urn,
        request.type,
        request.name,
        inputs=inputs,
        options=Options(
            protect=request.options.protect,
            ignore_changes=tuple(request.options.ignoreChanges),
            additional_secret_outputs=tuple(request.options.additionalSecretOutputs),
            aliases=tuple(request.options.aliases),
            parent=request.options.parent or None,
        ),
        provider=Provider(
            urn=provider.urn, type=provider.type, name=provider.name, inputs=wire.decode(provider.properties)
        )
        if provider
        else None,
    )


def _stack_resource(message: analyzer_pb2.AnalyzerResource) -> Resource:
    base = _resource(message, inputs=Value("", {}))
    return Resource(
        base.urn,
        base.type,
        base.name,
        decode_outputs=lambda: wire.decode(message.properties),
        options=base.options,
        provider=base.provider,
        parent=message.parent or None,
        dependencies=tuple(message.dependencies),
        property_dependencies={key: tuple(value.urns) for key, value in message.propertyDependencies.items()},
    )


def _response(answer: Answer) -> analyzer_pb2.AnalyzeResponse:
    failed = {(verdict.rule.id, verdict.urn) for verdict in answer.verdicts}
    waiting: dict[str, list[str]] = {}
    for leaf in answer.undetermined:
        if (leaf.rule, leaf.urn) not in failed:
            waiting.setdefault(leaf.rule, []).append(leaf.path)
    return analyzer_pb2.AnalyzeResponse(
        diagnostics=[_diagnostic(verdict) for verdict in answer.verdicts],
        not_applicable=[
            analyzer_pb2.PolicyNotApplicable(policy_name=rule, reason=f"undetermined: {', '.join(sorted(set(paths)))}")
            for rule, paths in waiting.items()
        ],
    )


def _diagnostic(verdict: Verdict) -> analyzer_pb2.AnalyzeDiagnostic:
    return analyzer_pb2.AnalyzeDiagnostic(
        policyName=verdict.rule.id,
        policyPackName=NAME,
        policyPackVersion="0.0.1",
        description=verdict.rule.title,
        message=verdict.message,
        urn=verdict.urn,
        enforcementLevel=_LEVELS[verdict.level],
        severity=_severity(verdict.rule),
    )


def _severity(rule: AnyRule) -> analyzer_pb2.PolicySeverity.ValueType:
    """A rule that only tells has no severity on the wire: that is how a reader of events knows it from a violation."""
    if rule.informs:
        return analyzer_pb2.POLICY_SEVERITY_UNSPECIFIED
    return analyzer_pb2.PolicySeverity.Value(f"POLICY_SEVERITY_{rule.severity.name}")
