"""Formats that give a credential away by themselves, whatever it is called.

Sources: the issuers' own documentation of their prefixes and lengths. A pattern is anchored on what the issuer fixed,
so that it errs little; `hint` is a piece of text without which the pattern can't match, so that it costs little.
"""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Format:
    """One kind of credential. Its group `secret`, or the whole match, is what has to be hidden."""

    kind: str
    hint: str
    pattern: re.Pattern[str]


def _token(kind: str, hint: str, rest: str) -> Format:
    """A token that starts with `hint` and stands alone: no letter, digit or underscore before or after it."""
    return Format(kind, hint, re.compile(rf"(?<![A-Za-z0-9_]){re.escape(hint)}(?:{rest})(?![A-Za-z0-9_])"))


def _shape(kind: str, hint: str, pattern: str) -> Format:
    return Format(kind, hint, re.compile(pattern))


_W = "[A-Za-z0-9]"
_U = "[A-Za-z0-9_-]"
_MIXED = "(?=[^A-Z]{0,40}[A-Z])(?=[^0-9]{0,40}[0-9])"  # a capital and a digit: no word

# The header and the start of a body: prose about a key file, or a template of one, has no body.
_PEM = (
    r"-----BEGIN (?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----(?:\s|\\[nr])*"
    r"(?:[A-Za-z0-9+/]{16}|Proc-Type:|Version:|Comment:|=)"
)

_CLOUDS = (
    _token("AWS access key", "AKIA", "[A-Z0-9]{16}"),
    _token("AWS temporary access key", "ASIA", "[A-Z0-9]{16}"),
    _token("AWS access key", "ABIA", "[A-Z0-9]{16}"),
    _token("Amazon Bedrock key", "ABSK", "[A-Za-z0-9+/]{80,}={0,2}"),
    _token("Google API key", "AIza", f"{_U}{{33,39}}"),
    _token("Google OAuth secret", "GOCSPX-", f"{_U}{{28}}"),
    _token("Google OAuth token", "ya29.", f"{_U}{{20,}}"),
    _shape("Google refresh token", "1//", rf"(?<![\w/:])1//0{_U}{{38,}}"),
    _shape("Azure client secret", "Q~", rf"(?<![\w~.-]){_W}{{3}}[0-9]Q~[A-Za-z0-9_.~-]{{31,34}}(?![\w~-])"),
    _shape("Azure storage key", "AccountKey=", r"AccountKey=(?P<secret>[A-Za-z0-9+/]{86}==)"),
    _shape("Azure shared access signature", "sig=", r"[?&]sig=(?P<secret>[A-Za-z0-9%+/]{40,}(?:%3D|=))"),
    _shape("AWS presigned request", "X-Amz-Signature=", r"X-Amz-Signature=(?P<secret>[0-9a-f]{64})"),
    _token("AWS AppSync key", "da2-", "[a-z0-9]{26}"),
    _token("AWS MWS key", "amzn.mws.", "[0-9a-f]{8}-[0-9a-f-]{27}"),
    _shape("Azure DevOps token", "AZDO", rf"(?<!\w){_W}{{76}}AZDO{_W}{{4}}(?!\w)"),
    _token("OpenShift token", "sha256~", f"{_U}{{43}}"),
    _token("Docker Swarm token", "SWMTKN-1-", "[0-9a-z]{50}-[0-9a-z]{25}"),
    _token("Docker Swarm key", "SWMKEY-1-", f"{_W}{{43}}"),
    _token("Alibaba access key", "LTAI", f"{_W}{{17,21}}"),
    _token("Yandex key", "AQVN", f"{_U}{{35,38}}"),
    _token("DigitalOcean token", "dop_v1_", "[a-f0-9]{64}"),
    _token("DigitalOcean token", "doo_v1_", "[a-f0-9]{64}"),
    _token("DigitalOcean token", "dor_v1_", "[a-f0-9]{64}"),
    _token("DigitalOcean token", "dos_v1_", "[a-f0-9]{64}"),
    _token("Cloudflare token", "v1.0-", "[a-f0-9]{24}-[a-f0-9]{146}"),
    _token("Cloudflare token", "cfat_", f"{_W}{{40,}}"),
    _token("Cloudflare token", "cfut_", f"{_W}{{40,}}"),
    _token("Cloudflare key", "cfk_", f"{_W}{{40,}}"),
    _token("Fly token", "FlyV1", r" fm\d[ar]?_[A-Za-z0-9+/=,_-]{40,}"),
    _token("Fly token", "fo1_", f"{_U}{{43}}"),
    _token("Fly token", "fm2_", r"[A-Za-z0-9+/=_-]{60,}"),
    _token("Tailscale key", "tskey-", rf"[a-z]+-{_W}+-{_W}{{20,}}"),
    _token("Heroku token", "HRKU-", f"{_U}{{36,}}"),
    _token("Netlify token", "nfp_", f"{_W}{{36,}}"),
    _token("Render key", "rnd_", f"{_MIXED}{_W}{{28,}}"),
    _token("Railway token", "railway_", f"{_MIXED}{_W}{{32,}}"),
    _token("Vercel token", "vcp_", f"{_W}{{24,}}"),
    _token("PlanetScale password", "pscale_pw_", f"{_U}{{32,}}"),
    _token("PlanetScale token", "pscale_tkn_", f"{_U}{{32,}}"),
    _token("Supabase token", "sbp_", "(?:v0_)?[a-f0-9]{40}"),
    _token("Supabase key", "sb_secret_", f"{_U}{{20,}}"),
    _token("Neon key", "napi_", f"{_W}{{40,}}"),
)

