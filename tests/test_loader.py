"""Checks are found where they may be, and nowhere twice."""

from __future__ import annotations

import sys
from importlib.metadata import EntryPoint
from types import ModuleType

import pytest
from strategies import a_check

from readiness import loader
from readiness.errors import UserError
from readiness.loader import load_checks, pillars, select
from readiness.score import PILLAR_WEIGHTS

SOURCE = '''
"""Local checks."""

from readiness.api import Verdict, check, passed
from readiness.facts.ai import Gateway


@check("{id}", severity="low", effort="hours", pillar="{pillar}", aliases={aliases})
def local(gateway: Gateway) -> Verdict:
    """It holds.

    Why: So.

    Fix: So
    """
    return passed()
'''


@pytest.fixture
def folder(tmp_path):
    def write(name="mine.py", id="acme-gateway-known", pillar="quality", aliases=()):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(SOURCE.format(id=id, pillar=pillar, aliases=list(aliases)))
        return tmp_path

    yield write
    for name in [each for each in sys.modules if each.startswith("readiness_local_checks.")]:
        del sys.modules[name]


def test_the_pillars_are_the_folders_of_the_scoring_table():
    assert set(pillars()) == set(PILLAR_WEIGHTS)
    assert all(each.title and each.question.endswith("?") for each in pillars().values())


def test_built_in_checks_stand_in_the_pillar_of_their_folder():
    found = load_checks()
    assert list(found) == sorted(found)
    assert all(f".{each.pillar}." in each.function.__module__ for each in found.values())


def test_a_local_folder_adds_checks(folder):
    found = load_checks([folder()])
    assert found["acme-gateway-known"].pillar == "quality"
    assert found.keys() - load_checks().keys() == {"acme-gateway-known"}


def test_the_folder_of_a_local_check_is_its_pillar(folder):
    assert load_checks([folder("observability/mine.py", pillar="")])["acme-gateway-known"].pillar == "observability"


@pytest.mark.parametrize("pillar", ["", "backup"])
def test_an_unknown_pillar_is_refused_with_those_there_are(folder, pillar):
    with pytest.raises(UserError, match="'acme-gateway-known' names the unknown pillar") as caught:
        load_checks([folder(pillar=pillar)])
    assert "backups_recovery" in caught.value.help


def test_an_id_is_taken_once(folder):
    folder()
    with pytest.raises(UserError, match="check id 'acme-gateway-known' is defined twice") as caught:
        load_checks([folder("other.py")])
    assert caught.value.help == "give one of them another id"


def test_a_former_id_stays_taken(folder):
    folder(aliases=["acme-old"])
    with pytest.raises(UserError, match="check id 'acme-old' is defined twice"):
        load_checks([folder("other.py", id="acme-old")])


def test_a_built_in_id_cannot_be_replaced(folder):
    id = next(iter(load_checks()))
    with pytest.raises(UserError, match=f"check id '{id}' is defined twice"):
        load_checks([folder(id=id)])


def test_a_folder_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(UserError, match="no such folder of checks"):
        load_checks([tmp_path / "none"])


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("def broken(:", "invalid syntax"),
        ("1 / 0", "division by zero"),
        (SOURCE.format(id="acme-a", pillar="quality", aliases=[]).replace("Why:", "Because:"), "the docstring needs a title line"),
    ],
)
def test_a_file_that_cannot_be_loaded_is_named(tmp_path, source, says):
    (tmp_path / "broken.py").write_text(source)
    with pytest.raises(UserError, match=says) as caught:
        load_checks([tmp_path])
    assert caught.value.message.startswith(f"{tmp_path}/broken.py: can't be loaded: ")


# Installed checks


def installed(monkeypatch, **modules):
    for name, module in modules.items():
        if module is not None:
            monkeypatch.setitem(sys.modules, name, module)
    entries = [EntryPoint(name=name, value=name, group=loader.ENTRY_POINTS) for name in modules]
    monkeypatch.setattr(loader, "entry_points", lambda group: entries if group == "readiness.checks" else [])
    monkeypatch.setattr(loader, "_everywhere", loader._everywhere.__wrapped__)  # as a process that has not looked yet


def test_installed_packages_add_checks(monkeypatch):
    module = ModuleType("acme_readiness_checks")
    exec(SOURCE.format(id="acme-installed", pillar="governance", aliases=[]), module.__dict__)
    installed(monkeypatch, acme_readiness_checks=module)
    assert load_checks()["acme-installed"].pillar == "governance"


def test_an_installed_package_that_cannot_be_loaded_is_named(monkeypatch):
    installed(monkeypatch, acme_readiness_missing=None)
    with pytest.raises(UserError, match="installed checks 'acme_readiness_missing' can't be loaded") as caught:
        load_checks()
    assert caught.value.help == "upgrade or uninstall that package"


def test_a_check_that_is_only_imported_is_not_defined_twice(monkeypatch):
    original, importer = ModuleType("acme_original"), ModuleType("acme_importer")
    exec(SOURCE.format(id="acme-shared", pillar="governance", aliases=[]), original.__dict__)
    importer.local = original.local
    installed(monkeypatch, acme_original=original, acme_importer=importer)
    assert "acme-shared" in load_checks()


# Choosing

CHECKS = {
    each.id: each
    for each in (
        a_check("ai-gateway-authenticated", pillar="identity_access"),
        a_check("ai-gateway-debug-off", pillar="environment_separation"),
        a_check("k8s-probes", pillar="deployment_rollback"),
    )
}


@pytest.mark.parametrize(
    ("only", "skip", "chosen"),
    [
        ((), (), list(CHECKS)),
        (("k8s-probes",), (), ["k8s-probes"]),
        (("ai-*",), (), ["ai-gateway-authenticated", "ai-gateway-debug-off"]),
        (("identity_access",), (), ["ai-gateway-authenticated"]),
        (("ai-*", "k8s-probes"), ("ai-gateway-debug-off",), ["ai-gateway-authenticated", "k8s-probes"]),
        ((), ("*",), []),
    ],
)
def test_checks_are_chosen_by_id_prefix_or_pillar(only, skip, chosen):
    assert list(select(CHECKS, only, skip)) == chosen


def test_a_former_id_still_chooses(folder):
    checks = load_checks([folder(aliases=["acme-former"])])
    assert list(select(checks, ["acme-former"])) == ["acme-gateway-known"]


@pytest.mark.parametrize(
    ("name", "help"),
    [
        ("ai-gateway-authenticate", "did you mean 'ai-gateway-authenticated'?"),
        ("k8s-probe", "did you mean 'k8s-probes'?"),
        ("identity_acces", "did you mean 'identity_access'?"),
        ("zzz", "'readiness checks list' shows them all"),
        ("zzz-*", "'readiness checks list' shows them all"),
    ],
)
def test_a_name_that_chooses_nothing_is_refused_with_the_nearest(name, help):
    for chosen in ({"only": [name]}, {"skip": [name]}):
        with pytest.raises(UserError, match="no check or pillar is called") as caught:
            select(CHECKS, **chosen)
        assert caught.value.help == help
