# ruff: noqa: E501, PLR0915 - a case is easier to read on one line, and there are many
# fmt: off
"""Tags, descriptions, parameters, outputs, configuration, variables and addresses without a secret."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.policy.corpus.programs.drawn import ALNUM, document
from tests.policy.corpus.tokens import wrapped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.policy.corpus.programs.drawn import Drawn


def cases(g: Drawn) -> Iterator[tuple[str, str, str]]:
    """Place, name, text; behind each, why a reviewer calls it so."""
    yield "tag", "Name", 'orders-prod-vault-node'  # name
    yield "tag", "Owner", 'platform-team@acme.io'  # owner
    yield "tag", "CostCenter", 'CC-48213'  # id
    yield "tag", "aws:cloudformation:stack-id", f'arn:aws:cloudformation:eu-west-1:{g.account()}:stack/orders/{g.uuid()}'  # ARN
    yield "tag", "kubernetes.io/cluster/prod", 'owned'  # k8s
    yield "tag", "k8s.io/cluster-autoscaler/node-template/label/pool", 'spot'  # k8s
    yield "tag", "git-commit", g.hex(40)  # commit
    yield "tag", "ConfigHash", g.sha256()  # hash
    yield "tag", "SecretOwner", 'security-team'  # word
    yield "tag", "RotationDays", '90'  # number
    yield "tag", "PasswordPolicy", 'strict'  # word
    yield "tag", "DataClass", 'confidential'  # word
    yield "tag", "Ticket", 'OPS-4821'  # ticket
    yield "tag", "ManagedBy", 'pulumi'  # word
    yield "tag", "repo", 'https://github.com/acme/infra'  # url
    yield "tag", "karpenter.sh/discovery", 'prod-eu1'  # word
    yield "tag", "Schedule", 'Mo-Fr 08:00-18:00 Europe/Berlin'  # hours
    yield "tag", "credential-type", 'api-key'  # word
    yield "tag", "KeyPurpose", 'vault-unseal'  # word
    yield "tag", "backup-plan", g.uuid()  # id
    yield "tag", "terraform-lock", 'acme-tf/prod/orders/terraform.tfstate-md5'  # name
    yield "tag", "Beschreibung", 'Schlüsselverwaltung für die Produktionsumgebung'  # German
    yield "tag", "created", '2026-01-11T08:15:30Z'  # time
    yield "tag", "token-audience", 'sts.amazonaws.com'  # audience
    yield "tag", "Contact", 'https://acme.slack.com/archives/C02AB3CD4EF'  # slack channel link
    yield "tag", "secret-name", 'orders/db/password'  # name
    yield "description", "description", 'Seal key of the Vault cluster; rotates every year'  # prose
    yield "description", "description", 'Password of the orders database: rotated by Lambda every 90 days'  # prose
    yield "description", "description", 'API key for the weather service (get it from the owner; stored in prod/weather/api-key)'  # prose
    yield "description", "description", 'Allows the pipeline to read secret:prod/* and nothing else'  # prose
    yield "description", "description", 'Token exchange for GitHub Actions (OIDC), no static credentials'  # prose
    yield "description", "description", 'Zugangsdaten der Datenbank; Eigentümer: Plattform-Team'  # prose
    yield "description", "description", 'Clé de chiffrement du coffre, rotation annuelle'  # prose
    yield "description", "description", 'データベースのパスワード（90日ごとに自動ローテーション）'  # prose
    yield "description", "description", 'Ingress from 10.0.0.0/8 on 8200/tcp for Vault API'  # prose
    yield "description", "description", 'Managed by Pulumi - do not edit; see https://github.com/acme/infra/blob/main/README.md#secrets'  # prose
    yield "description", "description", 'Login with user name and password is disabled; use SSO'  # prose
    yield "description", "description", 'Old secret: decommissioned on 2025-11-30, see OPS-1182'  # prose
    yield "description", "description", 'The client secret: never put it here, use the store'  # prose
    yield "description", "description", 'Password=from Secrets Manager'  # prose
    yield "description", "description", 'Grants kms:Decrypt on key 1234abcd-12ab-34cd-56ef-1234567890ab'  # prose
    yield "description", "description", 'Certificate for *.acme.io, serial 04:8f:2c:aa:19:77:e3'  # prose
    yield "description", "description", 'Webhook receiver for https://hooks.slack.com (URL kept in prod/slack/webhook)'  # prose
    yield "description", "description", 'Bot token scopes: chat:write, channels:read'  # prose
    yield "ssm", "/prod/orders/log-level", 'info'  # plain
    yield "ssm", "/aws/service/ami-amazon-linux-latest/al2023", 'ami-0abcdef1234567890'  # AMI
    yield "ssm", "/prod/orders/secret-arn", f'arn:aws:secretsmanager:eu-west-1:{g.account()}:secret:orders-{g.alnum(6)}'  # ARN
    yield "ssm", "/prod/auth/public-key", g.armoured('PUBLIC KEY', 294)  # public
    yield "ssm", "/prod/auth/jwks", document({'keys': [{'kty': 'RSA', 'n': g.base64url(256), 'e': 'AQAB', 'kid': '1'}]})  # public JWKS
    yield "ssm", "/prod/orders/image-digest", 'sha256:' + g.sha256()  # digest
    yield "ssm", "/prod/network/vpc-id", 'vpc-0' + g.hex(16)  # id
    yield "ssm", "/prod/orders/password-policy", document({'minLength': 14, 'requireSymbols': True})  # policy
    yield "ssm", "/prod/orders/client-id", g.lower(26)  # client id
    yield "ssm", "/prod/ca/certificate", g.armoured('CERTIFICATE', 800)  # cert
    yield "ssm", "/prod/orders/token-lifetime", 'PT15M'  # duration
    yield "ssm", "/prod/orders/feature", document({'newCheckout': True, 'rollout': 0.25})  # flags
    yield "ssm", "/prod/orders/db-endpoint", 'orders.abc.eu-west-1.rds.amazonaws.com:5432'  # host
    yield "ssm", "/prod/agent/config", document({'agent': {'run_as_user': 'cwagent'}, 'logs': {'logs_collected': {'files': {'collect_list': [{'file_path': '/var/log/vault/audit.log'}]}}}})  # agent config
    yield "ssm", "/prod/deploy/last-commit", g.hex(40)  # commit
    yield "ssm", "/prod/orders/api-key-id", g.lower(10)  # API Gateway key id
    yield "ssm", "/prod/orders/keystore-path", '/opt/app/keystore.jks'  # path
    yield "output", "vaultUrl", 'https://vault.prod.internal:8200'  # url
    yield "output", "keyArn", f'arn:aws:kms:eu-west-1:{g.account()}:key/{g.uuid()}'  # ARN
    yield "output", "secretName", 'prod/orders/db'  # name
    yield "output", "tokenEndpoint", 'https://login.acme.io/oauth2/token'  # url
    yield "output", "publicKey", 'ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQ' + g.base64(250) + ' ops'  # public
    yield "output", "clusterCa", wrapped(g.armoured('CERTIFICATE', 700))  # CA
    yield "output", "bucketName", f'prod-audit-{g.hex(7)}'  # name
    yield "output", "accessKeyId", 'managed by the deployer; see the store'  # prose
    yield "output", "nameServers", 'ns-512.awsdns-00.net,ns-1024.awsdns-00.org'  # hosts
    yield "output", "imageDigest", f'sha256:{g.sha256()}'  # digest
    yield "output", "passwordSecretArn", f'arn:aws:secretsmanager:eu-west-1:{g.account()}:secret:x-{g.alnum(6)}'  # ARN
    yield "output", "kubeconfig", f"apiVersion: v1\nclusters:\n- cluster:\n    server: https://{g.hex_upper(32)}.gr7.eu-west-1.eks.amazonaws.com\n    certificate-authority-data: {wrapped(g.armoured('CERTIFICATE', 700))}\nusers:\n- name: aws\n  user:\n    exec:\n      apiVersion: client.authentication.k8s.io/v1beta1\n      command: aws\n      args: [eks, get-token, --cluster-name, prod]\n"  # kubeconfig with exec only
    yield "output", "unsealKeyId", g.uuid()  # id
    yield "output", "roleId", 'AROA' + g.b32(17)  # role's unique id
    yield "output", "instanceProfileId", 'AIPA' + g.b32(17)  # unique id
    yield "output", "userId", 'AIDA' + g.b32(17)  # unique id
    yield "config", "aws:region", 'eu-west-1'  # plain
    yield "config", "project:vaultVersion", '1.15.6'  # plain
    yield "config", "keyName", 'bastion'  # name
    yield "config", "secretRotationDays", '90'  # number
    yield "config", "passwordLength", '32'  # number
    yield "config", "githubOwner", 'acme'  # plain
    yield "config", "domain", 'acme.io'  # plain
    yield "config", "tokenTtl", '768h'  # ttl
    yield "config", "sealKeyAlias", 'alias/strong-prod-seal'  # alias
    yield "config", "encryptionKeyArn", f'arn:aws:kms:eu-west-1:{g.account()}:key/{g.uuid()}'  # ARN
    yield "config", "accountId", g.account()  # id
    yield "config", "tlsCertificateArn", f'arn:aws:acm:eu-west-1:{g.account()}:certificate/{g.uuid()}'  # ARN
    yield "config", "slackChannel", '#ops-alerts'  # channel
    yield "config", "alertEmail", 'ops@acme.io'  # mail
    yield "config", "images", document({'web': 'acme/web@sha256:' + 'ab12' * 16})  # digest
    yield "config", "oidcThumbprint", '6938fd4d98bab03faadb97b34396831e3780aea1'  # GitHub's thumbprint
    yield "config", "sshPublicKey", 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI' + g.base64(32)[:43]  # public
    yield "config", "adminGroupId", g.uuid()  # id
    yield "config", "passwordSecret", 'prod/db'  # name
    yield "variable", "AWS_ROLE_ARN", f'arn:aws:iam::{g.account()}:role/github-deploy'  # ARN
    yield "variable", "AWS_REGION", 'eu-west-1'  # plain
    yield "variable", "NODE_VERSION", '22'  # plain
    yield "variable", "WIX_SITE_ID", g.uuid()  # id
    yield "variable", "SNOWFLAKE_ACCOUNT", 'xy12345.eu-west-1'  # account
    yield "variable", "SLACK_CHANNEL", 'C' + g.upper(10)  # id
    yield "variable", "SONAR_PROJECT_KEY", 'acme_orders'  # project key
    yield "variable", "CACHE_KEY", 'v3-node-modules'  # cache key
    yield "variable", "DOCKER_REGISTRY", 'ghcr.io/acme'  # plain
    yield "variable", "CODE_SIGNING_KEY_ID", g.hex_upper(16)  # GPG key id
    yield "variable", "STATUS_URL", 'https://status.acme.io/badge.json'  # url
    yield "variable", "FIREBASE_PROJECT", 'acme-prod'  # id
    yield "variable", "TF_BACKEND_KEY", 'prod/orders/terraform.tfstate'  # object key
    yield "variable", "SENTRY_PROJECT", 'orders'  # plain
    yield "variable", "DEPENDABOT_LABELS", 'dependencies,security'  # plain
    yield "variable", "SECRET_SCANNING", 'enabled'  # flag
    yield "variable", "PUBLIC_SIGNING_KEY", 'RWQ' + g.base64(39)  # minisign public key
    yield "variable", "SECRETS_TO_MIRROR", 'LINEAR_API_KEY,GONG_CLIENT_SECRET,SLACK_BOT_TOKEN'  # names
    yield "password", "password", '${var.db_password}'  # reference
    yield "password", "secret_string", 'vault://orders/db#password'  # reference
    yield "password", "auth_token", '{{resolve:secretsmanager:prod/redis:SecretString:token}}'  # reference
    yield "password", "password", '<set by rotation>'  # placeholder
    yield "password", "secret_string", document({'arn': f'arn:aws:rds:eu-west-1:{g.account()}:db:orders', 'engine': 'postgres', 'host': 'db', 'username': 'app'})  # no password in it
    yield "url", "endpoint", 'https://events.acme.io/hooks/github'  # path
    yield "url", "endpoint", f'https://sqs.eu-west-1.amazonaws.com/{g.account()}/dlq'  # queue
    yield "url", "url", 'https://api.acme.io/v1/tokens/{id}/revoke'  # template
    yield "url", "url", 'https://github.com/acme/infra/settings/secrets/actions'  # page
    yield "url", "url", 'https://console.aws.amazon.com/secretsmanager/secret?name=prod%2Fdb&region=eu-west-1'  # console
    yield "url", "url", f'https://acme.sentry.io/issues/?project={g.digits(7)}&query=is%3Aunresolved'  # page
    yield "url", "url", f"https://docs.google.com/spreadsheets/d/{g.of(ALNUM + '-_', 44)}/edit#gid=0"  # document id: needs login
    yield "url", "url", f'https://www.notion.so/acme/Secrets-runbook-{g.hex(32)}'  # page id
    yield "url", "url", f'https://app.datadoghq.eu/dashboard/{g.lower(3)}-{g.lower(3)}-{g.lower(3)}/vault'  # page
    yield "url", "url", f'https://github.com/acme/infra/commit/{g.hex(40)}'  # commit
    yield "url", "url", 'https://login.acme.io/oauth2/authorize?response_type=token&client_id=web&redirect_uri=https%3A%2F%2Fapp.acme.io'  # authorize
    yield "url", "url", f'https://acme.slack.com/archives/C{g.upper(10)}/p{g.digits(16)}'  # message link
    yield "url", "url", 'https://git@github.com/acme/infra.git'  # user only
    yield "url", "url", 'ssh://git@git.acme.io:2222/platform/app.git'  # user only
    yield "url", "url", 'https://hooks.slack.com/services/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX'  # documentation's sample
