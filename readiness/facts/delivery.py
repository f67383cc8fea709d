"""How the system is built, evaluated and released."""

from __future__ import annotations

from readiness.facts.containers import Credential
from readiness.facts.record import Fact, Model


class Step(Model):
    """One step of a job.

    Attributes:
        uses: action and version (`actions/checkout@v4`).
        run: the commands, comments removed and secret values masked.
        ignores_failure: `continue-on-error`, or a command line ending in `|| true`.
        condition: its `if`, as written.
    """

    name: str = ""
    uses: str = ""
    run: str = ""
    arguments: dict[str, str] = {}
    ignores_failure: bool = False
    condition: str = ""
    line: int | None = None

    @property
    def commands(self) -> tuple[str, ...]:
        """The command lines of `run`, continued lines joined and cut at 1,000 characters, without those that only print."""
        lines = (line.strip() for line in self.run.replace("\\\n", " ").splitlines())
        return tuple(line[:1000] for line in lines if line and not line.startswith(("echo ", "printf ", "#")))


class Job(Model):
    """One job of a workflow.

    Attributes:
        environment: what it names as its environment, which the code host may protect; never an input of that name.
        manual: somebody must start it by hand in the pipeline (GitLab's `when: manual`).
        secrets: names of secrets that it is given.
        matrix: values that it runs for, one after the other (GitHub's `strategy.matrix`, GitLab's `parallel.matrix`).
    """

    id: str
    environment: str | None = None
    steps: tuple[Step, ...] = ()
    needs: tuple[str, ...] = ()
    condition: str = ""
    ignores_failure: bool = False
    calls: str = ""
    manual: bool = False
    secrets: tuple[str, ...] = ()
    matrix: tuple[str, ...] = ()
    line: int | None = None


class Workflow(Fact):
    """A GitHub Actions workflow, or the jobs of a GitLab pipeline that start for the same reasons.

    Attributes:
        product: `github actions` or `gitlab`.
        triggers: event name to the paths that limit it (empty tuple: any path).
        inputs: names of `workflow_dispatch` inputs.
        credentials: secrets written as literals.
    """

    name: str
    product: str = "github actions"
    triggers: dict[str, tuple[str, ...]] = {}
    inputs: tuple[str, ...] = ()
    jobs: tuple[Job, ...] = ()
    credentials: tuple[Credential, ...] = ()

    @property
    def steps(self) -> tuple[tuple[Job, Step], ...]:
        """Every step with its job, in order."""
        return tuple((job, step) for job in self.jobs for step in job.steps)


class EvaluationSuite(Fact):
    """A suite that judges answers of a model: promptfoo, DeepEval and the like.

    Attributes:
        cases: number of test cases; unread when they live in files that could not be counted.
        asserting_cases: cases with at least one assertion (their own or the default one).
        providers: model or endpoint ids under test.
        ignored_keys: keys that look like a gate and that the tool does not read.
        metrics: kinds of assertions or metrics, each with the threshold it fails below; None where it has none.
        brought: those of `metrics` that judge only passages written into the cases, which no search found.
        adversarial: it attacks the system: a red team's suite.
    """

    product: str
    cases: int
    asserting_cases: int
    providers: tuple[str, ...] = ()
    ignored_keys: tuple[str, ...] = ()
    metrics: dict[str, float | None] = {}
    brought: tuple[str, ...] = ()
    adversarial: bool = False


class AlertRule(Fact):
    """A Prometheus alerting rule.

    Attributes:
        metrics: metric names in the expression.
        hold: the `for` duration as written.
    """

    name: str
    expression: str
    metrics: tuple[str, ...] = ()
    hold: str = ""
    severity: str = ""
    has_runbook: bool = False
