"""KMS and Secrets Manager.

KMS honours a key's tags only some minutes after they were set ("ABAC for AWS KMS"): what an `up` does with a key right
after making it is not bound to tags, and harms nobody's key (it reads, turns rotation on, gives a name of ours).
What could harm one is bound: its policy, its end, its description. A key is used by way of services alone.
"""

from __future__ import annotations

from strongroom.deployer.model import Bound, Needs, Service, reference

_KEY = "arn:{partition}:kms:{region}:{account}:key/*"
_ALIAS = "arn:{partition}:kms:{region}:{account}:alias/{prefix}-*"
_OURS = {
    "StringEquals": {
        "aws:ResourceTag/Project": "{project}",
        "aws:ResourceTag/Environment": "{environment}",
        "aws:ResourceTag/ManagedBy": "pulumi",
    }
}
_AS_OURS = {"StringEquals": {"aws:RequestTag/Project": "{project}", "aws:RequestTag/Environment": "{environment}"}}
_KEY_SEEN = ("kms:DescribeKey", "kms:GetKeyPolicy", "kms:GetKeyRotationStatus", "kms:ListResourceTags")
_KEY_CHANGED = (
    "kms:DisableKeyRotation",
    "kms:EnableKey",
    "kms:PutKeyPolicy",
    "kms:ScheduleKeyDeletion",
    "kms:UntagResource",
    "kms:UpdateKeyDescription",
)
_NAMED = ("kms:CreateAlias", "kms:DeleteAlias", "kms:UpdateAlias")
_SERVICES = ("dynamodb", "elasticache", "lambda", "rds", "s3", "secretsmanager", "sns", "sqs")
_GRANTED = ("dynamodb", "elasticache", "lambda", "rds")
_VIA = [f"{service}.*.amazonaws.com" for service in _SERVICES]

KEYS = Service(
    source=reference("awskeymanagementservice"),
    types={
        "aws:kms/key:Key": Needs(
            create=("kms:CreateKey", "kms:TagResource", "kms:EnableKeyRotation"),
            read=_KEY_SEEN,
            update=tuple(one for one in _KEY_CHANGED if one != "kms:ScheduleKeyDeletion"),
            delete=("kms:ScheduleKeyDeletion",),
        ),
        "aws:kms/replicaKey:ReplicaKey": Needs(
            create=("kms:ReplicateKey", "kms:CreateKey", "kms:TagResource", "iam:CreateServiceLinkedRole"),
            read=_KEY_SEEN,
            update=("kms:EnableKey", "kms:PutKeyPolicy", "kms:UntagResource", "kms:UpdateKeyDescription"),
            delete=("kms:ScheduleKeyDeletion",),
        ),
        "aws:kms/alias:Alias": Needs(
            create=("kms:CreateAlias",),
            read=("kms:ListAliases",),
            update=("kms:UpdateAlias",),
            delete=("kms:DeleteAlias",),
        ),
        # The program signs in to Vault with a token that it signs with a key of the stack.
        "vault:index/mount:Mount": Needs(create=("kms:Sign",)),
    },
    bounds=(
        Bound(
            sid="KeysMade",
            actions=("kms:CreateKey",),
            resources=("*",),
            conditions=_AS_OURS,
            wide="a key has no ARN before it is made; its tags bound it",
        ),
        # A key that is being made has no tags; one that says whose it is stays that one's, as the state's key does.
        Bound(
            sid="KeysTagged",
            actions=("kms:TagResource",),
            resources=(_KEY,),
            conditions={**_AS_OURS, "StringEqualsIfExists": _OURS["StringEquals"]},
        ),
        Bound(
            sid="KeysNamedAndSeen",
            actions=(*_KEY_SEEN, "kms:CreateAlias", "kms:EnableKeyRotation"),
            resources=(_KEY,),
        ),
        Bound(
            sid="KeysReplicated",
            actions=("kms:ReplicateKey",),
            resources=(_KEY,),
            conditions={"StringEquals": {"kms:ReplicaRegion": "{second_region}"}},
        ),
        Bound(sid="KeysChanged", actions=(*_KEY_CHANGED, *_NAMED), resources=(_KEY,), conditions=_OURS),
        Bound(sid="Aliases", actions=_NAMED, resources=(_ALIAS,)),
        Bound(sid="AliasesSeen", actions=("kms:ListAliases",), resources=("*",), wide="listing knows no resources"),
        Bound(
            sid="KeysUsedByServices",
            actions=("kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey"),
            resources=(_KEY,),
            conditions={"StringLike": {"kms:ViaService": _VIA}},
        ),
        Bound(
            sid="KeysGrantedToServices",
            actions=("kms:CreateGrant",),
            resources=(_KEY,),
            conditions={
                "Bool": {"kms:GrantIsForAWSResource": "true"},
                "StringLike": {"kms:ViaService": [one for one in _VIA if one.startswith(_GRANTED)]},
            },
        ),
        Bound(
            sid="SignInToVault",
            actions=("kms:Sign",),
            resources=(_KEY,),
            conditions={"StringEquals": {"kms:RequestAlias": "alias/{prefix}-vault-deployer"}},
        ),
    ),
)

