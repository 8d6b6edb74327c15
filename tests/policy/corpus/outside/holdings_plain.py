# ruff: noqa: E501 - a case is easier to read on one line, and there are many
# fmt: off
"""What stands beside them: references, identifiers, public keys, settings."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tests.policy.corpus.outside.holdings_secret import armour
from tests.policy.corpus.third.made import LOW, UP
from tests.policy.corpus.tokens import wrapped, zipped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.policy.corpus.tokens import Tokens


A = "arn:aws:{}:eu-central-1:{}:{}"


def references(t: Tokens) -> Iterator[tuple[str, str]]:
    sm = A.format("secretsmanager", t.digits(12), "secret:prod/acme/stripe-" + t.alnum(6))
    yield "STRIPE_SECRET_ARN", sm
    yield "DB_PASSWORD_SECRET_ARN", A.format("secretsmanager", t.digits(12), "secret:rds!cluster-" + t.uuid() + "-" + t.alnum(6))
    yield "STRIPE_SECRET_KEY", A.format("secretsmanager", t.digits(12), f"secret:prod/stripe-{t.alnum(6)}:secret_key::")
    yield "OPENAI_API_KEY", A.format("ssm", t.digits(12), "parameter/prod/north/openai-api-key")
    yield "SLACK_BOT_TOKEN", "vault://secret/data/north/slack#bot_token"
    yield "NOTION_TOKEN", "vault:secret/data/south/notion#token"
    yield "SENDGRID_API_KEY", "${{ secrets.SENDGRID_API_KEY }}"
    yield "HUBSPOT_ACCESS_TOKEN", "{{resolve:secretsmanager:prod/hubspot:SecretString:token}}"
    yield "PINECONE_API_KEY", "{{ with secret \"kv/data/pinecone\" }}{{ .Data.data.api_key }}{{ end }}"
    yield "CHATWOOT_API_TOKEN", "op://Production/Chatwoot/api_token"
    yield "SNOWFLAKE_PRIVATE_KEY_PATH", "/run/secrets/snowflake_rsa_key.p8"
    yield "SUPABASE_SERVICE_ROLE_KEY_SECRET_NAME", "prod/supabase/service-role-key"
    yield "SHOPIFY_API_SECRET", "$SHOPIFY_API_SECRET"
    yield "TOKEN_SECRET", "@Microsoft.KeyVault(SecretUri=https://acme.vault.azure.net/secrets/token/)"
    yield "GCP_SECRET", "projects/acme-data/secrets/loader-key/versions/latest"
    yield "password", "{{ .Data.data.password }}"
    yield "DATABASE_URL", "postgresql://app:${DB_PASSWORD}@db.internal:5432/app"
    yield "DATABASE_URL_TEMPLATE", "postgresql://{username}:{password}@{host}:{port}/{dbname}"
    yield "connectionUrl", "postgresql://{{username}}:{{password}}@db.internal:5432/app"
    yield "DATABASE_URL", "postgres://app_iam@orders.cluster.internal:5432/orders?sslmode=verify-full"
    yield "repoUrl", "git@github.com:acme/vault-config.git"
    yield "secretString", json.dumps({"username": "app", "password": "${DB_PASSWORD}"})
    yield "secretStringTemplate", json.dumps({"username": "vaultadmin", "engine": "postgres"})
    yield "secrets", json.dumps([{"name": "STRIPE_SECRET_KEY", "valueFrom": sm}])
    yield "Authorization", "Bearer ${VAULT_TOKEN}"
    yield "npmrc", "//npm.pkg.github.com/:_authToken=${NPM_TOKEN}\n@acme:registry=https://npm.pkg.github.com\n"
    yield "STRIPE_KEY_REF", "ssm:///prod/south/stripe/secret_key"
    yield "passwordFile", "/opt/bitnami/redis/secrets/redis-password"


def ids(t: Tokens) -> Iterator[tuple[str, str]]:
    yield "KMS_KEY_ID", t.uuid()
    yield "kmsKeyId", "mrk-" + t.hex(32)
    yield "KMS_KEY_ARN", A.format("kms", t.digits(12), "key/" + t.uuid())
    yield "SECRET_VERSION_ID", t.uuid()
    yield "NOTION_DATABASE_ID", t.hex(32)
    yield "NOTION_PAGE_ID", t.uuid()
    yield "STRIPE_PRICE_ID", "price_1" + t.alnum(23)
    yield "STRIPE_ACCOUNT", "acct_1" + t.alnum(15)
    yield "STRIPE_PRODUCT_ID", "prod_" + t.alnum(14)
    yield "STRIPE_PUBLISHABLE_KEY", "pk_live_51" + t.alnum(97)
    yield "SUPABASE_PUBLISHABLE_KEY", f"sb_publishable_{t.url(22)}_{t.alnum(8)}"
    yield "OPENAI_ORG_ID", "org-" + t.alnum(24)
    yield "OPENAI_PROJECT", "proj_" + t.alnum(24)
    yield "OPENAI_ASSISTANT_ID", "asst_" + t.alnum(24)
    yield "SLACK_CHANNEL_ID", "C0" + t.upper(9)
    yield "SLACK_TEAM_ID", "T0" + t.upper(9)
    yield "SENDGRID_TEMPLATE_ID", "d-" + t.hex(32)
    yield "SUPABASE_URL", f"https://{t.of(LOW, 20)}.supabase.co"
    yield "PINECONE_INDEX_HOST", f"https://docs-{t.lower(7)}.svc.aped-4627-b74a.pinecone.io"
    yield "SNOWFLAKE_ACCOUNT", f"{t.of(UP, 7)}-{t.of(UP, 2)}{t.digits(5)}"
    yield "HUBSPOT_PORTAL_ID", t.digits(8)
    yield "HUBSPOT_FORM_ID", t.uuid()
    yield "SHOPIFY_STORE_DOMAIN", f"acme-{t.lower(6)}.myshopify.com"
    yield "SHOPIFY_PRODUCT_GID", "gid://shopify/Product/" + t.digits(13)
    yield "CHATWOOT_INBOX_ID", t.digits(3)
    yield "GITHUB_APP_ID", t.digits(7)
    yield "GITHUB_APP_CLIENT_ID", "Iv23li" + t.alnum(14)
    yield "GOOGLE_CLIENT_ID", f"{t.digits(12)}-{t.lower(32)}.apps.googleusercontent.com"
    yield "AUTH0_CLIENT_ID", t.alnum(32)
    yield "COGNITO_USER_POOL_ID", "eu-central-1_" + t.alnum(9)
    yield "COGNITO_CLIENT_ID", t.lower(26)
    yield "TENANT_ID", t.uuid()
    yield "HOSTED_ZONE_ID", "Z" + t.upper(20)
    yield "DISTRIBUTION_ID", "E" + t.upper(13)
    yield "vpcId", "vpc-0" + t.hex(16)
    yield "launchTemplateId", "lt-0" + t.hex(16)
    yield "accessor", "auth_approle_" + t.hex(8)
    yield "bucket", f"acme-vault-snapshots-{t.digits(12)}-eu-central-1"
    yield "certificateArn", A.format("acm", t.digits(12), "certificate/" + t.uuid())
    yield "rotationLambdaArn", A.format("lambda", t.digits(12), "function:rotate-stripe-" + t.hex(7))
    yield "targetGroupArn", A.format("elasticloadbalancing", t.digits(12), f"targetgroup/vault-{t.hex(7)}/{t.hex(16)}")


def hashes_and_public(t: Tokens) -> Iterator[tuple[str, str]]:
    yield "sourceCodeHash", t.base64(32)
    yield "codeSha256", t.base64(32)
    yield "GIT_COMMIT", t.hex(40)
    yield "imageDigest", "sha256:" + t.hex(64)
    yield "imageUri", f"{t.digits(12)}.dkr.ecr.eu-central-1.amazonaws.com/rotator@sha256:{t.hex(64)}"
    yield "etag", t.hex(32)
    yield "userDataHash", t.hex(64)
    yield "integrity", "sha384-" + t.base64(48)
    yield "thumbprintList", json.dumps([t.hex(40)])
    yield "SSH_HOST_FINGERPRINT", "SHA256:" + t.base64(32).rstrip("=")
    yield "RSA_PUBLIC_KEY_FP", "SHA256:" + t.base64(32)
    yield "contentSecurityPolicy", f"default-src 'self'; script-src 'self' 'sha256-{t.base64(32)}' https://js.stripe.com"
    yield "publicKey", t.public_pem()
    yield "publicKey", t.public_ssh() + " vault@acme"
    yield "rsaPublicKey", "".join(t.public_pem().splitlines()[1:-1])
    yield "JWT_PUBLIC_KEY", t.public_pem()
    yield "caCertificate", armour(t, "CERTIFICATE", 14, "MII")
    yield "certificateChain", armour(t, "CERTIFICATE", 10, "MII") + armour(t, "CERTIFICATE", 10, "MII")
    yield "pgpKey", armour(t, "PGP PUBLIC KEY BLOCK")
    yield "WG_PUBLIC_KEY", t.base64(32)
    yield "known_hosts", "github.com " + t.public_ssh()
    yield "jwks", json.dumps({"keys": [{"kty": "RSA", "use": "sig", "kid": t.hex(40), "alg": "RS256", "e": "AQAB", "n": t.url(342)}]})
    yield "encryptedValue", t.base64(88)
    yield "ciphertext", "vault:v1:" + t.base64(60)


def harmless(t: Tokens) -> Iterator[tuple[str, str, str]]:
    """Names and words that sound like a credential and are none."""
    for name, text in {
        "PASSWORD_LENGTH": "32",
        "EXCLUDE_CHARACTERS": "/@\"'\\ :;`~%$",
        "PASSWORD_ALPHABET": "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789",
        "VAULT_TOKEN_MAX_TTL": "768h",
        "SECRET_ROTATION_DAYS": "30",
        "TOKEN_ENDPOINT": "https://login.acme.io/oauth2/token",
        "PASSWORD_RESET_URL": "https://app.acme.io/forgot-password",
        "JWT_ALGORITHM": "RS256",
        "SECRET_PREFIX": "prod/north/",
        "AUTH_TOKEN_AUDIENCE": "https://vault.acme.io",
        "SNOWFLAKE_AUTHENTICATOR": "SNOWFLAKE_JWT",
        "secretStage": "AWSPENDING",
        "kvPath": "secret/data/north/stripe/secret_key",
        "VAULT_AUTH_METHOD": "approle",
        "passwordPolicyName": "alphanumeric-32-characters",
        "OPENAI_MODEL": "gpt-4o-mini-2024-07-18",
        "handler": "rotation.handlers.stripe_secret_key.lambda_handler",
        "pattern": "sk_live_[0-9a-zA-Z]{24,99}",
        "customPattern": "(?:ghp|gho|ghs)_[A-Za-z0-9]{36}",
        "example": "xoxb-your-bot-token-here",
        "placeholder": "sk_live_xxxxxxxxxxxxxxxxxxxxxxxx",
        "masked": "postgres://app:********@db.internal:5432/app",
        "SHOPIFY_SCOPES": "read_products,write_products,read_orders,write_customers,unauthenticated_read_product_listings",
    }.items():
        yield "scary-names", name, text
    for text in (
        "Rotates the Stripe secret key every 30 days and stores the new version as AWSPENDING",
        "Password: see Vault, secret/data/north/chatwoot; never write it down here",
        "GitHub environment secret for the OpenAI API key; the value is set by the rotation Lambda",
        "API token of the HubSpot private app (owner: marketing-operations@acme.io, ticket OPS-48213)",
        f"Managed by Pulumi, stack acme/vault/production, commit {t.hex(40)}",
    ):
        yield "description", "description", text
    yield "tags", "SecretOwner", "platform-team@acme.io"
    yield "tags", "DeploymentId", t.uuid()
    yield "tags", "aws:cloudformation:stack-id", A.format("cloudformation", t.digits(12), "stack/vault-production/" + t.uuid())
    yield "dashboard", "dashboardBody", json.dumps({"widgets": [{"type": "metric", "properties": {"region": "eu-central-1", "title": "Secret rotations", "metrics": [
        ["AWS/Lambda", "Errors", "FunctionName", "rotate-openai-api-key-" + t.hex(7)], [".", "Duration", ".", "."]]}}]})
    yield "dashboard", "dashboardBody", json.dumps({"widgets": [{"type": "log", "properties": {"query":
        "SOURCE '/aws/lambda/rotate' | fields @timestamp, @message | filter @message like /(?i)password|token|secret/ | sort @timestamp desc"}}]})
    yield "policy", "policy", 'path "secret/data/north/*" {\n  capabilities = ["read", "list"]\n}\npath "auth/token/renew-self" {\n  capabilities = ["update"]\n}\n'
    yield "policy", "policy", 'length = 32\nrule "charset" {\n  charset = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"\n  min-chars = 1\n}\n'
    yield "policy", "policy", json.dumps({"Version": "2012-10-17", "Statement": [{"Sid": "ReadSecret", "Effect": "Allow", "Action": [
        "secretsmanager:GetSecretValue", "secretsmanager:PutSecretValue", "secretsmanager:GetRandomPassword"], "Resource":
        A.format("secretsmanager", t.digits(12), "secret:prod/stripe-??????")}]})
    yield "policy", "assumeRolePolicy", json.dumps({"Statement": [{"Effect": "Allow", "Action": "sts:AssumeRoleWithWebIdentity", "Condition": {
        "StringEquals": {"token.actions.githubusercontent.com:sub": "repo:acme/app:environment:production"}}}]})
    yield "files", "content", "name: deploy\non: push\npermissions:\n  id-token: write\njobs:\n  deploy:\n    runs-on: ubuntu-latest\n    env:\n      PULUMI_ACCESS_TOKEN: ${{ secrets.PULUMI_ACCESS_TOKEN }}\n    steps:\n      - uses: actions/checkout@" + t.hex(40) + "\n"
    yield "files", "code", "import os\nimport boto3\n\nsm = boto3.client('secretsmanager')\n\ndef create_secret(arn, token):\n    password = sm.get_random_password(PasswordLength=32)['RandomPassword']\n    sm.put_secret_value(SecretId=arn, ClientRequestToken=token, SecretString=password, VersionStages=['AWSPENDING'])\n"
    yield "files", "code", "const stripe = require('stripe')(process.env.STRIPE_SECRET_KEY);\nexports.handler = async () => stripe.webhookEndpoints.list({ limit: 3 });\n"
    yield "files", "containerDefinitions", json.dumps([{"name": "chatwoot", "environment": [{"name": "RAILS_ENV", "value": "production"}], "secrets": [
        {"name": "SECRET_KEY_BASE", "valueFrom": A.format("secretsmanager", t.digits(12), "secret:chatwoot/app-" + t.alnum(6) + ":secret_key_base::")}]}])
    yield "github-variable", "value", A.format("iam", t.digits(12), "role/github-actions-north-production").replace("eu-central-1", "")
    yield "github-variable", "value", f"https://sqs.eu-central-1.amazonaws.com/{t.digits(12)}/stripe-webhook-events.fifo"
    yield "stack-config", "acme:organisations", json.dumps([{"name": "north", "notionDatabaseId": t.hex(32), "stripeSecret": "prod/north/stripe"}])
    yield "stack-config", "acme:vaultAmi", "ami-0" + t.hex(16)
    yield "stack-output", "vaultEndpoint", f"https://vault-{t.digits(10)}.eu-central-1.elb.amazonaws.com:8200"
    yield "stack-output", "secretArns", json.dumps({"stripe": A.format("secretsmanager", t.digits(12), "secret:prod/stripe-" + t.alnum(6)), "kms": t.uuid()})
    yield "ssm", "value", "ami-0" + t.hex(16)
    yield "ssm", "value", json.dumps({"featureFlags": {"passwordlessLogin": True, "tokenRefresh": "enabled"}, "release": t.hex(40)})
    yield "headers", "customHeaders", json.dumps({"X-Request-Id": t.uuid(), "X-Vault-Namespace": "north/production", "Accept": "application/json"})
    yield "ids", "clientRequestToken", t.uuid()
    yield "files", "content", f"APP_ENV=production\nSTRIPE_PRICE_ID=price_1{t.alnum(23)}\nSLACK_CHANNEL_ID=C0{t.upper(9)}\nNOTION_TOKEN=${{NOTION_TOKEN}}\n"
    yield "files", "APP_CONFIG", wrapped(json.dumps({"env": "prod", "region": "eu-central-1", "notion": {"database_id": t.uuid(), "token_ref": "vault://secret/data/north/notion#token"}}))
    yield "files", "content", "FROM python:3.12-slim@sha256:" + t.hex(64) + "\nARG OPENAI_API_KEY\nENV PYTHONUNBUFFERED=1\nCMD [\"python\", \"-m\", \"app\"]\n"
    yield "uris", "callbackUrl", "https://api.acme.io/oauth/slack/callback?client=north&grant_type=authorization_code&redirect=%2Fsettings%2Fintegrations"
    yield "provider", "address", "https://vault.acme.io:8200"
    yield "provider", "authLoginAws", json.dumps({"role": "pulumi", "method": "iam", "headerValue": "vault.acme.io"})


def scripts_plain(t: Tokens) -> Iterator[str]:
    """Bodies of user data that hold none."""
    yield "#!/bin/bash\nset -euo pipefail\nTOKEN=$(curl -sX PUT http://169.254.169.254/latest/api/token -H 'X-aws-ec2-metadata-token-ttl-seconds: 21600')\nINSTANCE_ID=$(curl -sH \"X-aws-ec2-metadata-token: $TOKEN\" http://169.254.169.254/latest/meta-data/instance-id)\n"
    yield f'cat >/etc/vault.d/vault.hcl <<EOT\nstorage "raft" {{\n  path = "/opt/vault/data"\n  node_id = "vault-1"\n}}\nseal "awskms" {{\n  region = "eu-central-1"\n  kms_key_id = "{t.uuid()}"\n}}\nlistener "tcp" {{\n  address = "0.0.0.0:8200"\n  tls_key_file = "/etc/vault.d/tls/vault.key"\n}}\nEOT\n'
    yield f"#!/bin/bash\nVAULT_VERSION=1.17.2\ncurl -fsSLO https://releases.hashicorp.com/vault/1.17.2/vault_1.17.2_linux_amd64.zip\necho '{t.hex(64)}  vault_1.17.2_linux_amd64.zip' | sha256sum -c -\n"
    yield "#!/bin/bash\nDB_PASSWORD=$(aws secretsmanager get-secret-value --secret-id prod/vault/db --query SecretString --output text | jq -r .password)\nexport DB_PASSWORD\n"
    yield f"#cloud-config\nssh_pwauth: false\nusers:\n  - name: ops\n    lock_passwd: true\n    ssh_authorized_keys:\n      - {t.public_ssh()} ops@acme\n"
    yield "#cloud-config\napt:\n  sources:\n    hashicorp:\n      source: 'deb https://apt.releases.hashicorp.com jammy main'\n      key: |\n" + "".join(
        f"        {line}\n" for line in armour(t, "PGP PUBLIC KEY BLOCK").splitlines())
    yield "#cloud-config\nwrite_files:\n  - path: /etc/vault.d/tls/ca.pem\n    encoding: b64\n    content: " + wrapped(armour(t, "CERTIFICATE", 12, "MII")) + "\n"
    yield "#cloud-config\nwrite_files:\n  - path: /etc/logrotate.d/vault\n    encoding: gz+b64\n    content: " + zipped(
        "/var/log/vault/audit.log {\n  daily\n  rotate 14\n  compress\n  missingok\n  postrotate\n    systemctl kill -s HUP vault\n  endscript\n}\n") + "\n"
    yield "#!/bin/bash\nPASSWORD=$(openssl rand -base64 24)\naws ssm put-parameter --type SecureString --name /vault/admin --value \"$PASSWORD\" --overwrite\nunset PASSWORD\n"
    yield "#!/bin/bash\nexport VAULT_TOKEN=$(vault login -method=aws -token-only role=vault-node)\nvault kv get -field=api_key secret/acme/stripe >/run/app/stripe\n"
    yield "#!/bin/bash\ncat >/opt/app/.env.example <<'EOT'\nDB_PASSWORD=<your-password>\nSTRIPE_SECRET_KEY=${STRIPE_SECRET_KEY}\nEOT\n"
    yield "#!/bin/bash\nvault write auth/approle/role/app token_ttl=1h token_max_ttl=4h secret_id_num_uses=0 token_policies=app-read\n"
    yield f"#!/bin/bash\ndocker pull {t.digits(12)}.dkr.ecr.eu-central-1.amazonaws.com/chatwoot@sha256:{t.hex(64)}\naws ecr get-login-password | docker login --username AWS --password-stdin {t.digits(12)}.dkr.ecr.eu-central-1.amazonaws.com\n"
    yield f"#!/bin/bash\naws s3 cp s3://acme-vault-bootstrap-{t.lower(8)}/vault.tgz /tmp/\nmount -t efs fs-0{t.hex(16)}:/ /opt/vault\n"
    yield "#!/bin/bash\nvault agent -config=/etc/vault.d/agent.hcl\ncat >/etc/vault.d/db.ctmpl <<'EOT'\n{{ with secret \"database/creds/app\" }}\nusername={{ .Data.username }}\npassword={{ .Data.password }}\n{{ end }}\nEOT\n"
    yield f"#!/bin/bash\ngit clone https://github.com/acme/vault-config.git /opt/vault && git -C /opt/vault checkout {t.hex(40)}\n"
