"""Whether images and models are fixed versions, and whether there is a way back."""

from __future__ import annotations

import re

from readiness.api import Verdict, check, failed, not_applicable, passed, unknown
from readiness.facts.ai import AiService, ComposeService, Deployment, ModelRoute, ProviderUse
from readiness.facts.delivery import Step, Workflow
from readiness.facts.kubernetes.workloads import Workload
from readiness.facts.serving import stands_beside_kubernetes, without_samples

from .model_addresses import pinned


@check(
    "ai-compose-image-pinned",
    severity="high",
    effort="minutes",
    maps=["owasp-llm-top10-2025:LLM03:2025", "azure-waf-core:OE:11", "owasp-aisvs-1.0:AISVS-C6.1"],
)
def compose_image_pinned(service: ComposeService, workloads: list[Workload]) -> Verdict:
    """Compose services name one fixed image version.

    Why: A restart can put untested software into production. A tag such as `latest` is another image next week, and nobody
    can say which one ran before.

    Fix: Name a version, and better its digest

        services:
          <service>:
            image: <repository>:<version>@sha256:<digest>
    """
    if stands_beside_kubernetes(service, workloads):
        return not_applicable("Kubernetes manifests beside it carry production")
    image = service.container.image
    if image is None:
        return not_applicable("it is built from source")
    if image.moving:
        return failed("A container image has a tag that moves", service=service.name, repository=image.repository, image=str(image))
    if image.templated and not image.digest:
        return unknown("the image comes from a variable", image=str(image))
    return passed(image=str(image), by_digest=bool(image.digest))


PINNED = re.compile(
    r"\d{4}-\d{2}-\d{2}"  # gpt-4o-2024-08-06
    r"|20\d{6}"  # claude-sonnet-4-5-20250929, claude-sonnet-4@20250514
    r"|-v\d+(:\d+)?$|:\d+$"  # Bedrock: anthropic.claude-…-v1:0
    r"|[-@]\d{3,4}(-preview)?$"  # gpt-4-0613, gpt-4-1106-preview, mistral-large-2411, gemini-2.0-flash-001
    r"|-\d{2}-(\d{2}|\d{4})$"  # gemini-2.5-pro-preview-06-05, command-r-08-2024
)
FLOATING = re.compile(
    r"(^|[-:])latest$"
    r"|^(chatgpt-|gpt-\d)"  # OpenAI dates every version of these
    r"|^o[134](-mini|-preview|-pro)?$"
    r"|^claude-(\d|(opus|sonnet|haiku)-4(-[0-5])?($|[^\d-]))"  # later Claude ids have no date and do not move
    r"|^gemini-(flash|pro)(-lite)?$"
)
"""Ids that the provider moves to a newer version, by the providers' own lists of model aliases."""


def _pin(deployment: Deployment) -> str:
    """`pinned`, `floating`, `outside` (another place decides) or `` (the provider offers no versions)."""
    if deployment.self_hosted:
        return ""
    if deployment.model is None or "*" in deployment.model or deployment.provider.startswith("azure"):
        return "outside"
    name = deployment.model.rsplit("/", 1)[-1].lower()
    if deployment.model.startswith("arn:") and not PINNED.search(name):
        return "outside"
    if PINNED.search(name):
        return "pinned"
    return "floating" if FLOATING.search(name) else ""


@check(
    "ai-model-version-pinned",
    severity="high",
    effort="minutes",
    maps=[
        "aws-genai-lens:GENREL04-BP02",
        "aws-agentic-ai-lens:AGENTOPS02-BP03",
        "owasp-aisvs-1.0:AISVS-C3.1",
        "iso-42001-2023:A.6.2.5",
    ],
)
def model_version_pinned(route: ModelRoute) -> Verdict:
    """Hosted models are asked for by a fixed version.

    Why: Answers can change overnight without a release of yours. An alias such as `gpt-4o` is moved to a newer model by the
    provider; tests that passed say nothing about it.

    Fix: Ask for a dated version of the model

        model_list:
          - model_name: <alias>
            litellm_params:
              model: <model>-<date>
    """
    pins = [(each, _pin(each)) for each in route.deployments]
    floating = [each for each, pin in pins if pin == "floating"]
    if floating:
        return failed(
            "The provider may change the model",
            at=route.origin.at(floating[0].line) if floating[0].line else None,
            alias=route.alias,
            model=floating[0].model,
            floating=[f"{each.provider}/{each.model}" for each in floating],
        )
    outside = [each for each, pin in pins if pin == "outside"]
    if outside:
        return unknown("the version is set outside this file", alias=route.alias, providers=sorted({each.provider for each in outside}))
    if any(pin == "pinned" for _, pin in pins):
        return passed(alias=route.alias, models=[each.model for each, pin in pins if pin == "pinned"])
    return not_applicable("no provider here offers fixed versions of it")


