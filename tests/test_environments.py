"""Which environment names, labels and paths tell of."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.environments import LABELS, SAMPLE_FOLDERS, SAMPLE_WORDS, TOKENS, Classifier, EnvironmentRule
from readiness.facts import Environment

PROD, STAGING, DEV, SAMPLE, NONE = (
    Environment.PRODUCTION,
    Environment.STAGING,
    Environment.DEVELOPMENT,
    Environment.SAMPLE,
    Environment.UNCLASSIFIED,
)
PLAIN = Classifier()


@pytest.mark.parametrize(
    ("name", "environment"),
    [
        ("prod", PROD),
        ("assistant-prod", PROD),
        ("assistant_PRD_eu", PROD),
        ("assistantProd", PROD),
        ("live.eu", PROD),
        ("staging", STAGING),
        ("stg-1", STAGING),
        ("uat", STAGING),
        ("preprod", STAGING),
        ("pre-prod", STAGING),
        ("pre_production", STAGING),
        ("PreProd", STAGING),
        ("dev", DEV),
        ("sandbox-7", DEV),
        ("qa", DEV),
        ("nonprod", DEV),
        ("non-prod", DEV),
        ("NonProd-eu", DEV),
        ("non-production", DEV),
        ("nonproduction", DEV),
        ("acme-nonprod-eu", DEV),
        ("product", NONE),
        ("products-api", NONE),
        ("reproduce", NONE),
        ("latest", NONE),
        ("contest", NONE),
        ("devices", NONE),
        ("livery", NONE),
        ("deliver", NONE),
        ("stages", NONE),
        ("development-prod", NONE),
        ("prod-to-staging-sync", NONE),
        ("assistant", NONE),
        ("", NONE),
        (None, NONE),
    ],
)
def test_whole_words_of_a_name_tell(name, environment):
    assert PLAIN.of_name(name) is environment


@pytest.mark.parametrize("key", LABELS)
def test_usual_labels_tell(key):
    assert PLAIN.of_labels({key: "production", "team": "dev"}) is PROD


def test_other_labels_do_not_tell():
    assert PLAIN.of_labels({"app": "prod-assistant"}) is NONE


@pytest.mark.parametrize(
    ("path", "environment"),
    [
        ("deploy/prod/values.yaml", PROD),
        ("deploy/values-prod.yaml", PROD),
        ("prod/overlays/staging/app.yaml", STAGING),
        ("staging/values.prod.yaml", PROD),
        ("envs/non-prod/app.yaml", DEV),
        ("product/app.yaml", NONE),
        ("app.yaml", NONE),
        ("examples/prod/app.yaml", SAMPLE),
        ("Docs/app.yaml", SAMPLE),
        ("src/tests/fixtures/gateway.yaml", SAMPLE),
        ("sample_configs/prod/gateway.yaml", SAMPLE),
        ("code-samples/app.py", SAMPLE),
        ("sampler/prod/app.yaml", PROD),
        ("examples.yaml", SAMPLE),
        ("docs", NONE),
        ("apps/web/e2e/chat.spec.ts", SAMPLE),
        ("backend/integration_tests/prod.yaml", SAMPLE),
        ("test-fixtures/gateway.yaml", SAMPLE),
        ("latests/gateway.yaml", NONE),
        (".devcontainer/docker-compose.yml", DEV),
        (".github/workflows/azure-dev.yml", NONE),
        ("deploy/prod/azure-dev.yml", PROD),
        ("infra/dev/main.tf", DEV),
        ("charts/app/values-prod.yaml", PROD),
        ("docker-compose.override.yml", NONE),
        ("", NONE),
    ],
)
def test_the_last_telling_part_of_a_path_tells_and_sample_folders_win(path, environment):
    assert PLAIN.of_path(path) is environment


@pytest.mark.parametrize("folder", sorted(SAMPLE_FOLDERS | SAMPLE_WORDS))
def test_sample_folders(folder):
    assert PLAIN.of(f"a/{folder}/prod.yaml", {"env": "prod"}, ["prod"]) is SAMPLE


@pytest.mark.parametrize(
    ("path", "labels", "names", "environment"),
    [
        ("deploy/prod/a.yaml", {"env": "staging"}, ["dev"], STAGING),
        ("deploy/prod/a.yaml", {}, ["dev"], DEV),
        ("deploy/prod/a.yaml", {}, ["assistant"], PROD),
        ("deploy/prod/a.yaml", {"env": "blue"}, [None, ""], PROD),
        ("deploy/a.yaml", None, ["team-dev", "model-prod"], DEV),
        ("deploy/a.yaml", None, ["team", "model-prod"], PROD),
        ("a.yaml", None, [], NONE),
        ("", None, [], NONE),
    ],
)
def test_labels_over_names_over_path(path, labels, names, environment):
    assert PLAIN.of(path, labels, names) is environment


def classifier(*rules):
    return Classifier(rules=tuple(EnvironmentRule(environment=environment, **rule) for environment, rule in rules))


RULES = classifier(
    (PROD, {"names": ("legacy-*",)}),
    (STAGING, {"paths": ("clusters/blue/", "canary/*.yaml")}),
    (DEV, {"labels": {"tier": "lab", "team": "ai"}}),
    (Environment.SHARED, {"paths": ("docs/platform",)}),
)


@pytest.mark.parametrize(
    ("path", "labels", "names", "environment"),
    [
        ("a.yaml", {}, ["legacy-dev"], PROD),
        ("a.yaml", {"env": "dev"}, ["legacy-dev"], PROD),
        ("clusters/blue/prod/a.yaml", {}, [], STAGING),
        ("clusters/blue/a.yaml", {"env": "prod"}, ["prod"], STAGING),
        ("clusters/blueish/a.yaml", {}, ["prod"], PROD),
        ("canary/a.yaml", {}, [], STAGING),
        ("prod/a.yaml", {"tier": "lab", "team": "ai", "env": "prod"}, ["prod"], DEV),
        ("prod/a.yaml", {"tier": "lab"}, [], PROD),
        ("docs/platform/a.yaml", {}, [], Environment.SHARED),
        ("docs/a.yaml", {}, ["legacy-x"], SAMPLE),
    ],
)
def test_configured_rules_come_first(path, labels, names, environment):
    assert RULES.of(path, labels, names) is environment


def test_a_rule_for_every_path_says_nothing_of_a_name_alone():
    everything = classifier((PROD, {"paths": ("*",)}))
    assert (everything.of_name("assistant"), everything.of_labels({}), everything.of("a/b.yaml")) == (NONE, NONE, PROD)


def test_the_first_rule_that_matches_wins():
    both = classifier((PROD, {"names": ("a*",)}), (DEV, {"names": ("ab*",)}))
    assert (both.of_name("abc"), both.of(names=["abc"])) == (PROD, PROD)


def test_rules_hold_for_names_labels_and_paths_alone():
    assert RULES.of_name("legacy-dev") is PROD
    assert RULES.of_labels({"tier": "lab", "team": "ai", "env": "prod"}) is DEV
    assert RULES.of_path("clusters/blue/prod.yaml") is STAGING


def test_no_word_tells_of_two_environments():
    words = [word for tokens in TOKENS.values() for word in tokens]
    assert len(words) == len(set(words))


@pytest.mark.parametrize(
    ("path", "environment"),
    [
        ("proxy/example_config.yaml", Environment.SAMPLE),
        ("litellm.sample.yaml", Environment.SAMPLE),
        ("resample/config.yaml", Environment.UNCLASSIFIED),
        (".env.example", Environment.UNCLASSIFIED),
        ("production/.env.example", Environment.PRODUCTION),
    ],
)
def test_a_file_that_calls_itself_an_example_is_one_unless_it_is_a_dotenv_file(path, environment):
    assert Classifier().of_path(path) is environment


@given(st.sampled_from(sorted(TOKENS)), st.data(), st.text("xyzk", min_size=1, max_size=4))
def test_a_word_inside_another_never_tells(environment, data, letters):
    word = data.draw(st.sampled_from(sorted(TOKENS[environment])))
    assert PLAIN.of_name(word) is environment
    assert PLAIN.of_name(letters + word) is NONE
    assert PLAIN.of_name(f"{letters}-{word}") is environment


@given(st.text(max_size=20), st.dictionaries(st.sampled_from(LABELS), st.text(max_size=8)), st.lists(st.none() | st.text(max_size=8)))
def test_anything_may_be_asked(path, labels, names):
    assert PLAIN.of(path, labels, names) in Environment
