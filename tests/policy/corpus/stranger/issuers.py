# ruff: noqa: E501, N806 - a case is easier to read on one line, with short names for what draws its parts
# fmt: off
"""Issuers' own formats, written to their public documentation, at places people put them."""
from __future__ import annotations

import json

from tests.policy.corpus.stranger.material import AN, DIG, LOW, UP, G, Row, b62crc, pem, rsa_key

LAM = "aws:lambda/function:Function environment.variables"
SSM = "aws:ssm/parameter:Parameter (String)"
GHV = "github:index/actionsVariable:ActionsVariable"
CFG = "stack configuration"
OUT = "stack output"
KV = "vault:kv/secretV2:SecretV2 dataJson"
CB = "aws:codebuild/project:Project environment.environmentVariables"
TAG = "aws:ec2/instance:Instance tags"

def crc(g: G, prefix: str, n: int = 30) -> str:
    body = g.s(n)
    return prefix + body + b62crc(body)

def issuers(g: G) -> list[Row]:
    s, h = g.s, g.hex
    L, D = LOW + DIG, AN + "-_"
    sa = {"type": "service_account", "project_id": f"{g.word().lower()}-{g.num(100000, 999999)}", "private_key_id": h(40),
          "private_key": pem(rsa_key(g.seed)), "client_email": "ci@proj.iam.gserviceaccount.com", "client_id": s(21, DIG),
          "token_uri": "https://oauth2.googleapis.com/token"}
    rows = [
        ("github-classic", LAM, "GH_PAT", crc(g, "ghp_")),
        ("github-fine-grained", GHV, "BOT_ACCESS", f"github_pat_11{s(9, UP + DIG)}0{s(10)}_{s(59)}"),
        ("github-server-token", SSM, "/prod/deployer/github", crc(g, "ghs_")),
        ("gitlab-personal", CFG, "gitlab:token", "glpat-" + s(20, D)),
        ("gitlab-routable-2025", LAM, "GITLAB_ACCESS", f"glpat-{s(27, D)}.01.{s(9, L)}"),
        ("gitlab-runner", "aws:ec2/launchTemplate:LaunchTemplate userData", "userData", f"#!/bin/sh\ngitlab-runner register --non-interactive --url https://gitlab.com --token glrt-{s(20, D)} --executor docker\n"),
        ("aws-secret-key", LAM, "AWS_SECRET_ACCESS_KEY", g.b64(30)),
        ("aws-provider-secret-key", "pulumi:providers:aws", "secretKey", g.b64(30)),
        ("aws-bedrock-key-2025", LAM, "AWS_BEARER_TOKEN_BEDROCK", "ABSK" + g.b64(96)),
        ("google-api-key", "aws:apigateway/stage:Stage variables", "geocodeKey", "AIza" + s(35, D)),
        ("google-oauth-secret", CFG, "auth:googleClientSecret", "GOCSPX-" + s(28, D)),
        ("google-service-account", SSM, "/prod/gcp/credentials.json", json.dumps(sa)),
        ("slack-bot", LAM, "SLACK_BOT_TOKEN", f"xoxb-{s(12, DIG)}-{s(13, DIG)}-{s(24)}"),
        ("slack-app", TAG, "notify", f"xapp-1-A{s(10, UP + DIG)}-{s(13, DIG)}-{h(64)}"),
        ("slack-webhook", "aws:sns/topicSubscription:TopicSubscription", "endpoint", f"https://hooks.slack.com/services/T{s(10, UP + DIG)}/B{s(10, UP + DIG)}/{s(24)}"),
        ("discord-webhook", LAM, "ALERT_URL", f"https://discord.com/api/webhooks/{s(19, DIG)}/{s(68, D)}"),
        ("teams-webhook", "aws:cloudwatch/eventTarget:EventTarget input", "url", f"https://{g.word().lower()}.webhook.office.com/webhookb2/{g.uuid()}@{g.uuid()}/IncomingWebhook/{h(32)}/{g.uuid()}"),
        ("teams-workflow-2025", CFG, "alerts:teamsUrl", f"https://prod-{g.num(10, 99)}.westeurope.logic.azure.com:443/workflows/{h(32)}/triggers/manual/paths/invoke?api-version=2016-06-01&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig={g.url64(32)}"),
        ("stripe-live", LAM, "STRIPE_KEY", "sk_live_51" + s(97)),
        ("stripe-restricted", "aws:ssm/parameter:Parameter description", "description", f"Billing export, uses rk_live_51{s(97)} until the new one is issued"),
        ("stripe-webhook", LAM, "STRIPE_ENDPOINT_SIGNING", "whsec_" + s(32)),
        ("openai-project", LAM, "OPENAI_API_KEY", f"sk-proj-{s(74, D)}T3BlbkFJ{s(74, D)}"),
        ("anthropic", CFG, "llm:key", f"sk-ant-api03-{s(93, D)}AA"),
        ("huggingface", "aws:sagemaker/model:Model primaryContainer.environment", "HF_TOKEN", "hf_" + s(34, LOW + UP)),
        ("groq", LAM, "GROQ", "gsk_" + s(52)),
        ("xai", LAM, "XAI_API_KEY", "xai-" + s(80)),
        ("openrouter", GHV, "OPENROUTER", "sk-or-v1-" + h(64)),
        ("perplexity", LAM, "PPLX", "pplx-" + s(48)),
        ("replicate", LAM, "REPLICATE_API_TOKEN", "r8_" + s(37)),
        ("langsmith", CB, "LANGSMITH_API_KEY", f"lsv2_pt_{h(32)}_{h(10)}"),
        ("pinecone", LAM, "PINECONE", f"pcsk_{s(6)}_{s(62)}"),
        ("databricks", KV, "dataJson", json.dumps({"host": "https://dbc.cloud.databricks.com", "pat": "dapi" + h(32)})),
        ("digitalocean", GHV, "DO_TOKEN", "dop_v1_" + h(64)),
        ("doppler", CB, "DOPPLER_TOKEN", "dp.st.prd." + s(43)),
        ("vault-service", "pulumi:providers:vault", "token", "hvs." + s(24)),
        ("vault-batch", LAM, "STORE_LOGIN", "hvb.AAAAAQ" + s(130, D)),
        ("terraform-cloud", CFG, "tfe:token", f"{s(14)}.atlasv1.{s(67)}"),
        ("pulumi-access", GHV, "PULUMI_ACCESS_TOKEN", "pul-" + h(40)),
        ("linear", LAM, "LINEAR", "lin_api_" + s(40)),
        ("notion-2024", LAM, "NOTION_INTEGRATION", "ntn_" + s(46)),
        ("npm", CB, "NPM_AUTH", crc(g, "npm_")),
        ("pypi", GHV, "TWINE_PASSWORD", "pypi-AgEIcHlwaS5vcmc" + s(160, D)),
        ("rubygems", GHV, "GEM_HOST_KEY", "rubygems_" + h(48)),
        ("docker-hub", CB, "REGISTRY_LOGIN", "dckr_pat_" + s(27, D)),
        ("sendgrid", LAM, "MAILER", f"SG.{s(22, D)}.{s(43, D)}"),
        ("mailgun", LAM, "MAILGUN_API_KEY", f"{h(32)}-{h(8)}-{h(8)}"),
        ("mailchimp", CFG, "news:mailchimpApiKey", h(32) + "-us" + str(g.num(1, 21))),
        ("twilio", LAM, "TWILIO_AUTH_TOKEN", h(32)),
        ("telegram-bot", LAM, "TELEGRAM", f"{s(10, '123456789')}:AA{s(33, D)}"),
        ("shopify", OUT, "shopAdmin", "shpat_" + h(32)),
        ("datadog", "aws:ecs/taskDefinition:TaskDefinition containerDefinitions", "containerDefinitions", json.dumps([{"name": "agent", "image": "datadog/agent:7", "environment": [{"name": "DD_SITE", "value": "datadoghq.eu"}, {"name": "DD_API_KEY", "value": h(32)}]}])),
        ("newrelic", LAM, "NEW_RELIC_USER_KEY", "NRAK-" + s(27, UP + DIG)),
        ("grafana-service-account", LAM, "GRAFANA", f"glsa_{s(32)}_{h(8)}"),
        ("sentry-user", GHV, "SENTRY_AUTH_TOKEN", "sntryu_" + h(64)),
        ("postman", CFG, "ci:postman", f"PMAK-{h(24)}-{h(34)}"),
        ("cloudflare-by-name", CFG, "cloudflare:apiToken", s(40, D)),
        ("heroku-2024", GHV, "HEROKU_DEPLOY", "HRKU-AA" + s(58, D)),
        ("fly", CB, "FLY_API_TOKEN", "FlyV1 fm2_" + g.b64(120)),
        ("supabase-secret-2025", LAM, "SUPABASE", "sb_secret_" + s(31, D)),
        ("planetscale", LAM, "PS_LOGIN", "pscale_pw_" + s(43, D)),
        ("atlassian", LAM, "JIRA", f"ATATT3xFfGF0{s(171, D)}={h(8).upper()}"),
        ("azure-client-secret", CFG, "azure-native:clientSecret", f"{s(3)}8Q~{s(34, AN + '-._~')}"),
        ("tailscale", "aws:ec2/instance:Instance userData", "userData", f"#!/bin/bash\ncurl -fsSL https://tailscale.com/install.sh | sh\ntailscale up --authkey=tskey-auth-k{s(11)}CNTRL-{s(32)} --ssh\n"),
        ("onepassword-service", GHV, "OP_SERVICE", "ops_ey" + s(600, D)),
        ("buildkite", GHV, "BK", "bkua_" + h(40)),
        ("circleci", CB, "CIRCLE", f"CCIPAT_{s(22)}_{h(40)}"),
        ("dynatrace", SSM, "/prod/dynatrace/ingest", f"dt0c01.{s(24, UP + DIG)}.{s(64, UP + DIG)}"),
        ("airtable", LAM, "AIRTABLE", f"pat{s(14)}.{h(64)}"),
        ("figma", GHV, "FIGMA", "figd_" + s(40, D)),
        ("brevo", LAM, "BREVO", f"xkeysib-{h(64)}-{s(16)}"),
        ("mapbox-secret", LAM, "MAP_UPLOAD", f"sk.eyJ1Ijoi{s(60)}.{s(22)}"),
        ("age-secret-key", SSM, "/prod/sops/age", "AGE-SECRET-KEY-1" + s(58, "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L")),
        ("okta", LAM, "OKTA_HEADER", "SSWS 00" + s(40, D)),
        ("postgres-neon", LAM, "NEON_API", "napi_" + s(64, L)),
    ]
    return [(k, p, n, v, True, f"a live credential in the documented format of its issuer ({k})") for k, p, n, v in rows]
