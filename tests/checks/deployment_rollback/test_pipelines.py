"""Whether somebody says yes before a release reaches production."""

from readiness.facts import Environment
from readiness.facts.ai import ProviderUse
from readiness.facts.delivery import Job, Step, Workflow
from readiness.testing import fact, row, table

USE = fact(ProviderUse, provider="openai", via="source")


def workflow(*jobs: Job, **fields: object) -> Workflow:
    return fact(Workflow, **{"name": "release", "triggers": {"push": ()}, "jobs": jobs, **fields})


def job(id: str = "deploy", run: str = "helm upgrade --install assistant ./chart", **fields: object) -> Job:
    return Job(**{"id": id, "steps": (Step(run=run),), "line": 7, **fields})  # type: ignore[arg-type] # a table of fields


test_release_approved = table(
    "ai-release-approved",
    passes=[
        row(USE, workflow(job(environment="production")), says="only the code host knows"),
        [USE, workflow(job(manual=True), product="gitlab")],
        [USE, workflow(job(manual=True, environment="production"), job("lint", "ruff ."))],
    ],
    fails=[
        row(USE, workflow(job()), says="config.yaml:7"),
        [USE, workflow(job("deploy-prod", "terraform apply -auto-approve"))],
        [USE, workflow(job(environment="production"), job("second"))],
    ],
    unknown=[
        [USE, workflow(job(), triggers={"workflow_dispatch": ()})],
    ],
    not_applicable=[
        workflow(job()),
        [USE, workflow(job("test", "pytest"))],
        [USE, workflow(job("deploy-staging"))],
        [USE, workflow(job(environment="dev"))],
        [USE, workflow(job(), triggers={"pull_request": ()})],
        [USE, workflow(job(run="kind create cluster\nhelm upgrade --install a ./chart"))],
        [fact(ProviderUse, provider="openai", via="source", environment=Environment.SAMPLE), workflow(job())],
    ],
)
