"""A cluster of EKS with one node group of machines with GPUs."""

from aws_world import ACCOUNT, REGION, Answer

EKS = f"arn:aws:eks:{REGION}:{ACCOUNT}"

ANSWERS: dict[str, Answer] = {
    "eks.list_clusters": {"clusters": ["assistants"]},
    "eks.describe_cluster": {"cluster": {"name": "assistants", "arn": f"{EKS}:cluster/assistants", "tags": {"readiness:scope": "ai"}}},
    "eks.list_nodegroups": {"nodegroups": ["gpu"]},
    "eks.describe_nodegroup": {
        "nodegroup": {
            "nodegroupName": "gpu",
            "nodegroupArn": f"{EKS}:nodegroup/assistants/gpu/1",
            "clusterName": "assistants",
            "status": "ACTIVE",
            "capacityType": "ON_DEMAND",
            "scalingConfig": {"minSize": 2, "maxSize": 6, "desiredSize": 3},
            "instanceTypes": ["g5.xlarge"],
            "subnets": ["subnet-a", "subnet-b"],
            "amiType": "AL2023_x86_64_NVIDIA",
            "taints": [{"key": "nvidia.com/gpu", "value": "true", "effect": "NO_SCHEDULE"}],
            "tags": {"environment": "production"},
        }
    },
}
