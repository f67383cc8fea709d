"""The attestations file: what it says, and what is said when it is wrong."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from textwrap import dedent

import pytest

from readiness.collectors import COLLECTORS, Place
from readiness.collectors.attestations import read_attestations
from readiness.errors import UserError
from readiness.facts import Environment
from readiness.facts.attestation import Attestation


def answers(tmp_path: Path, text: str | bytes) -> list[Attestation]:
    file = tmp_path / "attestations.yaml"
    file.write_bytes(text if isinstance(text, bytes) else dedent(text).encode())
    place = Place("attestations", "attestations.yaml", "attestations:attestations.yaml", root=file)
    return list(read_attestations(place, frozenset({Attestation})))  # type: ignore[arg-type]


def one(**changes: object) -> str:
    entry = {"check": "org-restore-tested", "answer": "yes", "owner": "Jane Roe", "answered": "2026-04-02", **changes}
    lines = [f"{key}: {value}" for key, value in entry.items() if value is not None]
    return "attestations:\n  - " + "\n    ".join(lines) + "\n"


def test_a_full_answer(tmp_path):
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/restore.md").write_text("done")
    text = """
        version: 1
        attestations:
          - check: org-restore-tested
            question: Was a restore tested?
            answer: yes
            owner: Jane Roe, platform lead
            date: 2026-04-02
            evidence: docs/restore.md
            expires: 2027-04-02
            environment: production
            note: in the spring
            values: {rto: 4h, rows: 12, automatic: yes, open: ~}
        """
    (found,) = answers(tmp_path, text)
    assert found.model_dump(exclude={"origin", "unread"}) == {
        "resource": "attestation:org-restore-tested@production",
        "environment": Environment.PRODUCTION,
        "check": "org-restore-tested",
        "question": "Was a restore tested?",
        "answer": True,
        "owner": "Jane Roe, platform lead",
        "answered": date(2026, 4, 2),
        "expires": date(2027, 4, 2),
        "evidence": "docs/restore.md",
        "evidence_found": True,
        "note": "in the spring",
        "values": {"rto": "4h", "rows": "12", "automatic": "yes", "open": ""},
    }
    assert (found.origin.place, found.origin.file, found.origin.line) == ("attestations:attestations.yaml", "attestations.yaml", 4)


def test_a_short_answer_is_shared(tmp_path):
    (found,) = answers(tmp_path, one(answer="no"))
    assert (found.resource, found.answer, found.environment) == ("attestation:org-restore-tested", False, Environment.SHARED)
    assert (found.evidence, found.evidence_found, found.expires) == ("", None, None)


@pytest.mark.parametrize(
    ("evidence", "found"), [("https://wiki.internal/restore", None), ("docs/absent.md", False), ("attestations.yaml", True), (".", False)]
)
def test_evidence(tmp_path, evidence, found):
    (answer,) = answers(tmp_path, one(evidence=evidence))
    assert answer.evidence_found is found


def test_evidence_may_lie_in_another_folder(tmp_path):
    (tmp_path / "repo").mkdir()
    (tmp_path / "repo/proof.md").touch()
    file = tmp_path / "answers.yaml"
    file.write_text(one(evidence="proof.md"))
    place = Place("attestations", "answers.yaml", "attestations:x", root=file, settings={"folder": tmp_path / "repo"})
    (answer,) = read_attestations(place, frozenset({Attestation}))
    assert answer.evidence_found is True  # type: ignore[union-attr]


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "attestations:\n", "attestations: []\n", "version: 1\n"])
def test_a_file_without_answers(tmp_path, text):
    assert answers(tmp_path, text) == []


def test_no_file_and_nothing_wanted():
    place = Place("attestations", "none", "attestations:none")
    assert list(read_attestations(place, frozenset({Attestation}))) == []


def test_one_check_may_be_answered_for_each_environment(tmp_path):
    text = one(environment="production") + one(environment="staging").removeprefix("attestations:\n")
    assert [each.environment for each in answers(tmp_path, text)] == [Environment.PRODUCTION, Environment.STAGING]


WRONG = [
    (one(owner=None), "attestations.yaml:2: the answer has no 'owner'", "an answer needs check, answer, owner and answered"),
    (one(owner="''"), "attestations.yaml:2: the answer has no 'owner'", "an answer needs"),
    (one(answer=None), "attestations.yaml:2: the answer has no 'answer'", "an answer needs"),
    (one(answer="mostly"), "attestations.yaml:3: 'answer' is neither yes nor no", "write 'answer: yes'"),
    (one(answered="02.04.2026"), "attestations.yaml:5: 'answered' is not a date", "write it as 2026-04-02"),
    (one(answered="2026-02-30"), "attestations.yaml:5: 'answered' is not a date", "write it as 2026-04-02"),
    (one(expires="never"), "attestations.yaml:6: 'expires' is not a date", "write it as"),
    (one(expires="2025-01-01"), "attestations.yaml:6: it expires before it was answered", "mend one of the dates"),
    (one(date="2026-01-01"), "attestations.yaml:6: 'date' and 'answered' say the same", "keep 'answered'"),
    (one(onwer="Jane"), "attestations.yaml:6: unknown key 'onwer'", "did you mean 'owner'?"),
    (one(qwertz="x"), "attestations.yaml:6: unknown key 'qwertz'", "known keys: check, answer"),
    (one(environment="prodution"), "attestations.yaml:6: unknown environment", "did you mean 'production'?"),
    (one(owner="[a]"), "attestations.yaml:4: 'owner' is not text", "write owner:"),
    (one(values="high"), "attestations.yaml:6: 'values' is not a mapping", "write values:"),
    (one(values="{a: [1]}"), "attestations.yaml:6: 'a' is not a single value", "write one figure"),
    (one(evidence="../secret.md"), "attestations.yaml:6: the evidence lies outside the folder", "name a file in the folder, or a URL"),
    (one(evidence="/etc/passwd"), "attestations.yaml:6: the evidence lies outside the folder", "name a file"),
    (one(evidence='"a\\0b"'), "attestations.yaml:6: the evidence is not a path", "name a file"),
    (
        one() + one().removeprefix("attestations:\n"),
        "attestations.yaml:6: 'org-restore-tested' is answered twice, first in line 2",
        "keep the newer",
    ),
    ("attestations: {a: b}", "attestations.yaml:1: 'attestations' is not a list", "begin each answer with '- check: <id>'"),
    ("attestations:\n  - a\n", "attestations.yaml:2: an answer is not a mapping", "begin each answer"),
    ("- check: x\n", "attestations.yaml:1: not an attestations file", "begin it with 'attestations:'"),
    ("attestation: []\n", "attestations.yaml:1: unknown key 'attestation'", "did you mean 'attestations'?"),
    ("version: 2\n", "attestations.yaml:1: this version of the format is not known", "write 'version: 1'"),
    ("attestations: [\n", "attestations.yaml:2: ", "mend the syntax at this line"),
    ("a: 1\na: 2\n", "attestations.yaml:2: key 'a' is written twice", "keep one of them"),
    ("version: 1\n---\nversion: 1\n", "attestations.yaml: holds more than one document", "remove the line '---'"),
    (b"owner: \xff", "attestations.yaml: not UTF-8", "save the file as UTF-8"),
    ("# " + "x" * (1 << 20), "attestations.yaml: larger than 1,048,576 bytes", "name the file"),
]


@pytest.mark.parametrize(("text", "message", "help"), WRONG, ids=[message for _, message, _ in WRONG])
def test_what_is_wrong_is_said_with_its_line(tmp_path, text, message, help):
    with pytest.raises(UserError) as raised:
        answers(tmp_path, text)
    assert raised.value.message.startswith(message)
    assert raised.value.help.startswith(help)


def test_evidence_behind_a_link_out_of_the_folder(tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "in").mkdir()
    (tmp_path / "out/x.md").touch()
    (tmp_path / "in/x.md").symlink_to(tmp_path / "out/x.md")
    with pytest.raises(UserError, match="outside the folder"):
        answers(tmp_path / "in", one(evidence="x.md"))


def test_a_missing_file(tmp_path):
    place = Place("attestations", "a.yaml", "attestations:a.yaml", root=tmp_path / "a.yaml")
    with pytest.raises(UserError, match=r"a\.yaml: can't be read: no such file"):
        list(read_attestations(place, frozenset({Attestation})))


def test_the_collector_is_registered():
    declared = COLLECTORS["attestations.read_attestations"]
    assert (declared.kind, declared.gives) == ("attestations", {Attestation})