_CODE = (
    *(_token("GitHub token", f"gh{kind}_", f"{_W}{{36,255}}") for kind in "pousr"),
    _token("GitHub installation token", "ghs_", rf"\d{{1,20}}_eyJ{_U}{{15,}}(?:\.{_U}+){{2}}"),
    _token("GitHub token", "github_pat_", "[A-Za-z0-9_]{36,255}"),
    *(
        _token("GitLab token", prefix, rf"{_U}{{20,}}(?:\.[0-9a-z.]+)?")
        for prefix in (
            "glpat-",
            "gldt-",
            "glrt-",
            "glptt-",
            "glft-",
            "glimt-",
            "glagent-",
            "gloas-",
            "glsoat-",
            "glcbt-",
            "glffct-",
            "glrtr-",
            "glwt-",
            "GR1348941",
        )
    ),
    _token("Bitbucket token", "ATBB", f"{_W}{{32}}"),
    _token("Bitbucket token", "ATCTT3xFfG", r"[A-Za-z0-9+/=_-]{50,}"),
    _token("Atlassian token", "ATATT3", r"[A-Za-z0-9+/=_-]{50,}"),
    _token("npm token", "npm_", f"{_W}{{30,}}"),
    _token("PyPI token", "pypi-", f"{_MIXED}{_U}{{50,}}"),
    _token("RubyGems key", "rubygems_", "[a-f0-9]{48}"),
    _token("NuGet key", "oy2", "[a-z0-9]{43}"),
    _token("crates.io token", "cio", f"{_W}{{32}}"),
    _token("Clojars token", "CLOJARS_", "[a-z0-9]{60}"),
    _token("Docker Hub token", "dckr_pat_", f"{_U}{{27}}"),
    _token("Docker Hub token", "dckr_oat_", f"{_U}{{32}}"),
    _token("Bitbucket token", "BBDC-", r"[A-Za-z0-9+/=_-]{44,}"),
    _token("SourceGraph token", "sgp_", "(?:(?:local|[0-9a-f]{16})_)?[0-9a-f]{40}"),
    _token("WunderGraph key", "cosmo_", "[0-9a-f]{32}"),
    _token("WakaTime key", "waka_", "[0-9a-f]{8}-[0-9a-f-]{27}"),
    _token("Postman token", "PMAT-", "[0-9A-Z]{26}"),
    _token("Artifactory key", "AKCp", f"{_W}{{69}}"),
    _token("Artifactory token", "cmVmdGtuO", f"{_U}{{55}}"),
    _token("CircleCI token", "CCIPAT_", rf"{_W}{{22}}_[a-f0-9]{{40}}"),
    _token("CircleCI token", "CCIPRJ_", rf"{_W}{{22}}_[a-f0-9]{{40}}"),
    _token("Buildkite token", "bkua_", "[a-f0-9]{40}"),
    _token("Sonar token", "sqp_", "[a-f0-9]{40}"),
    _token("Sonar token", "squ_", "[a-f0-9]{40}"),
    _token("Sonar token", "sqa_", "[a-f0-9]{40}"),
    _token("Snyk token", "snyk_uat.", rf"{_W}{{8}}\.[A-Za-z0-9_.-]{{20,}}"),
    _token("Postman key", "PMAK-", "[a-f0-9]{24}-[a-f0-9]{34}"),
    _token("Pulumi token", "pul-", "[a-f0-9]{40}"),
    _shape("Terraform Cloud token", ".atlasv1.", rf"(?<!\w){_W}{{14}}\.atlasv1\.{_U}{{60,}}"),
    _token("Terraform Cloud token", "tfp_", f"{_W}{{40,}}"),
    _token("Infracost key", "ico-", f"{_W}{{32}}"),
    _token("Prefect key", "pnu_", f"{_W}{{36}}"),
    _token("Harness token", "pat.", rf"{_U}{{22}}\.[a-f0-9]{{24}}\.{_W}{{20}}"),
    _token("Depot token", "depot_", f"[a-z]+_{_W}{{32,}}"),
)

