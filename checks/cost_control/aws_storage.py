"""What storing an AI workload's data on AWS costs over time."""

from __future__ import annotations

from readiness.api import Verdict, check, failed, not_applicable, passed
from readiness.facts.aws.account import AwsReference
from readiness.facts.aws.storage import AwsBucket


@check(
    "aws-log-bucket-expires",
    severity="low",
    effort="minutes",
    maps=["aws-ml-lens:MLSUS03-BP02", "azure-waf-core:CO:10"],
)
def log_bucket_expires(bucket: AwsBucket, references: list[AwsReference]) -> Verdict:
    """Buckets with logs of models let their data expire.

    Why: Logs of every prompt and answer pile up and are paid for without end. They also remain to be lost for longer than
    anybody needs them.

    Fix: Let logs move to cheaper storage, then expire

        aws s3api put-bucket-lifecycle-configuration --bucket <bucket> --lifecycle-configuration file://lifecycle.json
        # {"Rules": [{"ID": "logs", "Status": "Enabled", "Filter": {"Prefix": ""},
        #   "Transitions": [{"Days": 30, "StorageClass": "STANDARD_IA"}], "Expiration": {"Days": 365}}]}
    """
    if not bucket.holds_logs(references):
        return not_applicable("the AI workload writes no logs to it")
    rules = [each for each in bucket.lifecycle if (each.expires or each.transitions) and not each.filtered]
    if not rules:
        return failed("Logs of models are kept at full price for ever", bucket=bucket.name, rules=len(bucket.lifecycle))
    return passed(bucket=bucket.name, prefixes=[each.prefix or "all" for each in rules])
