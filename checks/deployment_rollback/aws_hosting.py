"""Whether deployments to SageMaker and ECS undo themselves, and whether hosted models were approved."""

from __future__ import annotations

from readiness.api import Verdict, check, failed, not_applicable, passed, unknown
from readiness.facts.aws.account import AwsReference
from readiness.facts.aws.hosting import AwsContainerService, AwsEndpoint, AwsHostedModel, AwsModelPackage
from readiness.facts.serving import before_production


@check("aws-sagemaker-endpoint-rolls-back", severity="high", effort="hours", maps=["aws-ml-lens:MLREL04-BP02", "aws-ml-lens:MLREL05-BP02"])
def endpoint_rolls_back(endpoint: AwsEndpoint) -> Verdict:
    r"""Updates of SageMaker endpoints roll back by alarms.

    Why: A bad model stays in front of users until somebody notices. With alarms in the deployment configuration SageMaker
    returns to the old fleet by itself, as long as that is kept.

    Fix: Update with alarms, and keep the old fleet for a while

        aws sagemaker update-endpoint --endpoint-name <endpoint> --endpoint-config-name new \
          --deployment-config file://deployment.json
        # AutoRollbackConfiguration.Alarms, BlueGreenUpdatePolicy.TerminationWaitInSeconds
    """
    if before_production(endpoint):
        return not_applicable("it is not for production")
    if endpoint.variants and all(each.serverless for each in endpoint.variants):
        return not_applicable("serverless endpoints have no such updates")
    last = endpoint.last_deployment
    if last is None:
        return unknown("it was never updated with a deployment configuration", endpoint=endpoint.name)
    if not last.alarms:
        return failed("No alarm rolls an update back", endpoint=endpoint.name, policy=last.policy)
    if not last.policy or not last.waits:
        return failed("The old fleet ends before alarms can tell", endpoint=endpoint.name, policy=last.policy)
    return passed(alarms=last.alarms, policy=last.policy, waits=last.waits)


@check("aws-ecs-deployment-rolls-back", severity="high", effort="minutes", maps=["azure-waf-core:OE:11", "aws-ml-lens:MLREL04-BP02"])
def service_rolls_back(service: AwsContainerService, references: list[AwsReference]) -> Verdict:
    r"""ECS deployments roll back when they fail.

    Why: A broken release keeps starting and failing until somebody notices. The circuit breaker ends such a deployment and
    returns to the last one that worked.

    Fix: Enable the circuit breaker with rollback

        aws ecs update-service --cluster <cluster> --service <service> \
          --deployment-configuration 'deploymentCircuitBreaker={enable=true,rollback=true}'
    """
    if not service.users(references):
        return not_applicable("the AI workload does not refer to it")
    if service.controller == "EXTERNAL":
        return unknown("another system deploys it")
    if service.controller == "CODE_DEPLOY":
        return passed(by="CodeDeploy")
    if service.breaker and service.breaker_rolls_back:
        return passed(by="circuit breaker")
    if service.alarms and service.alarms_roll_back:
        return passed(by="alarms", alarms=service.alarms)
    return failed("A failed deployment is not rolled back", cluster=service.cluster, service=service.name, breaker=service.breaker)


@check("aws-sagemaker-model-approved", severity="high", effort="hours", maps=["aws-genai-lens:GENREL04-BP02"])
def model_approved(model: AwsHostedModel, endpoints: list[AwsEndpoint], packages: list[AwsModelPackage]) -> Verdict:
    r"""Hosted models come from approved model packages.

    Why: A model nobody approved answers our users. The registry keeps which version was approved by whom, and what to
    return to.

    Fix: Register the model, approve the version, and deploy that one

        aws sagemaker update-model-package --model-package-arn <packages> \
          --model-approval-status Approved
    """
    served = model.served_by(endpoints)
    if not served:
        return not_applicable("no endpoint serves it")
    if all(before_production(each) for each in served):
        return not_applicable("its endpoints are not for production")
    if any("jumpstart" in address for part in model.containers for address in part.data):
        return not_applicable("it comes from JumpStart")
    used = sorted({part.package for part in model.containers if part.package})
    if not used or any(not part.package for part in model.containers):
        return failed("The model comes from no model package", model=model.name, packages=used)
    approvals = {each.name: each.approval for each in packages if each.name in used and each.origin.place == model.origin.place}
    if used != sorted(approvals):
        return unknown("its model package was not read", packages=used)
    if "" in approvals.values():
        return not_applicable("packages without versions are not approved")
    bad = sorted(name for name, approval in approvals.items() if approval != "Approved")
    if bad:
        return failed("The model package is not approved", packages=bad, approvals=[approvals[each] for each in bad])
    return passed(packages=used)
