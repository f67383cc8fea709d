"""Whether what SageMaker endpoints were asked and answered can be looked at later."""

from __future__ import annotations

from readiness.api import Verdict, check, failed, not_applicable, passed
from readiness.facts.aws.hosting import AwsEndpoint
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
    if before_production(endpoint):
        return not_applicable("it is before production")
    if endpoint.status in ("Creating", "Deleting"):
        return not_applicable("it serves nobody")
    if endpoint.asynchronous:
        return not_applicable("it keeps requests and answers in S3 by itself")
    if endpoint.variants and all(each.serverless for each in endpoint.variants):
        return not_applicable("serverless endpoints can't capture data")
    if endpoint.captured:
        return passed(endpoint=endpoint.name)
    return failed("An endpoint's requests and answers are lost", endpoint=endpoint.name)
