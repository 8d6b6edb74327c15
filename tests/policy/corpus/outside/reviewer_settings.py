# ruff: noqa: E501 - a case is easier to read on one line, and there are many
# fmt: off
"""Parameters, settings of providers, outputs, stores and commands."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from urllib.parse import quote

from tests.policy.corpus.outside.made import phrase, pick, sec1_pem, weak
from tests.policy.corpus.third.made import certificate, digest
from tests.policy.corpus.tokens import wrapped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.policy.corpus.tokens import Tokens


def ssm(t: Tokens) -> Iterator[tuple[str, str, bool]]:
    yield "value", t.password(24), True
    yield "signingKey", t.base64(32), True
    yield "Value", f"postgresql://billing:{t.alnum(22)}@billing.cluster-{t.lower(12)}.eu-west-1.rds.amazonaws.com:5432/billing", True
    yield "value", json.dumps({"username": "svc", "password": t.alnum(18), "engine": "mysql", "host": "db.internal", "port": 3306}), True
    yield "stringValue", "eyJrIjoi" + t.alnum(64) + "IiwibiI6ImNpIiwiaWQiOjF9", True
    yield "insecureValue", "xkeysib-" + t.hex(64) + "-" + t.alnum(16), True
    yield "value", f"DefaultEndpointsProtocol=https;AccountName=acmestate;AccountKey={t.base64(64)};EndpointSuffix=core.windows.net", True
    yield "value", f"user={pick(t, ['app', 'svc'])} password={t.alnum(15)} host=10.0.0.8 dbname=core sslmode=require", True
    yield "value", "/prod/billing/db/password", False
    yield "value", f"arn:aws:kms:eu-west-1:{t.digits(12)}:key/{t.uuid()}", False
    yield "Value", f"billing.cluster-{t.lower(12)}.eu-west-1.rds.amazonaws.com", False
    yield "value", json.dumps({"minPasswordLength": 14, "requireSymbols": True, "passwordReusePrevention": 24, "maxPasswordAge": 90}), False
    yield "stringValue", f"{t.digits(12)}.dkr.ecr.eu-west-1.amazonaws.com/billing@sha256:{t.hex(64)}", False
    yield "insecureValue", "subnet-" + t.hex(17) + ",subnet-" + t.hex(17), False
    yield "value", certificate(t), False
    yield "value", "2024-11-05T09:13:22Z", False
    yield "value", "{{ssm-secure:/prod/billing/db/password:3}}", False
    yield "value", "https://acme.okta.com/oauth2/default/v1/token", False
    yield "value", json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["secretsmanager:GetSecretValue"], "Resource": f"arn:aws:secretsmanager:*:{t.digits(12)}:secret:prod/*"}]}), False
    yield "value", t.public_pem(), False


def provider(t: Tokens) -> Iterator[tuple[str, str, bool]]:
    yield "secret_key", t.aws_secret(), True
    yield "api_token", t.alnum(40), True
    yield "apiKey", t.hex(37), True
    yield "app_key", t.hex(40), True
    yield "token", "dop_v1_" + t.hex(64), True
    yield "password", t.human_password(), True
    yield "kubeconfig", f"""apiVersion: v1
kind: Config
clusters:
- cluster:
    certificate-authority-data: {wrapped(certificate(t))}
    server: https://10.2.3.4:6443
  name: lab
users:
- name: admin
  user:
    client-certificate-data: {wrapped(certificate(t))}
    client-key-data: {wrapped(sec1_pem(t))}
""", True
    yield "vsphere_password", weak(t), True
    yield "pm_api_token_secret", t.uuid(), True
    yield "provider", f'provider "rabbitmq" {{\n  endpoint = "http://10.0.0.5:15672"\n  username = "admin"\n  password = "{weak(t)}"\n}}\n', True
    yield "provider", f'provider "cloudflare" {{\n  email   = "ops@acme.example"\n  api_key = "{t.hex(37)}"\n}}\n', True
    yield "clientId", t.uuid(), False
    yield "subscription_id", t.uuid(), False
    yield "assumeRole", json.dumps({"roleArn": f"arn:aws:iam::{t.digits(12)}:role/pulumi-deployer", "sessionName": "pulumi", "externalId": "acme-infra"}), False
    yield "credentials", "${file(\"~/.config/gcloud/application_default_credentials.json\")}", False
    yield "secret_key", "${var.aws_secret_key}", False
    yield "token", "${data.vault_kv_secret_v2.cloudflare.data[\"token\"]}", False
    yield "shared_credentials_files", json.dumps(["~/.aws/credentials"]), False
    yield "oidc_token_file_path", "/var/run/secrets/azure/tokens/azure-identity-token", False
    yield "kubeconfig", f"""apiVersion: v1
