"""GitLab pipelines become the same facts as GitHub's workflows."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from reading import facts_in

from readiness.facts.delivery import Workflow
from readiness.facts.files import SecretLiteral

CI = ".gitlab-ci.yml"
PIPELINE = """
stages: [test, deploy]
variables:
  OPENAI_API_KEY: $KEY_OF_PROJECT
default:
  image: python:3.12
.deploy:
  before_script:
    - helm version
  script:
    - helm upgrade --install assistant ./chart --atomic   # with a way back
evals:
  stage: test
  script:
    - npx promptfoo@0.118 eval
  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event"
      changes: [prompts/**/*]
nightly:
  script: [garak --config attacks.yaml]
  allow_failure: true
  rules:
    - if: '$CI_PIPELINE_SOURCE == "schedule"'
staging:
  extends: .deploy
  environment: staging
production:
  extends: .deploy
  environment: {name: production, url: https://example.com}
  when: manual
stop:
  script: [helm uninstall assistant]
  environment: {name: production, action: stop}
  when: manual
"""


def test_jobs_are_told_apart_by_what_starts_them() -> None:
    found = {tuple(each.triggers): each for each in facts_in(PIPELINE, CI)[Workflow]}
    assert {key: [job.id for job in each.jobs] for key, each in found.items()} == {
        ("pull_request",): ["evals"],
        ("schedule",): ["nightly"],
        ("push",): ["staging", "production", "stop"],
    }
    assert found["pull_request",].triggers == {"pull_request": ("prompts/**/*",)}
    staging, production, stop = found["push",].jobs
    assert [(each.environment, each.manual) for each in (staging, production, stop)] == [
        ("staging", False),
        ("production", True),
        (None, True),
    ]
    assert production.steps[0].commands == ("helm version", "helm upgrade --install assistant ./chart --atomic")
    assert found["schedule",].jobs[0].ignores_failure
    assert {each.product for each in found.values()} == {"gitlab"}
    assert len({each.resource for each in found.values()}) == 3


def test_secrets_of_variables_are_found_and_not_kept() -> None:
    text = PIPELINE.replace("$KEY_OF_PROJECT", "sk-proj-" + "rT7yU3wE5rT8" * 4)
    found = facts_in(text, CI)
    assert {each.key for each in found[SecretLiteral]} == {"OPENAI_API_KEY"}
    assert "rT7yU3" not in "".join(fact.model_dump_json() for facts in found.values() for fact in facts)


def test_odd_shapes_are_read_as_far_as_they_go() -> None:
    text = "a: {script: [[x, [y]], 3], rules: [x, {when: never}], extends: [b], needs: [{job: b}, 1], environment: [1]}\n"
    text += "b: {extends: a, script: x}\n"
    (workflow,) = facts_in(text, CI)[Workflow]
    assert [each.id for each in workflow.jobs] == ["a", "b"]
    assert facts_in("jobs: {a: 1}\n", CI) == {}


def test_names_of_secrets_stand_with_the_job() -> None:
    text = "on: push\njobs:\n  a:\n    environment: production\n    steps:\n      - run: x\n"
    text += "        env: {K: '${{ secrets.OPENAI_PROD }}', T: '${{ secrets.GITHUB_TOKEN }}'}\n"
    (workflow,) = facts_in(text, ".github/workflows/a.yaml")[Workflow]
    assert workflow.jobs[0].secrets == ("OPENAI_PROD",)
