"""What is taken for a secret and what is not."""

from __future__ import annotations

import pytest
from effort import ends, steps
from hypothesis import given
from hypothesis import strategies as st

from readiness.collectors.files.dotenv_file import parse_dotenv
from readiness.collectors.files.secrets import credential, holds_secrets, is_secret_name, masked, secrets_in

# Random for this test; put together here so that no scanner takes this file for a leak.
R = "q7Vr2ZtY9wKpXs4NbM8Hc3Jd6Lf1GaTe5UoRi0Bn"
HEX = "9f3ac17be4d2058c6b71fe93d04a8527c1e6b95f"


def written(prefix: str, body: str = R, length: int = 40) -> str:
    return prefix + (body * 5)[:length]


FOUND = [
    ("OpenAI API key", "OPENAI_API_KEY=" + "sk-proj-" + "FAKEdemo0Vq8ZrT3yLw9KpXs2NbM7Hc4Jd", "OPENAI_API_KEY"),
    ("OpenAI API key", 'client = OpenAI(api_key="' + written("sk-", length=48) + '")', "api_key"),
    ("OpenAI API key", "key: " + written("sk-svcacct-"), "key"),
    ("OpenAI API key", "DEEPSEEK_API_KEY=" + written("sk-", HEX, 32), "DEEPSEEK_API_KEY"),
    ("Anthropic API key", "ANTHROPIC_API_KEY: " + written("sk-ant-api03-", length=60), "ANTHROPIC_API_KEY"),
    ("OpenRouter API key", "k = '" + written("sk-or-v1-", HEX, 64) + "'", "k"),
    ("Langfuse secret key", "LANGFUSE_SECRET_KEY=" + "sk-lf-" + "9f3ac17b-e4d2-4058-8c6b-71fe93d04a85", "LANGFUSE_SECRET_KEY"),
    ("Google API key", "GOOGLE_API_KEY=" + written("AIza", length=35), "GOOGLE_API_KEY"),
    ("Hugging Face token", "- name: HF_TOKEN\n  value: " + written("hf_", "qVrZtYwKpXsNbMHcJdLfGaTeUoRiBn", 34), "HF_TOKEN"),
    ("Groq API key", "GROQ_API_KEY=" + written("gsk_", length=52), "GROQ_API_KEY"),
    ("xAI API key", "XAI_API_KEY=" + written("xai-", length=80), "XAI_API_KEY"),
    ("Perplexity API key", "x: " + written("pplx-", length=48), "x"),
    ("NVIDIA API key", "NVIDIA_API_KEY=" + written("nvapi-", length=64), "NVIDIA_API_KEY"),
    ("Replicate API token", "token " + written("r8_", length=37), ""),
    ("LangSmith API key", "LANGSMITH_API_KEY=" + "lsv2_pt_" + HEX[:32] + "_" + HEX[:10], "LANGSMITH_API_KEY"),
    ("Tavily API key", "TAVILY_API_KEY=" + written("tvly-dev-", length=32), "TAVILY_API_KEY"),
    ("AWS access key id", "aws_access_key_id = " + "AKIA" + "QYLPMN5HFIQR7XYA", "aws_access_key_id"),
    ("AWS secret access key", "aws_secret_access_key = " + written("", length=40), ""),
    ("Azure AI key", "AZURE_OPENAI_API_KEY=" + written("", length=52) + "JQQJ9" + written("", length=27), "AZURE_OPENAI_API_KEY"),
    ("Azure AI key", 'AzureOpenAI(api_key="' + HEX[:32] + '", azure_endpoint=address)', "api_key"),
    ("Azure AI key", "AZURE_OPENAI_API_KEY=" + HEX[:32], "AZURE_OPENAI_API_KEY"),
    ("Azure AI key", "curl https://a.openai.azure.com -H 'api-key: " + HEX[:32] + "'", "api-key"),
    ("Azure storage account key", "DefaultEndpointsProtocol=https;AccountKey=" + written("", length=86) + "==", ""),
    ("GitHub token", "GITHUB_TOKEN: " + written("ghp_", length=36), "GITHUB_TOKEN"),
    ("GitHub token", "t=" + written("github_pat_", length=22) + "_" + written("", length=59), "t"),
    ("GitLab token", "t=" + written("glpat-", length=20), "t"),
    ("Slack token", "t=" + "xoxb-" + "293847561029-837465019283-" + written("", "q7vr2zty9wkp", 24), "t"),
    ("Stripe key", "t=" + written("sk_" + "live_", length=24), "t"),
    ("SendGrid API key", "t=" + written("SG.", length=22) + "." + written("", length=43), "t"),
    ("private key", "-----BEGIN RSA " + "PRIVATE KEY-----\n" + written("MII", length=64) + "\n", ""),
    ("private key", '"private_key": "-----BEGIN ' + "PRIVATE KEY-----\\n" + written("MII", length=64) + '\\n"', "private_key"),
    ("password in a URL", "DATABASE_URL=postgresql://app:" + "w9Kp-Xs4N@db.internal:5432/app", "DATABASE_URL"),
    ("vendor default of Dify", "SECRET_KEY=" + "sk-9f73s3ljTXVcMT3Blb3ljTqtsKiGHX" + "VcMT3BlbkFJLK7U", "SECRET_KEY"),
    ("vendor default of Dify", "DB_PASSWORD: difyai" + "123456", "DB_PASSWORD"),
    ("vendor default of LiteLLM", "  master_key: sk-" + "1234", "master_key"),
    ("vendor default of RAGFlow", "MYSQL_PASSWORD=infini_" + "rag_flow", "MYSQL_PASSWORD"),
    ("vendor default of kube-prometheus-stack", "  adminPassword: prom-" + "operator", "adminPassword"),
    ("vendor default of MinIO", "MINIO_ROOT_PASSWORD: ${MINIO_ROOT_PASSWORD:-minio" + "admin}", "MINIO_ROOT_PASSWORD"),
    ("OpenAI API key", "curl -H 'Authorization: Bearer " + written("sk-") + "'", "Authorization"),
]


