# ruff: noqa: E501 - a case is easier to read on one line, and there are many
# fmt: off
"""Tokens in the formats that their issuers document; each opens an account, whatever its name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.policy.corpus.asked.drawn import segment
from tests.policy.corpus.tokens import wrapped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.policy.corpus.asked.drawn import Asked, Row


def rows(v: Asked) -> Iterator[Row]:
    """Kind, place, name, text and why."""
    for form in (_code, _cloud, _money, _watch, _models, _misc):
        for kind, place, name, value in form(v):
            yield f"issuer {kind}", place, name, value, f"a {kind} in its documented format"


def _code(v: Asked) -> list[tuple[str, str, str, str]]:
    return [
        ("github classic token", "lambda", "SOURCE", "ghp_" + v.alnum(36)),
        ("github fine token", "tag", "Checkout", "github_pat_" + v.alnum(22) + "_" + v.alnum(59)),
        ("github server token", "output", "checkout", "ghs_" + v.alnum(36)),
        ("gitlab token", "userdata", "git", f"git clone https://oauth2:glpat-{v.url(20)}@gitlab.example.com/a/b.git"),
        ("gitlab runner token", "cloudinit", "runner", f"gitlab-runner register --token glrt-{v.url(20)}"),
        ("gitlab trigger token", "config", "trigger", "glptt-" + v.hex(40)),
        ("npm token", "ghvar", "REGISTRY", "npm_" + v.alnum(36)),
        ("pypi token", "ssm", "publish", "pypi-AgEIcHlwaS5vcmc" + v.url(150)),
        ("rubygems key", "container", "GEM", "rubygems_" + v.hex(48)),
        ("crates.io token", "lambda", "CARGO", "cio" + v.alnum(32)),
        ("docker hub token", "config", "hub", "dckr_pat_" + v.url(27)),
        ("clojars token", "kv", "publish", "CLOJARS_" + v.hex(60)),
        ("bitbucket app password", "lambda", "BITBUCKET", "ATBB" + v.alnum(24) + v.upper(8)),
        ("atlassian token", "description", "d", "jira: ATATT3xFfGF0" + v.url(171) + "=" + v.upper(8)),
        ("circleci token", "ghvar", "PIPELINE", "CCIPAT_" + v.alnum(22) + "_" + v.hex(40)),
        ("buildkite token", "lambda", "PIPELINE", "bkua_" + v.hex(40)),
        ("sonarqube token", "ghvar", "QUALITY", "squ_" + v.hex(40)),
        ("postman key", "container", "COLLECTION", "PMAK-" + v.hex(24) + "-" + v.hex(34)),
        ("artifactory key", "config", "artifacts", "AKCp8" + v.alnum(68)),
        ("octopus key", "lambda", "DEPLOY", "API-" + v.upper(26)),
        ("figma token", "bucket", "design", "figd_" + v.url(40)),
    ]


def _cloud(v: Asked) -> list[tuple[str, str, str, str]]:
    return [
        ("aws secret key", "container", "AWS_SECRET_ACCESS_KEY", v.base64(30)),
        ("aws secret key in a profile", "userdata", "aws", f"cat > ~/.aws/credentials <<END\n[default]\naws_access_key_id = AKIA{v.b32(16)}\naws_secret_access_key = {v.base64(30)}\nEND"),
        ("google api key", "lambda", "MAPS", "AIza" + v.url(35)),
        ("google client secret", "ssm", "login", "GOCSPX-" + v.url(28)),
        ("google refresh token", "kv", "drive", "1//0" + v.url(100)),
        ("azure client secret", "lambda", "ARM", v.alnum(3) + "8Q~" + v.url(34)),
        ("azure storage connection", "container", "STORAGE", f"DefaultEndpointsProtocol=https;AccountName=shop{v.lower(5)};AccountKey={v.base64(64)};EndpointSuffix=core.windows.net"),
        ("azure service bus", "lambda", "BUS", f"Endpoint=sb://shop.servicebus.windows.net/;SharedAccessKeyName=Root;SharedAccessKey={v.base64(32)}"),
        ("azure SAS", "ghvar", "BLOB", f"https://shop.blob.core.windows.net/c/f?sv=2022-11-02&ss=b&srt=co&sp=rl&se=2030-01-01T00:00:00Z&sig={v.base64(32).replace('+', '%2B').replace('/', '%2F').replace('=', '%3D')}"),
        ("digitalocean token", "provider", "token", "dop_v1_" + v.hex(64)),
        ("alibaba secret", "lambda", "ALIBABA_CLOUD_ACCESS_KEY_SECRET", v.alnum(30)),
        ("tencent secret key", "lambda", "TENCENTCLOUD_SECRET_KEY", v.alnum(32)),
        ("heroku key", "config", "dyno", "HRKU-AA" + v.url(58)),
        ("netlify token", "lambda", "SITE", "nfp_" + v.alnum(36)),
        ("fly token", "ghvar", "FLY", "FlyV1 fm2_" + v.base64(180)),
        ("supabase token", "container", "BACKEND", "sbp_" + v.hex(40)),
        ("planetscale token", "lambda", "DB", "pscale_tkn_" + v.url(43)),
        ("planetscale password", "ssm", "db", "pscale_pw_" + v.url(43)),
        ("neon key", "config", "branching", "napi_" + v.lower(64)),
        ("cloudflare token", "lambda", "CLOUDFLARE_API_TOKEN", v.url(40)),
        ("cloudflare origin key", "ssm", "origin", "v1.0-" + v.hex(24) + "-" + v.hex(146)),
        ("vault token", "userdata", "vault", f"export VAULT_ADDR=https://vault.example.com\nexport VAULT_TOKEN=hvs.{v.url(95)}"),
        ("vault batch token", "output", "job", "hvb." + v.url(140)),
        ("terraform cloud token", "config", "remote", v.alnum(14) + ".atlasv1." + v.url(67)),
        ("pulumi token", "ghvar", "STATE", "pul-" + v.hex(40)),
        ("doppler token", "lambda", "DOPPLER", "dp.st.prd." + v.alnum(43)),
        ("scalingo token", "lambda", "PAAS", "tk-us-" + v.url(48)),
        ("openshift token", "userdata", "oc", f"oc login --token=sha256~{v.url(43)} --server=https://api.example.com:6443"),
        ("tailscale key", "userdata64", "up", f"tailscale up --authkey tskey-auth-{v.alnum(16)}-{v.alnum(32)}"),
        ("databricks token", "container", "LAKE", "dapi" + v.hex(32)),
        ("yandex key", "lambda", "SPEECH", "AQVN" + v.url(36)),
    ]


def _money(v: Asked) -> list[tuple[str, str, str, str]]:
    return [
        ("stripe key", "lambda", "CHECKOUT", "sk_live_" + v.alnum(24)),
        ("stripe restricted key", "tag", "Billing", "rk_live_" + v.alnum(99)),
        ("stripe webhook secret", "ssm", "hook", "whsec_" + v.alnum(32)),
        ("square secret", "container", "POS", "sq0csp-" + v.url(43)),
        ("braintree token", "lambda", "PAY", f"access_token$production${v.lower(16)}${v.hex(32)}"),
        ("shopify token", "ghvar", "STORE", "shpat_" + v.hex(32)),
        ("plaid token", "kv", "bank", "access-production-" + v.uuid()),
        ("flutterwave key", "lambda", "PAYOUT", "FLWSECK-" + v.hex(32) + "-X"),
        ("shippo token", "config", "labels", "shippo_live_" + v.hex(40)),
        ("duffel token", "lambda", "FLIGHTS", "duffel_live_" + v.url(43)),
        ("easypost key", "container", "PARCEL", "EZAK" + v.alnum(54)),
    ]


def _watch(v: Asked) -> list[tuple[str, str, str, str]]:
    return [
        ("datadog key", "lambda", "DD_API_KEY", v.hex(32)),
        ("new relic user key", "container", "APM", "NRAK-" + v.upper(27)),
        ("new relic licence", "lambda", "NEW_RELIC_LICENSE_KEY", v.hex(36) + "NRAL"),
        ("grafana service token", "provider", "auth", "glsa_" + v.alnum(32) + "_" + v.hex(8)),
        ("grafana cloud token", "config", "grafana", "glc_" + wrapped('{"o":"' + v.digits(6) + '","n":"push","k":"' + v.alnum(24) + '","m":{"r":"eu"}}')),
        ("sentry user token", "ghvar", "RELEASES", "sntryu_" + v.hex(64)),
        ("sentry org token", "lambda", "SOURCEMAPS", "sntrys_" + segment('{"iat":1700000000,"url":"https://sentry.io","org":"x"}') + "_" + v.url(43)),
        ("dynatrace token", "lambda", "ONEAGENT", "dt0c01." + v.upper(24) + "." + v.upper(64)),
        ("pagerduty key", "lambda", "PAGERDUTY_API_KEY", v.url(20)),
        ("launchdarkly key", "container", "FLAGS", "sdk-" + v.uuid()),
        ("slack bot token", "lambda", "CHAT", f"xoxb-{v.digits(12)}-{v.digits(13)}-{v.alnum(24)}"),
        ("slack app token", "ghvar", "SOCKET", f"xapp-1-A{v.upper(10)}-{v.digits(13)}-{v.hex(64)}"),
        ("slack webhook", "property", "endpoint", f"https://hooks.slack.com/services/T{v.upper(8)}/B{v.upper(10)}/{v.alnum(24)}"),
        ("teams webhook", "lambda", "NOTIFY", f"https://shop.webhook.office.com/webhookb2/{v.uuid()}@{v.uuid()}/IncomingWebhook/{v.hex(32)}/{v.uuid()}"),
        ("discord webhook", "tag", "notify", f"https://discord.com/api/webhooks/{v.digits(18)}/{v.url(68)}"),
        ("discord bot token", "lambda", "BOT", f"M{v.alnum(25)}.{v.url(6)}.{v.url(38)}"),
        ("telegram bot token", "config", "bot", f"{v.digits(10)}:AA{v.url(33)}"),
        ("zapier hook", "lambda", "HOOK", f"https://hooks.zapier.com/hooks/catch/{v.digits(7)}/{v.lower(7)}/"),
    ]


def _models(v: Asked) -> list[tuple[str, str, str, str]]:
    return [
        ("openai key", "lambda", "MODEL", "sk-proj-" + v.url(74) + "T3BlbkFJ" + v.url(74)),
        ("anthropic key", "container", "MODEL", "sk-ant-api03-" + v.url(93) + "AA"),
        ("hugging face token", "userdata", "hf", "huggingface-cli login --token hf_" + v.of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", 34)),
        ("replicate token", "lambda", "IMAGES", "r8_" + v.alnum(37)),
        ("groq key", "ghvar", "FAST", "gsk_" + v.alnum(52)),
        ("perplexity key", "config", "answers", "pplx-" + v.alnum(48)),
        ("langsmith key", "lambda", "TRACE", "lsv2_pt_" + v.hex(32) + "_" + v.hex(10)),
        ("xai key", "lambda", "CHATTER", "xai-" + v.alnum(80)),
        ("pinecone key", "container", "VECTORS", "pcsk_" + v.alnum(6) + "_" + v.alnum(63)),
    ]


def _misc(v: Asked) -> list[tuple[str, str, str, str]]:
    return [
        ("sendgrid key", "lambda", "MAIL", f"SG.{v.url(22)}.{v.url(43)}"),
        ("mailgun key", "ssm", "mail", "key-" + v.hex(32)),
        ("mailchimp key", "ghvar", "NEWS", v.hex(32) + "-us12"),
        ("brevo key", "lambda", "CAMPAIGN", f"xkeysib-{v.hex(64)}-{v.alnum(16)}"),
        ("resend key", "container", "MAILER", f"re_{v.alnum(8)}_{v.alnum(24)}"),
        ("twilio token", "lambda", "TWILIO_AUTH_TOKEN", v.hex(32)),
        ("linear key", "config", "tracker", "lin_api_" + v.alnum(40)),
        ("notion token", "lambda", "WIKI", "ntn_" + v.digits(11) + v.alnum(35)),
        ("airtable token", "bucket", "sheet", f"pat{v.alnum(14)}.{v.hex(64)}"),
        ("asana token", "lambda", "TASKS", f"2/{v.digits(16)}/{v.digits(16)}:{v.hex(32)}"),
        ("hubspot token", "ghvar", "CRM", "pat-na1-" + v.uuid()),
        ("okta token", "provider", "apiToken", "00" + v.url(40)),
        ("mapbox secret token", "lambda", "TILES", "sk." + segment('{"u":"shop","a":"' + v.lower(24) + '"}') + "." + v.url(22)),
        ("contentful token", "config", "cms", "CFPAT-" + v.url(43)),
        ("dropbox token", "kv", "files", "sl." + v.url(135)),
        ("posthog key", "lambda", "ANALYTICS", "phx_" + v.alnum(43)),
        ("typeform token", "container", "FORMS", "tfp_" + v.alnum(44) + "_" + v.alnum(14)),
        ("prefect key", "ghvar", "FLOWS", "pnu_" + v.lower(36)),
        ("1password service token", "lambda", "OP", "ops_eyJ" + v.alnum(250)),
        ("age key", "userdata", "age", "echo AGE-SECRET-KEY-1" + v.of("QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L", 58) + " > /etc/age.key"),
        ("harness token", "lambda", "CD", f"pat.{v.url(22)}.{v.hex(24)}.{v.alnum(20)}"),
        ("cloudinary address", "container", "MEDIA", f"cloudinary://{v.digits(15)}:{v.url(27)}@shop"),
        ("snyk token", "ghvar", "SNYK_TOKEN", v.uuid()),
        ("facebook token", "lambda", "PAGE", "EAA" + v.alnum(180)),
        ("twitter bearer", "lambda", "TWEETS", "A" * 22 + v.alnum(30) + "%3D" + v.alnum(50)),
        ("sourcegraph token", "config", "code", f"sgp_{v.hex(16)}_{v.hex(40)}"),
    ]
