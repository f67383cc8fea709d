"""An account's tags: names are kept, values only as the environment they tell."""

from __future__ import annotations

from aws_world import observe, recorded
from aws_worlds.estate import ANSWERS, BUCKET, FUNCTION

from readiness.facts import Environment
from readiness.facts.aws.estate import TaggedResource


def test_tags_tell_environment_and_names_only():
    (tags,) = observe("aws.estate.tags", recorded(ANSWERS))
    assert tags.resources == (
        TaggedResource(arn=FUNCTION, keys=("Environment", "team"), environment=Environment.PRODUCTION),
        TaggedResource(arn=BUCKET),
    )
    assert "assistants" not in str(tags)


def test_names_of_tags_are_compared_without_case_separators_and_prefix():
    tagged = TaggedResource(arn="a", keys=("acme:Cost_Center", "Name"))
    assert tagged.has(("cost-center",))
    assert not tagged.has(("owner", "center"))


def test_every_page_of_tags_is_read(access, seed):
    client = seed("dynamodb")
    for number in range(120):
        client.create_table(
            TableName=f"chats-{number}",
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
            Tags=[{"Key": "Stage", "Value": "dev"}],
        )
    (tags,) = observe("aws.estate.tags", access)
    assert len(tags.resources) == 120
    assert {each.environment for each in tags.resources} == {Environment.DEVELOPMENT}
