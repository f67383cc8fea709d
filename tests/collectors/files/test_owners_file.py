"""CODEOWNERS and catalog entries as facts."""

from infrastructure_world import facts_in, only, written

from readiness.facts.documents import CatalogEntry, OwnersFile

GITHUB = """# owners
*            @org/all
/prompts/    @org/ai ai@example.org  # who knows
/my\\ docs/   @org/docs
/free/
"""
GITLAB = """
[Documentation] @docs
docs/
^[AI][2]
/prompts/ @ai
"""
CATALOG = """
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: assistant}
spec: {type: service, owner: "group:assistant-team"}
---
apiVersion: backstage.io/v1alpha1
kind: Group
metadata: {name: assistant-team}
spec: {type: team}
"""


def test_githubs(tmp_path):
    read = only(written(tmp_path, {".github/CODEOWNERS": GITHUB, "src/CODEOWNERS": "* @nobody\n"}), OwnersFile)
    assert [(each.pattern, each.owners) for each in read.rules] == [
        ("*", ("@org/all",)),
        ("/prompts/", ("@org/ai", "ai@example.org")),
        ("/my docs/", ("@org/docs",)),
        ("/free/", ()),
    ]


def test_sections_of_gitlab_give_their_owners(tmp_path):
    read = only(written(tmp_path, {"CODEOWNERS": GITLAB}), OwnersFile)
    assert [(each.pattern, each.owners, each.section) for each in read.rules] == [
        ("docs/", ("@docs",), "documentation"),
        ("/prompts/", ("@ai",), "ai"),
    ]


def test_patterns_that_are_slow_to_try_are_left_out(tmp_path):
    assert only(written(tmp_path, {"CODEOWNERS": "a*a*a*a*a*a*a*a*a*b @x\n"}), OwnersFile).rules == ()


def test_a_catalog(tmp_path):
    found = facts_in(written(tmp_path, {"catalog-info.yaml": CATALOG}), CatalogEntry).values()
    assert [(each.kind, each.name, each.owner) for each in found] == [("Component", "assistant", "group:assistant-team")]
