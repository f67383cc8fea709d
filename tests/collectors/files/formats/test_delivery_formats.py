"""Workflows, evaluation suites, alerting rules, IAM policies and configuration of vector stores."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from reading import by_name, facts_in, facts_of, line_with

from readiness.collectors.files.formats.prometheus_rules import metrics_in
from readiness.facts.ai import AiService, ProviderUse
from readiness.facts.delivery import AlertRule, EvaluationSuite, Workflow
from readiness.facts.files import PolicyStatement, SecretLiteral

CI = ".github/workflows/ci.yaml"

# Workflows


def test_a_workflow_is_read() -> None:
    (workflow,) = facts_of("ci.yaml", CI)[Workflow]
    assert workflow.name == "release"
    assert workflow.triggers == {"pull_request": ("prompts/**", "evals/**"), "workflow_dispatch": ()}
    assert workflow.inputs == ("version",)
    evaluate, deploy, remote = workflow.jobs
    assert (deploy.environment, deploy.needs, deploy.ignores_failure) == ("production", ("evaluate",), True)
    assert deploy.condition == "github.ref == 'refs/heads/main'"
    assert remote.calls == "acme/workflows/.github/workflows/scan.yml@v2"
    assert evaluate.line == line_with("ci.yaml", "evaluate:")
    assert [step.line for step in evaluate.steps] == [line_with("ci.yaml", "- uses"), line_with("ci.yaml", "- name: evals")]


def test_commands_lose_comments_and_secrets() -> None:
    found = facts_of("ci.yaml", CI)
    (workflow,) = found[Workflow]
    run = workflow.jobs[0].steps[1].run
    assert "promptfoo share" not in run
    assert "not here" not in run
    assert 'echo "# kept"' in run
    assert "PROVIDER_API_KEY=***" in run
    assert workflow.jobs[0].steps[1].ignores_failure
    assert not workflow.jobs[0].steps[0].ignores_failure
    assert {(each.key, each.origin.line) for each in found[SecretLiteral]} == {
        ("LITELLM_MASTER_KEY", line_with("ci.yaml", "LITELLM_MASTER_KEY")),
        ("PROVIDER_API_KEY", line_with("ci.yaml", "PROVIDER_API_KEY")),
    }
    dumped = "".join(fact.model_dump_json() for facts in found.values() for fact in facts)
    assert "rT7yU3" not in dumped
    assert "wE5rT8" not in dumped


@pytest.mark.parametrize(
    ("on", "triggers"),
    [
        ("push", {"push": ()}),
        ("[push, schedule]", {"push": (), "schedule": ()}),
        ("{push: {paths-ignore: [docs/**]}}", {"push": ()}),
        ("3", {"3": ()}),
    ],
)
def test_forms_of_on(on: str, triggers: dict[str, tuple[str, ...]]) -> None:
    (workflow,) = facts_in(f"on: {on}\njobs: {{a: {{environment: staging, needs: [b], steps: [x, {{run: 'true'}}]}}}}\n", CI)[Workflow]
    assert workflow.triggers == triggers
    assert workflow.name == "ci.yaml"
    assert workflow.jobs[0].environment == "staging"
    assert len(workflow.jobs[0].steps) == 1


def test_what_a_job_runs_for_is_told() -> None:
    text = """
on: push
jobs:
  evaluate:
    runs-on: ubuntu-latest
    strategy:
      matrix:
        model: [gpt-4.1, "${{ vars.MODEL }}"]
        api_key: [hunter2]
        include: [{model: claude-sonnet-4-5, python: 3.12}]
    steps: [{run: promptfoo eval}]
