"""Who the mirror workflow is in AWS: a role that GitHub's token of a run takes on, and no credential that is kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pulumi
from pulumi_aws import iam

from components import child
from components.mirror import access
from components.mirror.settings import ISSUER

if TYPE_CHECKING:
    from collections.abc import Mapping

    from components.context import Context
    from components.mirror.workflow import MirrorWorkflow

_PURPOSE = "mirror"
_SESSION_SECONDS = 3600  # what the workflow asks for, and IAM's least


@dataclass(frozen=True, kw_only=True)
class MirrorIdentityArgs:
    """The workflow, and the key that encrypts the stack's entries."""

    workflow: MirrorWorkflow
    key_arn: pulumi.Input[str]


class MirrorIdentity(pulumi.ComponentResource):
    """The role, what it may do, and the account's provider for GitHub's workflows where it is to be made."""

    role_arn: pulumi.Output[str]
    variables: Mapping[str, Mapping[str, pulumi.Input[str]]]
    """What the workflow is told, by the repository's environment."""
    written: Mapping[str, Mapping[str, pulumi.Input[str]]]
    """Those that the engine writes, by place: `owner/name/environments/production`."""

    def __init__(self, context: Context, args: MirrorIdentityArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("strongroom:mirror:MirrorIdentity", _PURPOSE, None, opts)
        role = self._role(context, args.workflow)
        policies = self._policies(context, args, role)
        # Told only after its policies: a run that starts meanwhile has an identity that may do its work, or none.
        self.role_arn = pulumi.Output.all(role.arn, *(policy.id for policy in policies)).apply(lambda of: str(of[0]))
        workflow = args.workflow
        self.variables = {e: workflow.variables(context, e, self.role_arn) for e in workflow.environments}
        self.written = {place: self.variables[e] for e, place in workflow.places().items()}
        self.register_outputs({"role": self.role_arn, "variables": self.variables})

    def _role(self, context: Context, workflow: MirrorWorkflow) -> iam.Role:
        settings = workflow.settings
        made = [] if settings.oidc_provider_arn else [self._issuer(context)]
        # The ARN follows from the account, so that a preview can judge whom the role trusts.
        provider = (
            settings.oidc_provider_arn or f"arn:{context.partition}:iam::{context.account}:oidc-provider/{ISSUER}"
        )
        return iam.Role(
            _PURPOSE,
            name=context.name(_PURPOSE),
            description=f"The mirror workflow of {settings.repository}",
            assume_role_policy=access.trust_document(provider, settings.repository, workflow.environments),
            max_session_duration=_SESSION_SECONDS,
            tags=context.tags(_PURPOSE),
            opts=child.of(self, depends_on=made),
        )

    def _issuer(self, context: Context) -> iam.OpenIdConnectProvider:
        """An account has one for an issuer; AWS knows GitHub's certificates without a thumbprint."""
        return iam.OpenIdConnectProvider(
            "github-actions",
            url=f"https://{ISSUER}",
            client_id_lists=["sts.amazonaws.com"],
            tags=context.tags(_PURPOSE),
            opts=child.of(self, protect=context.protect),
        )

    def _policies(self, context: Context, args: MirrorIdentityArgs, role: iam.Role) -> list[iam.RolePolicy]:
        """Apart, since the key is known only once it is made, and a preview is to show what the rest allows."""
        workflow = args.workflow
        documents: dict[str, pulumi.Input[str]] = {
            _PURPOSE: access.document(
                context,
                entries=access.patterns(context, workflow.read, workflow.unread),
                written=workflow.written,
                app_key=workflow.settings.github_app_key,
            ),
            f"{_PURPOSE}-key": pulumi.Output.from_input(args.key_arn).apply(
                lambda key_arn: access.key_document(context, key_arn)
            ),
        }
        return [
            iam.RolePolicy(name, role=role.id, policy=document, opts=child.of(self))
            for name, document in documents.items()
        ]
