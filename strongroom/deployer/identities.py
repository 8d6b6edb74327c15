"""IAM: roles within a boundary, passed to the services that use them and to no other.

A role is made, given a policy or given a boundary only where that boundary is the one of bootstrap (the condition key
iam:PermissionsBoundary): whoever applies the program can't make itself an administrator by making one. The deployer's
own role and the boundary lie under the path /bootstrap/, which nothing here reaches. Managed policies it makes none:
one that a person's role carries could be rewritten to anything, and the boundary bounds no people.
Source beside the reference: IAM user guide, "Delegating responsibility to others using permissions boundaries".
"""

from __future__ import annotations

from strongroom.deployer.model import Bound, Needs, Service, reference

_ROLE = "arn:{partition}:iam::{account}:role/{prefix}-*"
_BOUNDED = ("iam:CreateRole", "iam:DeleteRolePolicy", "iam:PutRolePermissionsBoundary", "iam:PutRolePolicy")
_ISSUER = "arn:{partition}:iam::{account}:oidc-provider/token.actions.githubusercontent.com"
# As the program's roles trust them; a role is of no use to another service.
PASSED_TO = (
    "ec2.amazonaws.com",
    "events.amazonaws.com",
    "lambda.amazonaws.com",
    "monitoring.rds.amazonaws.com",
    "s3.amazonaws.com",
    "scheduler.amazonaws.com",
    "vpc-flow-logs.amazonaws.com",
)
# Each has one role in the account, which the first use makes.
LINKED = (
    "apidestinations.events.amazonaws.com",
    "autoscaling.amazonaws.com",
    "elasticache.amazonaws.com",
    "elasticloadbalancing.amazonaws.com",
    "mrk.kms.amazonaws.com",
    "rds.amazonaws.com",
)

IDENTITIES = Service(
    source=reference("awsidentityandaccessmanagementiam"),
    types={
        "aws:iam/role:Role": Needs(
            create=("iam:CreateRole", "iam:TagRole"),
            read=("iam:GetRole", "iam:ListAttachedRolePolicies", "iam:ListRolePolicies"),
            update=(
                "iam:PutRolePermissionsBoundary",
                "iam:UntagRole",
                "iam:UpdateAssumeRolePolicy",
                "iam:UpdateRole",
                "iam:UpdateRoleDescription",
            ),
            delete=("iam:DeleteRole", "iam:ListInstanceProfilesForRole"),
        ),
        "aws:iam/rolePolicy:RolePolicy": Needs(
            create=("iam:PutRolePolicy",), read=("iam:GetRolePolicy",), delete=("iam:DeleteRolePolicy",)
        ),
        "aws:iam/instanceProfile:InstanceProfile": Needs(
            create=(
                "iam:AddRoleToInstanceProfile",
                "iam:CreateInstanceProfile",
                "iam:PassRole",
                "iam:TagInstanceProfile",
            ),
            read=("iam:GetInstanceProfile",),
            update=("iam:UntagInstanceProfile",),
            delete=("iam:DeleteInstanceProfile", "iam:RemoveRoleFromInstanceProfile"),
        ),
        "aws:iam/openIdConnectProvider:OpenIdConnectProvider": Needs(
            create=("iam:CreateOpenIDConnectProvider", "iam:TagOpenIDConnectProvider"),
            read=("iam:GetOpenIDConnectProvider",),
            update=(
                "iam:AddClientIDToOpenIDConnectProvider",
                "iam:RemoveClientIDFromOpenIDConnectProvider",
                "iam:UntagOpenIDConnectProvider",
            ),
            delete=("iam:DeleteOpenIDConnectProvider",),
        ),
    },
    bounds=(
        Bound(
            sid="RolesWithinTheBoundary",
            actions=_BOUNDED,
            resources=(_ROLE,),
            conditions={"StringEquals": {"iam:PermissionsBoundary": "{boundary}"}},
        ),
        Bound(
            sid="Roles",
            actions=(
                "iam:DeleteRole",
                "iam:GetRole",
                "iam:GetRolePolicy",
                "iam:ListAttachedRolePolicies",
                "iam:ListInstanceProfilesForRole",
                "iam:ListRolePolicies",
                "iam:TagRole",
                "iam:UntagRole",
                "iam:UpdateAssumeRolePolicy",
                "iam:UpdateRole",
                "iam:UpdateRoleDescription",
            ),
            resources=(_ROLE,),
        ),
        Bound(
            sid="RolesPassed",
            actions=("iam:PassRole",),
            resources=(_ROLE,),
            conditions={"StringEquals": {"iam:PassedToService": list(PASSED_TO)}},
        ),
        Bound(
            sid="InstanceProfiles",
            actions=(
                "iam:AddRoleToInstanceProfile",
                "iam:CreateInstanceProfile",
                "iam:DeleteInstanceProfile",
                "iam:GetInstanceProfile",
                "iam:RemoveRoleFromInstanceProfile",
                "iam:TagInstanceProfile",
                "iam:UntagInstanceProfile",
            ),
            resources=("arn:{partition}:iam::{account}:instance-profile/{prefix}-*",),
        ),
        Bound(
            sid="GitHubsWorkflows",
            actions=(
                "iam:AddClientIDToOpenIDConnectProvider",
                "iam:CreateOpenIDConnectProvider",
                "iam:DeleteOpenIDConnectProvider",
                "iam:GetOpenIDConnectProvider",
                "iam:RemoveClientIDFromOpenIDConnectProvider",
                "iam:TagOpenIDConnectProvider",
                "iam:UntagOpenIDConnectProvider",
            ),
            resources=(_ISSUER,),
        ),
        Bound(
            sid="ServicesOwnRoles",
            actions=("iam:CreateServiceLinkedRole",),
            resources=tuple(f"arn:{{partition}}:iam::{{account}}:role/aws-service-role/{one}/*" for one in LINKED),
            conditions={"StringEquals": {"iam:AWSServiceName": list(LINKED)}},
        ),
    ),
)
