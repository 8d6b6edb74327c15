"""The deployer in IAM: the boundary of what it makes, its policies, its role, and the account's trust in GitHub."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from strongroom import naming
from strongroom.bootstrap import documents
from strongroom.bootstrap.part import Setting, Step, as_list, as_mapping, foreign, mend, step_of
from strongroom.stores.aws_errors import translated

if TYPE_CHECKING:
    from collections.abc import Callable

    from strongroom.account import Account
    from strongroom.bootstrap.part import Marks

PATH = f"/{naming.BOOTSTRAP}/"
HOUR = 3600  # seconds that a session of the deployer lasts at most
_VERSIONS = 5  # that IAM keeps of a policy


@dataclass
class Policy:
    """A managed policy; `text` is None as long as what it has to name does not exist."""

    account: Account
    marks: Marks
    arn: str
    text: Callable[[], str | None]
    description: str

    @property
    def name(self) -> str:
        """As a person knows it."""
        return f"policy {self.arn.rpartition('/')[2]}"

    def look(self) -> Step:
        """How it stands."""
        found = self._found()
        if found is None:
            return Step(part=self.name, does="make", details=(self.description,))
        if not self.marks.on(as_mapping(found.get("Tags", []))):
            return foreign(self.name, "it is not tagged as ours; delete it, or tag it to hand it over")
        return step_of(self.name, [self._content()])

    def settle(self) -> None:
        """Make it, or give it a new version."""
        if self._found():
            mend([self._content()])
            return
        with translated(self.name, action="iam:CreatePolicy and iam:TagPolicy"):
            self._iam.create_policy(
                PolicyName=self.arn.rpartition("/")[2],
                Path=PATH,
                PolicyDocument=self.text(),
                Description=self.description,
                Tags=as_list(self.marks.tags),
            )

    @property
    def _iam(self) -> Any:
        return self.account.client("iam")

    def _found(self) -> dict[str, Any] | None:
        try:
            with translated(self.name, action="iam:GetPolicy", passing=is_missing):
                found: dict[str, Any] = self._iam.get_policy(PolicyArn=self.arn)["Policy"]
        except ClientError:
            return None
        return found

    def _content(self) -> Setting:
        return Setting(name="content", right=self._is_right, write=self._renew)

    def _is_right(self) -> bool:
        found, text = self._found(), self.text()
        if not found or text is None:
            return False
        with translated(self.name, action="iam:GetPolicyVersion"):
            version = self._iam.get_policy_version(PolicyArn=self.arn, VersionId=found["DefaultVersionId"])
        return documents.same(as_document(version["PolicyVersion"]["Document"]), json.loads(text))

    def _renew(self) -> None:
        with translated(self.name, action="iam:ListPolicyVersions"):
            versions = self._iam.list_policy_versions(PolicyArn=self.arn)["Versions"]
        if len(versions) >= _VERSIONS:
            oldest = min((one for one in versions if not one["IsDefaultVersion"]), key=lambda one: one["CreateDate"])
            with translated(self.name, action="iam:DeletePolicyVersion"):
                self._iam.delete_policy_version(PolicyArn=self.arn, VersionId=oldest["VersionId"])
        with translated(self.name, action="iam:CreatePolicyVersion"):
            self._iam.create_policy_version(PolicyArn=self.arn, PolicyDocument=self.text(), SetAsDefault=True)


@dataclass
class Role:
    """The deployer's role: whom it trusts, for how long, and with exactly these policies."""

    account: Account
    marks: Marks
    role: str
    trust: documents.Document
    policies: Callable[[], tuple[str, ...]]

    @property
    def name(self) -> str:
        """As a person knows it."""
        return f"role {self.role}"

    def look(self) -> Step:
        """How it stands."""
        found = self._found()
        if found is None:
            return Step(part=self.name, does="make", details=(*_trusted(self.trust), "sessions of one hour at most"))
        if found["Path"] != PATH or not self.marks.on(as_mapping(found.get("Tags", []))):
            return foreign(self.name, "it is not tagged as ours; delete it, or tag it to hand it over")
        return step_of(self.name, self._settings())

    def settle(self) -> None:
        """Make it, and give it its policies."""
        if not self._found():
            with translated(self.name, action="iam:CreateRole and iam:TagRole"):
                self._iam.create_role(
                    RoleName=self.role,
                    Path=PATH,
                    AssumeRolePolicyDocument=json.dumps(self.trust),
                    Description=f"Applies the program's stack {self.marks.environment}",
                    MaxSessionDuration=HOUR,
                    Tags=as_list(self.marks.tags),
                )
        mend(self._settings())

    @property
    def _iam(self) -> Any:
        return self.account.client("iam")

    def _found(self) -> dict[str, Any] | None:
        try:
            with translated(self.name, action="iam:GetRole", passing=is_missing):
                found: dict[str, Any] = self._iam.get_role(RoleName=self.role)["Role"]
        except ClientError:
            return None
        return found

    def _settings(self) -> list[Setting]:
        return [
            Setting(name="trust", right=self._trusts, write=self._write_trust),
            Setting(name="sessions of one hour at most", right=self._lasts, write=self._write_duration),
            Setting(name="policies", right=lambda: self._attached() == set(self.policies()), write=self._attach),
            Setting(name="no policy of its own", right=lambda: not self._inline(), write=self._drop_inline),
        ]

    def _trusts(self) -> bool:
        found = self._found() or {}
        return documents.same(as_document(found.get("AssumeRolePolicyDocument")), self.trust)

    def _write_trust(self) -> None:
        with translated(self.name, action="iam:UpdateAssumeRolePolicy"):
            self._iam.update_assume_role_policy(RoleName=self.role, PolicyDocument=json.dumps(self.trust))

    def _lasts(self) -> bool:
        return (self._found() or {}).get("MaxSessionDuration") == HOUR

    def _write_duration(self) -> None:
        with translated(self.name, action="iam:UpdateRole"):
            self._iam.update_role(RoleName=self.role, MaxSessionDuration=HOUR)

    def _attached(self) -> set[str]:
        with translated(self.name, action="iam:ListAttachedRolePolicies"):
            found = self._iam.list_attached_role_policies(RoleName=self.role)["AttachedPolicies"]
        return {one["PolicyArn"] for one in found}

    def _attach(self) -> None:
        attached, wanted = self._attached(), set(self.policies())
        for arn in sorted(wanted - attached):
            with translated(self.name, action="iam:AttachRolePolicy"):
                self._iam.attach_role_policy(RoleName=self.role, PolicyArn=arn)
        for arn in sorted(attached - wanted):
            with translated(self.name, action="iam:DetachRolePolicy"):
                self._iam.detach_role_policy(RoleName=self.role, PolicyArn=arn)

    def _inline(self) -> list[str]:
        with translated(self.name, action="iam:ListRolePolicies"):
            found: list[str] = self._iam.list_role_policies(RoleName=self.role)["PolicyNames"]
        return found

    def _drop_inline(self) -> None:
        for policy in self._inline():
            with translated(self.name, action="iam:DeleteRolePolicy"):
                self._iam.delete_role_policy(RoleName=self.role, PolicyName=policy)


