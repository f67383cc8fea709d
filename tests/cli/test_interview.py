"""`readiness interview`: in a terminal as people have it, and by questionnaires that come back filled."""

from __future__ import annotations

import json
import os
import pty
import re
import select
import signal
import subprocess
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import yaml

from readiness.reports.pdf import pdf_problem

TODAY = datetime.now().astimezone().date()


ASKED = (
    "org-oncall-named",
    "org-exit-plan",
    "org-kill-switch",
    "org-restore-tested",
    "org-recovery-keys-escrowed",
    "org-index-rebuild-tested",
)
"""The questions that these tests know; others may come."""


class Terminal:
    """A person at a terminal: waits for words, types a line."""

    def __init__(self, *arguments: object, folder: Path) -> None:
        mine, theirs = pty.openpty()
        command = [sys.executable, "-m", "readiness", *(str(each) for each in arguments)]
        self.process = subprocess.Popen(
            command, stdin=theirs, stdout=theirs, stderr=theirs, cwd=folder, close_fds=True, env={**os.environ, "NO_COLOR": "1"}
        )
        os.close(theirs)
        self.mine, self.seen = mine, ""

    def waits_for(self, words: str, seconds: float = 30) -> str:
        """What was shown until these words came."""
        until = time.monotonic() + seconds
        while words not in self.seen:
            ready, _, _ = select.select([self.mine], [], [], max(0.0, until - time.monotonic()))
            more = self._read() if ready else ""
            assert more, f"{words!r} never came:\n{self.seen}"
            self.seen += more
        shown, _, self.seen = self.seen.partition(words)
        return shown

    def _read(self) -> str:
        try:
            return os.read(self.mine, 65536).decode()
        except OSError:  # the other end is closed
            return ""

    def types(self, line: str) -> None:
        os.write(self.mine, (line + "\n").encode())

    def says(self, *talk: tuple[str, str]) -> None:
        """Wait for each question, and answer it."""
        for words, line in talk:
            self.waits_for(words)
            self.types(line)

    def ended(self) -> tuple[int, str]:
        """How it ended, and what it said last."""
        while select.select([self.mine], [], [], 30)[0] and (more := self._read()):
            self.seen += more
        os.close(self.mine)
        return self.process.wait(30), self.seen


HOLDS, OWNER, ANSWERED = "Does it hold?", "Who stands by this answer?", "On which day was it so?"
EVIDENCE, EXPIRES, NOTE = "Evidence: a URL", "Valid until", "Anything else?"


def written(folder: Path) -> list[dict[str, object]]:
    return yaml.safe_load((folder / "attestations.yaml").read_text(encoding="utf-8"))["attestations"]


@pytest.fixture
def folder(system):
    (system / "docs").mkdir()
    (system / "docs" / "runbook.md").write_text("Call first.\n", encoding="utf-8")
    path = system / "readiness.yaml"
    path.write_text(path.read_text(encoding="utf-8") + f"checks: {{only: [{', '.join(ASKED)}]}}\n", encoding="utf-8")
    return system


def test_answers_are_asked_for_and_written_at_once(folder):
    person = Terminal("interview", "--section", "observability", folder=folder)
    shown = person.waits_for(HOLDS)
    assert "Each answer is written to attestations.yaml at once" in shown
    assert "[1/1] observability  org-oncall-named  high" in shown
    assert "Who is on call for the AI service" in shown
    assert "It would hold: Alerts reach a named on-call with a runbook." in shown
    person.types("maybe")
    person.waits_for("one of: y, n, s, q")
    person.says((HOLDS, "?"))
    assert "An alert that reaches nobody" in person.waits_for(HOLDS)
    person.types("y")
    person.says((OWNER, ""), ("a name, a role or an address", ""))
    person.says((OWNER, "jane@example.org"), (ANSWERED, "2026-13-01"))
    person.waits_for("write it as 2026-04-02")
    person.says((ANSWERED, (TODAY + timedelta(days=1)).isoformat()))
    person.waits_for("that day is still to come")
    person.says((f"[{TODAY.isoformat()}]", ""), (EVIDENCE, "docs/missing.md"))
    person.waits_for("there is no such file")
    person.says((EVIDENCE, "../secret"))
    person.waits_for("the file must lie in the folder")
    person.says((EVIDENCE, "docs/runbook.md"), ("rota, such as pagerduty: ai-assistant", "phone: 'night' # team"))
    person.says((EXPIRES, "soon"))
    person.waits_for("write a day (2027-01-31) or a number of days (90d)")
    person.says((EXPIRES, "2020-01-01"))
    person.waits_for("that day is over")
    person.says((EXPIRES, "90d"), (NOTE, "reviewed"))
    code, said = person.ended()
    assert code == 0
    assert "1 of 1 questions answered, in attestations.yaml" in said
    assert written(folder) == [
        {
            "check": "org-oncall-named",
            "answer": True,
            "owner": "jane@example.org",
            "answered": TODAY,
            "expires": TODAY + timedelta(days=90),
            "evidence": "docs/runbook.md",
            "values": {"rota": "phone: 'night' # team"},
            "note": "reviewed",
        }
    ]


