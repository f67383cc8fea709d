"""A repository whose tags stay, but for one kind, and a stack."""

from datetime import UTC, datetime

from aws_world import ACCOUNT, REGION, Answer

REPOSITORY = f"arn:aws:ecr:{REGION}:{ACCOUNT}:repository/chat"
ADDRESS = f"{ACCOUNT}.dkr.ecr.{REGION}.amazonaws.com/chat"

STACK = f"arn:aws:cloudformation:{REGION}:{ACCOUNT}:stack/chat/4a5b6c7d"

ANSWERS: dict[str, Answer] = {
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
