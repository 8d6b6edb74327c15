"""S3 and DynamoDB: the cluster's buckets and its table."""

from __future__ import annotations

from strongroom.deployer.model import Bound, Needs, Service, reference

# The provider reads all of a bucket's configuration with the bucket itself.
_BUCKET_SEEN = (
    "s3:GetAccelerateConfiguration",
    "s3:GetBucketAcl",
    "s3:GetBucketCORS",
    "s3:GetBucketLocation",
    "s3:GetBucketLogging",
    "s3:GetBucketObjectLockConfiguration",
    "s3:GetBucketPolicy",
    "s3:GetBucketRequestPayment",
    "s3:GetBucketTagging",
    "s3:GetBucketVersioning",
    "s3:GetBucketWebsite",
    "s3:GetEncryptionConfiguration",
    "s3:GetLifecycleConfiguration",
    "s3:GetReplicationConfiguration",
    "s3:ListBucket",
    "s3:ListTagsForResource",
)
_BUCKET = "arn:{partition}:s3:::{prefix}-*"


def _setting(put: str, get: str, *more: str) -> Needs:
    return Needs(create=(put, *more), read=(get, "s3:ListBucket"))


BUCKETS = Service(
    source=reference("amazons3"),
    types={
        "aws:s3/bucket:Bucket": Needs(
            create=(
                "s3:CreateBucket",
                "s3:PutBucketTagging",
                "s3:PutBucketObjectLockConfiguration",
                "s3:PutBucketVersioning",
                "s3:TagResource",
            ),
            read=_BUCKET_SEEN,
            update=("s3:UntagResource",),
            delete=("s3:DeleteBucket",),
        ),
        "aws:s3/bucketVersioning:BucketVersioning": _setting("s3:PutBucketVersioning", "s3:GetBucketVersioning"),
        "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": _setting(
            "s3:PutBucketPublicAccessBlock", "s3:GetBucketPublicAccessBlock"
        ),
        "aws:s3/bucketOwnershipControls:BucketOwnershipControls": _setting(
            "s3:PutBucketOwnershipControls", "s3:GetBucketOwnershipControls"
        ),
        "aws:s3/bucketPolicy:BucketPolicy": _setting(
            "s3:PutBucketPolicy", "s3:GetBucketPolicy", "s3:DeleteBucketPolicy"
        ),
        "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": _setting(
            "s3:PutEncryptionConfiguration", "s3:GetEncryptionConfiguration"
        ),
        "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": _setting(
            "s3:PutLifecycleConfiguration", "s3:GetLifecycleConfiguration"
        ),
        "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration": _setting(
            "s3:PutBucketObjectLockConfiguration", "s3:GetBucketObjectLockConfiguration"
        ),
        "aws:s3/bucketNotification:BucketNotification": _setting(
            "s3:PutBucketNotification", "s3:GetBucketNotification"
        ),
        "aws:s3/bucketReplicationConfig:BucketReplicationConfig": _setting(
            "s3:PutReplicationConfiguration", "s3:GetReplicationConfiguration", "iam:PassRole"
        ),
        "aws:s3/bucketObjectv2:BucketObjectv2": Needs(
            create=("s3:PutObject", "s3:PutObjectTagging", "kms:Decrypt", "kms:GenerateDataKey"),
            read=("s3:GetObject", "s3:GetObjectTagging"),
            delete=("s3:DeleteObject", "s3:DeleteObjectVersion", "s3:ListBucketVersions"),
        ),
    },
    bounds=(
        Bound(
            sid="Buckets",
            actions=(
                *_BUCKET_SEEN,
                "s3:CreateBucket",
                "s3:DeleteBucket",
                "s3:DeleteBucketPolicy",
                "s3:GetBucketNotification",
                "s3:GetBucketOwnershipControls",
                "s3:GetBucketPublicAccessBlock",
                "s3:ListBucketVersions",
                "s3:PutBucketNotification",
                "s3:PutBucketObjectLockConfiguration",
                "s3:PutBucketOwnershipControls",
                "s3:PutBucketPolicy",
                "s3:PutBucketPublicAccessBlock",
                "s3:PutBucketTagging",
                "s3:PutBucketVersioning",
                "s3:PutEncryptionConfiguration",
                "s3:PutLifecycleConfiguration",
                "s3:PutReplicationConfiguration",
                "s3:TagResource",
                "s3:UntagResource",
            ),
            resources=(_BUCKET,),
        ),
        Bound(
            sid="NodeProgram",
            actions=(
                "s3:DeleteObject",
                "s3:DeleteObjectVersion",
                "s3:GetObject",
                "s3:GetObjectTagging",
                "s3:PutObject",
                "s3:PutObjectTagging",
            ),
            resources=("arn:{partition}:s3:::{prefix}-vault-program-{account}*/node-program/*",),
        ),
    ),
)

TABLES = Service(
    source=reference("amazondynamodb"),
    types={
        "aws:dynamodb/table:Table": Needs(
            create=(
                "dynamodb:CreateTable",
                "dynamodb:TagResource",
                "dynamodb:UpdateContinuousBackups",
                # "How DynamoDB uses AWS KMS": asked of whoever makes the table.
                "kms:CreateGrant",
                "kms:Decrypt",
                "kms:DescribeKey",
            ),
            read=(
                "dynamodb:DescribeContinuousBackups",
                "dynamodb:DescribeTable",
                "dynamodb:DescribeTimeToLive",
                "dynamodb:ListTagsOfResource",
            ),
            update=("dynamodb:UpdateTable", "dynamodb:UpdateTimeToLive", "dynamodb:UntagResource"),
            delete=("dynamodb:DeleteTable",),
        ),
        "aws:dynamodb/resourcePolicy:ResourcePolicy": Needs(
            create=("dynamodb:PutResourcePolicy",),
            read=("dynamodb:GetResourcePolicy",),
            delete=("dynamodb:DeleteResourcePolicy",),
        ),
    },
    bounds=(
        Bound(
            sid="Tables",
            actions=(
                "dynamodb:CreateTable",
                "dynamodb:DeleteResourcePolicy",
                "dynamodb:DeleteTable",
                "dynamodb:DescribeContinuousBackups",
                "dynamodb:DescribeTable",
                "dynamodb:DescribeTimeToLive",
                "dynamodb:GetResourcePolicy",
                "dynamodb:ListTagsOfResource",
                "dynamodb:PutResourcePolicy",
                "dynamodb:TagResource",
                "dynamodb:UntagResource",
                "dynamodb:UpdateContinuousBackups",
                "dynamodb:UpdateTable",
                "dynamodb:UpdateTimeToLive",
            ),
            resources=("arn:{partition}:dynamodb:{region}:{account}:table/{prefix}-*",),
        ),
    ),
)