_ENTRY = "arn:{partition}:secretsmanager:{region}:{account}:secret:{environment}/*"
_ENTRIES = (
    "secretsmanager:CancelRotateSecret",
    "secretsmanager:CreateSecret",
    "secretsmanager:DeleteResourcePolicy",
    "secretsmanager:DeleteSecret",
    "secretsmanager:DescribeSecret",
    "secretsmanager:GetResourcePolicy",
    "secretsmanager:ListSecretVersionIds",
    "secretsmanager:PutResourcePolicy",
    "secretsmanager:RemoveRegionsFromReplication",
    "secretsmanager:ReplicateSecretToRegions",
    "secretsmanager:RestoreSecret",
    "secretsmanager:RotateSecret",
    "secretsmanager:TagResource",
    "secretsmanager:UntagResource",
    "secretsmanager:UpdateSecret",
)

SECRETS = Service(
    source=reference("awssecretsmanager"),
    types={
        "aws:secretsmanager/secret:Secret": Needs(
            create=(
                "secretsmanager:CreateSecret",
                "secretsmanager:PutResourcePolicy",
                "secretsmanager:ReplicateSecretToRegions",
                "secretsmanager:RestoreSecret",
                "secretsmanager:TagResource",
                "kms:Decrypt",
                "kms:GenerateDataKey",
            ),
            read=("secretsmanager:DescribeSecret", "secretsmanager:GetResourcePolicy"),
            update=(
                "secretsmanager:DeleteResourcePolicy",
                "secretsmanager:RemoveRegionsFromReplication",
                "secretsmanager:UntagResource",
                "secretsmanager:UpdateSecret",
            ),
            delete=("secretsmanager:DeleteSecret",),
        ),
        "aws:secretsmanager/secretPolicy:SecretPolicy": Needs(
            create=("secretsmanager:PutResourcePolicy",),
            read=("secretsmanager:GetResourcePolicy",),
            delete=("secretsmanager:DeleteResourcePolicy",),
        ),
        # RotateSecret asks its caller for the right to call the function: "Permissions for rotation".
        "aws:secretsmanager/secretRotation:SecretRotation": Needs(
            create=("secretsmanager:RotateSecret", "lambda:InvokeFunction"),
            read=("secretsmanager:DescribeSecret",),
            delete=("secretsmanager:CancelRotateSecret",),
        ),
        "aws:secretsmanager/secretVersion:SecretVersion": Needs(
            create=("secretsmanager:PutSecretValue", "kms:Decrypt", "kms:GenerateDataKey"),
            read=("secretsmanager:GetSecretValue", "secretsmanager:ListSecretVersionIds"),
            update=("secretsmanager:UpdateSecretVersionStage",),
        ),
    },
    bounds=(
        Bound(sid="Entries", actions=_ENTRIES, resources=(_ENTRY,)),
        Bound(
            sid="ValuesThatTheEngineWrites",
            actions=(
                "secretsmanager:GetSecretValue",
                "secretsmanager:PutSecretValue",
                "secretsmanager:UpdateSecretVersionStage",
            ),
            resources=("arn:{partition}:secretsmanager:{region}:{account}:secret:{environment}/{written}-??????",),
        ),
    ),
)
