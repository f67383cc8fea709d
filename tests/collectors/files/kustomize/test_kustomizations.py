"""Roots are judged as they are composed, bases are not, and what can't be composed surely is a gap."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parent))

from trees import TREES, composed, reading, write

from readiness.collectors import Observation
from readiness.collectors.files.kustomize import folder
from readiness.collectors.files.kustomize.values import Budget
from readiness.collectors.files.shapes import without_lines
from readiness.facts import Environment, Fact, Gap, GapReason
from readiness.facts.files import FolderRead, SecretLiteral
from readiness.facts.kubernetes.scaling import Autoscaler
from readiness.facts.kubernetes.secrets import ConfigMap, SecretManifest
from readiness.facts.kubernetes.workloads import Workload

HEAD = "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n"
DEPLOYMENT = """
apiVersion: apps/v1
kind: Deployment
metadata:
  name: chat
spec:
  selector: {matchLabels: {app: chat}}
  template:
    metadata: {labels: {app: chat}}
    spec:
      containers:
      - name: chat
        image: chat:1
        env:
        - name: MODE
          value: fast
"""
SECRET = "hunter2-Xq9vB3"


def of(kind: type[Fact], observations: list[Observation]) -> list[Any]:
    return [each for each in observations if type(each) is kind]


def gaps(observations: list[Observation]) -> list[Gap]:
    return [each for each in observations if isinstance(each, Gap)]


def test_each_overlay_is_judged_with_its_own_values_and_the_base_is_not() -> None:
    _, observations = reading(TREES / "assistant")
    workloads = {each.resource: each for each in of(Workload, observations)}
    production = workloads.pop("kubernetes:production/claims-production/Deployment/prod-assistant@overlays/production")
    staging = workloads.pop("kubernetes:staging/claims-staging/Deployment/assistant-staging@overlays/staging")
    assert list(workloads) == ["kubernetes:staging/claims-staging/CronJob/reindex-staging@overlays/staging"]
    assert (production.environment, production.replicas, staging.replicas) == (Environment.PRODUCTION, 3, 1)
    assert production.main_containers[0].image.tag == "3.2.1"
    assert staging.main_containers[0].image.tag == "main"
    assert production.main_containers[0].readiness is not None
    assert str(production.origin) == "base/assistant.yaml:2"
    scaled = {each.environment: each.minimum for each in of(Autoscaler, observations)}
    assert scaled == {Environment.PRODUCTION: 3, Environment.STAGING: 1}
    assert gaps(observations) == []


def test_a_value_from_a_patch_has_a_line_of_the_document_that_it_is_put_into() -> None:
    _, observations = reading(TREES / "assistant")
    production = next(each for each in of(Workload, observations) if each.name == "prod-assistant")
    container = production.main_containers[0]
    written = (TREES / "assistant/base/assistant.yaml").read_text("utf-8").splitlines()
    assert "- name: assistant" in written[container.line - 1]
    lines = {each.name: each.line for each in container.environment}
    assert "name: OPENAI_API_KEY" in written[lines["OPENAI_API_KEY"] - 1]
    assert "value: gpt-4.1" in written[lines["MODEL"] - 1]
    assert lines["TIMEOUT"] == next(number for number, line in enumerate(written, 1) if "- name: MODEL" in line), "where the list begins"


def test_generated_objects_stand_in_the_kustomization() -> None:
    _, observations = reading(TREES / "assistant")
    maps = {each.name: each for each in of(ConfigMap, observations)}
    assert maps["prod-assistant-settings"].keys == {"LOG_LEVEL", "LANGFUSE_HOST", "prompt.txt"}
    assert maps["prod-assistant-settings"].hosts == ("langfuse.internal.example",)
    assert str(maps["assistant-flags-staging"].origin) == "overlays/staging/kustomization.yaml:24"
    secrets = {each.name: each.credentials for each in of(SecretManifest, observations)}
    assert secrets["prod-assistant-keys"] == ()
    assert [each.state for each in secrets["assistant-keys-staging"]] == ["placeholder"]


def test_a_secret_in_a_generator_is_told_and_not_kept(tmp_path: Path) -> None:
    files = {
        "kustomization.yaml": f"secretGenerator:\n- name: db\n  literals: [password={SECRET}]\n  envs: [a.env]\n",
        "a.env": f"token={SECRET}\n",
    }
    found, observations = reading(write(tmp_path, files))
    (secret,) = of(SecretManifest, observations)
    assert [(each.name, each.state, each.line) for each in secret.credentials] == [("password", "literal", 3)]
    assert SECRET not in "".join(each.model_dump_json() for each in observations)
    assert found.kustomizations.texts == {}


def test_a_secret_of_a_base_is_told_once(tmp_path: Path) -> None:
    deployment = DEPLOYMENT.replace("MODE", "DB_PASSWORD").replace("fast", SECRET)
    files = {"base/a.yaml": deployment, "base/kustomization.yaml": "resources: [a.yaml]\n"}
    files |= {f"overlays/{each}/kustomization.yaml": "resources: [../../base]\n" for each in ("production", "staging")}
    _, observations = reading(write(tmp_path, files))
    (told,) = of(SecretLiteral, observations)
    assert (str(told.origin), told.environment) == ("base/a.yaml:16", Environment.PRODUCTION)


@pytest.mark.parametrize(
    ("value", "places"),
    [(SECRET, ["production/kustomization.yaml"]), ("sk-proj-FAKE9vB3kLmQ2xZt7RwYpN4cHs8DgJ1aUeVb6Xo", ["production/p.yaml:1"])],
)
def test_a_secret_of_a_patch_is_not_told_of_the_base(tmp_path: Path, value: str, places: list[str]) -> None:
    patch = "{apiVersion: apps/v1, kind: Deployment, metadata: {name: chat}, spec: {template: {spec: {containers: [{name: chat, env: ["
    files = {"base/a.yaml": DEPLOYMENT, "base/kustomization.yaml": "resources: [a.yaml]\n"}
    files["production/kustomization.yaml"] = "resources: [../base]\npatches: [{path: p.yaml}]\n"
    files["production/p.yaml"] = patch + f"{{name: OPENAI_API_KEY, value: {value}}}]}}]}}}}}}}}\n"
    _, observations = reading(write(tmp_path, files))
    assert [str(each.origin) for each in of(SecretLiteral, observations)] == places
    assert value not in "".join(each.model_dump_json() for each in observations)


def test_a_manifest_that_no_kustomization_names_is_judged_as_it_is_written(tmp_path: Path) -> None:
    files = {"kustomization.yaml": "resources: [a.yaml]\nnamePrefix: x-\n", "a.yaml": DEPLOYMENT}
    files["other.yaml"] = DEPLOYMENT.replace("name: chat\nspec", "name: other\nspec")
    _, observations = reading(write(tmp_path, files))
    assert {each.name for each in of(Workload, observations)} == {"x-chat", "other"}


def test_what_only_an_unused_component_names_is_judged_as_it_is_written(tmp_path: Path) -> None:
    files = {"kustomization.yaml": "kind: Component\nresources: [a.yaml]\nnamePrefix: x-\n", "a.yaml": DEPLOYMENT}
    _, observations = reading(write(tmp_path, files))
    assert [each.name for each in of(Workload, observations)] == ["chat"]


def test_an_example_that_builds_upon_a_base_leaves_it_a_root(tmp_path: Path) -> None:
    files = {"deploy/kustomization.yaml": "resources: [a.yaml]\n", "deploy/a.yaml": DEPLOYMENT}
    files["examples/small/kustomization.yaml"] = "resources: [../../deploy]\nnamePrefix: small-\n"
    _, observations = reading(write(tmp_path, files))
    found = {each.name: each.environment for each in of(Workload, observations)}
    assert found == {"chat": Environment.UNCLASSIFIED, "small-chat": Environment.SAMPLE}


@pytest.mark.parametrize("name", ["kustomization.yaml", "kustomization.yml", "Kustomization"])
def test_every_name_of_the_file_counts(tmp_path: Path, name: str) -> None:
    _, observations = reading(write(tmp_path, {name: "resources: [a.yaml]\nnamePrefix: x-\n", "a.yaml": DEPLOYMENT}))
    assert [each.name for each in of(Workload, observations)] == ["x-chat"]
    (read,) = of(FolderRead, observations)
    assert read.formats == {"kustomize": 1, "kubernetes": 1}


def test_flux_has_another_kustomization(tmp_path: Path) -> None:
    flux = (
        "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: a}\nspec: {images: [{name: chat, newTag: x}]}\n"
    )
    _, observations = reading(write(tmp_path, {"kustomization.yaml": flux, "a.yaml": DEPLOYMENT}))
    assert [each.name for each in of(Workload, observations)] == ["chat"]
    assert gaps(observations) == []


ALL, NONE, ONE = "everything", "nothing", "the deployment"
JSON = "resources: [a.yaml]\npatches: [{{patch: '[{}]', target: {{kind: Deployment}}}}]\n"
OTHER = "resources: [a.yaml]\npatches: [{patch: '{apiVersion: v1, kind: Pod, metadata: {name: x}}'}]\n"
LIST = (
    "resources: [a.yaml]\npatches: [{{patch: '{{apiVersion: apps/v1, kind: Deployment, metadata: {{name: chat}}, spec: {{template: "
    "{{spec: {{containers: [{{name: chat, ports: {}}}]}}}}}}}}'}}]\n"
)
UNFIT = OTHER.replace("v1, kind: Pod", "apps/v1, kind: Deployment").replace("{name: x}", "{name: chat}, spec: []")
LIMITS = [
    ("resources: [a.yaml]\nhelmCharts: [{name: redis}]\n", "helmCharts adds objects", 4, ["chat"], ALL),
    ("resources: [a.yaml, github.com/org/repo//deploy?ref=v1]\n", "some of its resources stand in another repository", 3, ["chat"], ALL),
    ("resources: [a.yaml, 'https://u:secret@h/x']\n", "some of its resources stand in another repository", 3, ["chat"], ALL),
    ("resources: [a.yaml, gone.yaml]\n", "gone.yaml is not among the files", 3, ["chat"], ALL),
    ("resources: [a.yaml, broken.yaml]\n", "deploy/production/broken.yaml can't be read", 3, ["chat"], ALL),
    ("resources: [a.yaml]\nreplicas: [{name: other, count: 2}]\nbases: [git@h:a/b]\n", "some of its resources", 5, ["chat"], ALL),
    ("resources: [a.yaml]\ntransformers: [t.yaml]\n", "transformers may change its objects", 4, [], ALL),
    ("resources: [a.yaml]\nconfigurations: [t.yaml]\n", "configurations may change its objects", 4, [], ALL),
    ("resources: [a.yaml]\nreplicas: [{name: other, count: 2}]\n", "replicas names an object that is not there", 4, [], ALL),
    ("resources: [a.yaml]\npatches: [{path: gone.yaml}]\n", "gone.yaml is not among the files", 4, [], ALL),
    (JSON.format("{op: test, path: /kind, value: x}"), "a JSON patch tests", 4, [], ALL),
    (JSON.format("{op: remove, path: /spec/x}"), "a JSON patch names", 4, [], ALL),
    (OTHER, "a patch is for Pod x, of which there is none", 4, [], ALL),
    ("resources: [a.yaml]\npatches: [{patch: '[]', target: {name: (a+)+b}}]\n", "a target names a pattern", 4, [], ALL),
    (LIST.format("[{$patch: delete}]"), "a patch holds a $patch directive for a list that is not there", 4, [], ALL),
    (LIST.format("[{containerPort: 1}, {containerPort: 1}]"), "a list that is merged by key names an item twice", 4, [], ALL),
    (LIST.format("[{name: http}]"), "a patch leaves out containerPort", 4, [], ALL),
    (UNFIT, "a patch makes another kind of value", 4, [], ALL),
    ("resources: [a.yaml]\nimages: [{name: chat, tagSuffix: -x}]\n", "images adds a suffix", 4, [], ALL),
    ("resources: [a.yaml]\nimages: [{name: ch.*, newTag: x}]\n", "images names a pattern", 4, [], ALL),
    ("resources: [a.yaml]\nconfigMapGenerator: [{name: c, behavior: merge}]\n", "ConfigMap c is not there to merge", 4, [], ALL),
    ("resources: [a.yaml, a.yaml]\n", "Deployment chat is there twice", 3, [], ALL),
    ("resources: [a.yaml, .]\n", "it builds upon itself", 3, [], ALL),
    ("resources: [a.yaml]\ncomponents: [gone]\n", "gone is no component among the files", 4, [], ALL),
    ("resources: [a.yaml, ../up.yaml]\n", "../up.yaml is not among the files", 3, ["chat"], ALL),
    ("resources: [a.yaml]\nreplacements: [{source: {}, targets: [{select: {kind: Deployment}}]}]\n", "replacements change it", 4, [], ONE),
    ("resources: [a.yaml]\nreplacements: [{source: {}, targets: [{select: {kind: Pod}}]}]\n", None, None, ["chat"], NONE),
    ("resources: [a.yaml]\nvars: [{name: X}]\n", None, None, ["chat"], NONE),
    ("resources: [v.yaml]\nvars: [{name: MODE}]\n", "vars change it", 4, [], ONE),
    ("resources: [a.yaml]\nconfigMapGenerator: [{name: c, files: [gone.txt]}]\n", "gone.txt is not among the files", 4, ["chat"], NONE),
    ("resources: [a.yaml]\nvalidators: [x]\nbuildMetadata: [originAnnotations]\n", None, None, ["chat"], NONE),
]  # fmt: skip


@pytest.mark.parametrize(("written", "detail", "line", "judged", "hides"), LIMITS)
def test_what_is_not_composed_surely_is_a_gap(
    tmp_path: Path, written: str, detail: str | None, line: int | None, judged: list[str], hides: str
) -> None:
    files = {"deploy/production/kustomization.yaml": HEAD + written, "deploy/up.yaml": "a: 1\n"}
    files |= {"deploy/production/a.yaml": DEPLOYMENT, "deploy/production/broken.yaml": "a: [\n"}
    files["deploy/production/v.yaml"] = DEPLOYMENT.replace("fast", "x-$(MODE)-y")
    used = {each for each in ("a.yaml", "v.yaml") if each in written}
    files = {path: each for path, each in files.items() if not path.endswith(("a.yaml", "v.yaml")) or path.rpartition("/")[2] in used}
    _, observations = reading(write(tmp_path, files))
    assert [each.name for each in of(Workload, observations)] == judged
    found = [each for each in gaps(observations) if each.reason is GapReason.TEMPLATED]
    assert [each.detail.startswith(detail or "") for each in found] == ([True] if detail else [])
    for each in found:
        assert (each.file, each.line) == ("deploy/production/kustomization.yaml", line)
        assert each.right == "kustomize build deploy/production > rendered.yaml, and scan that"
        assert each.environment is Environment.PRODUCTION
        assert {
            ALL: "Service" in each.facts and "Workload" in each.facts,
            ONE: each.facts == ("AiService", "Workload"),
            NONE: not each.facts,
        }[hides]
    assert "secret" not in "".join(each.model_dump_json() for each in gaps(observations))


def test_kustomizations_that_build_upon_each_other_are_gaps(tmp_path: Path) -> None:
    files = {"a/kustomization.yaml": "resources: [../b, a.yaml]\n", "b/kustomization.yaml": "resources: [../a]\n", "a/a.yaml": DEPLOYMENT}
    _, observations = reading(write(tmp_path, files))
    assert of(Workload, observations) == []
    assert {each.detail for each in gaps(observations)} == {"it builds upon itself"}


def test_two_kustomizations_of_one_folder_are_refused(tmp_path: Path) -> None:
    files = {"a/kustomization.yaml": "resources: [a.yaml]\n", "a/kustomization.yml": "resources: [a.yaml]\n", "a/a.yaml": DEPLOYMENT}
    _, observations = reading(write(tmp_path, files))
    assert of(Workload, observations) == []
    assert [each.detail for each in gaps(observations)] == ["a has two kustomizations"]


def test_a_chain_that_doubles_with_every_level_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folder, "Budget", lambda: Budget(20_000))
    files = {"l0/kustomization.yaml": "resources: [a.yaml]\n", "l0/a.yaml": DEPLOYMENT}
    for level in range(1, 20):
        for side in "xy":
            files[f"l{level}{side}/kustomization.yaml"] = f"resources: [../l{level - 1}{'' if level == 1 else 'z'}]\nnamePrefix: {side}\n"
        files[f"l{level}z/kustomization.yaml"] = f"resources: [../l{level}x, ../l{level}y]\n"
    _, observations = reading(write(tmp_path, files))
    assert of(Workload, observations) == []
    assert [each.reason for each in gaps(observations)] == [GapReason.TOO_LARGE]


def test_a_patch_that_grows_with_every_operation_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folder, "Budget", lambda: Budget(100_000))
    operations = "".join(f"- {{op: copy, from: /spec, path: /spec/x{number}}}\n" for number in range(40))
    files = {"a.yaml": DEPLOYMENT, "p.yaml": operations}
    files["kustomization.yaml"] = "resources: [a.yaml]\npatches: [{path: p.yaml, target: {kind: Deployment}}]\n"
    _, observations = reading(write(tmp_path, files))
    assert [each.reason for each in gaps(observations)] == [GapReason.TOO_LARGE]


NAMES = st.sampled_from(["a", "b", "chat", "chat-2"])
CONTAINERS = st.lists(st.fixed_dictionaries({"name": NAMES, "image": st.sampled_from(["x", "x:1", "r:5/x@sha256:0"])}), max_size=3)


@given(st.lists(st.tuples(NAMES, CONTAINERS, st.dictionaries(NAMES, st.none() | st.integers() | NAMES, max_size=3)), max_size=4))
def test_an_overlay_that_changes_nothing_is_its_base(tmp_path_factory: pytest.TempPathFactory, objects: list[Any]) -> None:
    written = {
        name: {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": name}, "spec": {"x": more, "containers": containers}}
        for name, containers, more in objects
    }
    import yaml

    files = {"base/all.yaml": yaml.safe_dump_all(written.values()), "base/kustomization.yaml": "resources: [all.yaml]\n"}
    files |= {"over/kustomization.yaml": "resources: [../base]\n", "twice/kustomization.yaml": "resources: [../over]\n"}
    found, problems = composed(write(tmp_path_factory.mktemp("tree"), files))
    assert problems == []
    assert without_lines(found.get("twice", [])) == list(written.values())


WORDS = ["a.yaml", "p.yaml", "base", "chat", "Deployment", "/spec/x", "add", "*", ""]
KEYS = ["name", "path", "patch", "target", "kind", "op", "value", "from", "pairs", "literals", "count"]
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.sampled_from(WORDS),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from(KEYS), inner, max_size=4),
    max_leaves=12,
)  # fmt: skip
FIELDS = ["resources", "bases", "components", "patches", "patchesStrategicMerge", "patchesJson6902", "images", "replicas", "labels"]
FIELDS += ["commonLabels", "commonAnnotations", "namespace", "namePrefix", "configMapGenerator", "secretGenerator", "generatorOptions"]
FIELDS += ["replacements", "vars", "helmCharts", "transformers"]


@given(st.dictionaries(st.sampled_from(FIELDS), ANYTHING, max_size=5), ANYTHING)
def test_whatever_a_kustomization_says_nothing_breaks(tmp_path_factory: pytest.TempPathFactory, written: Any, patch: Any) -> None:
    import yaml

    files = {
        "kustomization.yaml": yaml.safe_dump({"resources": ["a.yaml"], **written}),
        "a.yaml": DEPLOYMENT,
        "p.yaml": yaml.safe_dump(patch),
    }
    _, observations = reading(write(tmp_path_factory.mktemp("tree"), files))
    assert [each.detail for each in gaps(observations) if each.reason is GapReason.FAILED] == []
