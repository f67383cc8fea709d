"""A repository whose tags stay, but for one kind, and a stack."""

from datetime import UTC, datetime
from typing import Any

from aws_world import ACCOUNT, REGION, Answer

REPOSITORY = f"arn:aws:ecr:{REGION}:{ACCOUNT}:repository/chat"
ADDRESS = f"{ACCOUNT}.dkr.ecr.{REGION}.amazonaws.com/chat"

STACK = f"arn:aws:cloudformation:{REGION}:{ACCOUNT}:stack/chat/4a5b6c7d"


def action(category: str, order: int = 1, **configuration: str) -> dict[str, Any]:
    """An action of a pipeline."""
    return {
        "name": category,
        "actionTypeId": {"category": category, "owner": "AWS", "provider": "Manual", "version": "1"},
        "runOrder": order,
        "configuration": configuration,
    }


STAGES = [
    {"name": "Source", "actions": [action("Source")]},
    {"name": "Production", "actions": [action("Approval"), action("Deploy", 2, StackName="chat")]},
]

ANSWERS: dict[str, Answer] = {
    "codepipeline.list_pipelines": {"pipelines": [{"name": "release"}]},
    "codepipeline.get_pipeline": {"pipeline": {"name": "release", "roleArn": "arn:aws:iam::123456789012:role/p", "stages": STAGES}},
    "cloudformation.describe_stacks": {
        "Stacks": [
            {
                "StackId": STACK,
                "StackName": "chat",
                "CreationTime": datetime(2026, 5, 1, tzinfo=UTC),
                "StackStatus": "UPDATE_COMPLETE",
                "EnableTerminationProtection": True,
                "DriftInformation": {"StackDriftStatus": "IN_SYNC"},
                "Tags": [{"Key": "environment", "Value": "production"}, {"Key": "readiness:scope", "Value": "ai"}],
            }
        ]
    },
    "ecr.describe_repositories": {
        "repositories": [
            {
                "repositoryArn": REPOSITORY,
                "repositoryName": "chat",
                "repositoryUri": ADDRESS,
                "imageTagMutability": "IMMUTABLE_WITH_EXCLUSION",
                "imageTagMutabilityExclusionFilters": [{"filterType": "WILDCARD", "filter": "cache-*"}],
            }
        ]
    },
}
