"""An account with Business Support, a finished review, GuardDuty, and AWS Config for all but one kind."""

from datetime import UTC, datetime

from aws_world import ACCOUNT, REGION, Answer

AT = datetime(2026, 9, 1, tzinfo=UTC)
WORKLOAD = f"arn:aws:wellarchitected:{REGION}:{ACCOUNT}:workload/w1"
DETECTOR = {"ServiceRole": f"arn:aws:iam::{ACCOUNT}:role/guardduty", "Status": "ENABLED"}


def advice(id: str, name: str, category: str) -> dict[str, object]:
    """A check of Trusted Advisor."""
    return {"id": id, "name": name, "description": name, "category": category, "metadata": []}


def summary(id: str, status: str) -> dict[str, object]:
    """What came of a check of Trusted Advisor."""
    counts = dict.fromkeys(("resourcesProcessed", "resourcesFlagged", "resourcesIgnored", "resourcesSuppressed"), 0)
    return {"checkId": id, "timestamp": "2026-09-01", "status": status, "resourcesSummary": counts, "categorySpecificSummary": {}}


ANSWERS: dict[str, Answer] = {
    "support.describe_severity_levels": {"severityLevels": [{"code": "urgent", "name": "Production system down"}]},
    "support.describe_trusted_advisor_checks": {
        "checks": [
            advice("a", "VPC", "service_limits"),
            advice("b", "Lambda", "service_limits"),
            advice("c", "Idle load balancers", "cost_optimizing"),
        ]
    },
    "support.describe_trusted_advisor_check_summaries": {"summaries": [summary("a", "warning"), summary("b", "ok")]},
    "wellarchitected.list_workloads": {
        "WorkloadSummaries": [
            {"WorkloadId": "0123456789abcdef0123456789abcdef", "WorkloadArn": WORKLOAD, "WorkloadName": "assistant", "UpdatedAt": AT}
        ]
    },
    "wellarchitected.list_lens_reviews": {
        "LensReviewSummaries": [
            {
                "LensAlias": "genai",
                "LensArn": "arn:aws:wellarchitected::aws:lens/genai",
                "LensName": "Generative AI Lens",
                "UpdatedAt": AT,
                "RiskCounts": {"HIGH": 1, "NONE": 9, "UNANSWERED": 2},
            },
            {"LensAlias": "wellarchitected", "LensName": "AWS Well-Architected Framework", "RiskCounts": {"NONE": 58}},
        ]
    },
    "guardduty.list_detectors": {"DetectorIds": ["d1"]},
    "guardduty.get_detector": DETECTOR,
    "config.describe_configuration_recorders": {
        "ConfigurationRecorders": [
            {"name": "default", "recordingGroup": {"allSupported": False, "resourceTypes": ["AWS::Lambda::Function", "AWS::S3::Bucket"]}},
            {"name": "AWSConfigurationRecorderForSecurityHub", "servicePrincipal": "securityhub.amazonaws.com"},
        ]
    },
    "config.describe_configuration_recorder_status": {
        "ConfigurationRecordersStatus": [
            {"name": "default", "recording": True, "lastStatus": "SUCCESS"},
            {"name": "AWSConfigurationRecorderForSecurityHub", "recording": True, "lastStatus": "FAILURE"},
        ]
    },
}
