"""Whether what SageMaker endpoints were asked and answered can be looked at later."""

from __future__ import annotations

from readiness.api import Verdict, check, failed, not_applicable, passed
from readiness.facts.aws.hosting import AwsEndpoint, AwsMonitoringSchedule
from readiness.facts.serving import before_production


@check(
    "aws-endpoint-data-captured",
    severity="medium",
    effort="hours",
    maps=["aws-genai-lens:GENOPS01-BP01", "azure-waf-core:OE:07"],
)
def data_captured(endpoint: AwsEndpoint) -> Verdict:
    r"""Endpoints keep what they were asked and answered.

    Why: Nobody can tell why the model answered badly, or that its inputs drift. Asynchronous endpoints keep requests and
    answers in S3 by themselves; serverless ones can't capture any.

    Fix: Capture a share of the requests

        aws sagemaker describe-endpoint --endpoint-name <endpoint> --query DataCaptureConfig
        # in the endpoint's next configuration:
        # "DataCaptureConfig": {"EnableCapture": true, "InitialSamplingPercentage": 10,
        #   "DestinationS3Uri": "s3://…", "CaptureOptions": [{"CaptureMode": "Input"}, {"CaptureMode": "Output"}]}
    """
    if reason := _without_capture(endpoint):
        return not_applicable(reason)
    if endpoint.captured:
        return passed(endpoint=endpoint.name)
    return failed("An endpoint's requests and answers are lost", endpoint=endpoint.name)


def _without_capture(endpoint: AwsEndpoint) -> str:
    """Why nothing has to be captured, or can be; empty when it has to."""
    if before_production(endpoint):
        return "it is before production"
    if endpoint.status in ("Creating", "Deleting"):
        return "it serves nobody"
    if endpoint.asynchronous:
        return "it keeps requests and answers in S3 by itself"
    if endpoint.variants and all(each.serverless for each in endpoint.variants):
        return "serverless endpoints can't capture data"
    return ""


@check(
    "aws-endpoint-monitored-for-drift",
    severity="medium",
    effort="days",
    maps=["aws-genai-lens:GENOPS01-BP01", "aws-ml-lens:MLPERF06-BP04"],
)
def monitored_for_drift(endpoint: AwsEndpoint, schedules: list[AwsMonitoringSchedule]) -> Verdict:
    """A schedule of Model Monitor looks at each endpoint.

    Why: A model grows worse without any error when its inputs change. Model Monitor compares what was captured with a
    baseline. Where another evaluator does so, waive this.

    Fix: Schedule a monitor, and mend one that fails

        aws sagemaker list-monitoring-schedules --endpoint-name <endpoint>
        aws sagemaker list-monitoring-executions --endpoint-name <endpoint> --status-equals Failed
        # then: aws sagemaker create-monitoring-schedule …
    """
    if reason := _without_capture(endpoint):
        return not_applicable(reason)
    where = endpoint.resource.split(":")[3:5]
    ours = [each for each in schedules if each.endpoint == endpoint.name and each.resource.split(":")[3:5] == where]
    if not ours:
        return failed("Nothing watches an endpoint's model for drift", endpoint=endpoint.name)
    active = [each for each in ours if each.status == "Scheduled"]
    if not active:
        return failed("The monitoring of an endpoint is not active", endpoint=endpoint.name, schedules=[each.name for each in ours])
    working = [each.name for each in active if each.last_run != "Failed"]
    if not working:
        return failed("The monitoring of an endpoint fails", endpoint=endpoint.name, schedules=[each.name for each in active])
    return passed(endpoint=endpoint.name, schedules=working)