def test_it_ends_when_somebody_wants_and_goes_on_where_it_was(folder, cli):
    first = Terminal("interview", "--section", "backups_recovery", "--owner", "jane", folder=folder)
    shown = first.waits_for(HOLDS)
    total = int(re.search(r"\[1/(\d+)\]", shown)[1])
    assert total >= 3
    first.types("n")
    first.says(("[jane]", ""), (ANSWERED, ""), (NOTE, ""), ("[2/", ""), (HOLDS, "s"), ("[3/", ""), (HOLDS, "q"))
    code, said = first.ended()
    assert (code, f"1 of {total} questions answered" in said, "go on with the same command" in said) == (0, True, True)
    assert [each["answer"] for each in written(folder)] == [False]
    second = Terminal("interview", "--section", "backups_recovery", folder=folder)
    assert f"[1/{total - 1}]" in second.waits_for(HOLDS)
    os.write(second.mine, b"\x04")  # Ctrl-D
    assert second.ended()[0] == 0
    third = Terminal("interview", "--section", "backups_recovery", folder=folder)
    third.waits_for(HOLDS)
    third.process.send_signal(signal.SIGINT)  # what Ctrl-C comes to
    code, said = third.ended()
    assert (code, "error: interrupted" in said, "Traceback" in said) == (130, True, False)
    assert len(written(folder)) == 1


def test_what_expired_is_asked_again_and_replaced_in_its_place(folder, cli):
    path = folder / "attestations.yaml"
    path.write_text(
        "# kept by jane\nattestations:\n"
        "  - check: org-oncall-named  # the rota\n    answer: yes\n    owner: old\n    answered: 2020-01-01\n"
        "  # the plan\n  - check: org-exit-plan\n    answer: yes\n    owner: jane\n"
        f"    answered: {TODAY}\n    expires: {TODAY}\n",
        encoding="utf-8",
    )
    person = Terminal("interview", "--section", "observability", "--section", "portability", folder=folder)
    person.waits_for("[1/1] observability  org-oncall-named")
    assert "Before: answered 2020-01-01 by old; the attestation is outdated." in person.waits_for(HOLDS)
    person.types("q")
    assert "org-exit-plan" not in person.ended()[1]
    again = Terminal("interview", "--section", "observability", folder=folder)
    again.says((HOLDS, "y"), (OWNER, "new"), (ANSWERED, ""), (EVIDENCE, "https://wiki/runbook"), ("rota", ""), (EXPIRES, ""), (NOTE, ""))
    assert again.ended()[0] == 0
    text = path.read_text(encoding="utf-8")
    assert text.startswith("# kept by jane\nattestations:\n  - check: org-oncall-named\n")
    assert "  # the plan\n  - check: org-exit-plan\n" in text
    assert [(each["check"], each["owner"]) for each in written(folder)] == [("org-oncall-named", "new"), ("org-exit-plan", "jane")]


def test_without_a_terminal_nothing_is_asked(folder, process):
    ended = process("interview", folder, input="y\n")
    assert ended.returncode == 2
    assert ended.stdout == ""
    assert ended.stderr.splitlines()[0] == "error: an interview needs a terminal"
    assert "questionnaire" in ended.stderr
    assert not (folder / "attestations.yaml").exists()


def test_a_section_without_questions_is_an_error(cli, folder):
    ended = cli("interview", folder, "--section", "observabilty")
    assert (ended.code, ended.err) == (2, "error: no question is about 'observabilty'\nhelp: did you mean 'observability'?\n")


