"""An account in which a function and a bucket are tagged."""

from aws_world import ACCOUNT, REGION, Answer

FUNCTION = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:chat"
BUCKET = "arn:aws:s3:::documents"

ANSWERS: dict[str, Answer] = {
    "resourcegroupstaggingapi.get_resources": {
        "ResourceTagMappingList": [
            {"ResourceARN": FUNCTION, "Tags": [{"Key": "Environment", "Value": "Production"}, {"Key": "team", "Value": "assistants"}]},
            {"ResourceARN": BUCKET, "Tags": []},
        ]
    },
}
