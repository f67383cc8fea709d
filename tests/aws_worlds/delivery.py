"""A repository whose tags stay, but for one kind."""

from aws_world import ACCOUNT, REGION, Answer

REPOSITORY = f"arn:aws:ecr:{REGION}:{ACCOUNT}:repository/chat"
ADDRESS = f"{ACCOUNT}.dkr.ecr.{REGION}.amazonaws.com/chat"

ANSWERS: dict[str, Answer] = {
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
