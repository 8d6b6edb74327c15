# ruff: noqa: E501, PLR0915 - a case is easier to read on one line, and there are many
# fmt: off
"""Documents without a secret: references, schemas, policies, lock files, code, translations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.policy.corpus.programs.drawn import ALNUM, dashboard, document
from tests.policy.corpus.tokens import wrapped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.policy.corpus.programs.drawn import Drawn


def cases(g: Drawn) -> Iterator[tuple[str, str, str]]:
    """Place, name, text; behind each, why a reviewer calls it so."""
    yield "dashboard", "dashboard_body", dashboard({'type': 'metric', 'properties': {'metrics': [['AWS/SecretsManager', 'ResourceCount', 'Service', 'Secrets Manager'], ['Vault', 'vault.token.creation', 'cluster', 'prod']], 'region': 'eu-west-1', 'title': 'Token creation'}})  # metrics
    yield "dashboard", "dashboard_body", dashboard({'type': 'log', 'properties': {'query': "SOURCE '/vault/audit' | fields @timestamp, auth.display_name, request.path | filter request.path like /secret\\/data/ | stats count() by bin(5m)", 'title': 'Secret access'}})  # query
    yield "dashboard", "dashboard_body", dashboard({'type': 'text', 'properties': {'markdown': '## Runbook\n[Password rotation](https://wiki.acme.io/x/AbC12d) - owner: platform-team\n\nUser: see SSO. Password: never here.'}})  # prose about passwords
    yield "dashboard", "dashboard_body", dashboard({'type': 'metric', 'properties': {'metrics': [['AWS/ApplicationELB', 'HTTPCode_Target_5XX_Count', 'LoadBalancer', f'app/vault-prod/{g.hex(16)}']], 'annotations': {'horizontal': [{'color': '#d62728', 'value': 5}]}}})  # ids and colours
    yield "dashboard", "dashboard_body", dashboard({'type': 'alarm', 'properties': {'alarms': [f'arn:aws:cloudwatch:eu-west-1:{g.account()}:alarm:vault-failed-auth']}})  # ARN
    yield "dashboard", "dashboard_body", document({'uid': g.of(ALNUM + '-_', 9), 'title': 'Vault tokens', 'panels': [{'datasource': {'type': 'prometheus', 'uid': 'P' + g.hex_upper(16)}, 'targets': [{'expr': 'sum by (auth_method) (rate(vault_token_create_count{cluster="prod"}[5m]))'}]}]})  # Grafana uids
    yield "dashboard", "dashboard_body", dashboard({'type': 'metric', 'properties': {'metrics': [[{'expression': 'SEARCH(\'{Vault,path} MetricName="secret.kv.count"\', \'Maximum\', 300)', 'id': 'e1'}]]}})  # search expression
    yield "document", "container_definitions", document([{'name': 'web', 'image': f'{g.account()}.dkr.ecr.eu-west-1.amazonaws.com/web@sha256:{g.sha256()}', 'secrets': [{'name': 'DB_PASSWORD', 'valueFrom': f'arn:aws:secretsmanager:eu-west-1:{g.account()}:secret:db-{g.alnum(6)}:password::'}], 'environment': [{'name': 'LOG_LEVEL', 'value': 'info'}]}])  # secrets by reference
    yield "document", "container_definitions", document([{'name': 'web', 'repositoryCredentials': {'credentialsParameter': f'arn:aws:secretsmanager:eu-west-1:{g.account()}:secret:hub-{g.alnum(6)}'}}])  # credentials by reference
    yield "document", "policy", document({'Version': '2012-10-17', 'Statement': [{'Sid': 'ReadSecrets', 'Effect': 'Allow', 'Action': ['secretsmanager:GetSecretValue', 'kms:Decrypt'], 'Resource': f'arn:aws:secretsmanager:eu-west-1:{g.account()}:secret:prod/*'}]})  # IAM
    yield "document", "policy", document({'Statement': [{'Effect': 'Allow', 'Principal': {'Federated': f'arn:aws:iam::{g.account()}:oidc-provider/token.actions.githubusercontent.com'}, 'Action': 'sts:AssumeRoleWithWebIdentity', 'Condition': {'StringEquals': {'token.actions.githubusercontent.com:sub': 'repo:acme/infra:environment:production'}}}]})  # trust
    yield "document", "policy", document({'Statement': [{'Principal': {'AWS': 'AROA' + g.b32(17)}, 'Effect': 'Deny', 'Action': '*', 'Condition': {'StringNotLike': {'aws:userId': ['AROA' + g.b32(17) + ':*']}}}]})  # unique ids
    yield "document", "policy", 'path "secret/data/orders/*" {\n  capabilities = ["read"]\n}\npath "auth/token/renew-self" { capabilities = ["update"] }\n'  # Vault policy
    yield "document", "values", 'auth:\n  existingSecret: orders-db\n  secretKeys:\n    adminPasswordKey: postgres-password\n    userPasswordKey: password\n'  # helm keys of a secret
    yield "document", "values", 'image:\n  repository: acme/orders\n  tag: 1.14.2\nserviceAccount:\n  automountToken: false\n'  # helm
    yield "document", "values", 'externalSecrets:\n  enabled: true\n  data:\n  - secretKey: DB_PASSWORD\n    remoteRef:\n      key: prod/orders\n      property: password\n'  # external secrets
    yield "document", "manifest", 'env:\n- name: DB_PASSWORD\n  valueFrom:\n    secretKeyRef:\n      name: orders-db\n      key: password\n'  # secretKeyRef
    yield "document", "manifest", f'apiVersion: bitnami.com/v1alpha1\nkind: SealedSecret\nspec:\n  encryptedData:\n    password: AgB{g.base64(380)}\n'  # sealed
    yield "document", "manifest", f'apiVersion: v1\nkind: Pod\nmetadata:\n  name: orders-{g.hex(9)}-x8k2p\n  uid: {g.uuid()}\n  annotations:\n    checksum/secret: {g.sha256()}\n    checksum/config: {g.sha256()}\n'  # checksum annotations
    yield "document", "manifest", f"apiVersion: admissionregistration.k8s.io/v1\nkind: ValidatingWebhookConfiguration\nwebhooks:\n- clientConfig:\n    caBundle: {wrapped(g.armoured('CERTIFICATE', 700))}\n"  # CA bundle
    yield "document", "workflow", 'env:\n  DB_PASSWORD: ${{ secrets.DB_PASSWORD }}\n  AWS_REGION: eu-west-1\npermissions:\n  id-token: write\n'  # workflow
    yield "document", "workflow", f'steps:\n- uses: actions/checkout@{g.hex(40)} # v4.2.2\n- uses: aws-actions/configure-aws-credentials@{g.hex(40)}\n  with:\n    role-to-assume: arn:aws:iam::{g.account()}:role/ci\n'  # pinned actions
    yield "document", "workflow", '      - run: echo "::add-mask::$TOKEN"\n      - run: gh auth login --with-token < token.txt\n'  # commands
    yield "document", "workflow", "      - uses: actions/cache@v4\n        with:\n          key: deps-${{ hashFiles('requirements.lock') }}\n          restore-keys: deps-\n"  # cache key
    yield "document", "buildspec", 'env:\n  secrets-manager:\n    SONAR_TOKEN: prod/sonar:token\n  parameter-store:\n    DB_PASSWORD: /prod/db/password\n'  # by reference
    yield "document", "lock", '\n'.join(f'requests==2.32.{i} --hash=sha256:{g.sha256()}' for i in range(4))  # lock file
    yield "document", "lock", document({'node_modules/x': {'version': '1.2.3', 'resolved': 'https://r.acme.io/x/-/x-1.2.3.tgz', 'integrity': 'sha512-' + g.base64(64)}})  # lock file
    yield "document", "lock", f'provider "aws" {{\n  version = "5.80.0"\n  hashes = [\n    "h1:{g.base64(32)}",\n    "zh:{g.sha256()}",\n  ]\n}}'  # provider lock
    yield "document", "sri", f'<script src="https://cdn.acme.io/a.js" integrity="sha384-{g.base64(48)}" crossorigin="anonymous"></script>'  # SRI
    yield "document", "schema", document({'openapi': '3.0.1', 'components': {'securitySchemes': {'ApiKey': {'type': 'apiKey', 'name': 'X-API-Key', 'in': 'header'}, 'bearer': {'type': 'http', 'scheme': 'bearer', 'bearerFormat': 'JWT'}}}})  # OpenAPI
    yield "document", "schema", document({'type': 'object', 'properties': {'clientSecret': {'type': 'string', 'description': 'OAuth client secret', 'default': ''}, 'apiKey': {'$ref': '#/definitions/secret'}}})  # schema
    yield "document", "compose", 'services:\n  db:\n    image: postgres:16\n    environment:\n      POSTGRES_PASSWORD_FILE: /run/secrets/db\n    secrets: [db]\nsecrets:\n  db:\n    external: true\n'  # compose secrets
    yield "document", "compose", 'services:\n  app:\n    environment:\n      DB_PASSWORD: ${DB_PASSWORD:?set it}\n      JWT_SECRET: ${JWT_SECRET}\n'  # compose references
    yield "document", "nginx", 'ssl_certificate /etc/ssl/a.crt;\nssl_certificate_key /etc/ssl/private/a.key;\nssl_session_tickets off;\nproxy_set_header Authorization $http_authorization;'  # nginx
    yield "document", "prometheus", 'remote_write:\n- url: https://prom/push\n  authorization:\n    credentials_file: /etc/prom/token\n'  # file reference
    yield "document", "alertmanager", "receivers:\n- name: slack\n  slack_configs:\n  - api_url_file: /etc/am/slack\n    channel: '#ops'\n"  # file reference
    yield "document", "vault_hcl", 'seal "awskms" {\n  region     = "eu-west-1"\n  kms_key_id = "alias/prod-unseal"\n}\nlistener "tcp" {\n  tls_key_file = "/etc/vault/tls.key"\n}\n'  # Vault config
    yield "document", "postgres_conf", "password_encryption = scram-sha-256\nssl = on\nssl_key_file = 'server.key'\nauthentication_timeout = 1min"  # conf
    yield "document", "sshd", 'PasswordAuthentication no\nPermitEmptyPasswords no\nHostKey /etc/ssh/ssh_host_ed25519_key\nKexAlgorithms sntrup761x25519-sha512@openssh.com'  # sshd
    yield "document", "sudoers", 'deploy ALL=(root) NOPASSWD: /usr/bin/systemctl restart app'  # sudoers
    yield "document", "known_hosts", f'github.com ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABgQ{g.base64(380)}\ngithub.com ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABB{g.base64(65)}'  # public keys
    yield "document", "pam", 'password requisite pam_pwquality.so retry=3 minlen=14 dcredit=-1 ucredit=-1\npassword sufficient pam_unix.so sha512 shadow use_authtok'  # PAM
    yield "document", "sql", 'CREATE TABLE users (id uuid PRIMARY KEY, email text, password_hash text NOT NULL, api_token text);'  # DDL
    yield "document", "sql", "ALTER USER :username WITH PASSWORD :'new_password';"  # psql variables
    yield "document", "asl", document({'StartAt': 'Get', 'States': {'Get': {'Type': 'Task', 'Resource': 'arn:aws:states:::aws-sdk:secretsmanager:getSecretValue', 'Parameters': {'SecretId.$': '$.secretId'}, 'ResultSelector': {'password.$': 'States.StringToJson($.SecretString).password'}, 'End': True}}})  # step function
    yield "document", "event_pattern", document({'source': ['aws.secretsmanager'], 'detail': {'eventName': ['RotationSucceeded', 'PutSecretValue'], 'additionalEventData': {'SecretId': [{'prefix': 'arn:aws:secretsmanager'}]}}})  # event pattern
    yield "document", "filter_pattern", '{ ($.auth.error = "permission denied") && ($.request.path = "secret/data/*") }'  # filter
    yield "document", "input_template", '{"event_type":"rotated","client_payload":{"secret":"<name>","token":"<token>"}}'  # template
    yield "document", "cfn", document({'Resources': {'Db': {'Type': 'AWS::RDS::DBInstance', 'Properties': {'MasterUserPassword': {'Ref': 'DbPassword'}, 'MasterUsername': 'admin'}}}, 'Parameters': {'DbPassword': {'Type': 'String', 'NoEcho': True, 'MinLength': 12}}})  # CloudFormation reference
    yield "document", "arm", document({'adminPassword': {'reference': {'keyVault': {'id': '/subscriptions/x/vaults/kv'}, 'secretName': 'vmAdmin'}}})  # ARM reference
    yield "document", "arm", document({'adminPassword': "[parameters('adminPassword')]", 'connection': "[concat('AccountKey=', listKeys(variables('id'),'2019-06-01').keys[0].value)]"})  # ARM expressions
    yield "document", "tf", 'resource "aws_db_instance" "x" {\n  password = var.db_password\n  username = "app"\n}\nresource "random_password" "p" {\n  length = 32\n}'  # Terraform reference
    yield "document", "tf", 'password = random_password.db.result\napi_key = data.aws_ssm_parameter.key.value\ntoken = module.vault.token'  # Terraform reference
    yield "document", "jinja", "[db]\npassword = {{ lookup('aws_secret', 'prod/db') }}\nhost = {{ db_host }}"  # jinja
    yield "document", "erb", 'password: <%= ENV[\'DB_PASSWORD\'] %>\nsecret_key_base: <%= ENV.fetch("SECRET_KEY_BASE") %>'  # ERB
    yield "document", "python", "import boto3\n\ndef handler(event, _):\n    token = event['ClientRequestToken']\n    secret = boto3.client('secretsmanager').get_secret_value(SecretId=event['SecretId'])['SecretString']\n    password = json.loads(secret)['password']\n    return connect(password=password)\n"  # Lambda code
    yield "document", "javascript", "const token = process.env.API_TOKEN;\nconst password = await getSecret('prod/db');\nfetch(url, {headers: {Authorization: `Bearer ${token}`}});"  # code
    yield "document", "cloudfront_function", "function handler(event) { var r = event.request; var auth = r.headers.authorization && r.headers.authorization.value; if (!auth) { return {statusCode: 401, statusDescription: 'Unauthorized'}; } return r; }"  # code
    yield "document", "appspec", 'version: 0.0\nResources:\n- TargetService:\n    Type: AWS::ECS::Service\n    Properties:\n      TaskDefinition: <TASK_DEFINITION>\n'  # placeholder
    yield "document", "openssl", '[req]\ndistinguished_name = dn\nprompt = no\nencrypt_key = no\n[dn]\nCN = vault.internal'  # conf
    yield "document", "redis_conf", 'bind 0.0.0.0\nuser default off\naclfile /etc/redis/users.acl\nmasterauth ${REDIS_AUTH}'  # reference
    yield "document", "logstash", 'filter { mutate { remove_field => ["password", "token", "secret"] } }'  # names
    yield "document", "fluentbit", '[OUTPUT]\n    Name splunk\n    Match *\n    Splunk_Token ${SPLUNK_TOKEN}\n    TLS On'  # reference
    yield "document", "csp", "script-src 'nonce-{{nonce}}' 'strict-dynamic'; report-uri https://acme.report-uri.com/r/d/csp/enforce"  # csp
    yield "document", "wireguard", f'[Peer]\nPublicKey = {g.base64(32)}\nAllowedIPs = 10.8.0.2/32\n'  # public only
    yield "document", "jwks", document({'keys': [{'kty': 'OKP', 'crv': 'Ed25519', 'x': g.base64url(32), 'kid': g.base64url(32), 'use': 'sig'}]})  # public
    yield "document", "dns_txt", f'v=DKIM1; k=rsa; p=MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A{g.base64(250)}'  # DKIM public key
    yield "document", "dns_txt", f"google-site-verification={g.of(ALNUM + '-_', 43)}"  # verification record is published
    yield "document", "dns_txt", 'v=spf1 include:_spf.google.com include:sendgrid.net ~all'  # SPF
    yield "document", "dns_cname", f'_{g.hex(32)}.{g.lower(10)}.acm-validations.aws.'  # ACM validation
    yield "document", "s3_notification", document({'Id': wrapped('orders-' + g.uuid()), 'Events': ['s3:ObjectCreated:*']})  # id
    yield "document", "ci", document({'password': {'from_secret': 'docker_password'}, 'username': 'ci'})  # Drone reference
    yield "document", "settings", document({'passwordReset': {'enabled': True, 'tokenLifetimeMinutes': 30}, 'secretQuestions': False})  # settings
    yield "document", "settings", document({'secretsmanager': {'prefix': 'prod/', 'cacheTtl': 300}, 'keyRing': 'acme-ring', 'authMode': 'iam'})  # settings
    yield "document", "locale_de", document({'login.password': 'Passwort', 'login.token': 'Einmalcode', 'login.secret': 'Geheimnis', 'login.forgot': 'Passwort vergessen?'})  # translations
    yield "document", "locale_fr", document({'password': 'Mot de passe', 'apiKey': "Clé d'API", 'token': "Jeton d'accès"})  # translations
    yield "document", "locale_ja", document({'password': 'パスワード', 'secret': '秘密鍵', 'token': 'トークン'})  # translations
    yield "document", "labels", document({'password': 'Password', 'token': 'Token', 'secret': 'Secret'})  # labels
    yield "document", "email", 'Hello {{user}},\n\nyour password was changed. If this was not you, open {{link}}.\nYour code: {{code}}\n'  # template
