"""IAM: managed policies and identity providers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from local.providers.aws.iam_roles import decoded, iam_of
from local.providers.aws.rows import (
    aws_type,
    given,
    if_offered,
    name_of,
    tag_list,
    tag_map,
    unless_missing,
    write_tags,
)
from local.providers.aws.shapes import document
from local.providers.naming import Autoname
from local.providers.resource import Call, Effect, Made, table

if TYPE_CHECKING:
    from local.providers.aws.connection import Aws
    from local.providers.values import Properties

_MOST_VERSIONS: Final = 5  # of a managed policy; the oldest has to go before a sixth


def _create_policy(call: Call[Aws]) -> Made:
    policy = iam_of(call).create_policy(
        PolicyName=name_of(call),
        PolicyDocument=document(call.inputs["policy"]),
        Tags=tag_list(call.connection.tags_all(call.inputs)),
        **given(call, Description="description", Path="path"),
    )["Policy"]
    return Made(id=policy["Arn"])


def _find_policy(call: Call[Aws]) -> str | None:
    path, name = call.inputs.get("path", "/"), name_of(call)
    arn = call.connection.arn("iam", f"policy{path}{name}", "")
    return arn if unless_missing(iam_of(call).get_policy, PolicyArn=arn) else None


def _read_policy(call: Call[Aws]) -> Properties | None:
    answer = unless_missing(iam_of(call).get_policy, PolicyArn=call.id)
    if answer is None:
        return None
    policy = answer["Policy"]
    version = iam_of(call).get_policy_version(PolicyArn=call.id, VersionId=policy["DefaultVersionId"])["PolicyVersion"]
    return {
        "arn": policy["Arn"],
        "name": policy["PolicyName"],
        "policyId": policy["PolicyId"],
        "attachmentCount": policy.get("AttachmentCount", 0),
        "path": policy["Path"],
        "description": policy.get("Description") or None,
        "policy": decoded(version["Document"]),
        "tags": call.connection.own_tags(tag_map(policy.get("Tags")), call.inputs),
    }


def _update_policy(call: Call[Aws]) -> None:
    iam = iam_of(call)
    if "policy" in call.changed:
        versions = iam.list_policy_versions(PolicyArn=call.id)["Versions"]
        spare = sorted((v for v in versions if not v["IsDefaultVersion"]), key=lambda v: v["CreateDate"])
        if len(versions) >= _MOST_VERSIONS:
            iam.delete_policy_version(PolicyArn=call.id, VersionId=spare[0]["VersionId"])
        iam.create_policy_version(PolicyArn=call.id, PolicyDocument=document(call.inputs["policy"]), SetAsDefault=True)
    if "tags" in call.changed:
        write_tags(
            call,
            tag_map(iam.list_policy_tags(PolicyArn=call.id).get("Tags")),
            tag=lambda tags: iam.tag_policy(PolicyArn=call.id, Tags=tag_list(tags)),
            untag=lambda keys: iam.untag_policy(PolicyArn=call.id, TagKeys=keys),
        )


def _delete_policy(call: Call[Aws]) -> None:
    iam = iam_of(call)
    for version in (unless_missing(iam.list_policy_versions, PolicyArn=call.id) or {}).get("Versions", ()):
        if not version["IsDefaultVersion"]:
            iam.delete_policy_version(PolicyArn=call.id, VersionId=version["VersionId"])
    unless_missing(iam.delete_policy, PolicyArn=call.id)


def _create_oidc(call: Call[Aws]) -> Made:
    answer = iam_of(call).create_open_id_connect_provider(
        Url=call.inputs["url"],
        ClientIDList=call.inputs["clientIdLists"],
        Tags=tag_list(call.connection.tags_all(call.inputs)),
        **given(call, ThumbprintList="thumbprintLists"),
    )
    return Made(id=answer["OpenIDConnectProviderArn"])


def _find_oidc(call: Call[Aws]) -> str | None:
    arn = call.connection.arn("iam", f"oidc-provider/{call.inputs['url'].removeprefix('https://')}", "")
    return arn if unless_missing(iam_of(call).get_open_id_connect_provider, OpenIDConnectProviderArn=arn) else None


def _read_oidc(call: Call[Aws]) -> Properties | None:
    provider = unless_missing(iam_of(call).get_open_id_connect_provider, OpenIDConnectProviderArn=call.id)
    if provider is None:
        return None
    bare = provider["Url"].removeprefix("https://")
    url = call.inputs.get("url", f"https://{bare}")
    return {
        "arn": call.id,
        "url": url if url.removeprefix("https://") == bare else f"https://{bare}",
        "clientIdLists": sorted(provider.get("ClientIDList", ())),
        "thumbprintLists": list(provider.get("ThumbprintList", ())),
        "tags": call.connection.own_tags(tag_map(provider.get("Tags")), call.inputs),
    }


def _update_oidc(call: Call[Aws]) -> None:
    iam, name = iam_of(call), {"OpenIDConnectProviderArn": call.id}
    if "clientIdLists" in call.changed:
        _write_clients(call)
    if "thumbprintLists" in call.changed and call.inputs.get("thumbprintLists"):
        iam.update_open_id_connect_provider_thumbprint(**name, ThumbprintList=call.inputs["thumbprintLists"])
    if "tags" in call.changed:
        write_tags(
            call,
            tag_map(iam.get_open_id_connect_provider(**name).get("Tags")),
            tag=lambda tags: if_offered(iam.tag_open_id_connect_provider, **name, Tags=tag_list(tags)),
            untag=lambda keys: if_offered(iam.untag_open_id_connect_provider, **name, TagKeys=keys),
        )


def _write_clients(call: Call[Aws]) -> None:
    """Add and remove client ids; an emulator that can't do that gets the provider anew, under the same ARN."""
    iam, name, wanted = iam_of(call), {"OpenIDConnectProviderArn": call.id}, set(call.inputs["clientIdLists"])
    there = set(iam.get_open_id_connect_provider(**name).get("ClientIDList", ()))
    added = [
        if_offered(iam.add_client_id_to_open_id_connect_provider, **name, ClientID=client)
        for client in sorted(wanted - there)
    ]
    removed = [
        if_offered(iam.remove_client_id_from_open_id_connect_provider, **name, ClientID=client)
        for client in sorted(there - wanted)
    ]
    if not all([*added, *removed]):
        iam.delete_open_id_connect_provider(**name)
        _create_oidc(call)


def _delete_oidc(call: Call[Aws]) -> None:
    unless_missing(iam_of(call).delete_open_id_connect_provider, OpenIDConnectProviderArn=call.id)


IAM_POLICIES: Final = table(
    aws_type(
        "iam/policy:Policy",
        Effect(
            create=_create_policy, read=_read_policy, update=_update_policy, delete=_delete_policy, find=_find_policy
        ),
        replace_on=("description", "path"),
        documents=("policy",),
        naming=Autoname(limit=128),
        defaults={"path": "/"},
    ),
    aws_type(
        "iam/openIdConnectProvider:OpenIdConnectProvider",
        Effect(create=_create_oidc, read=_read_oidc, update=_update_oidc, delete=_delete_oidc, find=_find_oidc),
        replace_on=("url",),
        note="the emulator can't change client ids or tags: client ids are changed by making the provider anew",
        computed=("thumbprintLists",),
        unordered=("clientIdLists",),
    ),
)
