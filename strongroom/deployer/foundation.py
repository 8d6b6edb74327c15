"""What is needed whatever the program makes: the state, who we are, and the look before a deployment."""

from __future__ import annotations

from strongroom.deployer.model import Bound, Needs, Service

STATE, LOOK = "strongroom:state", "strongroom:prerequisites"
_ROLE = "arn:{partition}:iam::{account}:role/bootstrap/{prefix}-deployer"
_EVERYWHERE = (
    "acm:DescribeCertificate",
    "cloudtrail:DescribeTrails",
    "ec2:DescribeAvailabilityZones",
    "ec2:DescribeImages",
    "ec2:DescribeInstanceTypeOfferings",
    "ec2:DescribeVpcPeeringConnections",
    "kms:ListKeys",
    "servicequotas:GetServiceQuota",
)

FOUNDATION = Service(
    source="https://www.pulumi.com/docs/iac/guides/basics/using-a-diy-backend/",
    types={
        STATE: Needs(
            create=("s3:PutObject", "kms:Encrypt", "kms:GenerateDataKey"),
            read=("s3:GetObject", "s3:GetBucketLocation", "s3:ListBucket", "kms:Decrypt", "kms:DescribeKey"),
            delete=("s3:DeleteObject",),  # a lock that is given up, a state that moved: versions stay
        ),
        LOOK: Needs(
            read=(
                *_EVERYWHERE,
                "cloudtrail:GetEventSelectors",
                "cloudtrail:GetTrailStatus",
                "ec2:DescribeAddresses",
                "ec2:DescribeRouteTables",
                "ec2:DescribeVpcs",
                "iam:GetPolicy",
                "iam:GetPolicyVersion",
                "iam:GetRole",
                "iam:ListAttachedRolePolicies",
                "iam:ListRolePolicies",
                "kms:DescribeKey",
                "kms:GetKeyPolicy",
                "kms:GetKeyRotationStatus",
                "kms:ListAliases",
                "s3:GetBucketLogging",
                "s3:GetBucketPolicy",
                "s3:GetBucketPublicAccessBlock",
                "s3:GetBucketTagging",
                "s3:GetBucketVersioning",
                "s3:GetEncryptionConfiguration",
                "s3:GetLifecycleConfiguration",
                "ssm:GetDocument",
            )
        ),
    },
    bounds=(
        Bound(
            sid="State",
            actions=("s3:DeleteObject", "s3:GetObject", "s3:PutObject"),
            resources=("arn:{partition}:s3:::{state_bucket}/*",),
        ),
        Bound(
            sid="StateBucket",
            actions=(
                "s3:GetBucketLocation",
                "s3:GetBucketLogging",
                "s3:GetBucketPolicy",
                "s3:GetBucketPublicAccessBlock",
                "s3:GetBucketTagging",
                "s3:GetBucketVersioning",
                "s3:GetEncryptionConfiguration",
                "s3:GetLifecycleConfiguration",
                "s3:ListBucket",
            ),
            resources=("arn:{partition}:s3:::{state_bucket}",),
        ),
        Bound(
            sid="StateKey",
            actions=("kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey", "kms:GetKeyPolicy"),
            resources=("{state_key}",),
        ),
        Bound(
            sid="OwnRole",
            actions=("iam:GetRole", "iam:ListAttachedRolePolicies", "iam:ListRolePolicies"),
            resources=(_ROLE,),
        ),
        Bound(
            sid="OwnPolicies",
            actions=("iam:GetPolicy", "iam:GetPolicyVersion"),
            resources=("arn:{partition}:iam::{account}:policy/bootstrap/{prefix}-*",),
        ),
        Bound(
            sid="Trails",
            actions=("cloudtrail:GetEventSelectors", "cloudtrail:GetTrailStatus"),
            resources=("arn:{partition}:cloudtrail:*:{account}:trail/*",),
        ),
        Bound(
            sid="SessionManagersSettings",
            actions=("ssm:GetDocument",),
            resources=("arn:{partition}:ssm:{region}:{account}:document/SSM-SessionManagerRunShell",),
        ),
        Bound(
            sid="LookAround",
            actions=_EVERYWHERE,
            resources=("*",),
            wide="describing actions of these services know no resources; certificates are the account's, by any id",
        ),
    ),
)
