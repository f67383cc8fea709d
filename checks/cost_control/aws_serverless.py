"""Whether clients of serverless AI workloads can spend without bounds."""

from __future__ import annotations

from readiness.api import Verdict, check, failed, not_applicable, passed, unknown
from readiness.facts.aws.account import AwsReference
from readiness.facts.aws.serverless import AwsApi, AwsApiStage, AwsFunction
from readiness.facts.serving import before_production


@check(
    "aws-inference-api-quota",
    severity="medium",
    effort="minutes",
    maps=["aws-agentic-ai-lens:AGENTCOST07-BP01", "owasp-llm-top10-2025:LLM10:2025"],
)
def quota(stage: AwsApiStage, apis: list[AwsApi], functions: list[AwsFunction], references: list[AwsReference]) -> Verdict:
    r"""Each client of an inference API has a quota.

    Why: A client that runs amok spends the budget of all the others. A usage plan counts the requests of each key and
    refuses those above its quota. HTTP APIs know no usage plans. AWS holds quotas as well as it can, not to the request.

    Fix: Set a quota on each usage plan of the stage, and demand keys

        # <api> <stage>: plans without quota <plans>, routes without key <routes>
        aws apigateway update-usage-plan --usage-plan-id $PLAN --patch-operations \
          op=add,path=/quota/limit,value=5000 op=add,path=/quota/period,value=MONTH
    """
    if before_production(stage):
        return not_applicable("it is before production")
    api = stage.among(apis)
    if api is None:
        return unknown("its API was not seen", api=stage.api)
    if api.protocol != "REST":
        return not_applicable("only usage plans of REST APIs are looked at")
    if api.private:
        return not_applicable("it is reached from our networks only")
    routes = api.inference_routes(functions, references)
    if not routes:
        return not_applicable("none of its routes reaches the AI workload")
    keyless = [each.name for each in routes if not each.key_required]
    unbounded = [each.name for each in stage.plans if each.quota is None]
    if not stage.plans or keyless or unbounded:
        return failed("Clients have no quota", api=api.name, stage=stage.name, plans=unbounded, routes=keyless)
    return passed(api=api.name, stage=stage.name, quotas=[f"{each.name}: {each.quota}" for each in stage.plans])
