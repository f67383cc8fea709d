"""Labels of a Namespace tell the environment of what is in it, wherever in the folder it stands; never of another world."""

from __future__ import annotations

from pathlib import Path

import pytest

from readiness.collectors import Place
from readiness.collectors.files import namespaced_manifests
from readiness.collectors.files.reading import FolderReading
from readiness.environments import Classifier, EnvironmentRule
from readiness.facts import Environment
from readiness.facts.files import SecretLiteral
from readiness.facts.kubernetes.workloads import Workload

CHAT = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: chat, namespace: shop}
spec:
  selector: {matchLabels: {app: chat}}
  template:
    metadata: {labels: {app: chat}}
    spec:
      containers:
      - name: chat
        image: chat:1
        env:
        - {name: DB_PASSWORD, value: hunter2-Xq9vB3}
"""
KUSTOMIZATION = "resources: [chat.yaml, shop.yaml]\n"
UNTOLD = "unclassified"


def shop(environment: str, name: str = "shop") -> str:
    labels = f"{{environment: {environment}}}" if environment else "{}"
    return f"apiVersion: v1\nkind: Namespace\nmetadata: {{name: {name}, labels: {labels}}}\n"


def environments(folder: Path, files: dict[str, str], rules: tuple[EnvironmentRule, ...] = ()) -> list[str]:
    """Where the workloads of a folder with these files live."""
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, "utf-8")
    place = Place(kind="folder", name=".", target="folder:.", root=folder, classifier=Classifier(rules=rules))
    seen = list(FolderReading(place).over(folder))
    assert len([each for each in seen if isinstance(each, SecretLiteral)]) == len({each for each in files if each.endswith("chat.yaml")})
    return sorted(str(each.environment) for each in seen if isinstance(each, Workload))


@pytest.mark.parametrize(
    ("files", "told"),
    [
        pytest.param({"chat.yaml": CHAT, "shop.yaml": shop("production")}, "production", id="read before"),
        pytest.param({"chat.yaml": CHAT, "a/shop.yaml": shop("production")}, "production", id="in another folder"),
        pytest.param({"all-chat.yaml": f"{shop('production')}---\n{CHAT}"}, "production", id="in one file"),
        pytest.param({"a.yaml": shop("production"), "b.yaml": shop("production"), "chat.yaml": CHAT}, "production", id="told twice"),
        pytest.param({"chat.yaml": CHAT, "shop.yaml": shop("")}, UNTOLD, id="no label"),
        pytest.param({"chat.yaml": CHAT, "shop.yaml": shop("${ENVIRONMENT}")}, UNTOLD, id="filled in later"),
        pytest.param({"chat.yaml": CHAT, "shop.yaml": shop("production", "store")}, UNTOLD, id="another namespace"),
        pytest.param({"chat.yaml": CHAT.replace(", namespace: shop", ""), "shop.yaml": shop("production")}, UNTOLD, id="no namespace"),
        pytest.param({"a.yaml": shop("production"), "b.yaml": shop("staging"), "chat.yaml": CHAT}, UNTOLD, id="told differently"),
        pytest.param({"a.yaml": shop("production"), "b.yaml": shop(""), "chat.yaml": CHAT}, UNTOLD, id="told and not told"),
        pytest.param({"chat.yaml": CHAT, "production/shop.yaml": shop("production")}, UNTOLD, id="of another environment's folder"),
        pytest.param({"staging/chat.yaml": CHAT, "shop.yaml": shop("production")}, "staging", id="in an environment's folder"),
        pytest.param({"dev/chat.yaml": CHAT, "dev/shop.yaml": shop("production")}, "production", id="the label before the path"),
        pytest.param({"tests/chat.yaml": CHAT, "tests/shop.yaml": shop("production")}, "sample", id="a sample stays one"),
        pytest.param({"chat.yaml": CHAT, "tests/shop.yaml": shop("production")}, UNTOLD, id="of a sample"),
        pytest.param(
            {"chat.yaml": CHAT.replace("name: chat,", "name: chat-dev,"), "shop.yaml": shop("production")}, "production", id="names"
        ),
        pytest.param(
            {"chat.yaml": CHAT.replace("name: chat,", "name: chat, labels: {env: dev},"), "shop.yaml": shop("production")},
            "development",
            id="its own label",
        ),
        pytest.param(
            {"eu/kustomization.yaml": KUSTOMIZATION, "eu/chat.yaml": CHAT, "eu/shop.yaml": shop("staging")}, "staging", id="an overlay's"
        ),
        pytest.param(
            {"eu/kustomization.yaml": "resources: [shop.yaml]\n", "eu/shop.yaml": shop("staging"), "chat.yaml": CHAT},
            UNTOLD,
            id="of an overlay",
        ),
    ],
)
def test_labels_of_the_namespace_tell(tmp_path: Path, files: dict[str, str], told: str) -> None:
    assert environments(tmp_path, files) == [told]


def test_each_overlay_has_namespaces_of_its_own(tmp_path: Path) -> None:
    patch = "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop, labels: {environment: %s}}\n"
    files = {"base/kustomization.yaml": KUSTOMIZATION, "base/chat.yaml": CHAT, "base/shop.yaml": shop("")}
    for overlay, environment in (("blue", "production"), ("green", "staging")):
        files[f"{overlay}/kustomization.yaml"] = "resources: [../base]\npatches: [{path: p.yaml}]\n"
        files[f"{overlay}/p.yaml"] = patch % environment
    assert environments(tmp_path, files) == ["production", "staging"]


def test_a_configured_rule_comes_before_labels(tmp_path: Path) -> None:
    rule = EnvironmentRule(environment=Environment.STAGING, names=("chat",))
    assert environments(tmp_path, {"chat.yaml": CHAT, "shop.yaml": shop("production")}, (rule,)) == ["staging"]


def test_more_manifests_than_are_kept_are_read_all_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(namespaced_manifests, "MOST_WAITING", len(CHAT))
    files = {"a/chat.yaml": CHAT, "b/chat.yaml": CHAT.replace("name: chat,", "name: other,"), "shop.yaml": shop("production")}
    assert environments(tmp_path, files) == ["production", UNTOLD]