HUB_ID = re.compile(r"[A-Za-z0-9][\w.-]*/[\w.-]+")
MODEL_SETTINGS = ("--model", "--model-id", "--model-path", "MODEL_ID", "modelURL", "model")
REVISION_SETTINGS = ("--revision", "REVISION", "modelRevision", "revision")
HUB_SERVERS = ("vllm", "tgi", "tei", "sglang", "nim")
REGISTRY_SERVER = "mlflow models"
TAG_SERVER = "ollama"
"""Ollama's models have tags, and no revisions that could be asked for."""
BRINGING = (TAG_SERVER, "nim")
"""Servers that start without a model's name: a NIM's image tells it."""
NEWEST = re.compile(r"models:/[^/@]+/latest", re.IGNORECASE)
"""MLflow's name for whatever version was registered last; a version's number and an alias are chosen (MLflow 3)."""


def _setting(service: AiService, names: tuple[str, ...]) -> str | None:
    """What an option, a variable or a setting of these names says; "" where its value comes from elsewhere."""
    if (option := service.container.option(*(name for name in names if name.startswith("--")))) is not None:
        return option
    for name in names:
        if variable := service.container.variable(name):
            return variable.value or ""
        if name in service.settings:
            return service.settings[name]
    return None


def _model_of(service: AiService) -> str | None:
    arguments = service.container.arguments
    if (named := _setting(service, MODEL_SETTINGS)) is not None:
        return named
    following = arguments[arguments.index("serve") + 1 :] if "serve" in arguments else ()
    return following[0] if following and not following[0].startswith("-") else None


@check(
    "ai-server-model-revision-pinned",
    severity="high",
    effort="minutes",
    maps=["owasp-aisvs-1.0:AISVS-C3.1", "owasp-aisvs-1.0:AISVS-C6.1", "owasp-llm-top10-2025:LLM03:2025", "iso-42001-2023:A.6.2.5"],
)
def server_model_revision_pinned(service: AiService) -> Verdict:
    """Model servers load a fixed revision of their model.

    Why: A restart can load another model than the one you tested. A model taken from a hub by name alone is whatever its
    owner has uploaded last.

    Fix: Name the commit of the model

        containers:
          - args: [--model=<model>, --revision=<commit>]
    """
    if service.role != "inference" or service.product not in (*HUB_SERVERS, REGISTRY_SERVER, TAG_SERVER):
        return not_applicable("it loads no model from a hub by revision")
    model = _model_of(service)
    if service.product in BRINGING and not model:
        return not_applicable("no model is named that it loads")
    if not model or "$" in model or model.startswith("***"):
        return unknown("the model's name comes from elsewhere", product=service.product)
    if NEWEST.fullmatch(model):
        return failed("The newest version in the registry is loaded, whatever it is", model=model)
    if service.product == TAG_SERVER:
        fixed = pinned(f"ollama://{model}")
        return passed(model=model) if fixed else failed("The model's revision is not fixed", model=model, revision=None)
    if service.product == REGISTRY_SERVER:
        return passed(model=model) if model.startswith("models:/") else not_applicable("the model is loaded from storage", model=model)
    if not HUB_ID.fullmatch(model):
        return not_applicable("the model is loaded from storage", model=model)
    revision = _setting(service, REVISION_SETTINGS)
    if revision is not None and (not revision or "$" in revision):
        return unknown("the revision comes from a variable", model=model)
    if revision is None and service.container.option("--config") is not None:
        return unknown("the revision may stand in the server's own file", model=model)
    if revision is None or revision.lower() in ("main", "master", "head"):
        return failed("The model's revision is not fixed", model=model, revision=revision)
    return passed(model=model, revision=revision)