_SECRETS_AND_IDENTITY = (
    _token("Vault token", "hvs.", f"{_U}{{24,}}"),
    _token("Vault token", "hvb.", f"{_U}{{24,}}"),
    _token("Vault token", "hvr.", f"{_U}{{24,}}"),
    _shape("Vault token", "s.", rf"(?<![\w.-])s\.(?=[A-Za-z]*[0-9])(?=[0-9a-z]*[A-Z]){_W}{{24}}(?![\w.])"),
    _token("Doppler token", "dp.", rf"(?:pt|st|ct|sa|scim|audit)\.(?:[a-z0-9_-]+\.)?{_W}{{40,44}}"),
    _token("1Password token", "ops_", "eyJ[A-Za-z0-9_=-]{100,}"),
    _shape(
        "1Password secret key",
        "A3-",
        r"(?<!\w)A3-[A-Z0-9]{6}-(?:[A-Z0-9]{11}|[A-Z0-9]{6}-[A-Z0-9]{5})(?:-[A-Z0-9]{5}){3}",
    ),
    _token("Infisical token", "st.", r"[a-f0-9]{8}-[a-f0-9-]{27}\.[a-f0-9]{32}\.[a-f0-9]{32}"),
    _shape("age key", "AGE-SECRET-KEY-1", "AGE-SECRET-KEY-1[A-Z0-9]{58}"),
    _shape("Okta token", "SSWS ", rf"SSWS (?P<secret>00{_U}{{40}})"),
    _shape(
        "JSON web token", "eyJ", r"(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{16,}"
    ),
    _shape("encrypted JSON web token", "eyJ", rf"(?<![\w-])eyJ{_U}{{8,}}\.{_U}*\.{_U}{{8,}}\.{_U}{{16,}}\.{_U}{{16,}}"),
    _shape("private key", "PRIVATE KEY", _PEM),
    *(_token("PASETO token", f"v{version}.local.", rf"{_U}{{32,}}(?:\.{_U}*)?") for version in "1234"),
    *(_token("PASERK key", f"k{version}.secret", rf"(?:-pw)?\.{_U}{{32,}}") for version in "1234"),
    _shape("NATS seed", "S", r"(?<![A-Z0-9])S[ACNOUX][A-Z2-7]{56}(?![A-Z0-9])"),
    _token("Defined Networking key", "dnkey-", "[A-Z2-7]{26}-[A-Z2-7]{52}"),
    _shape("NTLM token", "TlRMTVNTUAA", r"TlRMTVNTUAA[BCD]AAAA[=0-9A-Za-z_/+-]{28,}"),
    _shape("PuTTY private key", "PuTTY-User-Key-File-", r"PuTTY-User-Key-File-[23]:[\s\S]{1,800}?Private-Lines:"),
)

