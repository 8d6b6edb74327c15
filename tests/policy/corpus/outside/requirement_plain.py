# ruff: noqa: E501 - a case is easier to read on one line, and there are many
# fmt: off
"""The same places, with what only looks like a secret."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING

from tests.policy.corpus.outside.requirement_secret import mime
from tests.policy.corpus.tokens import wrapped, zipped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.policy.corpus.tokens import Tokens


B32 = "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L"
CROCK = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def innocent(t: Tokens) -> Iterator[tuple[str, str, str, bool]]:
    def n(family: str, *rows: tuple[str, str]) -> Iterator[tuple[str, str, str, bool]]:
        for name, text in rows:
            yield family, name, text, False

    acct = t.digits(12)
    yield from n(
        "references",
        ("DB_PASS", "$DB_PASS"),
        ("API_KEY", "vault://kv/prod/api#key"),
        ("TOKEN", "op://Engineering/ci/token"),
        ("DB_SECRET_ARN", f"arn:aws:secretsmanager:eu-west-1:{acct}:secret:prod/db-{t.alnum(6)}"),
        ("masterUserPassword", "{{resolve:secretsmanager:prod/db:SecretString:password}}"),
        ("password", "{{resolve:ssm-secure:/prod/db/password:3}}"),
        ("CLIENT_SECRET", "@Microsoft.KeyVault(SecretUri=https://acme.vault.azure.net/secrets/client-secret/)"),
        ("API_TOKEN", "projects/acme-prod/secrets/api-token/versions/latest"),
        ("DB_PASSWORD", "sm://acme-prod/db-password"),
        ("GITHUB_TOKEN", "${{ secrets.DEPLOY_TOKEN }}"),
        ("password", "file:///run/secrets/db_password"),
        ("secretKey", "env:APP_SECRET_KEY"),
        ("secret", "arn:aws:ssm:eu-central-1:" + acct + ":parameter/prod/db/password"),
        ("kmsKeyId", f"arn:aws:kms:eu-west-1:{acct}:key/{t.uuid()}"),
        ("kmsKeyId", "alias/prod-secrets"),
        ("encryptionKey", "projects/acme/locations/eu/keyRings/main/cryptoKeys/db/cryptoKeyVersions/4"),
        ("keyVaultKeyId", "https://acme.vault.azure.net/keys/disk/" + t.hex(32)),
        ("secretId", f"/subscriptions/{t.uuid()}/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/kv/secrets/db"),
        ("credentialsParameter", f"arn:aws:secretsmanager:us-east-1:{acct}:secret:registry-{t.alnum(6)}:password::"),
        ("valueFrom", json.dumps({"secretKeyRef": {"name": "db-credentials", "key": "password"}})),
        ("imagePullSecrets", json.dumps([{"name": "registry-credentials"}])),
        ("tlsCertificateArn", f"arn:aws:acm:us-east-1:{acct}:certificate/{t.uuid()}"),
        ("keyPairId", "key-0" + t.hex(16)),
        ("DATABASE_URL", "postgres://${DB_USER}:${DB_PASSWORD}@${DB_HOST}:5432/orders"),
        ("AUTH_HEADER", "Bearer ${API_TOKEN}"),
        ("urn", "urn:pulumi:prod::shop::random:index/randomPassword:RandomPassword::db-password"),
    )

    sh = "#!/bin/bash\nset -euo pipefail\n"
    benign_cc = "#cloud-config\npackages:\n  - nginx\n  - postgresql-client\nruncmd:\n  - systemctl enable --now nginx\n"
    yield from n(
        "user-data-clean",
        ("userData", sh + "apt-get update && apt-get install -y nginx\nsystemctl enable --now nginx\n"),
        ("userData", sh + "DB_PASSWORD=$(aws secretsmanager get-secret-value --secret-id prod/db "
            "--query SecretString --output text)\nexport DB_PASSWORD\n/opt/app/start\n"),
        ("userData", sh + 'TOKEN=$(curl -sX PUT "http://169.254.169.254/latest/api/token" '
            '-H "X-aws-ec2-metadata-token-ttl-seconds: 21600")\n'
            'curl -sH "X-aws-ec2-metadata-token: $TOKEN" http://169.254.169.254/latest/meta-data/instance-id\n'),
        ("userData", sh + "export VAULT_TOKEN=\"$(vault login -method=aws -token-only role=web)\"\n"),
        ("userData", sh + "export PGPASSWORD=\"$(cat /run/secrets/pg)\"\npsql -h db.internal -U app -c 'select 1'\n"),
        ("userData", sh + "curl -fsSLO https://example.com/app.tgz\necho '" + t.hex(64) + "  app.tgz' | sha256sum -c\n"),
        ("userData", sh + "echo '" + t.public_ssh() + " ops@example' >> /home/ubuntu/.ssh/authorized_keys\n"),
        ("userData", sh + "aws ecr get-login-password --region eu-west-1 | docker login --username AWS "
            f"--password-stdin {acct}.dkr.ecr.eu-west-1.amazonaws.com\n"),
        ("userData", sh + 'read -rsp "Password: " PASSWORD\necho "$USER:$PASSWORD" | chpasswd\n'),
        ("userData", sh + f"/etc/eks/bootstrap.sh prod --apiserver-endpoint https://{t.upper(32)}.gr7.eu-west-1.eks.amazonaws.com"
            " --kubelet-extra-args '--node-labels=role=web'\n"),
        ("userData", sh + "PASSWORD=$(openssl rand -base64 24)\nmysqladmin password \"$PASSWORD\"\n"),
        ("userData", ("<powershell>\n$cred = Get-SECSecretValue -SecretId prod/ad\n"
            "$p = ConvertTo-SecureString $cred.SecretString -AsPlainText -Force\n</powershell>")),
        ("user_data", benign_cc),
        ("user_data", "#cloud-config\nssh_pwauth: false\ndisable_root: true\nusers:\n  - name: ops\n    lock_passwd: true\n"
            "    ssh_authorized_keys:\n      - " + t.public_ssh() + "\n"),
        ("user_data", "#cloud-config\nwrite_files:\n  - path: /etc/motd\n    encoding: b64\n    content: "
            + wrapped("Welcome to the orders service. Ask #platform before changing anything.\n") + "\n"),
        ("user_data", "#cloud-config\nwrite_files:\n  - path: /etc/app.yml\n    encoding: gz+b64\n    content: "
            + zipped("db:\n  user: app\n  password_file: /run/secrets/db\n") + "\n"),
        ("user_data", "#cloud-config\nca_certs:\n  trusted:\n    - |\n      "
            + t.pem("CERTIFICATE").strip().replace("\n", "\n      ") + "\n"),
        ("userDataBase64", wrapped(sh + "yum install -y amazon-cloudwatch-agent\nsystemctl start amazon-cloudwatch-agent\n")),
        ("userDataBase64", wrapped(benign_cc)),
        ("userDataBase64", zipped(benign_cc)),
        ("customData", wrapped(sh + "export DB_PASSWORD=${db_password}\n/opt/app/start\n")),
        ("userData", mime(("text/cloud-config", "7bit", benign_cc), ("text/x-shellscript", "7bit", "#!/bin/sh\n/opt/setup --quiet"))),
        ("userData", mime(("text/x-shellscript", "base64", wrapped("#!/bin/sh\nexport LOG_LEVEL=info\n/opt/setup\n")))),
        ("userData", wrapped(mime(("text/cloud-config", "7bit", benign_cc)))),
        ("userDataBase64", zipped(mime(("text/x-shellscript", "base64", wrapped("#!/bin/sh\n/opt/setup --region eu-west-1\n"))))),
    )

    yield from n(
        "public-keys",
        ("sshKey", "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQ" + t.base64(255) + " ops@example.com"),
        ("certificate", t.pem("CERTIFICATE")),
        ("pgpKey", "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\n" + t.base64(300) + "\n-----END PGP PUBLIC KEY BLOCK-----\n"),
        ("certificateAuthorityData", wrapped(t.pem("CERTIFICATE"))),
        ("PUBLIC_KEY_B64", wrapped(t.public_pem())),
        ("jwks", json.dumps({"keys": [{"kty": "RSA", "use": "sig", "alg": "RS256", "kid": t.hex(40), "e": "AQAB", "n": t.url(342)}]})),
        ("wireguardPeer", "[Peer]\nPublicKey = " + t.base64(32) + "\nAllowedIPs = 10.8.0.2/32\n"),
        ("record", "v=DKIM1; k=rsa; p=MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA" + t.base64(240)),
        ("ageRecipient", "age1" + t.of(B32.lower(), 58)),
        ("known_hosts", "git.example.com " + t.public_ssh()),
        ("sshFingerprint", "SHA256:" + t.base64(32).rstrip("=")),
        ("gpgFingerprint", t.hex(40).upper()),
        ("acmeChallenge", json.dumps({"name": "_acme-challenge.example.com", "type": "TXT", "value": t.url(43)})),
        ("txt", "google-site-verification=" + t.url(43)),
    )

    yield from n(
        "hashes",
        ("image", f"{acct}.dkr.ecr.eu-west-1.amazonaws.com/web@sha256:{t.hex(64)}"),
        ("sha256", t.hex(64)),
        ("checksum", "sha512:" + t.hex(128)),
        ("gitCommit", t.hex(40)),
        ("etag", '"' + t.hex(32) + '"'),
        ("go.sum", "github.com/acme/lib v1.4.2 h1:" + t.base64(32)),
        ("requirements", "requests==2.32.3 --hash=sha256:" + t.hex(64)),
        ("narHash", "sha256-" + t.base64(32)),
        ("ds", f"{t.digits(5)} 13 2 {t.hex(64).upper()}"),
        ("description", "Built from commit " + t.hex(40) + " on main"),
        ("url", f"https://github.com/acme/app/tree/{t.hex(40)}/deploy"),
        ("headerCsp", "script-src 'self' 'sha256-" + t.base64(32) + "'"),
    )

    yield from n(
        "identifiers",
        ("tags", json.dumps({"Owner": "platform", "RequestId": t.uuid()})),
        ("googleClientId", t.digits(12) + "-" + t.lower(32) + ".apps.googleusercontent.com"),
        ("githubAppClientId", "Iv1." + t.hex(16)),
        ("userPoolId", "eu-west-1_" + t.alnum(9)),
        ("amiId", "ami-0" + t.hex(16)),
        ("endpoint", f"https://{t.upper(32)}.gr7.eu-west-1.eks.amazonaws.com"),
        ("endpoint", f"orders.{t.lower(12)}.eu-west-1.rds.amazonaws.com:5432"),
        ("invokeUrl", f"https://{t.lower(10)}.execute-api.eu-west-1.amazonaws.com/prod"),
        ("roleArn", f"arn:aws:iam::{acct}:role/service-role/github-deploy-{t.hex(7)}"),
        ("uniqueId", "AROA" + t.upper(17)),
        ("logStream", f"2024/05/17/[$LATEST]{t.hex(32)}"),
    )

    yield from n(
        "templates-placeholders",
        ("DB_PASSWORD", "{{ db_password }}"),
        ("password", "<%= ENV['DB_PASSWORD'] %>"),
        ("password", "{{ .Values.db.password | quote }}"),
        ("password", "********"),
        ("token", "[REDACTED]"),
        ("secret", ""),
        ("uri", "mongodb://<user>:<password>@cluster.example.com/db"),
        ("uri", "postgresql://%s:%s@%s:%d/%s"),
        ("uri", "https://{username}:{password}@registry.example.com"),
        ("uri", "redis://:***@cache.internal:6379"),
        ("AUTH_TEMPLATE", "Authorization: Bearer {{ token }}"),
        ("template", "password={{with secret \"kv/data/db\"}}{{.Data.data.password}}{{end}}"),
        ("config", "db:\n  user: app\n  password: ${file:/run/secrets/db}\n"),
        ("requestTemplate", '{"token": "$input.params(\'token\')", "id": "$context.requestId"}'),
        ("smsMessage", "Your verification code is {####}"),
        ("emailMessage", "Your username is {username} and temporary password is {####}."),
        ("connectionString", "Server=db.internal;Database=shop;User ID=app;Password=#{DB_PASSWORD}#;"),
    )

    yield from n(
        "encrypted",
        ("db_password", f"ENC[AES256_GCM,data:{t.base64(18)},iv:{t.base64(32)},tag:{t.base64(16)},type:str]"),
        ("password", "vault:v1:" + t.base64(48)),
        ("file", "-----BEGIN AGE ENCRYPTED FILE-----\n" + t.base64(200) + "\n-----END AGE ENCRYPTED FILE-----\n"),
        ("message", "-----BEGIN PGP MESSAGE-----\n\n" + t.base64(200) + "\n-----END PGP MESSAGE-----\n"),
    )

    yield from n(
        "secret-sounding-names",
        ("TOKEN_TTL_SECONDS", "3600"),
        ("SECRET_NAME", "prod/orders/database"),
        ("TOKEN_URL", "https://login.example.com/oauth2/token"),
        ("PASSWORD_PATTERN", "^(?=.*[A-Z])(?=.*[0-9])(?=.*[!@#$%]).{14,}$"),
        ("JWKS_URI", "https://login.example.com/.well-known/jwks.json"),
        ("PARTITION_KEY", "tenantId"),
        ("SORT_KEY", "createdAt#orderId"),
        ("SSH_KEY_NAME", "ops-bastion-2024"),
        ("passwordResetUrl", "https://app.example.com/account/reset-password"),
        ("KEY_VAULT_NAME", "kv-acme-prod-weu"),
        ("passwordPolicy", json.dumps({"minimumLength": 14, "requireSymbols": True, "temporaryPasswordValidityDays": 3})),
    )

    yield from n(
        "prose-config-documents",
        ("description", "Password: ask the platform team in #ops; it is kept in 1Password."),
        ("description", "Token for the deploy job is read from OIDC; no static keys."),
        ("tags", json.dumps({"Name": "orders-db-secret", "CostCenter": "4711", "DataClass": "confidential", "Env": "prod"})),
        ("policy", json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": [
            "secretsmanager:GetSecretValue", "kms:Decrypt"],
            "Resource": f"arn:aws:secretsmanager:eu-west-1:{acct}:secret:prod/*"}]})),
        ("dashboardBody", json.dumps({"widgets": [{"type": "metric", "width": 12, "height": 6, "properties": {
            "metrics": [["AWS/ApplicationELB", "TargetResponseTime", "LoadBalancer", f"app/web/{t.hex(16)}"]],
            "region": "eu-west-1", "title": "Latency"}}]})),
        ("dashboardBody", json.dumps({"widgets": [{"type": "text", "properties": {
            "markdown": "# Runbook\nPassword reset: see https://wiki.example.com/runbooks/password-reset"}}]})),
        ("configJson", json.dumps({"uid": t.url(9), "title": "API tokens issued", "panels": [
            {"expr": 'sum(rate(auth_token_issued_total{job="api"}[5m]))'}]})),
        ("secretString", json.dumps({"host": "db.internal", "port": 5432, "username": "app", "engine": "postgres"})),
        ("dataJson", json.dumps({"feature_flags": {"passwordless_login": True}, "region": "eu-west-1"})),
        ("value", "postgres://app@db.internal:5432/orders?sslmode=verify-full"),
        ("value", json.dumps({"logLevel": "info", "retries": 3, "tokenEndpoint": "/oauth/token"})),
        ("value", "arn:aws:states:eu-west-1:" + acct + ":stateMachine:RotateDatabasePasswordsStateMachine"),
        ("className", "org.springframework.security.crypto.password.DelegatingPasswordEncoderFactory"),
        ("icon", "data:image/png;base64," + base64.b64encode(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + t.data(120)).decode()),
        ("svg", '<svg viewBox="0 0 24 24"><path d="M12 2C6.48 2 2 6.48 2 12s4.48 10 10 10 10-4.48 10-10S17.52 2 12 2z"/></svg>'),
        ("kubeconfig", "apiVersion: v1\nkind: Config\nclusters:\n- name: prod\n  cluster:\n    server: https://k8s.internal\n"
            "    certificate-authority-data: " + wrapped(t.pem("CERTIFICATE"))
            + "\nusers:\n- name: sso\n  user:\n    exec:\n      command: aws\n      args: [eks, get-token, --cluster-name, prod]\n"),
        ("alarmName", "orders-service-production-HTTPCode-Target-5XX-Count-greater-than-threshold"),
        ("code", "exports.handler = async (event) => {\n  const password = process.env.DB_PASSWORD;\n  return connect(password);\n};\n"),
        ("code", "import os\n\ntoken = os.environ['API_TOKEN']\nsecret = client.get_secret_value(SecretId=os.environ['SECRET_ID'])\n"),
        ("query", "SELECT user_id, token_count, password_changed_at FROM accounts WHERE created_at > now() - interval '7 days'"),
        ("repository", "git@github.com:acme/secrets-operator.git"),
    )