kind: Config
clusters:
- cluster:
    certificate-authority-data: {wrapped(certificate(t))}
    server: https://{t.hex(32).upper()}.yl4.eu-west-1.eks.amazonaws.com
  name: prod
users:
- name: prod
  user:
    exec:
      apiVersion: client.authentication.k8s.io/v1beta1
      command: aws
      args: [eks, get-token, --cluster-name, prod]
""", False
    yield "provider", 'variable "db_password" {\n  type        = string\n  description = "Password of the master user"\n  sensitive   = true\n  validation {\n    condition     = length(var.db_password) >= 16\n    error_message = "The password is too short."\n  }\n}\n', False
    yield "provider", 'resource "random_password" "db" {\n  length           = 24\n  special          = true\n  override_special = "!#$%&*()-_=+[]{}<>:?"\n}\nresource "aws_db_instance" "db" {\n  password = random_password.db.result\n}\n', False
    yield "encryptedkey", t.base64(184), False
    yield "secretsprovider", f"awskms://{t.uuid()}?region=eu-west-1", False
    yield "encryptionsalt", f"v1:{t.base64(8)}:v1:{t.base64(12)}:{t.base64(36)}", False


def outputs(t: Tokens) -> Iterator[tuple[str, str, bool]]:
    yield "dbConnection", f"mysql://root:{t.alnum(16)}@db.acme.internal:3306/shop", True
    yield "adminPassword", t.password(16), True
    yield "storageKey", t.base64(64), True
    yield "sasUrl", f"https://acmestate.blob.core.windows.net/tf?sv=2022-11-02&ss=b&srt=sco&sp=rwdlac&se=2030-01-01T00:00:00Z&sig={quote(t.base64(32), safe='')}", True
    yield "iamUser", json.dumps({"AccessKeyId": t.aws_key(), "SecretAccessKey": t.aws_secret(), "Status": "Active", "UserName": "ci"}), True
    yield "joinCommand", f"docker swarm join --token SWMTKN-1-{t.lower(50)}-{t.lower(25)} 10.0.0.4:2377", True
    yield "sshCommand", f"sshpass -p '{t.human_password()}' ssh root@203.0.113.7", True
    yield "eventHub", f"Endpoint=sb://acme.servicebus.windows.net/;SharedAccessKeyName=RootManageSharedAccessKey;SharedAccessKey={t.base64(32)}", True
    yield "registry", json.dumps({"server": "acme.azurecr.io", "adminUsername": "acme", "adminPassword": t.alnum(44) + "+ACR" + t.alnum(4)}), True
    yield "downloadUrl", f"https://cdn.acme.example/dump.sql.gz?Expires=2208988800&Signature={t.url(340)}__&Key-Pair-Id=K{t.upper(13)}", True
    yield "dbEndpoint", f"shop.{t.lower(12)}.eu-west-1.rds.amazonaws.com:3306", False
    yield "adminPasswordSecretArn", f"arn:aws:secretsmanager:eu-west-1:{t.digits(12)}:secret:rds!db-{t.uuid()}-{t.alnum(6)}", False
    yield "storageId", f"/subscriptions/{t.uuid()}/resourceGroups/prod/providers/Microsoft.Storage/storageAccounts/acmestate", False
    yield "blobUrl", "https://acmestate.blob.core.windows.net/public/logo.png?sv=2022-11-02&snapshot=2024-06-01T08:00:00.0000000Z", False
    yield "downloadUrl", "https://acme-prod.s3.eu-west-1.amazonaws.com/readme.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Date=20240601T080000Z&X-Amz-Expires=604800&X-Amz-SignedHeaders=host", False
    yield "distribution", json.dumps({"id": "E" + t.upper(13), "domain": "d" + t.lower(13) + ".cloudfront.net", "etag": "E" + t.upper(13)}), False
    yield "getPassword", "aws secretsmanager get-secret-value --secret-id shop/db --query SecretString --output text", False
    yield "sshCommand", "ssh -i ~/.ssh/id_ed25519 -o StrictHostKeyChecking=no ec2-user@203.0.113.7", False
    yield "kubeconfigCommand", "az aks get-credentials --resource-group prod --name prod-aks --overwrite-existing", False
    yield "keyFingerprint", "SHA256:" + t.base64(32).rstrip("="), False
    yield "keyFingerprint", ":".join(t.of("0123456789abcdef", 2) for _ in range(16)), False
    yield "hostedZoneId", "Z" + t.upper(20), False


def vault_kv(t: Tokens) -> Iterator[tuple[str, str, bool]]:
    yield "dataJson", json.dumps({"username": "replicator", "password": t.alnum(24)}), True
    yield "data_json", json.dumps({"value": t.base64(48)}), True
    yield "data_json", json.dumps({"AWS_ACCESS_KEY_ID": t.aws_key(), "AWS_SECRET_ACCESS_KEY": t.aws_secret()}), True
    yield "dataJson", json.dumps({"root_token": "hvs." + t.url(24), "unseal_keys_b64": [t.base64(33) for _ in range(3)]}), True
    yield "data_json", json.dumps({"bind_dn": "cn=svc,dc=acme,dc=local", "bindpass": weak(t)}), True
    yield "secretString", json.dumps({"pin": t.alnum(10), "webhook": f"https://acme.webhook.office.com/webhookb2/{t.uuid()}@{t.uuid()}/IncomingWebhook/{t.hex(32)}/{t.uuid()}"}), True
    yield "secretString", t.password(32), True
    yield "secretString", json.dumps({"smtp": {"host": "smtp.acme.example", "user": "noreply", "pass": t.human_password()}}), True
    yield "dataJson", json.dumps({"role": "billing", "token_ttl": "1h", "token_max_ttl": "24h", "token_policies": ["default", "billing-read"]}), False
    yield "data_json", json.dumps({"algorithm": "SHA1", "digits": 6, "period": 30, "key_size": 20}), False
    yield "policy", 'path "secret/data/billing/*" {\n  capabilities = ["read", "list"]\n}\npath "auth/token/renew-self" {\n  capabilities = ["update"]\n}\n', False
    yield "dataJson", json.dumps({"password_policy": "strong", "rotation_period": "720h", "username_template": "v-{{.RoleName}}-{{random 8}}"}), False
    yield "connectionUrl", "postgresql://{{username}}:{{password}}@db.internal:5432/postgres?sslmode=verify-full", False
    yield "creationStatements", json.dumps(["CREATE ROLE \"{{name}}\" WITH LOGIN PASSWORD '{{password}}' VALID UNTIL '{{expiration}}';", "GRANT SELECT ON ALL TABLES IN SCHEMA public TO \"{{name}}\";"]), False
    yield "rules", 'length = 20\nrule "charset" {\n  charset = "abcdefghijklmnopqrstuvwxyz"\n  min-chars = 1\n}\nrule "charset" {\n  charset = "0123456789"\n  min-chars = 1\n}\n', False
    yield "secretString", "${random_password.master.result}", False
    yield "generateSecretString", json.dumps({"SecretStringTemplate": json.dumps({"username": "admin"}), "GenerateStringKey": "password", "PasswordLength": 32, "ExcludeCharacters": "\"@/\\"}), False
    yield "ciphertext", "vault:v1:" + t.base64(61), False


def command_lines(t: Tokens) -> Iterator[tuple[str, str, bool]]:
    yield "command", f"curl -fsS -u jenkins:{t.alnum(14)} https://nexus.acme.example/repository/raw/app.tgz -o app.tgz", True
    yield "command", f"mysqldump -h db.internal -uroot -p{t.human_password()[:-1]} shop | gzip > /backup/shop.sql.gz", True
    yield "create", f"docker login -u acmebot -p dckr_pat_{t.url(27)}", True
    yield "command", f"redis-cli -h cache -a {t.alnum(24)} --no-auth-warning PING", True
    yield "command", json.dumps(["sh", "-c", f"psql postgresql://app:{t.alnum(16)}@db:5432/app -c 'VACUUM'"]), True
    yield "create", f"az login --service-principal -u {t.uuid()} -p {t.alnum(3)}8Q~{t.alnum(34)} --tenant {t.uuid()}", True
    yield "create", f"aws configure set aws_secret_access_key {t.aws_secret()} --profile ci", True
    yield "create", f"helm upgrade --install grafana grafana/grafana --set adminPassword='{t.human_password()}' -n mon", True
    yield "create", f"kubectl create secret generic db --from-literal=username=app --from-literal=password={t.alnum(18)}", True
    yield "create", f"kubectl create secret docker-registry regcred --docker-server=ghcr.io --docker-username=bot --docker-password=ghp_{t.alnum(36)}", True
    yield "command", f"sshpass -p {t.alnum(10)} scp dump.sql backup@10.0.0.9:/data", True
    yield "command", f"PGPASSWORD={weak(t)!r} pg_dump -h db -U postgres app > /tmp/app.sql", True
    yield "interpreter", f'powershell -Command "New-LocalUser -Name svc -Password (ConvertTo-SecureString \'{t.human_password()}\' -AsPlainText -Force)"', True
    yield "command", f"vault login s.{t.alnum(24)}", True
    yield "command", f"mongosh 'mongodb://root:{t.alnum(18)}@mongo:27017/admin' --eval 'db.stats()'", True
    yield "command", f"sqlcmd -S sql01 -U sa -P {t.human_password()!r} -Q 'BACKUP DATABASE crm TO DISK=\"crm.bak\"'", True
    yield "command", f"ldapsearch -x -D cn=admin,dc=acme,dc=local -w {t.alnum(12)} -b dc=acme,dc=local", True
    yield "command", f"openssl enc -aes-256-cbc -pbkdf2 -in dump.sql -out dump.enc -k {phrase(t)}", True
    yield "command", f"curl -X POST https://api.acme.example/deploy -H 'X-Api-Key: {t.alnum(40)}' -d '{{}}'", True
    yield "command", f"smbclient //files/share -U 'ACME\\svc_backup%{t.alnum(12)}' -c 'put a.zip'", True
    yield "schedule", f"*/5 * * * * root wget -q --user=mon --password={t.alnum(11)} -O- https://acme.example/cron.php", True
    yield "query", f"CREATE USER 'app'@'%' IDENTIFIED BY '{t.human_password()}'; GRANT ALL ON shop.* TO 'app'@'%';", True
    yield "query", f"ALTER ROLE reporting WITH LOGIN PASSWORD '{t.alnum(16)}';", True
    yield "command", "curl -fsS -u \"$NEXUS_USER:$NEXUS_PASSWORD\" https://nexus.acme.example/repository/raw/app.tgz -o app.tgz", False
    yield "command", "mysqldump --defaults-extra-file=/root/.my.cnf -h db.internal -p shop | gzip > /backup/shop.sql.gz", False
    yield "create", "cat /run/secrets/dockerhub | docker login -u acmebot --password-stdin", False
    yield "command", "REDISCLI_AUTH=$(cat /run/secrets/redis) redis-cli -h cache PING", False
    yield "command", json.dumps(["sh", "-c", "psql postgresql://app@db:5432/app?sslmode=require -c 'VACUUM'"]), False
    yield "create", f"az login --service-principal -u {t.uuid()} --tenant {t.uuid()} --federated-token \"$(cat $AZURE_FEDERATED_TOKEN_FILE)\"", False
    yield "create", "aws configure set aws_secret_access_key \"$AWS_SECRET_ACCESS_KEY\" --profile ci", False
    yield "create", "helm upgrade --install grafana grafana/grafana --set admin.existingSecret=grafana-admin,admin.passwordKey=password -n mon", False
    yield "create", "kubectl create secret generic db --from-file=password=./db-password.txt --dry-run=client -o yaml | kubeseal > db.yaml", False
    yield "create", "kubectl get secret db -o jsonpath='{.data.password}' | base64 -d", False
    yield "command", "PGPASSFILE=/run/secrets/pgpass pg_dump -h db -U postgres --no-password app > /tmp/app.sql", False
    yield "interpreter", 'powershell -Command "$p = Read-Host -AsSecureString \'Password\'; New-LocalUser -Name svc -Password $p"', False
    yield "command", "vault write -field=token auth/approle/login role_id=@/etc/role_id secret_id=@/etc/secret_id", False
    yield "command", "tr -dc 'A-Za-z0-9!#%' </dev/urandom | head -c 24 > /etc/app/password", False
    yield "command", "ldapsearch -x -D cn=admin,dc=acme,dc=local -y /etc/ldap.secret -b dc=acme,dc=local", False
    yield "command", f"curl -X POST https://api.acme.example/deploy -H \"Authorization: Bearer $(cat /var/run/secrets/token)\" -H 'Idempotency-Key: {t.uuid()}'", False
    yield "command", f"git checkout {t.hex(40)} && git verify-commit HEAD", False
    yield "command", "mkdir -p /srv/password-reset && cp -p templates/password_reset.html /srv/password-reset/", False
    yield "command", f"gpg --batch --keyserver hkps://keys.openpgp.org --recv-keys {digest(t, 'sha1').upper()}", False
    yield "query", "SELECT id, email FROM users WHERE password_changed_at < now() - interval '90 days' AND token_revoked = false;", False
    yield "query", "CREATE TABLE users (id uuid PRIMARY KEY, email text NOT NULL, password_hash text, api_token_digest char(64));", False
