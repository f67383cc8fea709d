"""Whether an account's environments are kept apart, and can be told apart."""

from __future__ import annotations

from typing import Any

from readiness.api import Verdict, check, failed, not_applicable, passed, unknown
from readiness.facts import Environment
from readiness.facts.aws.account import AwsAccount, AwsReference
from readiness.facts.aws.estate import AwsNotebook, AwsRegionTags, Estate, Part, ServingPart, estate
from readiness.facts.aws.hosting import AwsContainerService
from readiness.facts.aws.serverless import AwsApi, AwsApiStage, AwsFunction

NOTHING = "the account holds nothing of the AI workload"
NOT_OURS = "the AI workload does not refer to it"
BEFORE_PRODUCTION = (Environment.DEVELOPMENT, Environment.STAGING)
UNTOLD = (Environment.UNCLASSIFIED, Environment.SAMPLE)
STOPPED = ("Stopped", "Stopping", "Deleting", "Failed")
SHOWN = 20


@check(
    "aws-environments-in-own-accounts",
    severity="high",
    effort="days",
    certainty="likely",
    maps=["azure-waf-core:SE:04", "aws-ml-lens:MLSEC04-BP01", "eu-dora:DORA-Art9"],
)
def environments_in_own_accounts(
    account: AwsAccount,
    tags: list[AwsRegionTags],
    references: list[AwsReference],
    *,
    parts: list[Part],
    min_told_percent: int = 70,
) -> Verdict:
    """Production has an AWS account of its own.

    Why: A mistake in a test can stop production or read its data. Quotas, budgets and administrators of an account are
    shared by all that lives in it. Tags and names tell the environment; `environment` of the target tells the rest.

    Fix: Move the smaller environment to its own account

        # in account <account>, apart from the rest: <resources>
        aws organizations create-account --account-name ai-staging --email ai-staging@example.org
    """
    known = estate(tags, references, parts)
    production = sorted(part.resource for part, environment in known.parts if environment is Environment.PRODUCTION)
    before = sorted(part.resource for part, environment in known.parts if environment in BEFORE_PRODUCTION)
    if production and before:
        smaller = min(before, production, key=len)
        return failed(
            "Production shares its account with other environments",
            account=account.account,
            production=len(production),
            before_production=len(before),
            resources=smaller[:SHOWN],
        )
    if not known.parts:
        return _nothing_known(known)
    told = sum(environment not in UNTOLD for _, environment in known.parts)
    evidence: dict[str, Any] = {"resources": len(known.parts), "told": told, "min_told_percent": min_told_percent}
    if told * 100 < min_told_percent * len(known.parts):
        return unknown("too few resources tell their environment", **evidence)
    if known.unsure:
        return _unsure(known, **evidence)
    return passed(environment=str(Environment.PRODUCTION) if production else "before production" if before else "shared", **evidence)


def _nothing_known(known: Estate) -> Verdict:
    return _unsure(known) if known.unsure else not_applicable(NOTHING)


def _unsure(known: Estate, **evidence: Any) -> Verdict:
    rights = sorted({unread.right for part in known.unsure for unread in part.unread.values() if unread.right})
    message = "whether some resources belong to the AI workload could not be read"
    return unknown(message, unread=len(known.unsure), right=", ".join(rights), **evidence)


@check(
    "aws-workload-resources-tagged",
    severity="medium",
    effort="hours",
    maps=["aws-ml-lens:MLCOST04-BP12", "azure-waf-core:OE:05"],
)
def workload_resources_tagged(
    account: AwsAccount,
    tags: list[AwsRegionTags],
    references: list[AwsReference],
    *,
    parts: list[Part],
    min_percent: int = 90,
    environment_keys: tuple[str, ...] = ("environment", "env", "stage"),
    owner_keys: tuple[str, ...] = ("owner", "team", "contact"),
    cost_keys: tuple[str, ...] = ("cost-center", "cost-centre", "cost-code", "project", "application"),
) -> Verdict:
    """Resources of the AI workload tell environment, owner, cost.

    Why: In an outage nobody knows whom to call, and nobody can divide the bill. Counted are all resources of the
    workload, also those that never had a tag. The names of the keys are settings.

    Fix: Set default tags where resources are declared

        # account <account>, <missing>: <resources>
        provider "aws" {
          default_tags { tags = { environment = "production", owner = "assistant-team", cost-center = "4711" } }
        }
    """
    known = estate(tags, references, parts)
    if not known.parts:
        return _nothing_known(known)
    wanted = {"environment": environment_keys, "owner": owner_keys, "cost": cost_keys}
    without = {what: [part.resource for part, _ in known.parts if not known.tags_of(part).has(keys)] for what, keys in wanted.items()}
    lacking = sorted({each for resources in without.values() for each in resources})
    total = len(known.parts)
    evidence: dict[str, Any] = {"account": account.account, "tagged": total - len(lacking), "of": total, "min_percent": min_percent}
    if (total - len(lacking)) * 100 < min_percent * total:
        missing = [f"{what} on {len(resources)} of {total}" for what, resources in without.items() if resources]
        return failed("Resources of the AI workload lack tags", missing=missing, resources=lacking[:SHOWN], **evidence)
    return passed(**evidence)


