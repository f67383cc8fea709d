"""Who asks."""

from aws_world import ACCOUNT, Answer

ANSWERS: dict[str, Answer] = {
    "sts.get_caller_identity": {"Account": ACCOUNT, "Arn": f"arn:aws:iam::{ACCOUNT}:role/readiness", "UserId": "A"},
}