@pytest.mark.parametrize(("kind", "text", "key"), FOUND)
def test_a_secret_is_found(kind, text, key):
    hits = secrets_in("first line\n" + text)
    assert [(hit.kind, hit.key) for hit in hits] == [(kind, key)]
    assert hits[0].line == 2 + text[: hits[0].start - len("first line\n")].count("\n")


def test_a_fallback_is_told_apart():
    (hit,) = secrets_in("OPENAI_API_KEY: ${OPENAI_API_KEY:-" + written("sk-proj-") + "}")
    assert (hit.key, hit.fallback, hit.provider) == ("OPENAI_API_KEY", True, True)


@pytest.mark.parametrize(
    "text",
    [
        "OPENAI_API_KEY=sk-your-key-here",
        "OPENAI_API_KEY=sk-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
        "OPENAI_API_KEY=sk-...",
        "OPENAI_API_KEY=<your key>",
        "OPENAI_API_KEY=sk-1234567890abcdefghijklmnopqrstuvwxyz",
        "OPENAI_API_KEY=sk-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "OPENAI_API_KEY=sk-test1234567890test1234567890",
        "OPENAI_API_KEY=sk-proj-replace-me-with-a-real-key-0000",
        "OPENAI_API_KEY=${OPENAI_API_KEY}",
        "ANTHROPIC_API_KEY=sk-ant-api03-your-key-goes-here-1234567",
        "ANTHROPIC_API_KEY=sk-ant-xxxxxxxxxxxxxxxxxxxxxxxxx",
        "key = sk-ant-abcdefghijklmnopqrstuvwxyz0123456789",
        "AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE",
        "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
        "hf_" + "x" * 34,
        "from x import hf_transfer_enabled_and_some_long_name_here",
        "LANGFUSE_PUBLIC_KEY=pk-lf-9f3ac17b-e4d2-4058-8c6b-71fe93d04a85",
        "id: 9f3ac17b-e4d2-4058-8c6b-71fe93d04a85",
        "commit 9f3ac17be4d2058c6b71fe93d04a8527c1e6b95f",
        '"integrity": "sha512-' + R * 2 + 'AKIAQYLPMN5HFIQR7XYA=="',
        "src: data:image/png;base64,iVBORw0KGgo/AKIAQYLPMN5HFIQR7XYA/" + R,
        "task-" + R,
        "risk-" + "q7vr2zty9wkp4nbm8hc3jd",
        ".sk-circle-fade-dot-animation-container { color: red }",
        "-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----",
        "if '-----BEGIN RSA PRIVATE KEY-----' in text:",
        "-----BEGIN PUBLIC KEY-----\n" + R * 2,
        "postgresql://user:password@localhost:5432/db",
        "postgresql://user:password@db:5432/db",
        "postgresql://postgres:${POSTGRES_PASSWORD}@db:5432/db",
        "postgresql://{user}:{password}@{host}/db",
        "https://user:pass@example.com/",
        'export http_proxy="http://proxyuser:proxypass@proxyhost:3128"',
        "see https://example.com/a:b@c",
        "re.compile(r'://[^:]+:[^@]+@')",
        "http://localhost:8080/@scope/package",
        "git@github.com:owner/repo.git",
        "sk_" + "test_q7Vr2ZtY9wKpXs4NbM8Hc3Jd",
        "model: sk-1234",
        "description: use minioadmin to log in",
        "MINIO_ROOT_USER: minioadmin",
        "S3_AWS_ACCESS_KEY_ID=minioadmin",
        "SOME_UUID=sk-9f3ac17b-e4d2-4058",
        "class_name = 'sk-SomeVeryLongCamelCaseClassName'",
        "api_key = '" + HEX[:32] + "'  # some product's",
        "AZURE_OPENAI_API_KEY=" + "0123456789abcdef" * 2,
        "AZURE_OPENAI_API_KEY=" + "0" * 32,
        "AZURE_TENANT=" + HEX[:32],
        "AIzaSyXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX",
    ],
)
def test_what_only_looks_like_a_secret_is_left_alone(text):
    assert secrets_in(text) == []