"""
    (workflow,) = facts_in(text, CI)[Workflow]
    assert set(workflow.jobs[0].matrix) == {"gpt-4.1", "claude-sonnet-4-5", "3.12"}
    gitlab = "evaluate:\n  script: promptfoo eval\n  parallel: {matrix: [{MODEL: [gpt-4.1, o3]}]}\n"
    (pipeline,) = facts_in(gitlab, ".gitlab-ci.yml")[Workflow]
    assert pipeline.jobs[0].matrix == ("gpt-4.1", "o3")


def test_an_input_named_environment_protects_nothing() -> None:
    text = "on: push\njobs: {a: {uses: acme/w/.github/workflows/d.yml@v1, with: {environment: production}}}\n"
    assert facts_in(text, CI)[Workflow][0].jobs[0].environment is None


# Evaluation suites


def test_cases_are_counted_inline_in_files_and_in_scenarios() -> None:
    found = facts_of("promptfooconfig.yaml")
    (suite,) = found[EvaluationSuite]
    assert (suite.cases, suite.asserting_cases) == (6, 4)
    assert suite.providers == ("openai:gpt-4.1", "bedrock:eu.anthropic.claude-sonnet-4-5")
    assert suite.ignored_keys == ("passRateThreshold",)
    assert {(each.provider, each.via) for each in found[ProviderUse]} == {("openai", "evaluation"), ("bedrock", "evaluation")}


HEAD = "prompts: [a]\nproviders: [openai:gpt-4.1]\n"


@pytest.mark.parametrize(
    ("tests", "cases", "asserting"),
    [
        ("tests: [{vars: {a: 1}}]", 1, 0),
        ("tests: [{vars: {a: 1}}]\ndefaultTest: {assert: [{type: is-json}]}", 1, 1),
        ("tests: file://cases.yaml", 2, 1),
        ("tests: cases.yaml", 2, 1),
        ("tests: [file://cases-*.json, {vars: {a: 1}}]", 3, 0),
        ("tests: file://cases.jsonl\ndefaultTest: file://default.yaml", 2, 2),
        ("defaultTest: {assert: [{type: is-json}]}", 1, 1),
        ("tests: []", 0, 0),
    ],
)
def test_counted_cases(tmp_path: Path, tests: str, cases: int, asserting: int) -> None:
    (tmp_path / "evals").mkdir()
    for name, content in {
        "cases.yaml": "- vars: {a: 1}\n- vars: {a: 2}\n  assert: [{type: equals, value: b}]\n",
        "cases-1.json": '[{"vars": {"a": 1}}, {"vars": {"a": 2}}]',
        "cases.jsonl": '{"vars": {"a": 1}}\n{"vars": {"a": 2}}\n',
        "default.yaml": "assert: [{type: is-json}]\n",
    }.items():
        (tmp_path / "evals" / name).write_text(content, "utf-8")
    (suite,) = facts_in(HEAD + tests, "evals/promptfooconfig.yaml", tmp_path)[EvaluationSuite]
    assert (suite.cases, suite.asserting_cases) == (cases, asserting)


RECALL = "{type: context-recall, value: b, threshold: 0.8"


@pytest.mark.parametrize(
    ("case", "brought"),
    [
        (f"{{vars: {{p: text}}, assert: [{RECALL}, contextTransform: context.vars.p}}]}}", ("context-recall",)),
        (f"{{vars: {{context: text}}, assert: [{RECALL}}}]}}", ("context-recall",)),
        (f"{{vars: {{p: 'file://search.py'}}, assert: [{RECALL}, contextTransform: context.vars.p}}]}}", ()),
        (f"{{vars: {{q: text}}, assert: [{RECALL}, contextTransform: output.passages}}]}}", ()),
        (f"{{vars: {{q: text}}, assert: [{RECALL}, contextTransform: context.vars.p}}]}}", ()),
        ("{vars: {context: text}, assert: [{type: context-faithfulness, threshold: 0.8}]}", ()),
    ],
)
def test_passages_that_cases_bring_along(tmp_path: Path, case: str, brought: tuple[str, ...]) -> None:
    (suite,) = facts_in(f"{HEAD}tests: [{case}]", "promptfooconfig.yaml", tmp_path)[EvaluationSuite]
    assert suite.brought == brought


@pytest.mark.parametrize(
    ("tests", "why"),
    [
        ("tests: file://missing.yaml", "not found"),
        ("tests: file://generate.py", "generator"),
        ("tests: https://docs.google.com/spreadsheets/d/1", "remote"),
        ("tests: file:///etc/cases.yaml", "not found"),
        ("tests: file://../../outside.yaml", "not found"),
        ("redteam: {plugins: [pii]}", "red team"),
        ("tests: file://broken.yaml", "parsed"),
        ("tests: [{vars: {a: 1}}]\ndefaultTest: file://missing.yaml", "defaultTest"),
    ],
)
def test_cases_out_of_sight_are_unread(tmp_path: Path, tests: str, why: str) -> None:
    (tmp_path / "repo").mkdir()
    (tmp_path / "outside.yaml").write_text("- vars: {a: 1}\n", "utf-8")
    (tmp_path / "repo" / "broken.yaml").write_text("- {a: [\n", "utf-8")
    (suite,) = facts_in(HEAD + tests, "promptfooconfig.yaml", tmp_path / "repo")[EvaluationSuite]
    assert set(suite.unread) == {"cases", "asserting_cases"}
    assert why in suite.unread["cases"].detail


def test_other_files_are_no_suite() -> None:
    assert not facts_in("tests: [a]\nproviders: [b]\n", "tox.yaml")[EvaluationSuite]


# Alerts


def test_rule_files_give_alerts() -> None:
    alerts = by_name(facts_of("rules.yaml")[AlertRule])
    errors = alerts["GatewayErrors"]
    assert errors.origin.line == line_with("rules.yaml", "GatewayErrors")
    assert errors.metrics == ("litellm_proxy_failed_requests_metric", "litellm_proxy_total_requests_metric", "up")
    assert (errors.hold, errors.has_runbook) == ("5m", False)
    assert set(alerts["NoSpend"].metrics) == {"litellm_spend_metric_total", "gateway_up"}


@pytest.mark.parametrize(
    ("expression", "metrics"),
    [
        ("up == 0", ("up",)),
        ("sum without (pod) (rate(vllm:num_requests_waiting[5m])) > 10", ("vllm:num_requests_waiting",)),
        ("absent_over_time(a{b='c', d=~\"e.*\"}[1h:5m])", ("a",)),
        ("a / on(x) group_right(y) b offset 5m", ("a", "b")),
        ('{"utf8.metric", a="b"} > 1e3', ("utf8.metric",)),
        ("time() - process_start_time_seconds > 3600", ("process_start_time_seconds",)),
        ("", ()),
    ],
)
def test_metric_names(expression: str, metrics: tuple[str, ...]) -> None:
    assert metrics_in(expression) == metrics


# IAM policies


def test_allow_statements_on_ai_services() -> None:
    found = {each.resource: each for each in facts_of("policy.json")[PolicyStatement]}
    assert set(found) == {"iam:policy.json#Invoke", "iam:policy.json#statement"}
    assert found["iam:policy.json#Invoke"].actions == ("bedrock:InvokeModel*",)
    assert found["iam:policy.json#Invoke"].origin.line == 4
    other = found["iam:policy.json#statement"]
    assert other.actions == ("aoss:APIAccessAll", "sagemaker:InvokeEndpoint")
    assert other.resources == ('{"Fn::GetAtt": ["Collection", "Arn"]}',)
    assert other.conditional


def test_statements_in_cloudformation() -> None:
    text = (
        "Resources:\n  Role:\n    Type: AWS::IAM::Role\n    Properties:\n      Policies:\n        - PolicyDocument:\n"
        "            Statement:\n"
        "              - Effect: Allow\n                Action: bedrock:*\n"
        "                Resource: !Sub arn:aws:bedrock:${AWS::Region}::*\n"
    )
    (statement,) = facts_in(text, "template.yaml")[PolicyStatement]
    assert (statement.actions, statement.origin.line) == (("bedrock:*",), 9)
    assert statement.resources == ("arn:aws:bedrock:${AWS::Region}::*",)
    assert not facts_in('{"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}], "Note": "bedrock:"}', "p.json")[
        PolicyStatement
    ]


# Vector stores


def test_chart_values_of_weaviate() -> None:
    found = facts_of("weaviate-values.yaml")
    (service,) = found[AiService]
    assert (service.product, service.platform, service.authentication, service.replicas) == ("weaviate", "kubernetes", False, 3)
    assert service.off_node_backup
    (literal,) = found[SecretLiteral]
    assert (literal.key, literal.origin.line) == ("authentication.apikey.allowed_keys", line_with("weaviate-values.yaml", "allowed_keys"))


@pytest.mark.parametrize(
    ("setting", "authenticated"),
    [("authorizationEnabled: true", True), ("authorizationEnabled: false", False), ("tlsMode: 1", False), ("{{ x }}", False)],
)
def test_chart_values_of_milvus(setting: str, authenticated: bool) -> None:
    values = f"cluster: {{enabled: false}}\nextraConfigFiles:\n  user.yaml: |+\n    common:\n      security:\n        {setting}\n"
    (service,) = facts_in(values, "milvus/values-prod.yaml")[AiService]
    assert (service.product, service.authentication, service.replicas) == ("milvus", authenticated, 1)
    assert service.origin.line == 2


def test_chart_values_of_qdrant() -> None:
    (service,) = facts_in("image: {repository: docker.io/qdrant/qdrant}\nreplicaCount: 3\napiKey: true\n", "values.yaml")[AiService]
    assert (service.product, service.authentication, service.replicas) == ("qdrant", True, 3)
    (unsure,) = facts_in("image: {repository: docker.io/qdrant/qdrant}\nreplicaCount: 1\nenv: [{name: A}]\n", "values.yaml")[AiService]
    assert "authentication" in unsure.unread


def test_keys_in_store_configuration() -> None:
    (literal,) = facts_of("qdrant-config.yaml")[SecretLiteral]
    assert (literal.key, literal.origin.line) == ("service.api_key", line_with("qdrant-config.yaml", "api_key"))
    milvus = "etcd: {}\nminio:\n  secretAccessKey: minioadmin\ncommon:\n  security: {authorizationEnabled: true}\n"
    (default,) = facts_in(milvus, "milvus.yaml")[SecretLiteral]
    assert (default.detector, default.origin.line) == ("default", 3)
    assert not facts_in("storage: {size: 1}\nservice: {port: 1}\n", "values.yaml")[SecretLiteral]
