"""Examples of the rules on GitHub and on random resources."""

from __future__ import annotations

from tests.policy.engine_side import Sent
from tests.policy.examples.example import Examples, one

ENVIRONMENT = "github:index/repositoryEnvironment:RepositoryEnvironment"
ORGANISATION = "github:index/actionsOrganizationSecret:ActionsOrganizationSecret"
WORKFLOWS = "github:index/workflowRepositoryPermissions:WorkflowRepositoryPermissions"
ACTIONS = "github:index/actionsRepositoryPermissions:ActionsRepositoryPermissions"
WEBHOOK = "github:index/repositoryWebhook:RepositoryWebhook"
KEY = "github:index/repositoryDeployKey:RepositoryDeployKey"
PASSWORD = "random:index/randomPassword:RandomPassword"
VERSION = "aws:secretsmanager/secretVersion:SecretVersion"
BRANCHES = {"protectedBranches": False, "customBranchPolicies": True}

EXAMPLES = {
    "github-environment-reviewers": Examples(
        at="reviewers",
        failing=[one(ENVIRONMENT, environment="production", reviewers=[]), one(ENVIRONMENT, environment="prod")],
        passing=[one(ENVIRONMENT, environment="production", reviewers=[{"teams": [1]}])],
        near=[one(ENVIRONMENT, environment="staging"), one(ENVIRONMENT, environment="reproduction")],
    ),
    "github-environment-branches": Examples(
        at="deploymentBranchPolicy",
        failing=[
            one(ENVIRONMENT, environment="production"),
            one(ENVIRONMENT, environment="prod-eu", deploymentBranchPolicy={**BRANCHES, "customBranchPolicies": False}),
        ],
        passing=[one(ENVIRONMENT, environment="production", deploymentBranchPolicy=BRANCHES)],
        near=[one(ENVIRONMENT, environment="staging")],
    ),
    "github-environment-bypass": Examples(
        at="preventSelfReview",
        failing=[
            one(ENVIRONMENT, environment="production", preventSelfReview=False, canAdminsBypass=False),
            one(ENVIRONMENT, environment="production", preventSelfReview=True),
        ],
        passing=[one(ENVIRONMENT, environment="production", preventSelfReview=True, canAdminsBypass=False)],
        near=[one(ENVIRONMENT, environment="preview")],
    ),
    "github-organisation-secret": Examples(
        at="visibility",
        failing=[one(ORGANISATION, secretName="X", visibility="all")],
        passing=[one(ORGANISATION, secretName="X", visibility="selected")],
        near=[one(ORGANISATION, secretName="X", visibility="private")],
    ),
    "github-workflow-permissions": Examples(
        at="defaultWorkflowPermissions",
        failing=[one(WORKFLOWS, defaultWorkflowPermissions="write"), one(WORKFLOWS, canApprovePullRequestReviews=True)],
        passing=[one(WORKFLOWS, defaultWorkflowPermissions="read", canApprovePullRequestReviews=False)],
        near=[one(WORKFLOWS)],
    ),
    "github-actions-allowed": Examples(
        at="allowedActions",
        failing=[one(ACTIONS, allowedActions="all")],
        passing=[one(ACTIONS, allowedActions="selected")],
        near=[one(ACTIONS, enabled=False)],
    ),
    "github-webhook-tls": Examples(
        at="configuration.url",
        failing=[
            one(WEBHOOK, configuration={"url": "http://hooks.company.net/x", "secret": "${SECRET}"}),
            one(
                WEBHOOK,
                configuration={"url": "https://hooks.company.net/x", "secret": "${SECRET}", "insecureSsl": True},
            ),
            one(WEBHOOK, configuration={"url": "https://hooks.company.net/x"}),
        ],
        passing=[one(WEBHOOK, configuration={"url": "https://hooks.company.net/x", "secret": "${SECRET}"})],
        near=[
            one(WEBHOOK, configuration={"url": "https://h.net/http://x", "secret": "${SECRET}", "insecureSsl": False})
        ],
    ),
    "github-deploy-key": Examples(
        at="readOnly",
        failing=[one(KEY, readOnly=False)],
        passing=[one(KEY, readOnly=True)],
        near=[one(KEY)],
    ),
    "random-password-length": Examples(
        at="length",
        failing=[one(PASSWORD, length=12)],
        passing=[one(PASSWORD, length=32)],
        near=[one(PASSWORD, length=20)],
    ),
    "random-as-secret": Examples(
        failing=[
            (
                Sent(type="random:index/randomId:RandomId", name="made", inputs={"byteLength": 32}),
                Sent(type=VERSION, name="value", depends={"secretString": ["made"]}),
            ),
            (
                Sent(type="random:index/randomString:RandomString", name="made", inputs={"length": 32}),
                Sent(type="aws:rds/instance:Instance", name="db", depends={"password": ["made"]}),
            ),
        ],
        passing=[
            (
                Sent(type=PASSWORD, name="made", inputs={"length": 32}),
                Sent(type=VERSION, name="value", depends={"secretString": ["made"]}),
            )
        ],
        near=[
            (
                Sent(type="random:index/randomId:RandomId", name="made", inputs={"byteLength": 4}),
                Sent(type="aws:s3/bucket:Bucket", name="bucket", depends={"bucket": ["made"]}),
            )
        ],
    ),
}
