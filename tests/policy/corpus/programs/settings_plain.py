# ruff: noqa: E501, PLR0915 - a case is easier to read on one line, and there are many
# fmt: off
"""Settings that look like secrets and are none: references, names, identifiers, hashes, public halves, sealed values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.policy.corpus.programs.drawn import ALNUM, document
from tests.policy.corpus.tokens import wrapped, zipped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.policy.corpus.programs.drawn import Drawn


def cases(g: Drawn) -> Iterator[tuple[str, str, str]]:
    """Place, name, text; behind each, why a reviewer calls it so."""
    yield "env", "LOG_LEVEL", 'info'  # plain
    yield "env", "NODE_ENV", 'production'  # plain
    yield "env", "PORT", '8080'  # plain
    yield "env", "LANG", 'de_DE.UTF-8'  # plain
    yield "env", "PASSWORD_POLICY", 'upper,lower,digit,symbol;min=14;history=24'  # password policy
    yield "env", "PASSWORD_REGEX", '^(?=.*[A-Z])(?=.*[a-z])(?=.*\\d)[A-Za-z\\d@$!%*?&]{12,}$'  # regex about passwords
    yield "env", "TOKEN_ISSUER", 'https://login.acme.io/realms/main'  # issuer
    yield "env", "TOKEN_AUDIENCE", 'api://orders'  # audience
    yield "env", "JWT_EXPIRES_IN", '15m'  # lifetime
    yield "env", "SESSION_COOKIE_NAME", '__Host-sid'  # cookie name
    yield "env", "SECRET_NAME", 'prod/orders/db'  # name of a secret
    yield "env", "SECRET_ARN", f'arn:aws:secretsmanager:eu-west-1:{g.account()}:secret:prod/orders/db-{g.alnum(6)}'  # ARN with suffix
    yield "env", "DB_PASSWORD_SECRET", 'orders-db-credentials'  # name of a secret
    yield "env", "API_KEY_SSM_PATH", '/prod/orders/api-key'  # path
    yield "env", "DB_SECRET_ID", f'arn:aws:secretsmanager:us-east-1:{g.account()}:secret:rds!db-{g.uuid()}-{g.alnum(6)}'  # managed secret ARN
    yield "env", "KMS_KEY_ID", g.uuid()  # KMS key id
    yield "env", "KMS_KEY_ARN", f'arn:aws:kms:eu-west-1:{g.account()}:key/{g.uuid()}'  # KMS ARN
    yield "env", "KMS_MRK", 'mrk-' + g.hex(32)  # multi-region key id
    yield "env", "SIGNING_KEY_ALIAS", 'alias/orders-signing'  # alias
    yield "env", "VAULT_ADDR", 'https://vault.internal:8200'  # address
    yield "env", "VAULT_ROLE_ID", g.uuid()  # role id is not secret by itself (AppRole): a reviewer says identifier
    yield "env", "API_TOKEN", '{{ .Values.apiToken }}'  # helm
    yield "env", "CLIENT_SECRET", '{{ vault_client_secret }}'  # jinja
    yield "env", "GH_TOKEN", '${{ secrets.GH_TOKEN }}'  # GitHub expression
    yield "env", "DB_PASS", 'vault://orders/db#password'  # reference
    yield "env", "DB_PASSWORD_REF", '{{resolve:secretsmanager:prod/db:SecretString:password}}'  # CloudFormation dynamic reference
    yield "env", "SSM_PW", '{{resolve:ssm-secure:/prod/db:3}}'  # dynamic reference
    yield "env", "MASTER_KEY", 'projects/acme/secrets/master-key/versions/latest'  # GCP reference
    yield "env", "KV", '@Microsoft.KeyVault(SecretUri=https://kv-prod.vault.azure.net/secrets/db-password/)'  # Key Vault reference
    yield "env", "OP_REF", 'op://prod/orders-db/password'  # 1Password reference
    yield "env", "AKEYLESS", 'akeyless:/prod/db/password'  # reference
    yield "env", "TOKEN_FILE", '/var/run/secrets/eks.amazonaws.com/serviceaccount/token'  # path
    yield "env", "POSTGRES_PASSWORD_FILE", '/run/secrets/pg_password'  # path
    yield "env", "SSL_KEY_PATH", '/etc/ssl/private/server.key'  # path
    yield "env", "SSH_KEY_NAME", 'bastion-2026'  # EC2 key pair name
    yield "env", "SENDGRID_API_KEY", 'REPLACE_ME'  # placeholder
    yield "env", "STRIPE_KEY", 'sk_test_xxxxxxxxxxxxxxxxxxxxxxxx'  # placeholder
    yield "env", "DB_URL", 'postgres://user:password@localhost:5432/db'  # sample placeholder URL
    yield "env", "JWT_SECRET", 'your-256-bit-secret'  # sample
    yield "env", "PASSWORD", '********'  # masked
    yield "env", "TOKEN", '[redacted]'  # masked
    yield "env", "API_SECRET", 'TODO: from vault'  # placeholder
    yield "env", "MANAGE_MASTER_PASSWORD", 'true'  # flag
    yield "env", "USE_SECRETS_MANAGER", '1'  # flag
    yield "env", "REQUIRE_TOKEN", 'yes'  # flag
    yield "env", "SECRET_CACHE_SECONDS", '300'  # number
    yield "env", "TOKENIZER_MODEL", 'sentence-transformers/all-MiniLM-L6-v2'  # model
    yield "env", "PUBLIC_KEY", g.armoured('PUBLIC KEY', 294)  # public
    yield "env", "JWT_PUBLIC_KEY_B64", wrapped(g.armoured('PUBLIC KEY', 294))  # public in base64
    yield "env", "SSH_HOST_KEY", 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI' + g.base64(32)[:43] + ' host'  # public
    yield "env", "CA_CERT", g.armoured('CERTIFICATE', 800)  # certificate
    yield "env", "CA_BUNDLE_B64", wrapped(g.armoured('CERTIFICATE', 800))  # certificate in base64
    yield "env", "STRIPE_PUBLISHABLE_KEY", 'pk_live_' + g.alnum(24)  # publishable
    yield "env", "RECAPTCHA_SITE_KEY", '6L' + g.of(ALNUM + '-_', 38)  # site key is public
    yield "env", "SENTRY_DSN", f'https://{g.hex(32)}@o{g.digits(6)}.ingest.sentry.io/{g.digits(7)}'  # DSN public by design
    yield "env", "GA_MEASUREMENT_ID", 'G-' + g.upper(10)  # public
    yield "env", "NEXT_PUBLIC_POSTHOG_KEY", 'phc_' + g.alnum(43)  # public project key
    yield "env", "VAPID_PUBLIC_KEY", 'B' + g.base64url(64)  # public
    yield "env", "LD_CLIENT_SIDE_ID", g.hex(24)  # client-side id
    yield "env", "ALGOLIA_APP_ID", g.upper(10)  # id
    yield "env", "GOOGLE_CLIENT_ID", f'{g.digits(12)}-{g.lower(32)}.apps.googleusercontent.com'  # client id is public
    yield "env", "AZURE_CLIENT_ID", g.uuid()  # id
    yield "env", "AZURE_TENANT_ID", g.uuid()  # id
    yield "env", "AZURE_SUBSCRIPTION_ID", g.uuid()  # id
    yield "env", "AUTH0_CLIENT_ID", g.alnum(32)  # client id
    yield "env", "COGNITO_CLIENT_ID", g.lower(26)  # client id
    yield "env", "COGNITO_USER_POOL_ID", 'eu-west-1_' + g.alnum(9)  # id
    yield "env", "IDENTITY_POOL_ID", 'eu-west-1:' + g.uuid()  # id
    yield "env", "GITHUB_APP_ID", g.digits(6)  # id
    yield "env", "GITHUB_CLIENT_ID", 'Iv1.' + g.hex(16)  # client id
    yield "env", "SLACK_CHANNEL_ID", 'C' + g.upper(10)  # id
    yield "env", "TWILIO_ACCOUNT_SID", 'AC' + g.hex(32)  # account id, not secret
    yield "env", "CLOUDFLARE_ZONE_ID", g.hex(32)  # id
    yield "env", "CLOUDFLARE_ACCOUNT_ID", g.hex(32)  # id
    yield "env", "HOSTED_ZONE_ID", 'Z' + g.upper(20)  # id
    yield "env", "DISTRIBUTION_ID", 'E' + g.upper(13)  # id
    yield "env", "FIREBASE_APP_ID", f'1:{g.digits(12)}:web:{g.hex(22)}'  # id
    yield "env", "NOTION_DATABASE_ID", g.hex(32)  # id
    yield "env", "CONTENTFUL_SPACE_ID", g.lower(12)  # id
    yield "env", "VERCEL_PROJECT_ID", 'prj_' + g.alnum(28)  # id
    yield "env", "VERCEL_ORG_ID", 'team_' + g.alnum(24)  # id
    yield "env", "STRIPE_PRICE_ID", 'price_1' + g.alnum(23)  # id
    yield "env", "STRIPE_PRODUCT", 'prod_' + g.alnum(14)  # id
    yield "env", "SHOPIFY_APP_URL", 'https://orders.acme.io/shopify'  # url
    yield "env", "SEGMENT_SOURCE", 'web-prod'  # plain
    yield "env", "CORRELATION_ID", g.uuid()  # id
    yield "env", "TRACE_PARENT", f'00-{g.hex(32)}-{g.hex(16)}-01'  # trace
    yield "env", "BUILD_ID", g.uuid()  # id
    yield "env", "GIT_SHA", g.hex(40)  # commit
    yield "env", "SOURCE_VERSION", g.hex(7)  # commit
    yield "env", "RELEASE", f'orders@2.14.0+{g.hex(12)}'  # release
    yield "env", "IMAGE", f'{g.account()}.dkr.ecr.eu-west-1.amazonaws.com/orders@sha256:{g.sha256()}'  # digest
    yield "env", "CONFIG_HASH", g.hex(32)  # hash
    yield "env", "ASSET_CHECKSUM", g.sha256()  # checksum
    yield "env", "ETAG", '"' + g.hex(32) + '"'  # etag
    yield "env", "SRI", 'sha384-' + g.base64(48)  # SRI
    yield "env", "SOURCE_CODE_HASH", g.base64(32)  # base64 sha256 of the code
    yield "env", "LAMBDA_LAYER", f'arn:aws:lambda:eu-west-1:{g.account()}:layer:deps:12'  # ARN
    yield "env", "DATABASE_HOST", f'orders.cluster-c{g.lower(11)}.eu-west-1.rds.amazonaws.com'  # host
    yield "env", "CACHE_ENDPOINT", f'master.orders.{g.lower(6)}.euw1.cache.amazonaws.com:6379'  # host
    yield "env", "MSK_BROKERS", ','.join(f'b-{i}.orders.{g.lower(6)}.c2.kafka.eu-west-1.amazonaws.com:9098' for i in (1, 2, 3))  # hosts
    yield "env", "ES_ENDPOINT", f'https://vpc-logs-{g.lower(26)}.eu-west-1.es.amazonaws.com'  # host
    yield "env", "API_URL", f'https://{g.lower(10)}.execute-api.eu-west-1.amazonaws.com/prod'  # url
    yield "env", "LAMBDA_URL", f'https://{g.lower(32)}.lambda-url.eu-west-1.on.aws/'  # url
    yield "env", "CDN", f'https://d{g.lower(13)}.cloudfront.net'  # url
    yield "env", "OIDC", f'https://oidc.eks.eu-west-1.amazonaws.com/id/{g.hex_upper(32)}'  # OIDC issuer
    yield "env", "JWKS_URL", 'https://acme.eu.auth0.com/.well-known/jwks.json'  # url
    yield "env", "TOKEN_URL", 'https://login.microsoftonline.com/common/oauth2/v2.0/token'  # url
    yield "env", "DATABASE_URL", 'postgresql://db.prod.internal:5432/app'  # no password
    yield "env", "DATABASE_URL_IAM", 'postgresql://app@db.prod.internal:5432/app?sslmode=verify-full'  # user without password
    yield "env", "REDIS_URL", 'rediss://cache.prod.internal:6380/0'  # no password
    yield "env", "MONGO_URL", 'mongodb+srv://cluster0.ab1cd.mongodb.net/app?authMechanism=MONGODB-AWS&authSource=%24external'  # IAM auth
    yield "env", "DSN_TEMPLATE", 'postgres://%s:%s@%s:5432/app'  # template
    yield "env", "DB_DSN", 'postgres://$(DB_USER):$(DB_PASSWORD)@db:5432/app'  # k8s reference in URL
    yield "env", "JDBC", 'jdbc:postgresql://db.prod:5432/app?user=app&sslmode=require'  # no password
    yield "env", "SQL_CONN", 'Server=db;Database=x;Authentication=Active Directory Managed Identity;Encrypt=True'  # no password
    yield "env", "SQS_URL", f'https://sqs.eu-west-1.amazonaws.com/{g.account()}/orders.fifo'  # url
    yield "env", "S3_URI", 's3://acme-prod-artifacts/releases/2026/01/orders-1.2.3.zip'  # url
    yield "env", "CRON", 'cron(0/15 8-18 ? * MON-FRI *)'  # schedule
    yield "env", "RATE", 'rate(5 minutes)'  # schedule
    yield "env", "FEATURE_FLAGS", 'new-checkout=on,dark-mode=off,beta-token-refresh=50'  # flags
    yield "env", "ALLOWED_ORIGINS", 'https://app.acme.io,https://admin.acme.io'  # list
    yield "env", "CSP", "default-src 'self'; script-src 'self' 'sha256-" + '47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=' + "'"  # CSP hash of the empty string
    yield "env", "CORS_HEADERS", 'Authorization,Content-Type,X-Api-Key,X-Amz-Security-Token'  # header names
    yield "env", "SECRET_HEADER_NAME", 'X-Webhook-Secret'  # header name
    yield "env", "API_KEY_HEADER", 'x-api-key'  # header name
    yield "env", "AUTH_TYPE", 'client_secret_basic'  # method
    yield "env", "GRANT", 'urn:ietf:params:oauth:grant-type:token-exchange'  # URN
    yield "env", "SCOPES", 'openid profile email offline_access orders:write'  # scopes
    yield "env", "CIPHERS", 'ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES256-GCM-SHA384'  # ciphers
    yield "env", "KEY_SPEC", 'ECC_NIST_P256'  # spec
    yield "env", "PASSWORD_HASHER", 'argon2id$v=19$m=65536,t=3,p=4'  # hash parameters
    yield "env", "ENCRYPTION_CONTEXT", 'app=orders,env=prod'  # context
    yield "env", "THEME_COLOR", '#1a73e8'  # colour
    yield "env", "PALETTE", '#0f172a,#1e293b,#334155,#475569,#64748b'  # colours
    yield "env", "REGEX_TOKEN", '^ghp_[A-Za-z0-9]{36}$'  # regex for a token
    yield "env", "GREETING", 'Willkommen im Kundenportal der Stadtwerke'  # German
    yield "env", "PASSWORT_HINWEIS", 'Bitte ändern Sie Ihr Passwort alle 90 Tage'  # German sentence about passwords
    yield "env", "MOT_DE_PASSE_AIDE", 'Votre mot de passe doit contenir au moins 12 caractères'  # French
    yield "env", "パスワード", 'パスワードは12文字以上で設定してください'  # Japanese
    yield "env", "SPRACHE", 'Donaudampfschifffahrtsgesellschaftskapitän'  # long German word
    yield "env", "POD_NAME", f"orders-{g.hex(9)}-{g.of('bcdfghjklmnpqrstvwxz2456789', 5)}"  # pod name
    yield "env", "RS_NAME", f"frontend-{g.of('bcdf2456789', 10)}"  # replica set
    yield "env", "STACK_RESOURCE", f'Orders-Api-HandlerFunction{g.upper(8)}-{g.alnum(12)}'  # CDK name
    yield "env", "BUCKET", f'orders-prod-assetsbucket{g.hex(8)}-{g.lower(12)}'  # bucket
    yield "env", "CDK_ASSET", f'cdk-hnb659fds-assets-{g.account()}-eu-west-1'  # bucket
    yield "env", "NIX_STORE", f"/nix/store/{g.of('0123456789abcdfghijklmnpqrsvwxyz', 32)}-hello-2.12"  # nix
    yield "env", "GO_SUM", f'h1:{g.base64(32)}'  # go.sum hash
    yield "env", "NPM_INTEGRITY", 'sha512-' + g.base64(64)  # lock
    yield "env", "CID", 'Qm' + g.of('123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz', 44)  # IPFS CID
    yield "env", "ETH_CONTRACT", '0x' + g.hex(40)  # contract address is public
    yield "env", "BTC_ADDRESS", 'bc1q' + g.of('qpzry9x8gf2tvdw0s3jn54khce6mua7l', 38)  # address public
    yield "env", "ULID", '01H' + g.of('0123456789ABCDEFGHJKMNPQRSTVWXYZ', 23)  # ULID
    yield "env", "KSUID", '2' + g.alnum(26)  # KSUID
    yield "env", "NANOID_REQUEST", g.of(ALNUM + '-_', 21)  # request id
    yield "env", "MONGO_OBJECT_ID", g.hex(24)  # ObjectId
    yield "env", "SNOWFLAKE_ID", g.digits(18)  # snowflake
    yield "env", "AGE_RECIPIENT", 'age1' + g.of('qpzry9x8gf2tvdw0s3jn54khce6mua7l', 58)  # age public
    yield "env", "WG_PUBLIC_KEY", g.base64(32)  # public key
    yield "env", "PGP_FINGERPRINT", g.hex_upper(40)  # fingerprint
    yield "env", "TLS_THUMBPRINT", g.hex(40)  # thumbprint
    yield "env", "CERT_FINGERPRINT", ':'.join(g.hex_upper(2) for _ in range(20))  # fingerprint
    yield "env", "SSH_FP", 'SHA256:' + g.base64(32).rstrip('=')  # fingerprint
    yield "env", "KMS_CIPHERTEXT", 'AQICAHh' + g.base64(170)  # KMS ciphertext
    yield "env", "SOPS_VALUE", f'ENC[AES256_GCM,data:{g.base64(24)},iv:{g.base64(32)},tag:{g.base64(16)},type:str]'  # sops
    yield "env", "ANSIBLE_VAULT", '$ANSIBLE_VAULT;1.1;AES256\n' + '\n'.join(g.digits(80) for _ in range(5))  # encrypted
    yield "env", "SEALED", 'AgB' + g.base64(380)  # sealed secret
    yield "env", "TRANSIT", 'vault:v1:' + g.base64(60)  # transit ciphertext
    yield "env", "PLUGINS", 'vault-token-helper,aws-secrets-engine,kv-v2'  # names
    yield "env", "EXCLUDE_KEYS", 'password,token,secret,authorization'  # log redaction list
    yield "env", "REDACT_FIELDS", '$.password,$.card.number,$.headers.authorization'  # paths
    yield "env", "AWS_LAMBDA_EXEC_WRAPPER", '/opt/otel-handler'  # path
    yield "env", "OTEL_RESOURCE_ATTRIBUTES", 'service.name=orders,deployment.environment=prod,team=core'  # attributes
    yield "env", "JAVA_TOOL_OPTIONS", '-XX:MaxRAMPercentage=75 -Djava.security.egd=file:/dev/urandom -Dsun.net.inetaddr.ttl=30'  # options
    yield "env", "PS1", '\\u@\\h:\\w\\$ '  # prompt
    yield "env", "PATH", '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/opt/app/bin'  # path
    yield "env", "JQ", '.Parameters[] | select(.Name=="/prod/db/password") | .Value'  # query
    yield "env", "HTTP_PROXY", 'http://proxy.internal:3128'  # no credentials
    yield "env", "NO_PROXY", '169.254.169.254,10.0.0.0/8,.svc,.cluster.local'  # list
    yield "env", "COOKIE_DOMAIN", '.acme.io'  # domain
    yield "env", "SUBJECT", 'system:serviceaccount:prod:orders'  # subject
    yield "env", "VAULT_K8S_ROLE", 'orders-prod'  # role
    yield "env", "CONSUL_HTTP_ADDR", 'consul.service.consul:8501'  # addr
    yield "env", "SAML_METADATA", 'https://idp.acme.io/saml/metadata?app=orders'  # url
    yield "env", "WEBHOOK_PATH", '/hooks/github'  # path
    yield "env", "SLACK_WEBHOOK_SECRET_NAME", 'prod/slack/webhook'  # name
    yield "env", "LOGIN_URL", 'https://acme.okta.com/oauth2/default/v1/authorize?client_id=0oa1b2c3d4e5f6g7h8i9&response_type=code&scope=openid'  # client id in query
    yield "env", "SEARCH", 'https://www.acme.io/suche?q=passwort+vergessen&lang=de'  # search words
    yield "env", "RESET_PAGE", 'https://app.acme.io/password/reset?token={token}'  # template
    yield "env", "ENGINE_KEY_PREFIX", 'cache:orders:v3:'  # prefix
    yield "env", "IDEMPOTENCY_KEY_PREFIX", 'orders'  # prefix
    yield "env", "PARTITION_KEY", 'customerId'  # schema
    yield "env", "PRIMARY_KEY", 'order_id'  # schema
    yield "env", "S3_OBJECT_KEY", 'releases/2026-01-11/orders-1.14.2-linux-amd64.tar.gz'  # object key
    yield "env", "KEYBOARD_LAYOUT", 'de-latin1-nodeadkeys'  # keyboard
    yield "env", "FOREIGN_KEYS", 'on'  # sqlite
    yield "env", "MONKEY_PATCH", 'gevent'  # contains key
    yield "env", "TURKEY_REGION", 'eu-central-1'  # contains key
    yield "env", "PASSTHROUGH", 'X-Request-Id'  # contains pass
    yield "env", "BYPASS_CACHE", 'false'  # contains pass
    yield "env", "COMPASS_HOST", 'compass.acme.io'  # contains pass
    yield "env", "AUTHOR", 'platform-team'  # contains auth
    yield "env", "AUTHORITY", 'https://login.acme.io/'  # contains auth
    yield "env", "SECRETARY_EMAIL", 'sekretariat@acme.io'  # contains secret
    yield "env", "TOKEN_BUCKET_SIZE", '200'  # rate limiting
    yield "env", "PWD", '/srv/app'  # working directory
    yield "env", "OLDPWD", '/srv'  # working directory
    yield "env", "SALT_MASTER", 'salt.internal'  # SaltStack host
    yield "env", "PIN_VERSION", '1.14.2'  # version pin
    yield "env", "CREDENTIAL_PROVIDER", 'com.amazonaws.auth.InstanceProfileCredentialsProvider'  # class
    yield "env", "AWS_PROFILE", 'prod-readonly'  # profile
    yield "env", "PRIVATE_SUBNETS", ','.join('subnet-0' + g.hex(16) for _ in range(3))  # ids
    yield "env", "SG", 'sg-0' + g.hex(16)  # id
    yield "env", "AMI", 'ami-0' + g.hex(16)  # id
    yield "env", "EFS", f'fs-0{g.hex(16)}.efs.eu-west-1.amazonaws.com'  # id
    yield "env", "TG", f'arn:aws:elasticloadbalancing:eu-west-1:{g.account()}:targetgroup/orders/{g.hex(16)}'  # ARN
    yield "env", "ALB", f'arn:aws:elasticloadbalancing:eu-west-1:{g.account()}:loadbalancer/app/orders-prod/{g.hex(16)}'  # ARN
    yield "env", "CERT", f'arn:aws:acm:us-east-1:{g.account()}:certificate/{g.uuid()}'  # ARN
    yield "env", "SFN", f'arn:aws:states:eu-west-1:{g.account()}:stateMachine:orders'  # ARN
    yield "env", "GCP_PROJECT", 'acme-prod-412310'  # id
    yield "env", "GCP_SA", 'orders@acme-prod-412310.iam.gserviceaccount.com'  # email
    yield "env", "WIF", f'projects/{g.digits(12)}/locations/global/workloadIdentityPools/gh/providers/actions'  # provider
    yield "env", "AZURE_RESOURCE", f'/subscriptions/{g.uuid()}/resourceGroups/prod/providers/Microsoft.Storage/storageAccounts/acmeprod'  # resource id
    yield "env", "OCI", f"ocid1.instance.oc1.eu-frankfurt-1.{g.of('abcdefghijklmnopqrstuvwxyz234567', 60)}"  # OCID
    yield "env", "APPINSIGHTS_ID", g.uuid()  # an id
    yield "env", "DO_SPACES_ENDPOINT", 'https://fra1.digitaloceanspaces.com'  # url
    yield "env", "DD_SITE", 'datadoghq.eu'  # site
    yield "env", "DD_TAGS", 'env:prod,team:core,service:orders'  # tags
    yield "env", "NEW_RELIC_APP_NAME", 'orders (prod)'  # name
    yield "env", "SQLALCHEMY_POOL", '5'  # number
    yield "env", "CLUSTER_UUID", g.uuid()  # id
    yield "env", "ORG_ID", 'org-' + g.alnum(24)  # OpenAI org id
    yield "env", "ASSISTANT_ID", 'asst_' + g.alnum(24)  # id
    yield "env", "EMPTY_PASSWORD", ''  # empty
    yield "env", "DB_PASSWORD_ROTATION_LAMBDA", 'rotate-orders-db'  # name
    yield "env", "MODEL_ARN", 'arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-3-5-sonnet-20241022-v2:0'  # ARN
    yield "env", "SECRETS_PREFIX", 'prod/'  # prefix
    yield "env", "CONFIG_B64", wrapped('log_level: info\nlisten: 0.0.0.0:8080\nworkers: 4\nfeature:\n  dark: true\n')  # configuration in base64
    yield "env", "CONFIG_JSON_B64", wrapped(document({'region': 'eu-west-1', 'timeouts': {'read': 5, 'connect': 2}, 'hosts': ['a.acme.io', 'b.acme.io']}))  # configuration in base64
    yield "env", "GZ_RULES", zipped('[rule]\nname=deny-all\naction=drop\n' * 9)  # gzip configuration
    yield "env", "PIXEL", 'data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7'  # 1 px image
    yield "env", "PNG", 'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAAB' + g.base64(90)  # image
    yield "env", "WASM", 'AGFzbQEAAAA' + g.base64(120)  # wasm module
    yield "env", "PROTO_DESCRIPTOR", wrapped('\n\x14google/rpc/code.proto\x12\ngoogle.rpc*·\x02\n\x04Code\x12\x06\n\x02OK')  # proto descriptor
    yield "env", "CURSOR", wrapped('{"offset":200,"order":"createdAt"}')  # page cursor
    yield "env", "MINIFIED", '!function(e,t){"object"==typeof exports?module.exports=t():e.lib=t()}(this,function(){return function(e){var t={};function n(r){if(t[r])return t[r].exports}}})'  # minified code
    yield "env", "JSON_SCHEMA", document({'$schema': 'https://json-schema.org/draft/2020-12/schema', 'properties': {'password': {'type': 'string', 'minLength': 12, 'writeOnly': True}, 'token': {'type': 'string', 'pattern': '^[A-Za-z0-9]{32}$'}}, 'required': ['password']})  # schema
    yield "env", "GRAPHQL", 'mutation Login($email: String!, $password: String!) { login(email: $email, password: $password) { token expiresAt } }'  # query
    yield "env", "SQL_QUERY", 'SELECT id, password_hash FROM users WHERE reset_token = $1 AND expires > now()'  # query
    yield "env", "ROTATION_SQL", "ALTER USER {username} WITH PASSWORD '{password}'"  # template
    yield "env", "JSONPATH", '$.detail.requestParameters.secretId'  # path
    yield "env", "JWKS_PUBLIC", document({'keys': [{'kty': 'RSA', 'use': 'sig', 'kid': g.base64url(20), 'n': g.base64url(256), 'e': 'AQAB'}]})  # public JWKS
    yield "env", "EC_JWK", document({'kty': 'EC', 'crv': 'P-256', 'x': g.base64url(32), 'y': g.base64url(32), 'kid': 'k1'})  # public JWK
    yield "env", "ADDRESS_LIST", 'alice@acme.io;bob@acme.io;password-resets@acme.io'  # mails
    yield "env", "DEFAULT_USER", 'admin'  # user name
    yield "env", "DB_USER", 'postgres'  # user
    yield "env", "USERNAME", 'svc_orders_rw'  # user
    yield "env", "SUPPORT", 'https://support.acme.io/hc/en-us/articles/360041234567-Reset-your-API-key'  # article
    yield "env", "UA", 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0'  # agent
    yield "env", "SEMVER", '1.14.2-rc.3+build.20260111.5f3c2a1'  # version
    yield "env", "CRON_TZ", '0 3 * * 1-5'  # cron
    yield "env", "GEO", '52.520008,13.404954'  # coordinates
    yield "env", "MAC", '02:42:ac:11:00:02'  # MAC
    yield "env", "IPV6", '2001:db8:85a3::8a2e:370:7334'  # IP
    yield "env", "PHONE", '+49 30 901820'  # phone
    yield "env", "IBAN_SAMPLE", 'DE89370400440532013000'  # sample IBAN
    yield "env", "ISBN", '978-3-16-148410-0'  # isbn
    yield "env", "FERNET_KEY_ARN", f'arn:aws:secretsmanager:eu-west-1:{g.account()}:secret:airflow/fernet-{g.alnum(6)}:fernet_key::'  # ARN with JSON key