def test_bundles_are_left_alone():
    assert secrets_in("x" * 6000 + " = '" + written("sk-proj-") + "'") == []
    assert secrets_in("k = '" + written("sk-proj-") + "'" + "x" * 6000) == []


@pytest.mark.parametrize(
    ("path", "searched"),
    [
        ("a/package-lock.json", False),
        ("uv.lock", False),
        ("logo.svg", False),
        ("js/app.min.js", False),
        ("config.yaml", True),
        (".env", True),
        ("map.py", True),
    ],
)
def test_lock_files_and_drawings_are_not_searched(path, searched):
    assert holds_secrets(path) is searched


def test_a_masked_text_holds_no_secret():
    text = "a\nkey=" + written("sk-proj-") + "\nurl=redis://u:" + "w9Kp-Xs4N@r.internal\n"
    assert masked(text) == "a\nkey=***\nurl=redis://u:***@r.internal\n"


def test_a_hit_does_not_show_its_value():
    assert R[:8] not in repr(secrets_in("key=" + written("sk-proj-")))


NAMES_OF_SECRETS = """OPENAI_API_KEY api_key apiKey ApiKey x-api-key Authorization password DB_PASSWORD dbPassword PGPASSWORD client_secret
    clientSecret NEXTAUTH_SECRET SALT LITELLM_SALT_KEY LITELLM_MASTER_KEY master_key ENCRYPTION_KEY N8N_ENCRYPTION_KEY
    SECRET_KEY secretKey
    AWS_SECRET_ACCESS_KEY HF_TOKEN HUGGING_FACE_HUB_TOKEN token access_token authToken GITHUB_TOKEN private_key SENTRY_DSN REDIS_AUTH
    AWS_BEARER_TOKEN_BEDROCK OPENAI_KEY OPENAI_API_KEY_2 FLOWISE_SECRETKEY_OVERWRITE gh_pat passphrase jwt_secret webhookSecret
    QDRANT__SERVICE__API_KEY MYSQL_ROOT_PASSWORD service_account_key google_credentials"""


@pytest.mark.parametrize("name", NAMES_OF_SECRETS.split())
def test_names_of_secrets(name):
    assert is_secret_name(name)


