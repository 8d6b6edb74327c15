# ruff: noqa: E501, PLR0915 - a case is easier to read on one line, and there are many
# fmt: off
"""Settings with a secret in them: passwords, keys, connection strings, files of configuration."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

from tests.policy.corpus.programs.drawn import ALNUM, DIGITS, LETTERS, document, store_of_keys
from tests.policy.corpus.tokens import wrapped, zipped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.policy.corpus.programs.drawn import Drawn


def cases(g: Drawn) -> Iterator[tuple[str, str, str]]:
    """Place, name, text; behind each, why a reviewer calls it so."""
    yield "env", "DB_PASSWORD", g.generated(20)  # generated password
    yield "env", "DATABASE_PASSWORD", g.typed()  # typed password
    yield "env", "MYSQL_ROOT_PASSWORD", g.typed()  # typed
    yield "env", "POSTGRES_PASSWORD", g.alnum(16)  # generated
    yield "env", "PGPASSWORD", g.lower(12)  # lower case generated
    yield "env", "REDIS_AUTH", g.hex(64)  # auth string
    yield "env", "SPRING_DATASOURCE_PASSWORD", g.typed()  # typed
    yield "env", "ConnectionStrings__Default", f'Host=db.internal;Port=5432;Database=shop;Username=shop;Password={g.typed()}'  # Npgsql
    yield "env", "RABBITMQ_DEFAULT_PASS", g.typed()  # typed
    yield "env", "MINIO_ROOT_PASSWORD", g.alnum(20)  # generated
    yield "env", "KEYCLOAK_ADMIN_PASSWORD", g.typed()  # typed
    yield "env", "GF_SECURITY_ADMIN_PASSWORD", g.typed()  # typed
    yield "env", "SMTP_PASS", g.of(LETTERS, 16)  # Google app password: 16 letters
    yield "env", "LDAP_BIND_PW", g.typed()  # typed
    yield "env", "JWT_SECRET", g.base64(48)  # signing key
    yield "env", "JWT_SIGNING_KEY", g.hex(128)  # signing key
    yield "env", "SESSION_SECRET", g.words(5)  # pass phrase of words
    yield "env", "SECRET_KEY_BASE", g.hex(128)  # Rails
    yield "env", "RAILS_MASTER_KEY", g.hex(32)  # Rails master key
    yield "env", "DJANGO_SECRET_KEY", g.of(LETTERS + DIGITS + '!@#$%^&*(-_=+)', 50)  # Django
    yield "env", "APP_KEY", 'base64:' + g.base64(32)  # Laravel
    yield "env", "NEXTAUTH_SECRET", g.base64(32)  # NextAuth
    yield "env", "ENCRYPTION_KEY", g.hex(64)  # data key
    yield "env", "FERNET_KEY", base64.urlsafe_b64encode(g.data(32)).decode()  # Airflow
    yield "env", "COOKIE_SECRET", g.base64url(24)  # oauth2-proxy
    yield "env", "WEBHOOK_SIGNING_KEY", g.hex(40)  # HMAC key
    yield "env", "HMAC_KEY", g.base64(32)  # HMAC
    yield "env", "CLIENT_SECRET", g.uuid()  # Keycloak old client secrets are UUIDs
    yield "env", "OIDC_CLIENT_SECRET", g.alnum(32)  # OIDC
    yield "env", "INTERNAL_API_KEY", g.alnum(24)  # own API key
    yield "env", "X_API_KEY", g.alnum(40)  # API Gateway key
    yield "env", "PARTNER_APIKEY", g.hex(32)  # own
    yield "env", "AUTH_TOKEN", g.hex(40)  # token
    yield "env", "BEARER_TOKEN", g.base64url(30)  # token
    yield "env", "BASIC_AUTH", 'deploy:' + g.typed()  # user:password
    yield "env", "AUTHORIZATION_HEADER", 'Basic ' + wrapped('svc-report:' + g.typed())  # basic header
    yield "env", "UPSTREAM_HEADERS", f'Authorization=Bearer {g.base64url(36)},X-Team=core'  # OTLP-like header list with a bearer
    yield "env", "OTEL_EXPORTER_OTLP_HEADERS", f'x-honeycomb-team={g.alnum(22)}'  # header with key
    yield "env", "ERLANG_COOKIE", g.upper(20)  # RABBITMQ cluster cookie
    yield "env", "RABBITMQ_ERLANG_COOKIE", g.upper(32)  # cluster cookie
    yield "env", "SALT", g.base64(24)  # a secret salt (pepper) of an application
    yield "env", "PEPPER", g.hex(48)  # pepper
    yield "env", "MASTER_PASSWORD", g.words(3) + g.digits(2)  # phrase
    yield "env", "ADMIN_PASSWD", g.typed()  # typed
    yield "env", "FTP_PASSWORD", g.typed()  # typed
    yield "env", "KEYSTORE_PASSWORD", g.lower(10)  # Java store
    yield "env", "TRUSTSTORE_PASS", g.alnum(14)  # Java store
    yield "env", "SSH_PASSPHRASE", g.words(4)  # phrase
    yield "env", "BACKUP_PASSPHRASE", g.words(6)  # restic
    yield "env", "RESTIC_PASSWORD", g.alnum(32)  # restic
    yield "env", "VNC_PASSWORD", g.alnum(8)  # 8 characters
    yield "env", "PIN_CODE", g.digits(8)  # numeric PIN
    yield "env", "SNMP_COMMUNITY_STRING", g.alnum(14)  # community
    yield "env", "GOSSIP_ENCRYPTION_KEY", g.base64(32)  # Consul gossip
    yield "env", "TURN_SECRET", g.hex(64)  # coturn
    yield "env", "MEILI_MASTER_KEY", g.base64url(32)  # Meilisearch
    yield "env", "TYPESENSE_API_KEY", g.alnum(32)  # Typesense
    yield "env", "ELASTIC_PASSWORD", g.alnum(20)  # Elastic
    yield "env", "ELASTIC_API_KEY", wrapped(g.alnum(20) + ':' + g.alnum(22))  # id:key base64
    yield "env", "KAFKA_SASL_JAAS_CONFIG", f'org.apache.kafka.common.security.plain.PlainLoginModule required username="{g.upper(16)}" password="{g.base64(48)}";'  # Confluent
    yield "env", "SENTRY_DSN_LEGACY", f'https://{g.hex(32)}:{g.hex(32)}@sentry.acme.io/12'  # legacy DSN with its secret key
    yield "env", "GOOGLE_APPLICATION_CREDENTIALS_JSON", document({'type': 'service_account', 'project_id': 'acme-prod', 'private_key_id': g.hex(40), 'private_key': g.armoured('PRIVATE KEY', 1200), 'client_email': 'ci@acme-prod.iam.gserviceaccount.com'})  # GCP key file
    yield "env", "GCP_SA_B64", wrapped(document({'type': 'service_account', 'project_id': 'acme-prod', 'private_key_id': g.hex(40), 'private_key': g.armoured('PRIVATE KEY', 1200)}))  # GCP key file in base64
    yield "env", "TLS_KEY", g.armoured('EC PRIVATE KEY', 121)  # PEM
    yield "env", "TLS_KEY_ONE_LINE", g.armoured('RSA PRIVATE KEY', 1190, nl='\\n')  # PEM with escaped line ends
    yield "env", "SIGNING_PEM_B64", wrapped(g.armoured('PRIVATE KEY', 138))  # PEM in base64
    yield "env", "JWK", document({'kty': 'RSA', 'kid': '2026-01', 'n': g.base64url(256), 'e': 'AQAB', 'd': g.base64url(256), 'p': g.base64url(128)})  # private JWK
    yield "env", "OCT_JWKS", document({'keys': [{'kty': 'oct', 'kid': 'a', 'k': g.base64url(32), 'alg': 'HS256'}]})  # symmetric JWK
    yield "env", "APNS_KEY", g.armoured('PRIVATE KEY', 138)  # Apple .p8
    yield "env", "PFX_BASE64", store_of_keys(g, 1500)  # PKCS#12 in base64 named pfx
    yield "env", "KUBECONFIG_DATA", f"apiVersion: v1\nkind: Config\nusers:\n- name: ci\n  user:\n    token: {g.web_token({'iss': 'kubernetes/serviceaccount', 'sub': 'system:serviceaccount:ci:deploy'}, 'RS256')}\n"  # kubeconfig token
    yield "env", "DOCKER_AUTH_CONFIG", document({'auths': {'registry.acme.io': {'auth': wrapped('ci:' + g.alnum(24))}}})  # registry auth
    yield "env", "NPMRC", f'//registry.acme.io/:_authToken={g.uuid()}\nalways-auth=true'  # npmrc token
    yield "env", "NETRC", f'machine git.acme.io login ci password {g.alnum(24)}'  # netrc
    yield "env", "PIP_EXTRA_INDEX_URL", f'https://ci:{g.alnum(32)}@packages.acme.io/simple'  # userinfo
    yield "env", "GIT_REMOTE", f'https://oauth2:{g.alnum(20)}@git.acme.io/platform/app.git'  # userinfo
    yield "env", "GOPROXY_AUTH", f'https://{g.alnum(40)}:x-oauth-basic@git.acme.io'  # token as user name
    yield "env", "DATABASE_URL", f'postgresql://app:{g.alnum(18)}@db.prod.internal:5432/app?sslmode=require'  # userinfo
    yield "env", "MONGO_URI", f"mongodb+srv://svc:{g.typed().replace('@', 'a').replace('#', 'h').replace('%', 'p').replace('?', 'q')}@cluster0.ab1cd.mongodb.net/app"  # userinfo
    yield "env", "REDIS_URL", f'rediss://:{g.base64url(32)}@cache.prod.internal:6380/0'  # userinfo without user
    yield "env", "CELERY_BROKER_URL", f'amqps://worker:{g.lower(14)}@mq.prod.internal/tasks'  # userinfo
    yield "env", "CLICKHOUSE_DSN", f'clickhouse://default:{g.alnum(13)}@ch:9000/logs'  # userinfo
    yield "env", "JDBC_URL", f'jdbc:mysql://db.prod:3306/app?user=app&password={g.alnum(15)}&useSSL=true'  # query password
    yield "env", "ORACLE_JDBC", f'jdbc:oracle:thin:scott/{g.alnum(12)}@//ora.prod:1521/ORCL'  # Oracle thin user/password
    yield "env", "SNOWFLAKE_URI", f"snowflake://etl:{g.typed().replace('@', 'a').replace('#', 'h').replace('%', 'p').replace('?', 'q')}@xy12345.eu-west-1/DB/PUBLIC?warehouse=WH"  # userinfo
    yield "env", "ODBC", f'Driver={{ODBC Driver 18 for SQL Server}};Server=db;Database=x;Uid=app;Pwd={g.typed()};'  # ODBC
    yield "env", "PG_DSN", f'host=db.prod port=5432 user=app password={g.alnum(16)} dbname=app sslmode=require'  # libpq key value
    yield "env", "GO_MYSQL_DSN", f'app:{g.alnum(16)}@tcp(db.prod:3306)/app?parseTime=true'  # Go MySQL DSN
    yield "env", "LDAP_URL", f'ldaps://cn=svc,dc=acme,dc=io:{g.alnum(14)}@ldap.acme.io:636'  # userinfo
    yield "env", "SFTP", f'sftp://partner:{g.lower(12)}@files.acme.io/in'  # userinfo
    yield "env", "MAILER_DSN", f'smtp://mailer:{g.alnum(22)}@smtp.acme.io:587'  # userinfo
    yield "env", "SMTP_URL", f"smtps://apikey:SG.{g.of(ALNUM + '-_', 22)}.{g.of(ALNUM + '-_', 43)}@smtp.sendgrid.net:465"  # userinfo
    yield "env", "WEATHER_ENDPOINT", f'https://api.weather.acme.io/v2/forecast?units=metric&apikey={g.hex(32)}'  # query key
    yield "env", "GEOCODER", f'https://geo.acme.io/search?q=%s&key={g.alnum(32)}'  # query key
    yield "env", "CALLBACK", f'https://hooks.acme.io/in?token={g.base64url(24)}'  # query token
    yield "env", "PRESIGNED", f'https://b.s3.amazonaws.com/k?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential={g.aws_key()}%2F20260101%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20260101T000000Z&X-Amz-Expires=604800&X-Amz-Signature={g.hex(64)}'  # presigned URL
    yield "env", "ZAPIER", f'https://hooks.zapier.com/hooks/catch/{g.digits(7)}/{g.lower(7)}/'  # Zapier catch hook: whoever has the URL can fire it
    yield "env", "LOGIC_APP", f"https://prod-12.westeurope.logic.azure.com:443/workflows/{g.hex(32)}/triggers/manual/paths/invoke?api-version=2016-10-01&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig={g.of(ALNUM + '-_', 43)}"  # Logic app sig
    yield "env", "FUNCTION_URL", f"https://acme-fn.azurewebsites.net/api/run?code={g.of(ALNUM + '-_', 52)}=="  # Azure function code
    yield "env", "COMMAND", f'curl -u admin:{g.alnum(14)} https://es.internal:9200/_cat/indices'  # curl -u
    yield "env", "BACKUP_CMD", f'mysqldump -h db -u root -p{g.alnum(14)} app > /tmp/a.sql'  # -pPASSWORD
    yield "env", "JAVA_OPTS", f'-Xmx2g -Djavax.net.ssl.keyStorePassword={g.alnum(12)} -Dfile.encoding=UTF-8'  # system property
    yield "env", "ARGS", f'--listen :8080 --admin-password {g.typed()} --log-level info'  # argument
    yield "env", "CONFIG_JSON", document({'db': {'host': 'db.prod', 'user': 'app', 'password': g.typed()}, 'debug': False})  # JSON with a password
    yield "env", "APP_SETTINGS", document([{'name': 'LOG_LEVEL', 'value': 'info'}, {'name': 'API_SECRET', 'value': g.alnum(28)}])  # name/value list
    yield "env", "SETTINGS", f'host=api.acme.io;timeout=30;secret={g.base64(24)};retries=3'  # key=value list
    yield "env", "PROPERTIES", f'spring.mail.host=smtp.acme.io\nspring.mail.password={g.typed()}\nspring.mail.port=587'  # properties
    yield "env", "ENV_FILE", f"NODE_ENV=production\nPORT=3000\nSTRIPE_SECRET={'sk_live_' + g.alnum(24)}\n"  # dotenv
    yield "env", "ENV_B64", wrapped(f'NODE_ENV=production\nADMIN_PASSWORD={g.typed()}\nPORT=3000\n')  # dotenv in base64
    yield "env", "CONFIG_GZ", zipped(f'[db]\nhost=db.prod\npassword={g.alnum(18)}\n')  # ini in gzip
    yield "env", "YAML", f'server:\n  port: 8080\nredis:\n  host: cache\n  auth: {g.alnum(24)}\n'  # YAML auth
    yield "env", "TOML", f'[registry]\nurl = "https://r.acme.io"\ntoken = "{g.base64url(30)}"\n'  # TOML token
    yield "env", "XML", f'<server><id>central</id><username>ci</username><password>{g.alnum(20)}</password></server>'  # Maven settings
    yield "env", "HTPASSWD_PLAIN", f'admin:{g.typed()}'  # user and password
    yield "env", "WEBLOGIC", f'username=weblogic\npassword={g.typed()}\n'  # boot.properties