_MESSAGES = (
    _token("Slack token", "xox", r"[a-z](?:\.xox[bp])?-[A-Za-z0-9-]{10,}"),
    _token("Slack app token", "xapp-", r"\d-[A-Z0-9]+-\d+-[A-Za-z0-9]{32,}"),
    _shape(
        "Slack webhook",
        "hooks.slack.com",
        rf"hooks\.slack\.com/(?:services|workflows|triggers)/(?P<secret>[A-Z]?{_W}{{8,}}/{_W}{{8,}}/{_W}{{16,}})",
    ),
    _shape(
        "Discord webhook", "/api/webhooks/", rf"discord(?:app)?\.com/api/webhooks/\d{{17,20}}/(?P<secret>{_U}{{60,}})"
    ),
    _shape(
        "Teams webhook",
        ".webhook.office.com",
        r"\.webhook\.office\.com/webhookb2/(?P<secret>[a-f0-9-]{36}@[a-f0-9-]{36}/IncomingWebhook/[a-f0-9]{32}/[a-f0-9-]{36})",
    ),
    _shape("Discord bot token", ".", rf"(?<![\w.-])[MNO][A-Za-z0-9]{{23,27}}\.{_U}{{6}}\.{_U}{{27,38}}(?![\w.-])"),
    _shape("Telegram bot token", ":", rf"(?<![\d.:])\d{{8,10}}:{_MIXED}{_U}{{35}}(?![\w-])"),
    _token("SendGrid key", "SG.", rf"{_U}{{16,32}}\.{_U}{{32,64}}"),
    _token("Mailgun key", "key-", "(?=[a-z]*[0-9])[a-z0-9]{32}"),
    _shape("Mailgun key", "-", r"(?<!\w)[a-f0-9]{32}-[a-f0-9]{8}-[a-f0-9]{8}(?!\w)"),
    _shape("Mailchimp key", "-us", r"(?<!\w)[a-f0-9]{32}-us\d{1,2}(?!\w)"),
    _token("Mandrill key", "md-", f"{_MIXED}{_U}{{22}}"),
    _token("Brevo key", "xkeysib-", f"[a-f0-9]{{64}}-{_W}{{16}}"),
    _token("Resend key", "re_", rf"{_W}{{6,10}}_{_W}{{20,28}}"),
    _token("Twilio key", "SK", "[a-f0-9]{32}"),
    _shape("PagerDuty key", "pagerduty.com/integration/", r"pagerduty\.com/integration/(?P<secret>[a-f0-9]{32})"),
    _shape("Zapier webhook", "hooks.zapier.com", r"hooks\.zapier\.com/hooks/catch/(?P<secret>\d{4,}/[a-z0-9]{6,})"),
    _token("Intercom token", "dG9rO", "[A-Za-z0-9+/=]{50,}"),
)