OTHER_NAMES = """max_tokens max_token tokenizer token_limit tokens prompt_tokens TOKENS_PER_MINUTE primary_key public_key key_name
    partition_key cache_key sort_key key KEY keys secretName SECRET_FILE PASSWORD_FILE
    API_KEY_PATH api_key_env_var secret_id AWS_ACCESS_KEY_ID
    existingSecret imagePullSecret secretKeyRef password_policy passwordField token_type
    token_url stop_token pad_token eos_token next_page_token
    monkey keyboard turkey hotkey SUPABASE_ANON_KEY use_password reset_password is_secret
    salted assault description model passing compass path
    dsname tokenize design_token idempotency_key foreign_key hasPassword"""


@pytest.mark.parametrize("name", OTHER_NAMES.split())
def test_names_of_other_things(name):
    assert not is_secret_name(name)


CREDENTIALS = [
    ("api_key", "os.environ/OPENAI_API_KEY", "reference", "OPENAI_API_KEY"),
    ("OPENAI_SECRET", "prod/openai/api-key", "reference", "prod/openai/api-key"),
    ("api_key", "q7Vr2ZtY9w/KpXs4NbM8Hc", "literal", ""),
    ("api_key", "${OPENAI_API_KEY}", "reference", "OPENAI_API_KEY"),
    ("api_key", "$OPENAI_API_KEY", "reference", "OPENAI_API_KEY"),
    ("Authorization", "Bearer $ENV://OPENAI_API_KEY", "reference", "OPENAI_API_KEY"),
    ("api-key", "$secret://vault/1/openai/key", "reference", "vault/1/openai/key"),
    ("api_key", "${env:OPENAI_API_KEY}", "reference", "OPENAI_API_KEY"),
    ("api_key", "${{ secrets.OPENAI }}", "reference", "secrets.OPENAI"),
    ("api_key", "{{ .Values.key }}", "reference", ".Values.key"),
    ("api_key", "{vault://env/openai}", "reference", "vault://env/openai"),
    ("api_key", "op://vault/item/field", "reference", "op://vault/item/field"),
    ("api_key", "arn:aws:secretsmanager:eu-west-1:1:secret:x", "reference", "arn:aws:secretsmanager:eu-west-1:1:secret:x"),
    ("Authorization", "Bearer ${input:token}", "reference", "token"),
    ("SALT", "${SALT:?set SALT}", "reference", "SALT"),
    ("SALT", "${SALT:-}", "reference", "SALT"),
    ("SALT", "${SALT:-mysalt}", "vendor default", "SALT"),
    ("SALT", "${SALT:-changeme}", "placeholder", "SALT"),
    ("SALT", "${SALT:-" + R + "}", "literal", "SALT"),
    ("password", "/run/secrets/db", "reference", "/run/secrets/db"),
    ("api_key", "/prod/app/key", "reference", "/prod/app/key"),
    ("DB_PASSWORD", "/prod-2/MyService/DB_PASSWORD", "reference", "/prod-2/MyService/DB_PASSWORD"),
    ("SECRET_KEY", "/wJ4rX9/K7mDq/bPx2RfZyLk8vTn5Qs", "literal", ""),
    ("SECRET_KEY", "/k3j9x0q7w2/m8v1z4c6b5n", "literal", ""),
    ("password", "/swordfish", "literal", ""),
    ("DATABASE_URL", "postgresql://u:${PW}@db/x", "reference", "PW"),
    ("DATABASE_URL", "postgresql://u:p4ss-w0rd@db/x", "literal", ""),
    ("DATABASE_URL", "postgresql://postgres:postgres@db/x", "vendor default", ""),
    ("DATABASE_URL", "postgresql://u:${PW:-p4ss-w0rd}@db/x", "literal", "PW"),
    ("DATABASE_URL", "${DATABASE_URL:-postgresql://postgres:postgres@postgres:5432/postgres}", "vendor default", "DATABASE_URL"),
    ("DATABASE_URL", "postgresql://user:password@host:5432/db", "placeholder", ""),
    ("DATABASE_URL", "postgresql://app:password@host:5432/db", "literal", ""),
    ("DATABASE_URL", "postgresql://llmproxy:dbpassword" + "9090@db:5432/litellm", "vendor default", ""),
    ("api_key", "", "empty", ""),
    ("api_key", None, "empty", ""),
    ("api_key", "your-api-key", "placeholder", ""),
    ("api_key", "<key>", "placeholder", ""),
    ("api_key", "EMPTY", "placeholder", ""),
    ("api_key", "GITHUB_ACCESS_TOKEN", "placeholder", ""),
    ("api_key", "sk-no-key-required", "placeholder", ""),
    ("api_key", "sk-xxxxxxxx", "placeholder", ""),
    ("password", "changeme", "placeholder", ""),
    ("password", "password", "literal", ""),
    ("password", "hunter2", "literal", ""),
    ("password", 123456, "literal", ""),
    ("password", "p$ssw0rd", "literal", ""),
    ("anything", written("sk-proj-"), "literal", ""),
    ("master_key", "sk-" + "1234", "vendor default", ""),
    ("NEXTAUTH_SECRET", "mysecret", "vendor default", ""),
    ("ENCRYPTION_KEY", "0" * 64, "vendor default", ""),
    ("POSTGRES_PASSWORD", "postgres", "vendor default", ""),
    ("CLICKHOUSE_PASSWORD", "clickhouse", "vendor default", ""),
    ("N8N_ENCRYPTION_KEY", "super-secret-key", "vendor default", ""),
    ("token", "root:Milvus", "vendor default", ""),
    ("GF_SECURITY_ADMIN_PASSWORD", "admin", "vendor default", ""),
]


