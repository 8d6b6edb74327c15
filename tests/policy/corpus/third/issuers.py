# ruff: noqa: E501, PLR0915 - a case is easier to read on one line, and there are many
# fmt: off
"""Tokens of issuers, and what of theirs is public."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tests.policy.corpus.third.made import LOW, UP, url_base64
from tests.policy.corpus.tokens import wrapped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.policy.corpus.tokens import Tokens


def issuers_secret(t: Tokens) -> Iterator[tuple[str, str]]:
    yield "GITHUB_TOKEN", "ghp_" + t.alnum(36)
    yield "token", "github_pat_" + t.alnum(22) + "_" + t.alnum(59)
    yield "value", "gho_" + t.alnum(36)
    yield "installation", "ghs_" + t.alnum(36)
    yield "value", "glpat-" + t.url(20)
    yield "runner", "glrt-" + t.url(20)
    yield "SLACK", "xoxb-" + t.digits(12) + "-" + t.digits(13) + "-" + t.alnum(24)
    yield "appToken", "xapp-1-A" + t.upper(10) + "-" + t.digits(13) + "-" + t.hex(64)
    yield "webhookUrl", "https://hooks.slack.com/services/T" + t.upper(10) + "/B" + t.upper(10) + "/" + t.alnum(24)
    yield "STRIPE", "sk_live_" + t.alnum(24)
    yield "stripeRestricted", "rk_live_" + t.alnum(99)
    yield "endpoint", "whsec_" + t.alnum(32)
    yield "TWILIO_AUTH_TOKEN", t.hex(32)
    yield "MAIL", "SG." + t.url(22) + "." + t.url(43)
    yield "MAILGUN_API_KEY", "key-" + t.hex(32)
    yield "MAILCHIMP_KEY", t.hex(32) + "-us14"
    yield "BREVO", "xkeysib-" + t.hex(64) + "-" + t.alnum(16)
    yield "NPM_AUTH", "npm_" + t.alnum(36)
    yield "upload", "pypi-AgEIcHlwaS5vcmc" + t.url(150)
    yield "gem", "rubygems_" + t.hex(48)
    yield "registry", "dckr_pat_" + t.url(27)
    yield "DIGITALOCEAN_ACCESS_TOKEN", "dop_v1_" + t.hex(64)
    yield "GEMINI_API_KEY", "AIza" + t.url(35)
    yield "googleClient", "GOCSPX-" + t.url(28)
    yield "AZURE_CLIENT_SECRET", t.alnum(3) + "8Q~" + t.alnum(34)
    yield "value", "hvs." + t.url(95)
    yield "TFE", t.alnum(14) + ".atlasv1." + t.url(67)
    yield "CONSUL_HTTP_TOKEN", t.uuid()
    yield "DD_API_KEY", t.hex(32)
    yield "DD_APP_KEY", t.hex(40)
    yield "newrelic", "NRAK-" + t.upper(27)
    yield "NEW_RELIC_LICENSE_KEY", t.hex(36) + "NRAL"
    yield "grafana", "glsa_" + t.alnum(32) + "_" + t.hex(8)
    yield "grafanaCloud", "glc_" + wrapped(json.dumps({"o": t.digits(6), "n": "stack-hl-read", "k": t.alnum(24), "m": {"r": "eu"}}))
    yield "SENTRY_AUTH_TOKEN", "sntryu_" + t.hex(64)
    yield "linear", "lin_api_" + t.alnum(40)
    yield "notion", "ntn_" + t.digits(11) + t.alnum(35)
    yield "airtable", "pat" + t.alnum(14) + "." + t.hex(64)
    yield "ASANA_TOKEN", "1/" + t.digits(16) + ":" + t.hex(32)
    yield "jira", "ATATT3xFfGF0" + t.url(171) + "=" + t.upper(8)
    yield "OPENAI", "sk-proj-" + t.url(74) + "T3BlbkFJ" + t.url(74)
    yield "model", "sk-ant-api03-" + t.url(93) + "AA"
    yield "hub", "hf_" + t.of(LOW + UP, 34)
    yield "REPLICATE", "r8_" + t.alnum(37)
    yield "GROQ", "gsk_" + t.alnum(52)
    yield "shop", "shpat_" + t.hex(32)
    yield "square", "sq0csp-" + t.url(43)
    yield "braintree", "access_token$production$" + t.lower(16) + "$" + t.hex(32)
    yield "bot", "MT" + t.alnum(24) + "." + t.url(6) + "." + t.url(38)
    yield "notifyUrl", "https://discord.com/api/webhooks/" + t.digits(19) + "/" + t.url(68)
    yield "telegram", t.digits(10) + ":AA" + t.url(33)
    yield "CLOUDFLARE_API_TOKEN", t.url(40)
    yield "originCa", "v1.0-" + t.hex(24) + "-" + t.hex(146)
    yield "doppler", "dp.pt." + t.alnum(43)
    yield "postman", "PMAK-" + t.hex(24) + "-" + t.hex(34)
    yield "PULUMI_ACCESS_TOKEN", "pul-" + t.hex(40)
    yield "host", "dapi" + t.hex(32)
    yield "supabase", "sbp_" + t.hex(40)
    yield "planetscale", "pscale_tkn_" + t.url(43)
    yield "dynatrace", "dt0c01." + t.upper(24) + "." + t.upper(64)
    yield "OKTA_API_TOKEN", "00" + t.url(40)
    yield "LD_SDK_KEY", "sdk-" + t.uuid()
    yield "circle", "CCIPAT_" + t.alnum(22) + "_" + t.hex(40)
    yield "SONAR_TOKEN", "sqp_" + t.hex(40)
    yield "SNYK_TOKEN", t.uuid()
    yield "tailnet", "tskey-auth-k" + t.alnum(11) + "CNTRL-" + t.alnum(32)
    yield "map", "sk." + url_base64(json.dumps({"u": "acme", "a": t.lower(25)})) + "." + t.url(22)
    yield "design", "figd_" + t.url(40)
    yield "clojars", "CLOJARS_" + t.hex(60)
    yield "nuget", "oy2" + t.lower(43)
    yield "flutterwave", "FLWSECK-" + t.hex(32) + "-X"
    yield "resend", "re_" + t.alnum(8) + "_" + t.alnum(24)
    yield "AWS_SECRET_ACCESS_KEY", t.aws_secret()
    yield "ARTIFACTORY_API_KEY", "AKCp" + t.alnum(69)
    yield "session", t.jwt()


def issuers_public(t: Tokens) -> Iterator[tuple[str, str]]:
    yield "STRIPE_PUBLISHABLE_KEY", "pk_live_" + t.alnum(24)
    yield "TWILIO_ACCOUNT_SID", "AC" + t.hex(32)
    yield "priceId", "price_1" + t.alnum(23)
    yield "MAPBOX_PUBLIC_TOKEN", "pk." + url_base64(json.dumps({"u": "acme", "a": t.lower(25)})) + "." + t.url(22)
    yield "GOOGLE_CLIENT_ID", t.digits(12) + "-" + t.lower(32) + ".apps.googleusercontent.com"
    yield "AZURE_CLIENT_ID", t.uuid()
    yield "tenantId", t.uuid()
    yield "ARM_SUBSCRIPTION_ID", t.uuid()
    yield "kmsKeyId", t.uuid()
    yield "kmsKeyArn", f"arn:aws:kms:eu-west-1:{t.digits(12)}:key/{t.uuid()}"
    yield "kmsKeyId", f"mrk-{t.hex(32)}"
    yield "userPoolId", "eu-central-1_" + t.alnum(9)
    yield "userPoolClientId", t.lower(26)
    yield "identityPoolId", "us-east-1:" + t.uuid()
    yield "hostedZoneId", "Z0" + t.upper(19)
    yield "distributionId", "E" + t.upper(13)
    yield "canonicalUserId", t.hex(64)
    yield "roleUniqueId", "AROA" + t.of(UP + "234567", 17)
    yield "CLOUDFLARE_ZONE_ID", t.hex(32)
    yield "CLOUDFLARE_ACCOUNT_ID", t.hex(32)
    yield "OKTA_CLIENT_ID", "0oa" + t.alnum(17)
    yield "AUTH0_CLIENT_ID", t.alnum(32)
    yield "RECAPTCHA_SITE_KEY", "6L" + t.url(38)
    yield "VAPID_PUBLIC_KEY", "B" + t.url(86)
    yield "flutterwavePublicKey", "FLWPUBK-" + t.hex(32) + "-X"
    yield "projectId", "prj_" + t.alnum(28)
    yield "WORKSPACE_ID", "ws-" + t.alnum(16)
    yield "POSTMAN_COLLECTION_UID", t.digits(8) + "-" + t.uuid()
    yield "traceId", "1-" + t.hex(8) + "-" + t.hex(24)
    yield "traceparent", "00-" + t.hex(32) + "-" + t.hex(16) + "-01"
    yield "secretArn", f"arn:aws:secretsmanager:us-east-1:{t.digits(12)}:secret:prod/db/password-{t.alnum(6)}"
    yield "ECR_REPOSITORY", f"{t.digits(12)}.dkr.ecr.eu-west-1.amazonaws.com/acme/api"
    yield "AZURE_KEY_VAULT_URI", "https://acme-secrets.vault.azure.net/secrets/db-password/" + t.hex(32)
