"""Evaluations in Python: what is run, what it measures, and whether anything can fail."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from readiness.collectors import Place
from readiness.collectors.files.evaluation_source import evaluates, read_evaluations
from readiness.collectors.files.formats import Document
from readiness.facts.delivery import EvaluationSuite


def suites(text: str, root: Path | None = None, path: str = "evals/test_answers.py") -> list[Any]:
    text = dedent(text)
    assert evaluates(text)
    place = Place(kind="folder", name=".", target="folder:.", root=root)
    environment = place.classifier.of_path(path)
    return list(read_evaluations(Document(place=place, path=path, syntax="python", data=None, text=text, environment=environment)))


DEEPEVAL = """
    from deepeval import assert_test
    from deepeval.metrics import AnswerRelevancyMetric, FaithfulnessMetric as Faithful
    from deepeval.test_case import LLMTestCase

    LIMIT = 0.9

    def test_notice():
        case = LLMTestCase(input="notice?", actual_output=ask("notice?"))
        assert_test(case, [Faithful(threshold=0.8), AnswerRelevancyMetric()])

    def test_fee():
        assert_test(LLMTestCase(input="fee?", actual_output=ask("fee?")), [Faithful(threshold=0.7)])
"""


def test_deepeval_fails_below_its_thresholds() -> None:
    (suite,) = suites(DEEPEVAL)
    assert (suite.product, suite.cases, suite.asserting_cases, suite.origin.line) == ("deepeval", 2, 2, 10)
    assert suite.metrics == {"AnswerRelevancyMetric": 0.5, "FaithfulnessMetric": 0.7}


@pytest.mark.parametrize(
    "body",
    [
        "for row in rows:\n    assert_test(LLMTestCase(input=row), [])",
        "cases = [LLMTestCase(input=row) for row in rows]\nassert_test(cases[0], [])",
        "def test_answer(row):\n    assert_test(LLMTestCase(input=row), [])",
        "assert_test(dataset[0], [])",
    ],
)
def test_cases_that_are_made_again_and_again_are_not_counted(body: str) -> None:
    (suite,) = suites("from deepeval import assert_test\nfrom deepeval.test_case import LLMTestCase\n" + body + "\n")
    assert set(suite.unread) == {"cases", "asserting_cases"}


RAGAS = """
    from ragas import evaluate
    from ragas.metrics import context_recall, faithfulness

    result = evaluate(load("golden.jsonl"), metrics=[faithfulness, context_recall])
"""


def test_ragas_only_records(tmp_path: Path) -> None:
    (tmp_path / "evals").mkdir()
    (tmp_path / "evals" / "golden.jsonl").write_text('{"q": 1}\n{"q": 2}\n\n{"q": 3}\n')
    (suite,) = suites(RAGAS, tmp_path)
    assert (suite.product, suite.cases, suite.asserting_cases) == ("ragas", 3, 0)
    assert suite.metrics == {"context_recall": None, "faithfulness": None}


def test_an_assert_of_ones_own_judges() -> None:
    (suite,) = suites(dedent(RAGAS) + "assert result['faithfulness'] > 0.8\n")
    assert "asserting_cases" in suite.unread
    (silent,) = suites(RAGAS)
    assert silent.asserting_cases == 0
    assert "cases" in silent.unread


def test_inspect_tasks_are_decorated_functions(tmp_path: Path) -> None:
    (tmp_path / "cases.csv").write_text("input,target\na,b\nc,d\n")
    (suite,) = suites(
        """
        from inspect_ai import Task, task
        from inspect_ai.dataset import csv_dataset
        from inspect_ai.scorer import model_graded_fact

        @task
        def claims():
            return Task(dataset=csv_dataset("cases.csv"), scorer=model_graded_fact())
        """,
        tmp_path,
    )
    assert (suite.product, suite.cases, suite.asserting_cases, suite.origin.line) == ("inspect", 2, 0, 6)
    assert suite.metrics == {"model_graded_fact": None}


@pytest.mark.parametrize(
    ("text", "product", "adversarial"),
    [
        ("from azure.ai.evaluation import evaluate\nevaluate(data=path, evaluators={})\n", "azure-ai-evaluation", False),
        ("import mlflow\nmlflow.genai.evaluate(data=data, scorers=[])\n", "mlflow", False),
        ("from langsmith import evaluate\nevaluate(run, data='claims')\n", "langsmith", False),
        ("from deepteam import red_team\nred_team(model_callback=call)\n", "deepteam", True),
        ("from azure.ai.evaluation.red_team import RedTeam\nRedTeam(project)\n", "azure-ai-red-team", True),
    ],
)  # fmt: skip
def test_tools_are_told_by_what_is_called(text: str, product: str, adversarial: bool) -> None:
    (suite,) = suites(text)
    assert (suite.product, suite.adversarial) == (product, adversarial)


@pytest.mark.parametrize("text", ["import mlflow\nmlflow.log_metric('a', 1)\n", "from langsmith import traceable\n", "import ragas\n"])
def test_an_import_alone_evaluates_nothing(text: str) -> None:
    assert suites(text) == []


@pytest.mark.parametrize("path", ["../secret.jsonl", "/etc/passwd.csv", "missing.jsonl"])
def test_data_outside_the_folder_is_never_opened(path: str, tmp_path: Path) -> None:
    (tmp_path / "secret.jsonl").write_text("{}\n")
    inner = tmp_path / "repository"
    inner.mkdir()
    (suite,) = suites(f"from ragas import evaluate\nevaluate(load('{path}'))\n", inner, "evals.py")
    assert "cases" in suite.unread


def test_broken_modules_are_read_as_far_as_they_go() -> None:
    (suite,) = suites(dedent(DEEPEVAL) + "\ndef broken(:\n")
    assert isinstance(suite, EvaluationSuite)
