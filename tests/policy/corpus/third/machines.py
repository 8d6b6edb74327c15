# ruff: noqa: E501, PLR0915 - a case is easier to read on one line, and there are many
# fmt: off
"""What stands on machines: user data, files, command lines."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tests.policy.corpus.third.made import certificate, passphrase, real_pem, weak
from tests.policy.corpus.tokens import wrapped, zipped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.policy.corpus.tokens import Tokens


def user_data(t: Tokens) -> Iterator[tuple[str, str, bool]]:
    u = "userData"
    script = f"#!/bin/bash\nset -eu\nyum install -y agent\necho 'license: {t.alnum(8)}' > /dev/null\nexport AGENT_API_KEY={t.hex(32)}\nsystemctl start agent\n"
    plain = f"#!/bin/bash\nset -euo pipefail\napt-get update\nmysqladmin -u root password '{t.human_password()}'\n"
    cloud = f"#cloud-config\npackages: [nginx]\nchpasswd:\n  expire: false\n  users:\n    - name: ops\n      password: {t.human_password()}\n      type: text\n"
    files = "#cloud-config\nwrite_files:\n  - path: /etc/app/key.pem\n    permissions: '0600'\n    content: |\n" + "".join("      " + line + "\n" for line in real_pem(t).splitlines())
    b64file = f"#cloud-config\nwrite_files:\n  - path: /etc/app/env\n    encoding: b64\n    content: {wrapped('DB_PASSWORD=' + t.password() + chr(10))}\n"
    gzfile = f"#cloud-config\nwrite_files:\n  - path: /root/.aws/credentials\n    encoding: gz+b64\n    content: {zipped(f'[default]{chr(10)}aws_access_key_id = {t.aws_key()}{chr(10)}aws_secret_access_key = {t.aws_secret()}{chr(10)}')}\n"
    multi = (
        'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="==B=="\n\n--==B==\nContent-Type: text/cloud-config\n\n'
        f"#cloud-config\nruncmd: [ls]\n\n--==B==\nContent-Type: text/x-shellscript\n\n#!/bin/bash\ndocker login -u acme -p dckr_pat_{t.url(27)}\n\n--==B==--\n"
    )
    ps = f'<powershell>\n$p = ConvertTo-SecureString "{t.password()}" -AsPlainText -Force\nNew-LocalUser -Name svc -Password $p\n</powershell>\n'
    k3s = f"#!/bin/sh\ncurl -sfL https://get.k3s.io | K3S_URL=https://10.0.0.5:6443 K3S_TOKEN=K10{t.hex(64)}::server:{t.hex(32)} sh -\n"
    join = f"#!/bin/bash\nkubeadm join 10.0.0.4:6443 --token {t.lower(6)}.{t.lower(16)} --discovery-token-ca-cert-hash sha256:{t.hex(64)}\n"
    inner = f"#!/bin/bash\necho {wrapped('tskey-auth-k' + t.alnum(11) + 'CNTRL-' + t.alnum(32))} | base64 -d | xargs tailscale up --authkey\n"
    runner = f"#!/bin/bash\n./config.sh --unattended --url https://github.com/acme --token A{t.upper(28)}\n"
    for name, text in (
        (u, plain), ("userDataBase64", wrapped(script)), ("userDataBase64", zipped(script)), (u, cloud), (u, files),
        (u, b64file), ("user_data", gzfile), (u, multi), ("customData", wrapped(cloud)), ("userDataBase64", wrapped(multi)),
        (u, ps), ("startupScript", k3s), (u, join), ("metadataStartupScript", inner), (u, runner),
    ):
        yield name, text, True

    good = "#!/bin/bash\nset -eu\nexport DB_PASSWORD=$(aws ssm get-parameter --with-decryption --name /prod/db/password --query Parameter.Value --output text)\n/opt/app/run\n"
    eks = f"#!/bin/bash\n/etc/eks/bootstrap.sh prod --b64-cluster-ca {wrapped(certificate(t, 'kubernetes'))} --apiserver-endpoint https://{t.hex(32).upper()}.gr7.eu-west-1.eks.amazonaws.com\n"
    keys = f"#cloud-config\nssh_pwauth: false\nusers:\n  - name: ops\n    lock_passwd: true\n    ssh_authorized_keys:\n      - {t.public_ssh()} ops@acme\n"
    b64conf = f"#cloud-config\nwrite_files:\n  - path: /etc/nginx/conf.d/app.conf\n    encoding: b64\n    content: {wrapped('server { listen 80; location /token { proxy_pass http://127.0.0.1:8080; } }')}\n"
    sums = f"#!/bin/bash\ncurl -fsSLo tool.tgz https://get.acme.io/v1.9.2/tool.tgz\necho '{t.hex(64)}  tool.tgz' | sha256sum -c -\n"
    multi_ok = (
        'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="==B=="\n\n--==B==\nContent-Type: text/x-shellscript\n\n'
        "#!/bin/bash\naws ecr get-login-password | docker login -u AWS --password-stdin 123.dkr.ecr.eu-west-1.amazonaws.com\n\n--==B==--\n"
    )
    ps_ok = "<powershell>\n$secret = (Get-SECSecretValue -SecretId prod/svc).SecretString | ConvertFrom-Json\n$p = ConvertTo-SecureString $secret.password -AsPlainText -Force\n</powershell>\n"
    imds = '#!/bin/bash\nTOKEN=$(curl -sX PUT http://169.254.169.254/latest/api/token -H "X-aws-ec2-metadata-token-ttl-seconds: 300")\ncurl -sH "X-aws-ec2-metadata-token: $TOKEN" http://169.254.169.254/latest/meta-data/instance-id\n'
    gen = "#!/bin/bash\nPASSWORD=$(openssl rand -base64 24)\nsudo -u postgres psql -c \"ALTER USER app PASSWORD '$PASSWORD'\"\n"
    apt = f"#!/bin/bash\ngpg --keyserver keyserver.ubuntu.com --recv-keys {t.hex(40).upper()}\napt-get install -y vault=1.16.2-1\n"
    read = "#!/bin/bash\nread -rsp 'Password: ' password\nif [ -z \"$password\" ]; then echo 'password must not be empty' >&2; exit 1; fi\n"
    for name, text in (
        (u, good), ("userDataBase64", wrapped(good)), ("userDataBase64", zipped(eks)), (u, eks), (u, keys), (u, b64conf),
        (u, sums), (u, multi_ok), ("customData", wrapped(keys)), (u, ps_ok), (u, imds), ("startupScript", gen),
        ("user_data", apt), (u, read),
    ):
        yield name, text, False


def files(t: Tokens) -> Iterator[tuple[str, str, bool]]:
    c = "content"
    yield c, f"NODE_ENV=production\nPORT=8080\nDATABASE_PASSWORD='{t.password()}'\n", True
    yield ".env", f"# local\nexport SENTRY_ENV=prod\nexport MAILER_DSN=smtp://mailer:{t.alnum(16)}@smtp.acme.io:587\n", True
    yield "ini", f"[client]\nuser = backup\npassword = {t.human_password()}\n", True
    yield "my.cnf", f"[mysqldump]\nuser=root\npassword=\"{t.password()}\"\nhost=127.0.0.1\n", True
    yield "toml", f"[server]\nport = 80\n\n[database]\nuser = \"app\"\npass = \"{t.human_password()}\"\n", True
    yield "values", f"auth:\n  enabled: true\n  rootPassword: {t.alnum(18)}\nreplicas: 2\n", True
    yield c, f"spring:\n  datasource:\n    url: jdbc:postgresql://db/app\n    username: app\n    password: {t.human_password()}\n", True
    yield "application.properties", f"spring.datasource.username=app\nspring.datasource.password={t.password()}\nserver.port=8080\n", True
    yield "settings.xml", f"<settings><servers><server><id>nexus</id><username>ci</username><password>{t.alnum(20)}</password></server></servers></settings>", True
    yield "nuget.config", f'<configuration><packageSourceCredentials><acme><add key="Username" value="ci" /><add key="ClearTextPassword" value="{t.alnum(52)}" /></acme></packageSourceCredentials></configuration>', True
    yield "web.config", f'<connectionStrings><add name="Main" connectionString="Data Source=sql01;Initial Catalog=crm;User ID=crm;Password={t.alnum(14)}" /></connectionStrings>', True
    yield ".netrc", f"machine git.acme.io\n  login ci\n  password {t.alnum(20)}\n", True
    yield ".pgpass", f"db.acme.io:5432:app:app_rw:{t.human_password()}\n", True
    yield ".npmrc", f"@acme:registry=https://npm.acme.io/\n//npm.acme.io/:_authToken={t.uuid()}\n", True
    yield ".npmrc", f"registry=https://npm.acme.io/\n_auth={wrapped('ci:' + t.password())}\nemail=ci@acme.io\n", True
    yield ".pypirc", f"[distutils]\nindex-servers = acme\n\n[acme]\nrepository = https://pypi.acme.io\nusername = ci\npassword = {t.alnum(22)}\n", True
    yield "pip.conf", f"[global]\nextra-index-url = https://ci:{t.alnum(24)}@pypi.acme.io/simple\n", True
    yield "credentials", f"[default]\naws_access_key_id = {t.aws_key()}\naws_secret_access_key = {t.aws_secret()}\n", True
    yield "config.json", json.dumps({"auths": {"registry.acme.io": {"auth": wrapped("ci:" + t.password(20))}}}), True
    yield "Dockerfile", f"FROM node:20\nENV NPM_TOKEN=npm_{t.alnum(36)}\nRUN npm ci\n", True
    yield "unit", f"[Unit]\nDescription=App\n\n[Service]\nEnvironment=\"APP_SECRET={t.alnum(32)}\"\nExecStart=/opt/app/run\n", True
    yield "docker-compose.yml", f"services:\n  db:\n    image: postgres:16\n    environment:\n      - POSTGRES_USER=app\n      - POSTGRES_PASSWORD={weak(t)}\n", True
    yield "main.tf", f'resource "aws_db_instance" "db" {{\n  username = "app"\n  password = "{t.alnum(16)}"\n}}\n', True
    yield "terraform.tfvars", f'region = "eu-west-1"\ndb_master_password = "{t.human_password()}"\n', True
    yield "script.ps1", f"$env:ARM_CLIENT_SECRET = '{t.alnum(3)}8Q~{t.alnum(34)}'\nConnect-AzAccount\n", True
    yield "secret.yaml", f"apiVersion: v1\nkind: Secret\nmetadata:\n  name: db\ndata:\n  password: {wrapped(t.password())}\n", True
    yield "secret.yaml", f"apiVersion: v1\nkind: Secret\nmetadata:\n  name: db\nstringData:\n  password: {t.human_password()}\n", True
    yield "redis.conf", f"bind 0.0.0.0\nrequirepass {t.alnum(24)}\nmaxmemory 1gb\n", True
    yield "pgbouncer.ini", f"[databases]\napp = host=db port=5432 user=app password={t.alnum(16)} dbname=app\n", True
    yield "rclone.conf", f"[s3]\ntype = s3\nprovider = AWS\naccess_key_id = {t.aws_key()}\nsecret_access_key = {t.aws_secret()}\n", True
    yield "wg0.conf", f"[Interface]\nPrivateKey = {t.base64(32)}\nAddress = 10.8.0.1/24\n", True
    yield "ipsec.secrets", f"203.0.113.7 198.51.100.9 : PSK \"{t.alnum(32)}\"\n", True
    yield "wpa_supplicant.conf", f"network={{\n  ssid=\"acme\"\n  psk=\"{passphrase(t, ' ')}\"\n}}\n", True
    yield "alertmanager.yml", f"receivers:\n- name: ops\n  pagerduty_configs:\n  - service_key: {t.hex(32)}\n", True
    yield "jaas.conf", f'KafkaClient {{\n  org.apache.kafka.common.security.plain.PlainLoginModule required\n  username="app"\n  password="{t.alnum(20)}";\n}};\n', True
    yield ".git-credentials", f"https://ci-bot:{t.alnum(20)}@git.acme.io\n", True
    yield ".s3cfg", f"[default]\naccess_key = {t.aws_key()}\nsecret_key = {t.aws_secret()}\nuse_https = True\n", True
    yield "appsettings.json", json.dumps({"Logging": {"LogLevel": "Warning"}, "Jwt": {"Issuer": "acme", "Key": t.password(40)}}), True
    yield "wp-config.php", f"<?php\ndefine('DB_USER', 'wp');\ndefine('DB_PASSWORD', '{t.human_password()}');\n", True
    yield "settings.py", f"DEBUG = False\nSECRET_KEY = 'django-insecure-{t.password(50)}'\n", True
    yield "snmpd.conf", f"createUser monitor SHA {t.alnum(16)} AES {t.alnum(16)}\n", True
    yield "turnserver.conf", f"listening-port=3478\nuse-auth-secret\nstatic-auth-secret={t.hex(64)}\n", True

    yield c, "NODE_ENV=production\nPORT=8080\nDATABASE_PASSWORD=\nDATABASE_PASSWORD_FILE=/run/secrets/db\n", False
    yield ".env", "# copy to .env\nAPI_KEY=<your-api-key>\nDB_PASSWORD=<your-password>\n", False
    yield "ini", "[client]\nuser = backup\nplugin-dir = /usr/lib/mysql/plugin\nssl-ca = /etc/ssl/rds-ca.pem\n", False
    yield "toml", "[auth]\ntoken_expiry = \"15m\"\npassword_min_length = 12\nsecret_backend = \"vault\"\nhash = \"argon2id\"\n", False
    yield "values", "auth:\n  enabled: true\n  existingSecret: redis-auth\n  existingSecretPasswordKey: redis-password\nreplicas: 2\n", False
    yield c, "spring:\n  datasource:\n    url: jdbc:postgresql://db/app\n    username: app\n    password: ${DB_PASSWORD}\n", False
    yield "application.properties", "spring.datasource.username=app\nspring.datasource.password=@db.password@\nspring.security.oauth2.client.provider.acme.token-uri=https://id.acme.io/token\n", False
    yield "settings.xml", "<settings><servers><server><id>nexus</id><username>${env.NEXUS_USER}</username><password>${env.NEXUS_PASSWORD}</password></server></servers></settings>", False
    yield "nuget.config", '<configuration><packageSourceCredentials><acme><add key="Username" value="%NUGET_USER%" /><add key="ClearTextPassword" value="%NUGET_TOKEN%" /></acme></packageSourceCredentials></configuration>', False
    yield "web.config", '<connectionStrings><add name="Main" connectionString="Data Source=sql01;Initial Catalog=crm;Integrated Security=SSPI" /></connectionStrings>', False
    yield ".npmrc", "@acme:registry=https://npm.acme.io/\n//npm.acme.io/:_authToken=${NPM_TOKEN}\nalways-auth=true\n", False
    yield ".pypirc", "[distutils]\nindex-servers = pypi\n\n[pypi]\nrepository = https://packages.internal/legacy/\nusername = __token__\n", False
    yield "config", f"[profile prod]\nrole_arn = arn:aws:iam::{t.digits(12)}:role/admin\nsource_profile = default\nmfa_serial = arn:aws:iam::{t.digits(12)}:mfa/kim\nregion = eu-west-1\n", False
    yield "config.json", json.dumps({"credHelpers": {"registry.acme.io": "ecr-login"}, "credsStore": "osxkeychain"}), False
    yield "Dockerfile", f"FROM node:20@sha256:{t.hex(64)}\nRUN --mount=type=secret,id=npm_token NPM_TOKEN=$(cat /run/secrets/npm_token) npm ci\n", False
    yield "Dockerfile", "FROM alpine:3.20\nARG API_TOKEN\nENV API_TOKEN=$API_TOKEN\nENTRYPOINT [\"/app\"]\n", False
    yield "unit", "[Unit]\nDescription=Rotates secrets\n\n[Service]\nEnvironmentFile=/etc/app/secrets.env\nLoadCredential=db-password:/etc/creds/db\nExecStart=/opt/app/run\n", False
    yield "docker-compose.yml", "services:\n  db:\n    image: postgres:16\n    environment:\n      POSTGRES_PASSWORD_FILE: /run/secrets/pg\n    secrets: [pg]\nsecrets:\n  pg:\n    external: true\n", False
    yield "main.tf", 'resource "random_password" "db" {\n  length  = 24\n  special = false\n}\nresource "aws_db_instance" "db" {\n  username = "app"\n  password = random_password.db.result\n}\n', False
    yield "variables.tf", 'variable "db_password" {\n  type        = string\n  sensitive   = true\n  description = "Master password of the database"\n}\n', False
    yield "script.ps1", "param([SecureString]$Password)\n$env:ARM_CLIENT_SECRET = (Get-AzKeyVaultSecret -VaultName kv -Name arm -AsPlainText)\n", False
    yield "externalsecret.yaml", "apiVersion: external-secrets.io/v1beta1\nkind: ExternalSecret\nspec:\n  data:\n  - secretKey: password\n    remoteRef:\n      key: prod/db\n      property: password\n", False
    yield "deployment.yaml", "env:\n- name: DB_PASSWORD\n  valueFrom:\n    secretKeyRef:\n      name: db-credentials\n      key: password\n", False
    yield "redis.conf", "bind 127.0.0.1\n# requirepass <password>\naclfile /etc/redis/users.acl\n", False
    yield "wg-peer.conf", f"[Peer]\nPublicKey = {t.base64(32)}\nAllowedIPs = 10.8.0.2/32\nEndpoint = vpn.acme.io:51820\n", False
    yield "alertmanager.yml", "receivers:\n- name: ops\n  pagerduty_configs:\n  - service_key_file: /etc/alertmanager/pagerduty\n", False
    yield "known_hosts", f"git.acme.io {t.public_ssh()}\n", False
    yield "package-lock.json", json.dumps({"node_modules/jsonwebtoken": {"version": "9.0.2", "resolved": "https://packages.internal/jsonwebtoken/-/jsonwebtoken-9.0.2.tgz", "integrity": "sha512-" + t.base64(64)}}), False
    yield "go.sum", f"golang.org/x/crypto v0.24.0 h1:{t.base64(32)}\ngolang.org/x/crypto v0.24.0/go.mod h1:{t.base64(32)}\n", False
    yield "poetry.lock", f'[[package]]\nname = "keyring"\nversion = "25.2.1"\nfiles = [{{file = "keyring-25.2.1-py3-none-any.whl", hash = "sha256:{t.hex(64)}"}}]\n', False
    yield ".terraform.lock.hcl", f'provider "registry.terraform.io/hashicorp/random" {{\n  version = "3.6.2"\n  hashes = [\n    "h1:{t.base64(32)}",\n    "zh:{t.hex(64)}",\n  ]\n}}\n', False
    yield "appsettings.json", json.dumps({"Jwt": {"Issuer": "acme", "Key": "#{JwtSigningKey}#", "ExpireMinutes": 30}}), False
    yield "settings.py", "AUTH_PASSWORD_VALIDATORS = [{'NAME': 'django.contrib.auth.password_validation.MinimumLengthValidator'}]\nSECRET_KEY = os.environ['SECRET_KEY']\n", False
    yield "jaas.conf", 'sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required username="${file:/etc/kafka.properties:user}" password="${file:/etc/kafka.properties:password}";\n', False
    yield "nginx.conf", "location /admin { auth_basic \"Password required\"; auth_basic_user_file /etc/nginx/.htpasswd; ssl_certificate_key /etc/ssl/private/acme.key; }\n", False
    yield "openapi.yaml", "components:\n  securitySchemes:\n    apiKey: {type: apiKey, in: header, name: X-API-Key}\n  schemas:\n    Login:\n      properties:\n        password: {type: string, format: password, minLength: 8}\n", False


def commands(t: Tokens) -> Iterator[tuple[str, str, bool]]:
    c = "command"
    yield c, f"curl -fsS -u deploy:{t.alnum(20)} https://nexus.acme.io/repository/raw/app.tgz -o app.tgz", True
    yield c, f"curl -H 'Authorization: Basic {wrapped('svc:' + t.password())}' https://api.acme.io/v1/jobs", True
    yield c, f"curl -H 'PRIVATE-TOKEN: {t.url(20)}' https://gitlab.acme.io/api/v4/projects", True
    yield "create", f"mysql -h db -u root -p{t.alnum(16)} -e 'create database app'", True
    yield c, f"mysqldump --user=backup --password={t.human_password()} --all-databases", True
    yield c, f"echo {t.alnum(24)} | docker login -u ci --password-stdin registry.acme.io", True
    yield c, f"docker login registry.acme.io -u ci -p {t.alnum(24)}", True
    yield c, f"redis-cli -h cache -a {t.alnum(32)} ping", True
    yield c, f"psql postgres://app:{weak(t)}@db:5432/app -c 'select 1'", True
    yield c, f"PGPASSWORD={t.alnum(14)} pg_dump -h db -U app app", True
    yield c, f"az login --service-principal -u {t.uuid()} -p {t.alnum(3)}8Q~{t.alnum(34)} --tenant {t.uuid()}", True
    yield c, f"aws configure set aws_secret_access_key {t.aws_secret()} --profile ci", True
    yield c, f"helm upgrade --install pg bitnami/postgresql --set auth.postgresPassword={t.alnum(16)} --wait", True
    yield c, f"sshpass -p '{t.human_password()}' scp dump.sql ops@10.0.0.7:/srv", True
    yield c, f"kubectl create secret generic db --from-literal=password={t.password()}", True
    yield c, f"openssl pkcs12 -export -in c.pem -inkey k.pem -out c.p12 -passout pass:{t.alnum(12)}", True
    yield c, f"keytool -importkeystore -srckeystore a.p12 -destkeystore b.jks -deststorepass {t.alnum(10)}", True
    yield c, f"git clone https://oauth2:glpat-{t.url(20)}@gitlab.acme.io/acme/app.git", True
    yield c, f"vault login {'hvs.' + t.url(95)}", True
    yield c, f"net use Z: \\\\files\\share {t.human_password()} /user:ACME\\svc", True
    yield c, f"mongosh 'mongodb://root:{t.alnum(18)}@mongo:27017/admin' --eval 'rs.initiate()'", True
    yield c, f"sqlcmd -S sql01 -U sa -P {t.human_password()} -Q 'select 1'", True
    yield c, f"restic -r s3:s3.amazonaws.com/acme backup /srv && RESTIC_PASSWORD={passphrase(t)} restic check", True
    yield "args", json.dumps(["--config=/etc/app.yaml", f"--admin-password={t.alnum(16)}", "--port=8080"]), True
    yield "args", json.dumps(["--api-token", t.alnum(40), "--verbose"]), True
    yield c, "curl -fsS -u \"$NEXUS_USER:$NEXUS_PASS\" https://nexus.acme.io/repository/raw/app.tgz -o app.tgz", False
    yield c, "curl -H \"Authorization: Bearer $(gcloud auth print-access-token)\" https://run.googleapis.com/v2/projects/acme", False
    yield "create", "mysql -h db -u root -p\"$MYSQL_ROOT_PASSWORD\" -e 'create database app'", False
    yield c, "mysqldump --defaults-extra-file=/etc/mysql/backup.cnf --all-databases", False
    yield c, "cat /run/secrets/registry | docker login -u ci --password-stdin registry.acme.io", False
    yield c, "redis-cli -h cache --askpass ping", False
    yield c, "psql postgres://app@localhost:5432/app -c 'select 1'", False
    yield c, f"az login --federated-token \"$(cat $AZURE_FEDERATED_TOKEN_FILE)\" --service-principal -u {t.uuid()} -t {t.uuid()}", False
    yield c, "aws configure set credential_source Ec2InstanceMetadata --profile ci", False
    yield c, "helm upgrade --install pg bitnami/postgresql --set auth.existingSecret=pg-credentials --set auth.secretKeys.adminPasswordKey=password", False
    yield c, "kubectl create secret generic db --from-file=password=./password.txt --dry-run=client -o yaml", False
    yield c, "openssl req -x509 -newkey rsa:4096 -nodes -keyout key.pem -out cert.pem -subj /CN=acme", False
    yield c, f"docker run -p 8080:80 --rm acme/web@sha256:{t.hex(64)}", False
    yield c, f"git fetch origin {t.hex(40)} && git checkout {t.hex(40)}", False
    yield c, "mkdir -p /srv/passwords/archive && ssh -p 2222 -i ~/.ssh/id_ed25519 ops@bastion", False
    yield c, "vault kv get -field=password secret/prod/db", False
    yield c, f"cosign verify --certificate-identity-regexp acme ghcr.io/acme/app@sha256:{t.hex(64)}", False
    yield "args", json.dumps(["--service-account-private-key-file=/etc/kubernetes/pki/sa.key", "--token-ttl=15m", "--tls-cipher-suites=TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"]), False
    yield "args", json.dumps(["--api-token-file", "/var/run/secrets/api-token", "--verbose"]), False
    yield c, "op run --env-file=.env.tpl -- ./deploy.sh", False
    yield c, "bash -c 'test -n \"${API_TOKEN:?API_TOKEN is not set}\"'", False