@dataclass
class Issuer:
    """The account's trust in GitHub's tokens: an account has one, whoever made it, and it is used as it is."""

    account: Account
    marks: Marks
    arn: str

    @property
    def name(self) -> str:
        """As a person knows it."""
        return f"provider {documents.ISSUER}"

    def look(self) -> Step:
        """How it stands."""
        found = self._found()
        if found is None:
            return Step(part=self.name, does="make", details=("for AWS's own audience",))
        if documents.AUDIENCE in found.get("ClientIDList", []):
            return Step(part=self.name, does="keep")
        if not self.marks.on(as_mapping(found.get("Tags", []))):
            add = f"aws iam add-client-id-to-open-id-connect-provider --client-id {documents.AUDIENCE}"
            return foreign(self.name, f"it does not know the audience {documents.AUDIENCE}; {add}")
        return Step(part=self.name, does="change", details=("audience",))

    def settle(self) -> None:
        """Make it."""
        if self._found():
            with translated(self.name, action="iam:AddClientIDToOpenIDConnectProvider"):
                self._iam.add_client_id_to_open_id_connect_provider(
                    OpenIDConnectProviderArn=self.arn, ClientID=documents.AUDIENCE
                )
            return
        with translated(self.name, action="iam:CreateOpenIDConnectProvider and iam:TagOpenIDConnectProvider"):
            self._iam.create_open_id_connect_provider(
                Url=f"https://{documents.ISSUER}", ClientIDList=[documents.AUDIENCE], Tags=as_list(self.marks.tags)
            )

    @property
    def _iam(self) -> Any:
        return self.account.client("iam")

    def _found(self) -> dict[str, Any] | None:
        try:
            with translated(self.name, action="iam:GetOpenIDConnectProvider", passing=is_missing):
                found: dict[str, Any] = self._iam.get_open_id_connect_provider(OpenIDConnectProviderArn=self.arn)
        except ClientError:
            return None
        return found


def as_document(given: Any) -> Any:
    """A document of IAM, however boto3 hands it over."""
    from strongroom.stores.iam_policies import document

    return document(given)


def is_missing(error: ClientError) -> bool:
    """Whether IAM says that there is none."""
    return error.response["Error"]["Code"] == "NoSuchEntity"


def _trusted(trust: documents.Document) -> tuple[str, ...]:
    """Whom a trust names, a line each."""
    found: list[str] = []
    for statement in trust["Statement"]:
        named = statement["Principal"].get("AWS") or statement["Condition"]["StringEquals"][f"{documents.ISSUER}:sub"]
        with_mfa = " with MFA" if statement["Sid"] == "People" else ""
        found += [f"for {one}{with_mfa}" for one in named]
    return tuple(found)