@pytest.mark.parametrize(("name", "value", "state", "reference"), CREDENTIALS)
def test_a_field_is_judged(name, value, state, reference):
    found = credential(name, value, 7)
    assert found is not None
    assert (found.name, found.state, found.reference, found.line) == (name, state, reference, 7)
    if state in ("literal", "placeholder"):
        assert str(value) not in repr(found) or value == "password"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("model", "gpt-4.1"),
        ("MODEL", "${MODEL}"),
        ("max_tokens", 4096),
        ("USE_TOKEN", "true"),
        ("token", True),
        ("api_key", {"secretRef": "x"}),
        ("POSTGRES_USER", "postgres"),
        ("CLICKHOUSE_USER", "clickhouse"),
        ("SENTRY_DSN", "https://sentry.internal/1"),
        ("OPENAI_BASE_URL", "https://api.openai.com/v1"),
        ("api_key", "required"),
    ],
)
def test_a_field_that_is_no_secret(name, value):
    assert credential(name, value) is None


@given(st.text(), st.one_of(st.text(), st.text(alphabet="${}:-abcABC019_/@.\"'= \n")))
def test_no_text_breaks_the_search(name, value):
    credential(name, value)
    secrets_in(value)
    is_secret_name(name)


def test_lines_that_hold_no_secret_are_not_looked_at_one_by_one():
    def ordinary(lines):
        return "".join(f"  - name: variable_{i}\n    value: some value {i} of https://host/path\n" for i in range(lines))

    few, many = ordinary(10), ordinary(800)
    secrets_in(few)
    assert steps(lambda: secrets_in(few)) == steps(lambda: secrets_in(many)) < 1_000


@pytest.mark.parametrize(
    "text",
    [
        "sk-" * 200_000,
        "://" + "a:" * 300_000,
        "-----BEGIN PRIVATE KEY-----" * 20_000,
        "aws_secret_access_key" * 30_000,
        "AKIA" * 200_000,
        "password=" * 80_000,
        "=sk-1234" * 80_000,
        "xoxb-" + "1-" * 300_000,
        "a" * 600_000 + "://",
        "://a:" + "b" * 600_000,
        ("k = sk-proj-" + R + "\n") * 8000,
        "\n".join(["a" * 4000 + ";base64," + "b" * 800] * 100),
    ],
    ids=range(12),
)
def test_hostile_text_comes_to_an_end(text):
    with ends():
        secrets_in(text)


def test_a_key_alone_on_a_line_is_no_name_of_a_variable():
    assert dict(parse_dotenv("ghp_7Kd4Rb9Vn3Lm7Yc1Jf6hT5" + "pQ2wXz8Kd4Rb9V\nA=1\n")) == {"A": "1"}
