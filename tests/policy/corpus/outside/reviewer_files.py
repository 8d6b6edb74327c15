# ruff: noqa: E501, PLR0915 - a case is easier to read on one line, and there are many
# fmt: off
"""Files of programs, and addresses of what they connect to."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from urllib.parse import quote

from tests.policy.corpus.outside.made import phrase, weak
from tests.policy.corpus.third.made import digest
from tests.policy.corpus.tokens import wrapped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.policy.corpus.tokens import Tokens


def config_files(t: Tokens) -> Iterator[tuple[str, str, bool]]:
    yield "content", f"APP_ENV=production\nAPP_KEY=base64:{t.base64(32)}\nDB_CONNECTION=mysql\nDB_HOST=127.0.0.1\nDB_USERNAME=forge\nDB_PASSWORD={t.alnum(20)}\nMAIL_PASSWORD=null\n", True
    yield "content", f"[client]\nuser=backup\npassword={weak(t)}\nhost=db1.internal\n\n[mysqldump]\nsingle-transaction\n", True
    yield "content", f"machine api.heroku.com\n  login ops@acme.example\n  password {t.uuid()}\nmachine git.heroku.com\n  login ops@acme.example\n  password {t.uuid()}\n", True
    yield "content", f"db1.internal:5432:*:postgres:{t.alnum(14)}\ndb2.internal:5432:core:core_ro:{t.alnum(14)}\n", True
    yield ".npmrc", f"registry=https://npm.acme.example/\n//npm.acme.example/:_authToken=npm_{t.alnum(36)}\nalways-auth=true\n", True
    yield ".npmrc", f"@acme:registry=https://acme.jfrog.io/artifactory/api/npm/npm/\n//acme.jfrog.io/artifactory/api/npm/npm/:_auth={wrapped('ci:' + t.alnum(30))}\n", True
    yield ".pypirc", f"[distutils]\nindex-servers = pypi\n\n[pypi]\nusername = __token__\npassword = pypi-AgEIcHlwaS5vcmc{t.url(150)}\n", True
    yield "pip.conf", f"[global]\nextra-index-url = https://deploy:{t.alnum(16)}@pypi.acme.example/simple/\n", True
    yield "settings.xml", f"<settings>\n  <servers>\n    <server>\n      <id>nexus</id>\n      <username>deployment</username>\n      <password>{t.human_password()}</password>\n    </server>\n  </servers>\n</settings>\n", True
    yield "NuGet.Config", f'<configuration>\n  <packageSourceCredentials>\n    <acme>\n      <add key="Username" value="ci" />\n      <add key="ClearTextPassword" value="{t.alnum(52)}" />\n    </acme>\n  </packageSourceCredentials>\n</configuration>\n', True
    yield "application.properties", f"spring.application.name=billing\nspring.datasource.url=jdbc:postgresql://db:5432/billing\nspring.datasource.username=billing\nspring.datasource.password={weak(t)}\nserver.port=8080\n", True
    yield "application.yml", f"spring:\n  rabbitmq:\n    host: mq\n    username: app\n    password: {t.alnum(12)}\nmanagement:\n  endpoints.web.exposure.include: health\n", True
    yield "appsettings.json", json.dumps({"Logging": {"LogLevel": {"Default": "Information"}}, "ConnectionStrings": {"Default": f"Data Source=sql01;Initial Catalog=Crm;User Id=crm;Password={weak(t)};TrustServerCertificate=True"}, "AllowedHosts": "*"}), True
    yield "web.config", f'<configuration><appSettings><add key="SmtpHost" value="mail" /><add key="SmtpPwd" value="{t.alnum(11)}" /></appSettings><system.web><machineKey validationKey="{t.hex(128).upper()}" decryptionKey="{t.hex(64).upper()}" validation="SHA1" /></system.web></configuration>', True
    yield "wp-config.php", f"<?php\ndefine('DB_NAME', 'wordpress');\ndefine('DB_USER', 'wp');\ndefine('DB_PASSWORD', '{t.human_password()}');\ndefine('AUTH_KEY', '{t.password(64)}');\n$table_prefix = 'wp_';\n", True
    yield "docker-compose.yml", f"services:\n  db:\n    image: postgres:16\n    environment:\n      POSTGRES_USER: app\n      POSTGRES_PASSWORD: {weak(t)}\n    volumes: [db:/var/lib/postgresql/data]\nvolumes: {{db: {{}}}}\n", True
    yield "docker-compose.yml", f"services:\n  minio:\n    image: minio/minio\n    command: server /data\n    environment:\n      - MINIO_ROOT_USER=minio\n      - MINIO_ROOT_PASSWORD={t.human_password()}\n", True
    yield "Dockerfile", f"FROM node:20-alpine\nARG NPM_TOKEN=npm_{t.alnum(36)}\nRUN npm ci\nENV JWT_SECRET={t.hex(32)}\nCMD [\"node\", \"server.js\"]\n", True
    yield "unit", f"[Unit]\nDescription=Orders API\nAfter=network.target\n\n[Service]\nUser=orders\nEnvironment=PORT=8080 \"REDIS_PASSWORD={t.alnum(24)}\"\nExecStart=/opt/orders/bin/server\nRestart=always\n", True
    yield "values.yaml", f"image:\n  repository: grafana/grafana\n  tag: 11.1.0\nadminUser: admin\nadminPassword: {weak(t)}\npersistence:\n  enabled: true\n", True
    yield "values", f"postgresql:\n  auth:\n    username: keycloak\n    password: {t.alnum(16)}\n    postgresPassword: {t.alnum(16)}\n  primary:\n    persistence: {{size: 20Gi}}\n", True
    yield "terraform.tfvars", f'region         = "eu-west-1"\ninstance_class = "db.t4g.medium"\ndb_username    = "root"\ndb_password    = "{t.human_password()}"\n', True
    yield "credentials", f"[default]\naws_access_key_id = {t.aws_key()}\naws_secret_access_key = {t.aws_secret()}\n\n[profile dev]\nregion = eu-west-1\n", True
    yield ".dockerconfigjson", json.dumps({"auths": {"ghcr.io": {"auth": wrapped("acme-bot:ghp_" + t.alnum(36))}}}), True
    yield "config.toml", f'[[runners]]\n  name = "spot"\n  url = "https://gitlab.com"\n  id = 3141592\n  token = "glrt-{t.url(20)}"\n  executor = "docker"\n', True
    yield "secrets.toml", f'[mysql]\nhost = "10.1.1.1"\nuser = "streamlit"\npasswd = "{t.alnum(13)}"\n', True
    yield "redis.conf", f"bind 0.0.0.0\nport 6379\nrequirepass {t.alnum(32)}\nappendonly yes\n", True
    yield "ldap.toml", f'[[servers]]\nhost = "ldap.acme.local"\nbind_dn = "cn=grafana,dc=acme,dc=local"\nbind_password = \'{t.human_password()}\'\n', True
    yield "wpa_supplicant.conf", f'network={{\n  ssid="acme-warehouse"\n  psk="{phrase(t)}"\n  key_mgmt=WPA-PSK\n}}\n', True
    yield "ipsec.secrets", f'203.0.113.5 198.51.100.7 : PSK "{t.alnum(32)}"\n', True
    yield "userlist.txt", f'"pgbouncer" "{t.human_password()}"\n"app" "{t.alnum(16)}"\n', True
    yield "rclone.conf", f"[b2]\ntype = b2\naccount = {t.hex(12)}\nkey = K00{t.digits(1)}{t.alnum(27)}\n", True
    yield "odbc.ini", f"[warehouse]\nDriver=Snowflake\nServer=acme.eu-central-1.snowflakecomputing.com\nUID=LOADER\nPWD={t.password(14)}\n", True
    yield "inventory.ini", f"[windows]\nwin01 ansible_host=10.0.3.4\n\n[windows:vars]\nansible_user=Administrator\nansible_password={weak(t)}\nansible_connection=winrm\n", True
    yield "playbook.yml", f"- hosts: db\n  become: true\n  vars:\n    mysql_root_password: {t.human_password()!r}\n  tasks:\n    - mysql_user: name=app password={t.alnum(12)} priv='app.*:ALL'\n", True
    yield "haproxy.cfg", f"userlist admins\n  user ops insecure-password {t.alnum(12)}\nfrontend http\n  bind *:80\n", True
    yield "jaas.conf", f'KafkaClient {{\n  org.apache.kafka.common.security.plain.PlainLoginModule required\n  username="{t.upper(16)}"\n  password="{t.alnum(64)}";\n}};\n', True
    # near misses
    yield "content", "APP_ENV=production\nAPP_KEY=\nDB_CONNECTION=mysql\nDB_HOST=127.0.0.1\nDB_USERNAME=forge\nDB_PASSWORD=\nMAIL_PASSWORD=null\nSESSION_LIFETIME=120\n", False
    yield "content", "[client]\nuser=backup\nhost=db1.internal\nssl-ca=/etc/mysql/ca.pem\nssl-key=/etc/mysql/client-key.pem\n\n[mysqldump]\nsingle-transaction\n", False
    yield ".npmrc", "registry=https://npm.acme.example/\n//npm.acme.example/:_authToken=${NPM_TOKEN}\nalways-auth=true\n", False
    yield ".pypirc", "[distutils]\nindex-servers = pypi\n\n[pypi]\nusername = __token__\npassword = %(PYPI_TOKEN)s\n", False
    yield "settings.xml", "<settings>\n  <servers>\n    <server>\n      <id>nexus</id>\n      <username>${env.NEXUS_USER}</username>\n      <password>${env.NEXUS_PASSWORD}</password>\n    </server>\n  </servers>\n</settings>\n", False
    yield "NuGet.Config", '<configuration>\n  <packageSourceCredentials>\n    <acme>\n      <add key="Username" value="ci" />\n      <add key="ClearTextPassword" value="%NUGET_PAT%" />\n    </acme>\n  </packageSourceCredentials>\n</configuration>\n', False
    yield "application.properties", "spring.application.name=billing\nspring.datasource.url=jdbc:postgresql://db:5432/billing\nspring.datasource.password=${DB_PASSWORD:}\nspring.security.oauth2.resourceserver.jwt.issuer-uri=https://login.acme.example/realms/acme\npassword.encoder.strength=12\n", False
    yield "application.yml", "security:\n  password:\n    min-length: 12\n    require-special: true\n    expiry-days: 90\n  jwt:\n    token-validity-in-seconds: 86400\n    secret: ${JWT_SECRET}\n", False
    yield "appsettings.json", json.dumps({"AzureAd": {"Instance": "https://login.microsoftonline.com/", "TenantId": t.uuid(), "ClientId": t.uuid(), "CallbackPath": "/signin-oidc"}, "KeyVault": {"Url": "https://acme-prod.vault.azure.net/", "SecretName": "crm-db-password"}}), False
    yield "appsettings.json", json.dumps({"ConnectionStrings": {"Default": "Server=tcp:acme.database.windows.net;Database=crm;Authentication=Active Directory Managed Identity;Encrypt=True"}}), False
    yield "docker-compose.yml", "services:\n  db:\n    image: postgres:16\n    environment:\n      POSTGRES_USER: app\n      POSTGRES_PASSWORD_FILE: /run/secrets/db_password\n    secrets: [db_password]\nsecrets:\n  db_password:\n    file: ./db_password.txt\n", False
    yield "docker-compose.yml", "services:\n  api:\n    image: ghcr.io/acme/api:${TAG:-latest}\n    environment:\n      DB_PASSWORD: ${DB_PASSWORD:?set DB_PASSWORD in .env}\n      JWT_SECRET: ${JWT_SECRET}\n", False
    yield "Dockerfile", f"FROM python:3.12-slim@sha256:{t.hex(64)}\nENV GPG_KEY {digest(t, 'sha1').upper()}\nENV PYTHON_SHA256 {t.hex(64)}\nRUN --mount=type=secret,id=pip_token PIP_INDEX_URL=https://ci:$(cat /run/secrets/pip_token)@pypi.acme.example/simple pip install -r r.txt\n", False
    yield "unit", "[Unit]\nDescription=Orders API\n\n[Service]\nUser=orders\nEnvironmentFile=/etc/orders/secrets.env\nLoadCredential=db-password:/etc/credstore/db-password\nExecStart=/opt/orders/bin/server --password-file ${CREDENTIALS_DIRECTORY}/db-password\n", False
    yield "values.yaml", "image:\n  repository: grafana/grafana\n  tag: 11.1.0\nadmin:\n  existingSecret: grafana-admin\n  userKey: admin-user\n  passwordKey: admin-password\n", False
    yield "values", "auth:\n  enabled: true\n  existingSecret: redis-auth\n  existingSecretPasswordKey: redis-password\n  usePasswordFiles: true\nexternalSecrets:\n  refreshInterval: 1h\n", False
    yield "manifest", "apiVersion: v1\nkind: Pod\nmetadata: {name: api}\nspec:\n  containers:\n  - name: api\n    image: acme/api:1.2.3\n    env:\n    - name: DB_PASSWORD\n      valueFrom:\n        secretKeyRef: {name: api-db, key: password}\n", False
    yield "manifest", "apiVersion: external-secrets.io/v1beta1\nkind: ExternalSecret\nmetadata: {name: api-db}\nspec:\n  secretStoreRef: {name: vault, kind: ClusterSecretStore}\n  target: {name: api-db}\n  data:\n  - secretKey: password\n    remoteRef: {key: prod/api/db, property: password}\n", False
    yield "manifest", f"apiVersion: bitnami.com/v1alpha1\nkind: SealedSecret\nmetadata:\n  name: api-db\nspec:\n  encryptedData:\n    password: AgB{t.base64(390)}\n", False
    yield "secrets.enc.yaml", f"db:\n    password: ENC[AES256_GCM,data:{t.base64(15)},iv:{t.base64(32)},tag:{t.base64(16)},type:str]\nsops:\n    kms:\n        - arn: arn:aws:kms:eu-west-1:{t.digits(12)}:key/{t.uuid()}\n          enc: {t.base64(150)}\n    mac: ENC[AES256_GCM,data:{t.base64(60)},iv:{t.base64(32)},tag:{t.base64(16)},type:str]\n    version: 3.8.1\n", False
    yield "group_vars", "db_password: !vault |\n  $ANSIBLE_VAULT;1.1;AES256\n" + "".join(f"  {t.hex(80).translate(str.maketrans('abcdef', '313263'))}\n" for _ in range(5)), False
    yield "Pulumi.prod.yaml", f"secretsprovider: passphrase\nencryptionsalt: v1:{t.base64(8)}:v1:{t.base64(12)}:{t.base64(40)}\nconfig:\n  aws:region: eu-west-1\n  app:dbPassword:\n    secure: v1:{t.base64(12)}:{t.base64(32)}\n", False
    yield "terraform.tfvars", 'region              = "eu-west-1"\npassword_length     = 24\npassword_rotation   = 30\nsecret_recovery_days = 7\nkms_key_alias       = "alias/prod-secrets"\n', False
    yield "playbook.yml", "- hosts: db\n  vars:\n    mysql_root_password: \"{{ lookup('hashi_vault', 'secret=secret/data/mysql:root_password') }}\"\n  tasks:\n    - mysql_user: name=app password={{ app_db_password }} priv='app.*:ALL'\n      no_log: true\n", False
    yield "pam.conf", "auth      required   pam_env.so\npassword  requisite  pam_pwquality.so retry=3 minlen=14 dcredit=-1\npassword  sufficient pam_unix.so sha512 shadow nullok use_authtok\nsession   required   pam_limits.so\n", False
    yield "redis.conf", "bind 127.0.0.1\nport 6379\naclfile /etc/redis/users.acl\nappendonly yes\nmaxmemory-policy allkeys-lru\n", False
    yield "agent.hcl", 'auto_auth {\n  method "kubernetes" {\n    mount_path = "auth/kubernetes"\n    config = { role = "billing" }\n  }\n  sink "file" { config = { path = "/home/vault/.vault-token" } }\n}\ntemplate {\n  contents = "{{ with secret \\"secret/data/billing\\" }}DB_PASSWORD={{ .Data.data.password }}{{ end }}"\n  destination = "/etc/billing.env"\n}\n', False
    yield "nginx.conf", "server {\n  listen 443 ssl;\n  ssl_certificate /etc/ssl/tls.crt;\n  ssl_certificate_key /etc/ssl/private/tls.key;\n  auth_basic \"restricted\";\n  auth_basic_user_file /etc/nginx/.htpasswd;\n}\n", False
    yield ".gitleaks.toml", "[[rules]]\nid = \"acme-token\"\nregex = '''(?i)acme[_-]?(token|secret)\\s*[:=]\\s*['\"]([a-z0-9]{32,64})['\"]'''\nkeywords = [\"acme\"]\n", False
    yield "realm.json", json.dumps({"realm": "acme", "passwordPolicy": "length(12) and specialChars(1) and notUsername()", "accessTokenLifespan": 300, "resetPasswordAllowed": True, "ssoSessionIdleTimeout": 1800}), False
    yield "known_hosts", f"github.com {t.public_ssh()}\n10.0.0.4 {t.public_ssh()}\n", False
    yield ".terraform.lock.hcl", f'provider "registry.terraform.io/hashicorp/aws" {{\n  version = "5.52.0"\n  hashes = [\n    "h1:{t.base64(32)}",\n    "zh:{t.hex(64)}",\n    "zh:{t.hex(64)}",\n  ]\n}}\n', False
    yield "go.sum", f"golang.org/x/crypto v0.24.0 h1:{t.base64(32)}\ngolang.org/x/crypto v0.24.0/go.mod h1:{t.base64(32)}\ngithub.com/99designs/keyring v1.2.2 h1:{t.base64(32)}\n", False
    yield "package-lock.json", json.dumps({"packages": {"node_modules/jsonwebtoken": {"version": "9.0.2", "resolved": "https://npm.acme.example/jsonwebtoken/-/jsonwebtoken-9.0.2.tgz", "integrity": "sha512-" + t.base64(64)}}}), False


def connection_strings(t: Tokens) -> Iterator[tuple[str, str, bool]]:
    yield "DATABASE_URL", f"postgres://app:{quote(t.password(16), safe='')}@db.acme.example:5432/app?sslmode=require", True
    yield "MONGODB_URI", f"mongodb+srv://admin:{t.alnum(16)}@cluster0.{t.lower(5)}.mongodb.net/?retryWrites=true&w=majority", True
    yield "CELERY_BROKER_URL", f"amqps://worker:{t.alnum(22)}@b-{t.uuid()}.mq.eu-west-1.amazonaws.com:5671/", True
    yield "REDIS_URL", f"rediss://:{t.alnum(32)}@redis.acme.example:6380/1", True
    yield "CLICKHOUSE_DSN", f"clickhouse://default:{t.alnum(13)}@ch.acme.example:9440/events?secure=true", True
    yield "ELASTIC_URL", f"https://elastic:{t.alnum(24)}@{t.hex(32)}.eu-west-1.aws.found.io:9243", True
    yield "jdbcUrl", f"jdbc:mysql://db:3306/shop?user=shop&password={t.alnum(14)}&useSSL=true", True
    yield "jdbcUrl", f"jdbc:sqlserver://sql01:1433;databaseName=crm;user=sa;password={weak(t)};encrypt=true", True
    yield "jdbcUrl", f"jdbc:oracle:thin:scott/{t.alnum(10)}@//ora.acme.example:1521/ORCL", True
    yield "SNOWFLAKE", f"snowflake://loader:{t.alnum(15)}@ab12345.eu-central-1/RAW/PUBLIC?warehouse=WH", True
    yield "COSMOS", f"AccountEndpoint=https://acme.documents.azure.com:443/;AccountKey={t.base64(64)};", True
    yield "IOTHUB", f"HostName=acme.azure-devices.net;SharedAccessKeyName=iothubowner;SharedAccessKey={t.base64(32)}", True
    yield "cacheConnection", f"acme.redis.cache.windows.net:6380,password={t.base64(32)},ssl=True,abortConnect=False", True
    yield "signalr", f"Endpoint=https://acme.service.signalr.net;AccessKey={t.base64(32)};Version=1.0;", True
    yield "SMTP_URL", f"smtps://noreply%40acme.example:{t.alnum(16)}@smtp.acme.example:465", True
    yield "nats", f"nats://svc:{t.alnum(20)}@nats.acme.example:4222", True
    yield "NEO4J", f"neo4j+s://neo4j:{t.url(43)}@{t.hex(8)}.databases.neo4j.io", True
    yield "target", f"sftp://partner:{weak(t).replace('@', '%40').replace('#', '%23')}@sftp.bank.example/outbox", True
    yield "dsn", f"shop:{t.alnum(14)}@tcp(db.internal:3306)/shop?parseTime=true", True
    yield "ldapUrl", f"ldap://reader:{t.alnum(12)}@ldap.acme.local:389/dc=acme", True
    yield "proxy", f"http://acme-user:{t.lower(12)}@gate.proxy.example:7000", True
    yield "DATABASE_URL", "postgres://app@localhost:5432/app_test?sslmode=disable", False
    yield "MONGODB_URI", "mongodb+srv://<username>:<password>@cluster0." + t.lower(5) + ".mongodb.net/test", False
    yield "MONGODB_URI", "mongodb://mongo-0.mongo,mongo-1.mongo,mongo-2.mongo:27017/app?replicaSet=rs0&authSource=admin&authMechanism=MONGODB-X509", False
    yield "CELERY_BROKER_URL", "redis://localhost:6379/0", False
    yield "KAFKA_BROKERS", f"b-1.events.{t.lower(6)}.c3.kafka.eu-west-1.amazonaws.com:9098,b-2.events.{t.lower(6)}.c3.kafka.eu-west-1.amazonaws.com:9098", False
    yield "jdbcUrl", "jdbc:postgresql://db:5432/shop?sslmode=verify-full&sslrootcert=/etc/ssl/rds-ca.pem&sslpassword=", False
    yield "jdbcUrl", "jdbc:sqlserver://sql01:1433;databaseName=crm;integratedSecurity=true;authenticationScheme=NTLM", False
    yield "ConnectionString", "Server=sql01;Database=crm;Trusted_Connection=True;MultipleActiveResultSets=true", False
    yield "ConnectionString", "Server={host};Database={db};Uid={user};Pwd={password};", False
    yield "ConnectionString", "UseDevelopmentStorage=true", False
    yield "ELASTIC_URL", f"https://{t.hex(32)}.eu-west-1.aws.found.io:9243", False
    yield "INSTRUMENTATION", f"https://{t.hex(32)}.ingest.acme.example/collect?format=otlp", False
    yield "SMTP_URL", "smtp://mailhog:1025", False
    yield "repo", "ssh://git@bitbucket.acme.example:7999/infra/net.git", False
    yield "repo", "git::https://github.com/acme/terraform-modules.git//vpc?ref=v3.14.1", False
    yield "dsn", "root:@tcp(127.0.0.1:3306)/shop_test?parseTime=true", False
    yield "cacheConnection", "acme.redis.cache.windows.net:6380,ssl=True,abortConnect=False", False
    yield "sqlalchemy_url", "postgresql+psycopg2://%(DB_USER)s:%(DB_PASS)s@%(DB_HOST)s/app", False
    yield "redirectUri", "https://acme.example/oauth/callback?state=login&scope=openid%20profile%20email&response_type=code", False
    yield "wsUrl", "wss://events.acme.example:8443/socket?channel=orders&version=2", False