DEPLOYS = re.compile(
    r"\bhelm\s+(?:[\w=./-]+\s+)*?(?:upgrade|install)\b|\bhelmfile\s+(?:apply|sync)\b"
    r"|\bkubectl\s+(?:[\w=./-]+\s+)*?(?:apply|replace|set\s+image|rollout\s+restart)\b|\bargocd\s+app\s+sync\b"
    r"|\baz\s+(?:webapp|functionapp|containerapp|deployment)\b|\bazd\s+(?:up|deploy)\b"
    r"|\baws\s+(?:ecs\s+update-service|cloudformation\s+deploy|deploy\s+create-deployment|lambda\s+update-function-code)\b"
    r"|\bsam\s+deploy\b|\bcdk\s+deploy\b|\bterraform\s+apply\b|\btofu\s+apply\b|\bpulumi\s+up\b|\b(?:serverless|sls)\s+deploy\b"
    r"|\bgcloud\s+(?:run|app|functions)\s+deploy\b"
    r"|\bssh\s.*\bdocker[ -]compose\b.*\sup\b|\bdocker\s+(?:--context|-c|-H|--host)[\s=]\S+\s+compose\b.*\sup\b|\bdocker\s+stack\s+deploy\b"
    r"|\bfly(?:ctl)?\s+deploy\b|\bcopilot\s+(?:svc\s+)?deploy\b"
)
DEPLOY_ACTIONS = re.compile(
    r"^(?:azure/(?:webapps-deploy|functions-action|container-apps-deploy-action|k8s-deploy|aks-deploy|arm-deploy)"
    r"|aws-actions/(?:amazon-ecs-deploy-task-definition|aws-cloudformation-github-deploy)"
    r"|google-github-actions/deploy-[\w-]+|superfly/flyctl-actions|digitalocean/app_action)",
    re.IGNORECASE,
)
ROLLS_BACK = re.compile(
    r"\bhelm\s+.*\b(?:upgrade|install)\b.*\s--(?:atomic|rollback-on-failure)(?:=true)?(?:\s|$)|\bhelm\s+(?:[\w=./-]+\s+)*?rollback\b"
    r"|\bkubectl\s+(?:[\w=./-]+\s+)*?rollout\s+undo\b|\bargocd\s+app\s+rollback\b|\bkubectl\s+argo\s+rollouts\s+(?:undo|abort)\b"
    r"|\baz\s+(?:webapp|functionapp)\s+deployment\s+slot\s+swap\b|\baws\s+deploy\s+.*--auto-rollback-configuration\b"
    r"|\bgcloud\s+run\s+services\s+update-traffic\b.*--to-revisions\b|\baws\s+ecs\s+.*deploymentCircuitBreaker.*rollback=true"
)
VERSION_INPUT = re.compile(r"(^|[-_])(version|tag|ref|revision|rev|image|sha|digest|release|commit)([-_]|$)", re.IGNORECASE)


LOCAL_CLUSTER = re.compile(r"\b(?:kind\s+create\s+cluster|minikube\s+start|k3d\s+cluster\s+create)\b")
LOCAL_CLUSTER_ACTIONS = re.compile(r"^(?:helm/kind-action|medyagh/setup-minikube|nolar/setup-k3d|AbsaOSS/k3d-action)", re.IGNORECASE)


def _deploying_steps(workflow: Workflow) -> list[Step]:
    """Steps that deploy, but for those of a job that first makes a throw-away cluster to test in."""
    jobs = [job for job in workflow.jobs if not any(makes_local_cluster(step) for step in job.steps)]
    return [step for job in jobs for step in job.steps if deploys(step)]


def makes_local_cluster(step: Step) -> bool:
    """Whether a step makes a throw-away cluster to test in."""
    return bool(LOCAL_CLUSTER_ACTIONS.match(step.uses)) or any(LOCAL_CLUSTER.search(line) for line in step.commands)


def deploys(step: Step) -> bool:
    """Whether a step puts something into service."""
    return bool(DEPLOY_ACTIONS.match(step.uses)) or any(DEPLOYS.search(line) for line in step.commands)


def _redeploys_a_version(workflow: Workflow) -> str:
    """The input with which somebody may start this workflow to deploy an earlier version; empty when there is none."""
    if not _deploying_steps(workflow):
        return ""
    text = "\n".join("\n".join((step.run, *step.arguments.values())) for _, step in workflow.steps)
    asked = (name for name in workflow.inputs if VERSION_INPUT.search(name))
    return next((name for name in asked if re.search(rf"inputs\.{re.escape(name)}\b", text)), "")


@check(
    "ai-rollback-automated",
    severity="high",
    effort="hours",
    certainty="likely",
    aggregate="any",
    maps=["azure-waf-core:RE:07", "azure-waf-core:OE:11", "owasp-aisvs-1.0:AISVS-C3.3", "aws-ml-lens:MLREL05-BP02"],
)
def rollback_automated(uses: list[ProviderUse], workflows: list[Workflow]) -> Verdict:
    """A failed release can be rolled back by the pipeline.

    Why: A bad release stays in production while people improvise. A way back that is a command of the pipeline takes minutes
    and works at night; one that is a memory does not.

    Fix: Let the deployment undo itself when it fails

        - run: helm upgrade --install assistant ./chart --atomic --timeout 10m
        # or a workflow_dispatch with a version that redeploys it:
        on:
          workflow_dispatch:
            inputs: {version: {required: true}}
    """
    if not without_samples(uses):
        return not_applicable("no model is used")
    pipelines = without_samples(workflows)
    for workflow in pipelines:
        for _, step in workflow.steps:
            if command := next((line for line in step.commands if ROLLS_BACK.search(line)), ""):
                return passed(at=workflow.origin.at(step.line or workflow.origin.line), workflow=workflow.name, command=command[:120])
        if name := _redeploys_a_version(workflow):
            return passed(at=workflow.origin, workflow=workflow.name, input=name)
    deploying = [each for each in pipelines if _deploying_steps(each)]
    if not deploying:
        return unknown("no deployment is visible here", workflows=len(pipelines))
    return failed("The pipeline can't roll a release back", at=deploying[0].origin, workflows=[each.name for each in deploying])