# Questionnaires that come back

CSV = """\
\ufeffcheck,question,answer,owner,answered,expires,evidence,values,note
org-oncall-named,Who is on call?,Yes,jane,{today},{later},https://wiki/run,rota=phone; unknown=,'=cmd
org-exit-plan,"Is there, an exit plan?",no,lena,{today},,,,none yet
org-kill-switch,How?,,,,,,,
"""
YAML = """\
attestations:
  - check: org-oncall-named
    question: "Who is on call?"
    answer: yes
    owner: jane
    answered: {today}
    expires: {later}
    evidence: https://wiki/run
    values: {{rota: phone, other: }}
    note: "=cmd"
  - {{check: org-exit-plan, answer: no, owner: lena, answered: {today}, note: none yet}}
  - check: org-kill-switch
    question: How?
    answer:
    owner:
    answered:
"""
DAYS = {"today": TODAY, "later": TODAY + timedelta(days=30)}


FOR_EXCEL = CSV.replace("rota=phone; unknown=", "rota=phone").replace(",", ";").replace("there;", "there,")


@pytest.mark.parametrize(("name", "text"), [("filled.csv", CSV), ("filled.CSV", FOR_EXCEL), ("filled.yaml", YAML)])
def test_a_filled_questionnaire_is_imported(cli, folder, name, text):
    Path(name).write_text(text.format(**DAYS), encoding="utf-8")
    (folder / "attestations.yaml").write_text(
        "# ours\nattestations:\n- {check: org-exit-plan, answer: true, owner: x, answered: 2020-01-01}\n"
    )
    ended = cli("interview", folder, "--import", name)
    assert (ended.code, ended.out, ended.err) == (0, "", f"2 answers written to {Path('assistant/attestations.yaml')}\n")
    plan, oncall = written(folder)
    assert plan == {"check": "org-exit-plan", "answer": False, "owner": "lena", "answered": TODAY, "note": "none yet"}
    assert oncall == {
        "check": "org-oncall-named",
        "answer": True,
        "owner": "jane",
        "answered": TODAY,
        "expires": DAYS["later"],
        "evidence": "https://wiki/run",
        "values": {"rota": "phone"},
        "note": "=cmd",
    }
    assert (folder / "attestations.yaml").read_text(encoding="utf-8").startswith("# ours\n")


HEAD = "check,answer,owner,answered,expires,values\n"
WRONG = [
    ("f.csv", "check,answer,owner\n", "f.csv:1: no column 'answered'"),
    ("f.csv", HEAD + "org-exit-plans,yes,x,2026-01-01,,\n", "f.csv:2: no question is called 'org-exit-plans'"),
    ("f.csv", HEAD + "ai-gateway-authenticated,yes,x,2026-01-01,,\n", "f.csv:2: no question is called 'ai-gateway-authenticated'"),
    ("f.csv", HEAD + "org-exit-plan,perhaps,x,2026-01-01,,\n", "f.csv:2: 'answer' is neither yes nor no: 'perhaps'"),
    ("f.csv", HEAD + "org-exit-plan,yes,,2026-01-01,,\n", "f.csv:2: the answer has no 'owner'"),
    ("f.csv", HEAD + "org-exit-plan,yes,x,01.02.2026,,\n", "f.csv:2: 'answered' is not a day: '01.02.2026'"),
    ("f.csv", HEAD + "org-exit-plan,yes,x,2026-02-30,,\n", "f.csv:2: 'answered' is not a day: '2026-02-30'"),
    ("f.csv", HEAD + "org-exit-plan,yes,x,,,\n", "f.csv:2: the answer has no 'answered'"),
    ("f.csv", HEAD + "org-exit-plan,yes,x,2026-02-01,2026-01-01,\n", "f.csv:2: it expires before it was answered"),
    ("f.csv", HEAD + "org-exit-plan,yes,x,2026-02-01,,four hours\n", "f.csv:2: 'values' are not written as name=value: 'four hours'"),
    (
        "f.csv",
        HEAD + "org-exit-plan,yes,x,2026-02-01,,\norg-exit-plan,no,x,2026-02-01,,\n",
        "f.csv:3: 'org-exit-plan' is answered twice, first in line 2",
    ),
    ("f.csv", HEAD, "f.csv: no question is answered"),
    ("f.csv", "", "f.csv: no such file, or empty"),
    ("f.yaml", "attestations: x\n", "f.yaml: no list of answers"),
    ("f.yaml", "attestations:\n  - x\n", "f.yaml:2: an answer is not a mapping"),
    ("f.yaml", "attestations:\n  - check: org-exit-plan\n    anwser: yes\n", "f.yaml:3: unknown key 'anwser'"),
    ("f.yaml", "attestations:\n  - check: org-exit-plan\n    answer: yes\n", "f.yaml:2: the answer has no 'owner'"),
]