_BUSINESS = (
    _token("Stripe key", "sk_live_", f"{_W}{{16,}}"),
    _token("Stripe key", "sk_test_", f"{_W}{{16,}}"),
    _token("Stripe key", "rk_live_", f"{_W}{{16,}}"),
    _token("Stripe key", "rk_test_", f"{_W}{{16,}}"),
    _token("Stripe webhook secret", "whsec_", "[A-Za-z0-9+/]{24,}={0,2}"),
    _token("Square token", "sq0atp-", f"{_U}{{22}}"),
    _token("Square secret", "sq0csp-", f"{_U}{{43}}"),
    _token("Square token", "EAAA", f"{_U}{{60}}"),
    _token("Braintree token", "access_token$", r"(?:production|sandbox)\$[a-z0-9]{16}\$[a-f0-9]{32}"),
    _token("Plaid token", "access-", r"(?:sandbox|development|production)-[a-f0-9]{8}-[a-f0-9-]{27}"),
    *(_token("Shopify token", f"shp{kind}_", "[a-fA-F0-9]{32}") for kind in ("at", "ss", "ca", "pa", "tka")),
    _token("Flutterwave key", "FLWSECK", r"(?:_TEST)?-[a-f0-9]{12,32}(?:-X)?"),
    _token("Adyen key", "AQE", r"[a-z0-9A-Z+/]{60,}={0,2}-[A-Za-z0-9+/=]{30,}-[^\s\"']{10,}"),
    _token("HubSpot token", "pat-", "(?:na|eu|ap)[0-9]-[a-f0-9]{8}-[a-f0-9-]{27}"),
    _token("Airtable token", "pat", rf"{_W}{{14}}\.[a-f0-9]{{64}}"),
    _token("Notion token", "secret_", f"{_W}{{43}}"),
    _token("Notion token", "ntn_", f"{_W}{{40,}}"),
    _token("Linear key", "lin_api_", f"{_W}{{40}}"),
    _token("Linear token", "lin_oauth_", f"{_W}{{40,}}"),
    _token("Figma token", "figd_", f"{_U}{{40,}}"),
    _token("Contentful token", "CFPAT-", f"{_U}{{43}}"),
    _token("Dropbox token", "sl.", f"{_U}{{100,}}"),
    _token("Typeform token", "tfp_", f"{_U}{{44,}}"),
    _token("Asana token", "0/", "[a-f0-9]{32}"),
    _token("ClickUp token", "pk_", r"\d{5,10}_[A-Z0-9]{32}"),
    _token("Duffel token", "duffel_", rf"(?:test|live)_{_U}{{43}}"),
    _token("EasyPost key", "EZAK", f"{_W}{{54}}"),
    _token("EasyPost key", "EZTK", f"{_W}{{54}}"),
    _token("Shippo token", "shippo_", "(?:live|test)_[a-f0-9]{40}"),
    _token("Lob key", "live_", "[a-f0-9]{35}"),
    _token("ReadMe key", "rdme_", "[a-z0-9]{70}"),
    _token("Instagram token", "IGQVJ", f"{_U}{{100,}}"),
    _token("Nylas key", "nyk_v0_", f"{_U}{{64}}"),
    _token("Riot key", "RGAPI-", "[0-9a-f]{8}-[0-9a-f-]{27}"),
    _token("LaunchDarkly key", "sdk-", "[0-9a-f]{8}-[0-9a-f-]{27}"),
    _token("PostHog key", "phx_", f"{_W}{{40,}}"),
    _token("PostHog key", "phs_", f"{_W}{{40,}}"),
    _token("Salesforce key", "3MVG9", r"[A-Za-z0-9._]{60,}"),
    _token("Facebook token", "EAA", f"{_W}{{90,}}"),
    _token("Twitter token", "AAAAAAAAAAAAAAAAAAAAA", r"[A-Za-z0-9%+/=]{60,}"),
    _token("Coinbase key", "organizations/", r"[a-f0-9-]{36}/apiKeys/[a-f0-9-]{36}:[A-Za-z0-9+/=]{40,}"),
)

