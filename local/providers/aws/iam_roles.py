"""IAM: roles, what is inline in them or attached to them, and instance profiles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from urllib.parse import unquote

from local.providers.aws.rows import (
    aws_type,
    client_of,
    given,
    name_of,
    tag_list,
    tag_map,
    unless_missing,
    write_tags,
)
from local.providers.aws.shapes import document, text_document
from local.providers.naming import Autoname
from local.providers.resource import Call, Effect, Made, table

if TYPE_CHECKING:
    from local.providers.aws.connection import Aws
    from local.providers.values import Properties

_SESSION: Final = 3600


def iam_of(call: Call[Aws]) -> Any:  # boto3's
    """The client; IAM is the same in every region."""
    return client_of(call, "iam")


def _stamp(moment: Any) -> str:  # a datetime of boto3
    return str(moment.strftime("%Y-%m-%dT%H:%M:%SZ")) if moment else ""


def decoded(policy: Any) -> str | None:  # text or a structure
    """Policies come back URL-encoded, or already as a structure."""
    return unquote(policy) if isinstance(policy, str) else text_document(policy)


def _create_role(call: Call[Aws]) -> Made:
    role = iam_of(call).create_role(
        RoleName=name_of(call),
        AssumeRolePolicyDocument=document(call.inputs["assumeRolePolicy"]),
        Tags=tag_list(call.connection.tags_all(call.inputs)),
        **given(
            call,
            Description="description",
            MaxSessionDuration="maxSessionDuration",
            Path="path",
            PermissionsBoundary="permissionsBoundary",
        ),
    )["Role"]
    return Made(id=role["RoleName"])


def _read_role(call: Call[Aws]) -> Properties | None:
    answer = unless_missing(iam_of(call).get_role, RoleName=call.id)
    if answer is None:
        return None
    role = answer["Role"]
    attached = iam_of(call).list_attached_role_policies(RoleName=call.id)["AttachedPolicies"]
    found = {
        "arn": role["Arn"],
        "name": role["RoleName"],
        "uniqueId": role["RoleId"],
        "createDate": _stamp(role.get("CreateDate")),
        "assumeRolePolicy": decoded(role.get("AssumeRolePolicyDocument")),
        "description": role.get("Description") or None,
        "maxSessionDuration": role.get("MaxSessionDuration", _SESSION),
        "path": role["Path"],
        "permissionsBoundary": role.get("PermissionsBoundary", {}).get("PermissionsBoundaryArn"),
        "managedPolicyArns": sorted(policy["PolicyArn"] for policy in attached),
        "tags": call.connection.own_tags(tag_map(role.get("Tags")), call.inputs),
    }
    if "inlinePolicies" in call.inputs:
        found["inlinePolicies"] = _inline(call)
    return found


def _inline(call: Call[Aws]) -> list[dict[str, Any]]:
    iam, given_policies = iam_of(call), {item.get("name"): item.get("policy") for item in call.inputs["inlinePolicies"]}
    names = iam.list_role_policies(RoleName=call.id)["PolicyNames"]
    policies = {
        name: decoded(iam.get_role_policy(RoleName=call.id, PolicyName=name)["PolicyDocument"]) for name in names
    }
    return [{"name": name, "policy": policies[name]} for name in [*given_policies, *names] if name in policies]


def _update_role(call: Call[Aws]) -> None:
    iam, inputs = iam_of(call), call.inputs
    if "assumeRolePolicy" in call.changed:
        iam.update_assume_role_policy(RoleName=call.id, PolicyDocument=document(inputs["assumeRolePolicy"]))
    if call.changed & {"description", "maxSessionDuration"}:
        iam.update_role(
            RoleName=call.id, Description=inputs.get("description", ""), MaxSessionDuration=inputs["maxSessionDuration"]
        )
    if "permissionsBoundary" in call.changed:
        if boundary := inputs.get("permissionsBoundary"):
            iam.put_role_permissions_boundary(RoleName=call.id, PermissionsBoundary=boundary)
        else:
            iam.delete_role_permissions_boundary(RoleName=call.id)
    if "tags" in call.changed:
        write_tags(
            call,
            tag_map(iam.list_role_tags(RoleName=call.id).get("Tags")),
            tag=lambda tags: iam.tag_role(RoleName=call.id, Tags=tag_list(tags)),
            untag=lambda keys: iam.untag_role(RoleName=call.id, TagKeys=keys),
        )
    for policy in inputs.get("inlinePolicies", ()) if "inlinePolicies" in call.changed else ():
        if policy.get("name"):
            iam.put_role_policy(
                RoleName=call.id, PolicyName=policy["name"], PolicyDocument=document(policy.get("policy", "{}"))
            )
    if "managedPolicyArns" in call.changed:
        _attach_exactly(call)


def _attach_exactly(call: Call[Aws]) -> None:
    iam, wanted = iam_of(call), set(call.inputs.get("managedPolicyArns", ()))
    there = {policy["PolicyArn"] for policy in iam.list_attached_role_policies(RoleName=call.id)["AttachedPolicies"]}
    for arn in sorted(there - wanted):
        iam.detach_role_policy(RoleName=call.id, PolicyArn=arn)
    for arn in sorted(wanted - there):
        iam.attach_role_policy(RoleName=call.id, PolicyArn=arn)


def _delete_role(call: Call[Aws]) -> None:
    """What the role itself was given goes with it; a policy attached by others keeps it, as in IAM."""
    iam = iam_of(call)
    for arn in call.old_inputs.get("managedPolicyArns", ()):
        unless_missing(iam.detach_role_policy, RoleName=call.id, PolicyArn=arn)
    for policy in call.old_inputs.get("inlinePolicies", ()):
        if policy.get("name"):
            unless_missing(iam.delete_role_policy, RoleName=call.id, PolicyName=policy["name"])
    unless_missing(iam.delete_role, RoleName=call.id)


def _find_role(call: Call[Aws]) -> str | None:
    name = name_of(call)
    return name if unless_missing(iam_of(call).get_role, RoleName=name) else None


def _put_role_policy(call: Call[Aws]) -> Made:
    role, name = call.inputs["role"], name_of(call)
    iam_of(call).put_role_policy(RoleName=role, PolicyName=name, PolicyDocument=document(call.inputs["policy"]))
    return Made(id=f"{role}:{name}")


def _update_role_policy(call: Call[Aws]) -> None:
    role, _, name = call.id.partition(":")
    iam_of(call).put_role_policy(RoleName=role, PolicyName=name, PolicyDocument=document(call.inputs["policy"]))


def _read_role_policy(call: Call[Aws]) -> Properties | None:
    role, _, name = call.id.partition(":")
    answer = unless_missing(iam_of(call).get_role_policy, RoleName=role, PolicyName=name)
    return {"role": role, "name": name, "policy": decoded(answer["PolicyDocument"])} if answer else None


def _delete_role_policy(call: Call[Aws]) -> None:
    role, _, name = call.id.partition(":")
    unless_missing(iam_of(call).delete_role_policy, RoleName=role, PolicyName=name)


def _attach(call: Call[Aws]) -> Made:
    role, arn = call.inputs["role"], call.inputs["policyArn"]
    iam_of(call).attach_role_policy(RoleName=role, PolicyArn=arn)
    return Made(id=f"{role}/{arn}")


def _read_attachment(call: Call[Aws]) -> Properties | None:
    role, _, arn = call.id.partition("/")
    answer = unless_missing(iam_of(call).list_attached_role_policies, RoleName=role) or {"AttachedPolicies": ()}
    there = any(policy["PolicyArn"] == arn for policy in answer["AttachedPolicies"])
    return {"role": role, "policyArn": arn} if there else None


def _detach(call: Call[Aws]) -> None:
    role, _, arn = call.id.partition("/")
    unless_missing(iam_of(call).detach_role_policy, RoleName=role, PolicyArn=arn)


def _create_profile(call: Call[Aws]) -> Made:
    name = name_of(call)
    iam_of(call).create_instance_profile(
        InstanceProfileName=name, Tags=tag_list(call.connection.tags_all(call.inputs)), **given(call, Path="path")
    )
    return Made(id=name)


def _profile(call: Call[Aws], name: str) -> Any:  # boto3's
    answer = unless_missing(iam_of(call).get_instance_profile, InstanceProfileName=name)
    return answer["InstanceProfile"] if answer else None


def _read_profile(call: Call[Aws]) -> Properties | None:
    profile = _profile(call, call.id)
    if profile is None:
        return None
    roles = [role["RoleName"] for role in profile.get("Roles", ())]
    return {
        "arn": profile["Arn"],
        "name": profile["InstanceProfileName"],
        "path": profile["Path"],
        "uniqueId": profile["InstanceProfileId"],
        "createDate": _stamp(profile.get("CreateDate")),
        "role": roles[0] if roles else None,
        "tags": call.connection.own_tags(tag_map(profile.get("Tags")), call.inputs),
    }


def _update_profile(call: Call[Aws]) -> None:
    iam, wanted = iam_of(call), call.inputs.get("role")
    if "role" in call.changed:
        there = [role["RoleName"] for role in _profile(call, call.id).get("Roles", ())]
        for role in there:
            if role != wanted:
                iam.remove_role_from_instance_profile(InstanceProfileName=call.id, RoleName=role)
        if wanted and wanted not in there:
            iam.add_role_to_instance_profile(InstanceProfileName=call.id, RoleName=wanted)
    if "tags" in call.changed:
        write_tags(
            call,
            tag_map(_profile(call, call.id).get("Tags")),
            tag=lambda tags: iam.tag_instance_profile(InstanceProfileName=call.id, Tags=tag_list(tags)),
            untag=lambda keys: iam.untag_instance_profile(InstanceProfileName=call.id, TagKeys=keys),
        )


def _delete_profile(call: Call[Aws]) -> None:
    for role in (_profile(call, call.id) or {}).get("Roles", ()):
        iam_of(call).remove_role_from_instance_profile(InstanceProfileName=call.id, RoleName=role["RoleName"])
    unless_missing(iam_of(call).delete_instance_profile, InstanceProfileName=call.id)


IAM_ROLES: Final = table(
    aws_type(
        "iam/role:Role",
        Effect(
            create=_create_role,
            read=_read_role,
            update=_update_role,
            delete=_delete_role,
            find=_find_role,
            afterwards=("inlinePolicies", "managedPolicyArns"),
        ),
        replace_on=("path",),
        computed=("managedPolicyArns", "inlinePolicies"),
        documents=("assumeRolePolicy",),
        unordered=("managedPolicyArns",),
        naming=Autoname(limit=64),
        defaults={"forceDetachPolicies": False, "maxSessionDuration": _SESSION, "path": "/"},
    ),
    aws_type(
        "iam/rolePolicy:RolePolicy",
        Effect(create=_put_role_policy, read=_read_role_policy, update=_update_role_policy, delete=_delete_role_policy),
        replace_on=("role",),
        documents=("policy",),
        naming=Autoname(limit=128),
    ),
    aws_type(
        "iam/rolePolicyAttachment:RolePolicyAttachment",
        Effect(create=_attach, read=_read_attachment, delete=_detach),
        replace_on=("role", "policyArn"),
    ),
    aws_type(
        "iam/instanceProfile:InstanceProfile",
        Effect(
            create=_create_profile,
            read=_read_profile,
            update=_update_profile,
            delete=_delete_profile,
            find=lambda call: name_of(call) if _profile(call, name_of(call)) else None,
            afterwards=("role",),
        ),
        replace_on=("path",),
        naming=Autoname(limit=128),
        defaults={"path": "/"},
    ),
)