@pytest.mark.parametrize(("name", "text", "message"), WRONG)
def test_a_wrong_answer_is_named_with_its_line_and_nothing_is_written(cli, folder, name, text, message):
    Path(name).write_text(text, encoding="utf-8")
    ended = cli("interview", folder, "--import", name)
    assert (ended.code, ended.err.splitlines()[0]) == (2, f"error: {message}")
    assert not (folder / "attestations.yaml").exists()


@pytest.mark.parametrize("name", ["open.csv", "open.yaml"])
def test_the_questionnaire_goes_out_and_comes_back(cli, folder, name):
    cli("scan", folder, "-q", "-o", "a.json")
    assert cli("report", "a.json", "-q", "-f", "questionnaire", "-o", name).code == 0
    ended = cli("interview", folder, "--import", name)
    assert (ended.code, ended.err.splitlines()[0]) == (2, f"error: {name}: no question is answered")
    text = Path(name).read_text(encoding="utf-8")
    if name == "open.csv":
        text = re.sub(r"(org-exit-plan,[^\n]*?\"),,,,", rf"\1,yes,jane,{TODAY},", text)
    else:
        blank = r"(check: org-exit-plan\n.*\n    answer:)\n    owner:\n    answered:"
        text = re.sub(blank, rf"\1 yes\n    owner: jane\n    answered: {TODAY}", text)
    Path(name).write_text(text, encoding="utf-8")
    ended = cli("interview", folder, "--import", name)
    assert ended.code == 0, ended.err
    assert written(folder) == [{"check": "org-exit-plan", "answer": True, "owner": "jane", "answered": TODAY}]
    judged = json.loads(cli("scan", folder, "-q", "-f", "json").out)
    assert {each["status"] for each in judged["findings"] if each["check"] == "org-exit-plan"} == {"pass"}


def test_the_questionnaire_is_printed_in_every_form(cli, folder):
    cli("scan", folder, "-q", "-o", "a.json")
    for name in ("q.html", "q.md", "q.csv", "q.yaml"):
        assert cli("report", "a.json", "-q", "-f", "questionnaire", "-o", name).code == 0
        text = Path(name).read_text(encoding="utf-8")
        assert "org-exit-plan" in text
        assert "Who is on call for the AI service, how are they reached, and where is the runbook?" in text
    html = Path("q.html").read_text(encoding="utf-8")
    assert "<script" not in html
    assert "default-src" in html
    assert cli("report", "a.json", "-f", "questionnaire").out == html


def test_the_questionnaire_as_pdf_tells_its_questions(cli, folder):
    pypdf = pytest.importorskip("pypdf")
    if problem := pdf_problem():
        pytest.skip(problem)
    cli("scan", folder, "-q", "-o", "a.json")
    for name in ("one.pdf", "two.pdf"):
        assert cli("report", "a.json", "-q", "-f", "questionnaire", "-o", name).code == 0
    assert Path("one.pdf").read_bytes() == Path("two.pdf").read_bytes()
    told = " ".join(" ".join(page.extract_text().split()) for page in pypdf.PdfReader("one.pdf").pages)
    assert "Is there an exit plan for each critical AI provider" in told


def test_no_question_left_reads_sensibly(cli, folder):
    cli("scan", folder, "-q", "--only", "secrets_hygiene", "--skip", "org-provider-keys-rotated", "-o", "a.json")
    for name in ("q.html", "q.md"):
        cli("report", "a.json", "-q", "-f", "questionnaire", "-o", name)
        assert "Every question has an answer that counts." in Path(name).read_text(encoding="utf-8")
    cli("report", "a.json", "-q", "-f", "questionnaire", "-o", "q.yaml")
    assert yaml.safe_load(Path("q.yaml").read_text(encoding="utf-8")) == {"attestations": []}