_OBSERVING = (
    _token("New Relic key", "NRAK-", "[A-Z0-9]{27}"),
    _token("New Relic key", "NRII-", f"{_U}{{32}}"),
    _token("New Relic key", "NRRA-", "[a-f0-9]{42}"),
    _token("Grafana token", "glsa_", rf"{_W}{{32}}_[a-fA-F0-9]{{8}}"),
    _token("Grafana token", "glc_", r"[A-Za-z0-9+/=]{32,}"),
    _token("Grafana key", "eyJrIjoi", r"[A-Za-z0-9+/=]{60,}"),
    _token("Sentry token", "sntrys_", r"[A-Za-z0-9+/=_-]{40,}"),
    _token("Sentry token", "sntryu_", "[a-f0-9]{64}"),
    _token("Dynatrace token", "dt0", r"[a-z]\d{2}\.[A-Z0-9]{24}\.[A-Z0-9]{64}"),
    _token("Honeycomb key", "hcaik_", "[a-z0-9]{58}"),
    _token("Honeycomb key", "hcbik_", "[a-z0-9]{58}"),
    _token("Datadog token", "ddapp_", f"{_W}{{34}}"),
    _token("Databricks token", "dapi", "[a-f0-9]{32}(?:-[0-9])?"),
    _token("Databricks secret", "dose", "[a-f0-9]{32}"),
    _token("Elastic key", "essu_", r"[A-Za-z0-9+/=]{40,}"),
    _token("Confluent key", "cflt", r"[A-Za-z0-9+/]{60}"),
)

_MODELS = (
    _token("Anthropic key", "sk-ant-", f"{_U}{{32,}}"),
    _token("OpenRouter key", "sk-or-", "(?:v1-)?[A-Za-z0-9]{32,}"),
    _token("OpenAI key", "sk-", rf"(?:proj|svcacct|admin|None)-{_U}{{20,}}"),
    _token("OpenAI key", "sk-", f"{_W}{{20}}T3BlbkFJ{_W}{{20}}"),
    _token("model provider key", "sk-", f"(?=[A-Za-z]*[0-9]){_W}{{32,}}"),
    _token("Hugging Face token", "hf_", f"{_W}{{30,}}"),
    _token("Hugging Face token", "api_org_", f"{_W}{{34}}"),
    _token("Together key", "tgp_v1_", f"{_U}{{43}}"),
    _token("Composio key", "ak_", f"{_MIXED}{_U}{{20,}}"),
    _token("Cerebras key", "csk-", f"{_W}{{40,}}"),
    _token("Replicate token", "r8_", f"{_W}{{30,}}"),
    _token("Groq key", "gsk_", f"{_W}{{40,}}"),
    _token("Perplexity key", "pplx-", f"{_U}{{40,}}"),
    _token("xAI key", "xai-", f"{_W}{{40,}}"),
    _token("Pinecone key", "pcsk_", f"{_U}{{32,}}"),
    _token("LangSmith key", "lsv2_", r"(?:pt|sk)_[a-f0-9]{32}_[a-f0-9]{10}"),
    _token("LlamaIndex key", "llx-", f"{_W}{{40,}}"),
    _token("Voyage key", "pa-", f"{_MIXED}{_U}{{43,}}"),
    _token("Fireworks key", "fw_", f"{_MIXED}{_W}{{22,}}"),
    _token("Weights & Biases key", "wandb_v1_", f"{_U}{{40,}}"),
    _token("Tavily key", "tvly-", f"{_U}{{28,}}"),
    _token("Firecrawl key", "fc-", "[a-f0-9]{32}"),
    _token("NVIDIA key", "nvapi-", f"{_U}{{60,}}"),
    _token("Lambda key", "secret_", rf"[a-z0-9-]+_[a-f0-9]{{32}}\.{_W}{{32}}"),
)

_ALL = (*_SECRETS_AND_IDENTITY, *_CLOUDS, *_CODE, *_MESSAGES, *_MODELS, *_BUSINESS, *_OBSERVING)

# By hint: most texts hold none, and pay for nothing else.
FORMATS = {hint: tuple(form for form in _ALL if form.hint == hint) for hint in {form.hint: None for form in _ALL}}