@check(
    "aws-ecs-service-uses-production-only",
    severity="medium",
    effort="minutes",
    certainty="heuristic",
    maps=["aws-ml-lens:MLOPS06-BP01", "azure-waf-core:OE:05"],
)
def service_uses_production_only(
    service: AwsContainerService, references: list[AwsReference], other_accounts: tuple[str, ...] = ()
) -> Verdict:
    """Production ECS services use production resources.

    Why: Customers meet test data, and tests can break production. A service whose variables name a resource of another
    environment is one deployment away from an outage. Set `other_accounts` to the accounts of other environments.

    Fix: Point the variables at production's resources

        # <cluster>/<service>: <variables>
        aws ecs describe-services --cluster <cluster> --services <service> --query 'services[].taskDefinition'
    """
    if service.environment is not Environment.PRODUCTION:
        return not_applicable("it is not known to serve production")
    if not service.users(references):
        return not_applicable(NOT_OURS)
    others = {str(each).zfill(12) for each in other_accounts}
    found = [each.variable for each in service.points_to if each.environment in BEFORE_PRODUCTION or each.account in others]
    evidence: dict[str, Any] = {"cluster": service.cluster, "service": service.name}
    if found:
        return failed("A production service uses another environment", variables=found, **evidence)
    if service.environment_files:
        return unknown("more variables come from files that are not read", files=service.environment_files, **evidence)
    return passed(**evidence)


@check(
    "aws-api-serves-one-environment",
    severity="medium",
    effort="hours",
    certainty="heuristic",
    maps=["azure-waf-core:SE:04", "aws-ml-lens:MLSEC04-BP01"],
)
def api_serves_one_environment(
    api: AwsApi, stages: list[AwsApiStage], functions: list[AwsFunction], references: list[AwsReference]
) -> Verdict:
    """An inference API serves one environment.

    Why: A change meant for a test reaches customers. Stages of one API share its methods, authorizers and resource
    policy. The stage `$default` tells no environment.

    Fix: Give each environment an API of its own

        # <api>: stages <production> and <before_production>
        aws apigateway create-rest-api --name chat-staging --clone-from <id>
    """
    if not api.inference_routes(functions, references):
        return not_applicable("none of its routes reaches the AI workload")
    own = [each for each in stages if each.api == api.resource and each.name != "$default"]
    production = sorted(each.name for each in own if each.environment is Environment.PRODUCTION)
    before = sorted(each.name for each in own if each.environment in BEFORE_PRODUCTION)
    id = api.resource.rsplit("/", 1)[-1]
    if production and before:
        return failed("One API serves several environments", api=api.name, id=id, production=production, before_production=before)
    untold = sorted(each.name for each in own if each.environment in UNTOLD)
    if len(own) > 1 and untold:
        return unknown("some of its stages tell no environment", api=api.name, stages=untold)
    return passed(api=api.name, stages=[each.name for each in own])


@check(
    "aws-no-notebook-beside-production",
    severity="medium",
    effort="hours",
    maps=["aws-ml-lens:MLSEC03-BP02", "aws-ml-lens:MLSEC04-BP01", "azure-waf-core:SE:04"],
)
def no_notebook_beside_production(
    notebook: AwsNotebook,
    accounts: list[AwsAccount],
    tags: list[AwsRegionTags],
    references: list[AwsReference],
    *,
    serving: list[ServingPart],
) -> Verdict:
    """Notebooks do not run in production's account.

    Why: Unreviewed code runs next to customers' data. A notebook's role and network reach what its account holds. An
    account is production's when its target says so, or when something of the AI workload there is.

    Fix: Move exploration to an account of its own, then stop it

        # status now: <status>
        aws sagemaker stop-notebook-instance --notebook-instance-name <notebook>
    """
    known = estate(tags, references, serving)
    serves = known.serves_production(accounts)
    if serves is None:
        return unknown("whether the account serves production could not be read")
    if not serves:
        return not_applicable("nothing tells that the account serves production")
    if notebook.status in STOPPED:
        return passed(notebook=notebook.name, status=notebook.status)
    return failed("A notebook runs in production's account", notebook=notebook.name, status=notebook.status)
