# ruff: noqa: E501, PLR0915 - a case is easier to read on one line, and there are many
# fmt: off
"""Credentials of issuers in a program's environment, under the names that their own manuals use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.policy.corpus.programs.drawn import ALNUM, BOTH_CASES, document
from tests.policy.corpus.tokens import wrapped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.policy.corpus.programs.drawn import Drawn


def cases(g: Drawn) -> Iterator[tuple[str, str, str]]:
    """Place, name, text; behind each, why a reviewer calls it so."""
    yield "env", "AWS_ACCESS_KEY_ID", g.aws_key()  # long-lived access key id: half a credential, flagged by every scanner
    yield "env", "AWS_SECRET_ACCESS_KEY", g.base64(30)  # secret half of an access key
    yield "env", "AWS_SESSION_TOKEN", 'IQoJb3JpZ2luX2Vj' + g.base64(270)  # session token
    yield "env", "BACKUP_SECRET_KEY", g.base64(30)  # secret half of an access key under another name
    yield "env", "GOOGLE_MAPS_SERVER_KEY", 'AIza' + g.of(ALNUM + '-_', 35)  # Google API key
    yield "env", "GOOGLE_CLIENT_SECRET", 'GOCSPX-' + g.of(ALNUM + '-_', 28)  # Google OAuth client secret
    yield "env", "GOOGLE_OAUTH_REFRESH", '1//0' + g.of(ALNUM + '-_', 99)  # Google refresh token
    yield "env", "AZURE_CLIENT_SECRET", g.alnum(3) + '8Q~' + g.of(ALNUM + '-_.~', 34)  # Entra application secret
    yield "env", "AZURE_STORAGE_CONNECTION_STRING", f'DefaultEndpointsProtocol=https;AccountName=prodmedia{g.digits(3)};AccountKey={g.base64(64)};EndpointSuffix=core.windows.net'  # storage account key
    yield "env", "AzureWebJobsStorage", f'DefaultEndpointsProtocol=https;AccountName=stfunc{g.digits(4)};AccountKey={g.base64(64)}'  # storage account key
    yield "env", "SERVICEBUS_CONN", f'Endpoint=sb://orders-bus.servicebus.windows.net/;SharedAccessKeyName=RootManageSharedAccessKey;SharedAccessKey={g.base64(32)}'  # bus key
    yield "env", "COSMOS", f'AccountEndpoint=https://catalog.documents.azure.com:443/;AccountKey={g.base64(64)};'  # Cosmos key
    yield "env", "REPORT_BLOB_URL", f"https://reports.blob.core.windows.net/daily?sv=2022-11-02&ss=b&srt=co&sp=rl&se=2027-01-01T00:00:00Z&sig={g.base64(32).replace('+', '%2B').replace('/', '%2F').replace('=', '%3D')}"  # SAS url
    yield "env", "SQLCONNSTR_main", f"Server=tcp:orders.database.windows.net,1433;Initial Catalog=orders;User ID=appuser;Password={g.generated(18).replace(';', 'x')};Encrypt=True;"  # ADO.NET password
    yield "env", "GITHUB_TOKEN", 'ghp_' + g.alnum(36)  # GitHub PAT
    yield "env", "GH_PAT", 'github_pat_' + g.alnum(22) + '_' + g.alnum(59)  # fine-grained PAT
    yield "env", "RUNNER_REG", 'ghs_' + g.alnum(36)  # GitHub installation token
    yield "env", "RENEW", 'ghr_' + g.alnum(76)  # GitHub refresh token
    yield "env", "GITLAB_TOKEN", 'glpat-' + g.of(ALNUM + '-_', 20)  # GitLab PAT
    yield "env", "CI_DEPLOY", 'gldt-' + g.of(ALNUM + '-_', 20)  # GitLab deploy token
    yield "env", "RUNNER_TOKEN", 'glrt-' + g.of(ALNUM + '-_', 20)  # GitLab runner token
    yield "env", "TRIGGER", 'glptt-' + g.hex(40)  # GitLab trigger token
    yield "env", "BITBUCKET_APP_PASSWORD", 'ATBB' + g.alnum(32)  # Bitbucket app password
    yield "env", "JIRA_API_TOKEN", 'ATATT3xFfGF0' + g.of(ALNUM + '-_', 171) + '=' + g.hex_upper(8)  # Atlassian token
    yield "env", "SLACK_BOT_TOKEN", f'xoxb-{g.digits(12)}-{g.digits(13)}-{g.alnum(24)}'  # Slack bot token
    yield "env", "SLACK_APP_TOKEN", f'xapp-1-A{g.upper(10)}-{g.digits(13)}-{g.hex(64)}'  # Slack app token
    yield "env", "ALERT_HOOK", f'https://hooks.slack.com/services/T{g.upper(8)}/B{g.upper(10)}/{g.alnum(24)}'  # Slack webhook url is a credential
    yield "env", "SLACK_SIGNING_SECRET", g.hex(32)  # signing secret
    yield "env", "DISCORD_TOKEN", f"MT{g.alnum(24)}.{g.alnum(6)}.{g.of(ALNUM + '-_', 38)}"  # Discord bot token
    yield "env", "DISCORD_HOOK", f"https://discord.com/api/webhooks/{g.digits(18)}/{g.of(ALNUM + '-_', 68)}"  # Discord webhook
    yield "env", "TEAMS_WEBHOOK", f'https://contoso.webhook.office.com/webhookb2/{g.uuid()}@{g.uuid()}/IncomingWebhook/{g.hex(32)}/{g.uuid()}'  # Teams webhook
    yield "env", "TELEGRAM_BOT", f"{g.digits(10)}:AA{g.of(ALNUM + '-_', 33)}"  # Telegram bot token
    yield "env", "STRIPE_KEY", 'sk_live_' + g.alnum(24)  # Stripe live key
    yield "env", "STRIPE_RESTRICTED", 'rk_live_' + g.alnum(99)  # Stripe restricted key
    yield "env", "STRIPE_WEBHOOK", 'whsec_' + g.alnum(32)  # Stripe webhook secret
    yield "env", "STRIPE_TEST", 'sk_test_' + g.alnum(99)  # Stripe test key is still a key
    yield "env", "TWILIO_AUTH_TOKEN", g.hex(32)  # Twilio auth token
    yield "env", "TWILIO_API_SECRET", g.alnum(32)  # Twilio secret
    yield "env", "SENDGRID", f"SG.{g.of(ALNUM + '-_', 22)}.{g.of(ALNUM + '-_', 43)}"  # SendGrid key
    yield "env", "MAILGUN_API_KEY", 'key-' + g.hex(32)  # Mailgun key
    yield "env", "MAILGUN_SENDING", f'{g.hex(32)}-{g.hex(8)}-{g.hex(8)}'  # Mailgun new key form
    yield "env", "MAILCHIMP_KEY", g.hex(32) + '-us21'  # Mailchimp key
    yield "env", "POSTMARK_SERVER_TOKEN", g.uuid()  # Postmark token is a UUID, the name says token
    yield "env", "NPM_TOKEN", 'npm_' + g.alnum(36)  # npm token
    yield "env", "TWINE_PASSWORD", 'pypi-AgEIcHlwaS5vcmc' + g.of(ALNUM + '-_', 150)  # PyPI token
    yield "env", "GEM_HOST_API_KEY", 'rubygems_' + g.hex(48)  # RubyGems key
    yield "env", "CARGO_TOKEN", 'cio' + g.alnum(32)  # crates.io token
    yield "env", "NUGET_KEY", 'oy2' + g.lower(43)  # NuGet key
    yield "env", "DOCKERHUB", 'dckr_pat_' + g.of(ALNUM + '-_', 27)  # Docker PAT
    yield "env", "ARTIFACTORY", 'AKCp' + g.alnum(69)  # Artifactory key
    yield "env", "TFE_TOKEN", f'{g.alnum(14)}.atlasv1.{g.alnum(67)}'  # Terraform Cloud token
    yield "env", "VAULT_TOKEN", 'hvs.' + g.of(ALNUM + '-_', 95)  # Vault service token
    yield "env", "VAULT_BATCH", 'hvb.' + g.of(ALNUM + '-_', 140)  # Vault batch token
    yield "env", "LEGACY_VAULT_TOKEN", 's.' + g.alnum(24)  # Vault legacy token
    yield "env", "VAULT_SECRET_ID", g.uuid()  # AppRole secret id is a credential
    yield "env", "CONSUL_HTTP_TOKEN", g.uuid()  # Consul ACL token
    yield "env", "NOMAD_TOKEN", g.uuid()  # Nomad ACL token
    yield "env", "PULUMI_ACCESS_TOKEN", 'pul-' + g.hex(40)  # Pulumi token
    yield "env", "HEROKU_API_KEY", g.uuid()  # Heroku key is a UUID
    yield "env", "HEROKU", 'HRKU-AA' + g.of(ALNUM + '-_', 58)  # Heroku new key
    yield "env", "DO_TOKEN", 'dop_v1_' + g.hex(64)  # DigitalOcean token
    yield "env", "LINODE_TOKEN", g.hex(64)  # Linode token
    yield "env", "HCLOUD_TOKEN", g.alnum(64)  # Hetzner token
    yield "env", "CLOUDFLARE_API_TOKEN", g.of(ALNUM + '-_', 40)  # Cloudflare token
    yield "env", "CF_GLOBAL_KEY", g.hex(37)  # Cloudflare global key
    yield "env", "FASTLY_API_TOKEN", g.of(ALNUM + '-_', 32)  # Fastly token
    yield "env", "FLY_API_TOKEN", 'FlyV1 fm2_lJPECAAAAAAA' + g.base64(180)  # Fly token
    yield "env", "VERCEL_TOKEN", g.alnum(24)  # Vercel token
    yield "env", "NETLIFY_AUTH_TOKEN", 'nfp_' + g.alnum(36)  # Netlify token
    yield "env", "RENDER_KEY", 'rnd_' + g.alnum(28)  # Render key
    yield "env", "RAILWAY_TOKEN", g.uuid()  # Railway token
    yield "env", "SUPABASE_ACCESS", 'sbp_' + g.hex(40)  # Supabase token
    yield "env", "SUPABASE_SERVICE_ROLE_KEY", g.web_token({'iss': 'supabase', 'ref': g.lower(20), 'role': 'service_role', 'iat': 1700000000, 'exp': 2015000000})  # service role JWT
    yield "env", "PSCALE", 'pscale_tkn_' + g.of(ALNUM + '-_', 43)  # PlanetScale token
    yield "env", "NEON_KEY", 'napi_' + g.lower(64)  # Neon key
    yield "env", "DD_API_KEY", g.hex(32)  # Datadog key
    yield "env", "DD_APP_KEY", g.hex(40)  # Datadog application key
    yield "env", "NEW_RELIC_LICENSE_KEY", g.hex(36) + 'NRAL'  # New Relic ingest key
    yield "env", "NEWRELIC", 'NRAK-' + g.upper(27)  # New Relic user key
    yield "env", "GRAFANA", f'glsa_{g.alnum(32)}_{g.hex(8)}'  # Grafana service account token
    yield "env", "GRAFANA_CLOUD", 'glc_' + wrapped('{"o":"123456","n":"push","k":"' + g.alnum(24) + '","m":{"r":"eu"}}')  # Grafana cloud token
    yield "env", "SENTRY_AUTH", 'sntrys_' + wrapped('{"iat":1700000000.1,"url":"https://sentry.io","region_url":"https://us.sentry.io","org":"acme"}').rstrip('=') + '_' + g.base64(32).rstrip('=')  # Sentry token
    yield "env", "HONEYCOMB_API_KEY", g.alnum(22)  # Honeycomb key
    yield "env", "PAGERDUTY_INTEGRATION_KEY", g.hex(32)  # routing key
    yield "env", "PAGERDUTY_TOKEN", 'u+' + g.alnum(18)  # PagerDuty token
    yield "env", "OPSGENIE_API_KEY", g.uuid()  # Opsgenie key
    yield "env", "SPLUNK_HEC_TOKEN", g.uuid()  # HEC token
    yield "env", "SUMO_URL", f'https://collectors.us2.sumologic.com/receiver/v1/http/{g.base64(90)}'  # Sumo collector URL carries its credential
    yield "env", "SNOWFLAKE_PASSWORD", g.typed()  # typed password
    yield "env", "DATABRICKS_TOKEN", 'dapi' + g.hex(32)  # Databricks token
    yield "env", "OPENAI_API_KEY", f"sk-proj-{g.of(ALNUM + '-_', 74)}T3BlbkFJ{g.of(ALNUM + '-_', 74)}"  # OpenAI key
    yield "env", "LLM_KEY", f"sk-ant-api03-{g.of(ALNUM + '-_', 93)}AA"  # Anthropic key
    yield "env", "HF", 'hf_' + g.of(BOTH_CASES, 34)  # HF token
    yield "env", "REPLICATE", 'r8_' + g.alnum(37)  # Replicate token
    yield "env", "GROQ", 'gsk_' + g.alnum(52)  # Groq key
    yield "env", "OPENROUTER", 'sk-or-v1-' + g.hex(64)  # OpenRouter key
    yield "env", "PINECONE", f'pcsk_{g.alnum(5)}_{g.alnum(63)}'  # Pinecone key
    yield "env", "COHERE_API_KEY", g.alnum(40)  # Cohere key
    yield "env", "LINEAR", 'lin_api_' + g.alnum(40)  # Linear key
    yield "env", "NOTION", 'ntn_' + g.digits(11) + g.alnum(35)  # Notion token
    yield "env", "AIRTABLE", f'pat{g.alnum(14)}.{g.hex(64)}'  # Airtable PAT
    yield "env", "FIGMA", 'figd_' + g.of(ALNUM + '-_', 40)  # Figma token
    yield "env", "SHOPIFY", 'shpat_' + g.hex(32)  # Shopify token
    yield "env", "SQUARE", 'EAAA' + g.of(ALNUM + '-_', 60)  # Square token
    yield "env", "SQUARE_SECRET", 'sq0csp-' + g.of(ALNUM + '-_', 43)  # Square OAuth secret
    yield "env", "BRAINTREE", f'access_token$production${g.lower(16)}${g.hex(32)}'  # Braintree token
    yield "env", "PLAID_SECRET", g.hex(30)  # Plaid secret
    yield "env", "ALGOLIA_ADMIN_KEY", g.hex(32)  # Algolia admin key
    yield "env", "MAPBOX", 'sk.' + wrapped('{"u":"acme","a":"' + g.lower(24) + '"}').rstrip('=') + '.' + g.of(ALNUM + '-_', 22)  # Mapbox secret token
    yield "env", "OKTA_API_TOKEN", '00' + g.of(ALNUM + '-_', 40)  # Okta token
    yield "env", "AUTH0_CLIENT_SECRET", g.of(ALNUM + '-_', 64)  # client secret
    yield "env", "LAUNCHDARKLY_SDK_KEY", 'sdk-' + g.uuid()  # server SDK key
    yield "env", "DOPPLER", 'dp.st.prd.' + g.alnum(43)  # Doppler service token
    yield "env", "OP_SERVICE_ACCOUNT_TOKEN", 'ops_' + wrapped(document({'signInAddress': 'my.1password.com', 'userAuth': {'method': 'SRPg-4096'}, 'secretKey': 'A3-' + g.upper(30)}))  # 1Password token
    yield "env", "TS_AUTHKEY", f'tskey-auth-k{g.alnum(11)}CNTRL-{g.alnum(32)}'  # Tailscale key
    yield "env", "SOPS_AGE_KEY", 'AGE-SECRET-KEY-1' + g.of('QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L', 58)  # age identity
    yield "env", "WG_PRIVATE_KEY", g.base64(32)  # WireGuard key
    yield "env", "BUILDKITE_AGENT_TOKEN", g.hex(50)  # Buildkite agent token
    yield "env", "CIRCLECI", 'CCIPAT_' + g.alnum(22) + '_' + g.hex(40)  # CircleCI token
    yield "env", "CODECOV_TOKEN", g.uuid()  # Codecov upload token
    yield "env", "SONAR_TOKEN", 'sqp_' + g.hex(40)  # SonarQube token
    yield "env", "SNYK_TOKEN", g.uuid()  # Snyk token
    yield "env", "POSTHOG_PERSONAL", 'phx_' + g.alnum(43)  # PostHog personal key
    yield "env", "CONTENTFUL_MANAGEMENT", 'CFPAT-' + g.of(ALNUM + '-_', 43)  # Contentful token
    yield "env", "ASANA_TOKEN", f'2/{g.digits(16)}/{g.digits(16)}:{g.hex(32)}'  # Asana token
    yield "env", "HUBSPOT", f'pat-eu1-{g.uuid()}'  # HubSpot private app token
    yield "env", "INTERCOM_ACCESS_TOKEN", 'dG9rO' + g.base64(40)  # Intercom token
    yield "env", "ZENDESK_API_TOKEN", g.alnum(40)  # Zendesk token
    yield "env", "DROPBOX", 'sl.u.' + g.of(ALNUM + '-_', 140)  # Dropbox token
    yield "env", "TWITTER_BEARER", 'AAAAAAAAAAAAAAAAAAAAA' + g.alnum(40) + '%3D' + g.alnum(50)  # bearer
    yield "env", "FB_PAGE_TOKEN", 'EAA' + g.alnum(170)  # Graph API token
    yield "env", "LICENSE_KEY", '-'.join(g.upper(5) for _ in range(6))  # a paid licence key: a reviewer keeps it out of plaintext
