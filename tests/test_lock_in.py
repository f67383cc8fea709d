"""Lock-in: the numbers follow the method, every point has an address, and no remedy makes it worse."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readiness.facts import Environment, Gap, GapReason, Origin
from readiness.facts.ai import Deployment, Gateway, ModelClient, ModelLiteral, ModelRoute, ProviderUse, SourceModule
from readiness.facts.attestation import Attestation
from readiness.facts.delivery import EvaluationSuite
from readiness.facts.source import ProviderFeature
from readiness.lock_in import FEATURES, MOST, MOST_FOLDERS, WEIGHTS, LockIn, lock_in, vendors
from readiness.testing import PLACE, fact

TODAY = date(2026, 6, 1)


def module(file: str, *couplings: str, models: tuple[tuple[str, Any], ...] = (), features: tuple[str, ...] = (), **values: Any) -> Any:
    clients = tuple(ModelClient(provider="openai", coupling=each, timeout=True, line=3) for each in couplings)  # type: ignore[arg-type]
    return fact(
        SourceModule,
        language="python",
        resource=f"source:{file}",
        origin=Origin(place=PLACE, file=file, line=3),
        clients=clients,
        models=tuple(ModelLiteral(model=model, use=use, line=9) for model, use in models),
        features=tuple(ProviderFeature(name=each, provider="it", line=5) for each in features),
        **values,
    )


def measured(*modules: Any, **more: Any) -> LockIn:
    result = lock_in(modules=modules, today=TODAY, **more)
    assert result is not None
    return result


def points(result: LockIn) -> dict[str, float]:
    return {each.id: each.points for each in result.components}


def test_no_code_is_no_number() -> None:
    assert lock_in(modules=[], today=TODAY) is None
    assert lock_in(modules=[module("tests/a.py", "native", environment=Environment.SAMPLE)], today=TODAY) is None


def test_bedrock_bodies_everywhere_are_tight_and_a_gateway_is_loose() -> None:
    tight = measured(
        *(module(f"app{n}/a.py", "native", models=(("gpt-4o", "argument"),), features=("Native request bodies",)) for n in range(8)),
    )
    assert points(tight) == {"A": 30, "B": 15, "C": 8, "D": 15, "E": 15}
    assert (tight.provider, tight.model, tight.total, tight.grade) == (76, 100, 83, "E")
    loose = measured(
        module("llm.py", "openai-configurable"),
        gateways=[fact(Gateway, product="litellm")],
        routes=[route("chat", "openai", fallbacks=("other",)), route("other", "bedrock")],
        suites=[fact(EvaluationSuite, product="promptfoo", cases=9, asserting_cases=9, providers=("openai:gpt-5", "anthropic:messages:x"))],
        answers=[drill(date(2026, 5, 1))],
    )
    assert points(loose) == {"A": pytest.approx(2.7), "B": 0, "C": 0, "D": 0, "E": 0}
    assert (loose.provider, loose.model, loose.total, loose.grade) == (3, 1, 3, "A")


def test_what_an_account_shows_counts_and_framework_types_do_not() -> None:
    calling = module("a.py", "native")
    seen = measured(calling, features=[("Bedrock agents", Origin(place="aws-region:1:eu-west-1", call="bedrock-agent.get_agent"))])
    (reason,) = seen.components[2].reasons
    assert (reason.what, reason.file, reason.points) == ("Bedrock agents, bedrock-agent.get_agent", None, 8)
    typed = fact(SourceModule, language="python", resource="t", imports=("langchain_core.messages",))
    assert measured(calling, typed).parsed == 1


def route(alias: str, provider: str, **values: Any) -> Any:
    deployments = (Deployment(provider=provider, model="m", failure_domain=provider),)
    return fact(ModelRoute, gateway="g", alias=alias, deployments=deployments, **values)


def drill(answered: date) -> Any:
    return fact(Attestation, check="org-provider-failure-drill", question="?", answer=True, owner="o", answered=answered)


@pytest.mark.parametrize(
    ("modules", "more", "alternatives"),
    [
        ([module("a.py", "native")], {}, 15),
        ([module("a.py", "native")], {"uses": [fact(ProviderUse, provider=each, via="source") for each in ("openai", "bedrock")]}, 8),
        ([module("a.py", "native")], {"gateways": [fact(Gateway, product="litellm")]}, 15),
        ([module("a.py", "neutral")], {}, 5),
        ([module("a.py", "native", fallbacks=True)], {"uses": [fact(ProviderUse, provider="bedrock", via="source")]}, 4),
        ([module("a.py", "neutral")], {"routes": [route("chat", "openai", fallbacks=("x",)), route("x", "azure")]}, 0),
        ([module("a.py", "native")], {"routes": [route("chat", "openai", fallbacks=("x",)), route("x", "azure")]}, 15),
        ([module("a.py", "neutral")], {"routes": [route("chat", "openai", fallbacks=("x",))]}, 5),
        ([module("a.py", "neutral")], {"ways": [("r", frozenset({"OpenAI", "AWSBedrock"}), Origin(place=PLACE, file="r.yaml"))]}, 0),
        ([module("a.py", "native")], {"ways": [("r", frozenset({"OpenAI", "AWSBedrock"}), Origin(place=PLACE, file="r.yaml"))]}, 15),
    ],
)
def test_a_gateway_counts_when_code_goes_through_it(modules: list[Any], more: dict[str, Any], alternatives: int) -> None:
    assert points(measured(*modules, **more))["D"] == alternatives


def unread(count: int) -> list[Gap]:
    return [Gap(place=PLACE, facts=("SourceModule",), reason=GapReason.UNSUPPORTED, file=f"{n}.go") for n in range(count)]


@pytest.mark.parametrize(("files", "confidence"), [(0, "high"), (1, "high"), (2, "medium"), (3, "medium"), (4, "unknown")])
def test_what_could_not_be_read_lowers_the_confidence(files: int, confidence: str) -> None:
    result = measured(*(module(f"{n}.py", "native") for n in range(9)), gaps=unread(files))
    assert (result.confidence, result.unread) == (confidence, files)
    assert (result.provider is None) == (confidence == "unknown")


def test_only_unread_code_is_unknown_and_names_it() -> None:
    result = lock_in(modules=[], gaps=unread(2), today=TODAY)
    assert result is not None
    assert (result.total, result.grade, result.unread_files) == (None, "", ("0.go", "1.go"))


def test_vendors_are_told_from_models_and_not_from_protocols() -> None:
    assert vendors(["openai:chat:gpt-5", "azureopenai:chat:x", "google:gemini-3", "anthropic/claude"]) == {
        *("openai", "azure", "gemini", "anthropic"),
    }
    assert vendors(["https://x/chat", "file://p.py", "openai:chat:our-alias", "python:x"]) == set()


USES = st.sampled_from([("gpt-4o", "argument"), ("gpt-4o", "default"), ("o3", "argument")])
MODULES = st.lists(
    st.builds(
        lambda folder, name, couplings, models, features: module(
            f"{folder}/{name}.py", *couplings, models=tuple(models), features=tuple(features)
        ),
        st.sampled_from(["app", "llm", "core/providers", "jobs"]),
        st.sampled_from("abcdefgh"),
        st.lists(st.sampled_from(sorted(WEIGHTS)), max_size=3),
        st.lists(USES, max_size=3),
        st.lists(st.sampled_from(sorted(FEATURES)), max_size=4, unique=True),
    ),
    min_size=1,
    max_size=8,
    unique_by=lambda each: each.resource,
)


@settings(max_examples=60, deadline=None)
@given(MODULES)
def test_every_point_has_an_address_and_every_remedy_a_gain(modules: list[Any]) -> None:
    result = measured(*modules)
    assert result.total is not None
    assert 0 <= result.total <= 100
    for part in result.components:
        assert 0 <= part.points <= MOST[part.id]
        assert sum(each.points for each in part.reasons) == pytest.approx(part.points, abs=0.02)
        assert all(each.file and each.line for each in part.reasons if part.id in "ABC")
    for remedy in result.remedies:
        assert 0 < remedy.total <= MOST[remedy.component]
        assert remedy.provider >= 0
        assert remedy.model >= 0


@settings(max_examples=60, deadline=None)
@given(MODULES, st.data())
def test_mending_one_module_never_raises_a_number(modules: list[Any], data: st.DataObject) -> None:
    before = measured(*modules)
    number = data.draw(st.integers(0, len(modules) - 1))
    old = modules[number]
    looser = ModelClient(provider="openai", coupling="openai-configurable", timeout=True, line=3)
    weight = max((WEIGHTS[each.coupling] for each in old.clients), default=0)
    changes: list[dict[str, Any]] = [{"models": ()}, {"features": ()}]
    if weight >= WEIGHTS["framework"] and not any(each.coupling == "neutral" for each in old.clients):
        changes.append({"clients": (looser,)})
    change = data.draw(st.sampled_from(changes))
    mended = [*modules[:number], old.model_copy(update=change), *modules[number + 1 :]]
    after = measured(*mended)
    if "clients" not in change:
        assert (after.provider or 0) <= (before.provider or 0)
        assert (after.model or 0) <= (before.model or 0)
    assert points(after)["A"] <= points(before)["A"] + 0.01
    assert points(after)["B"] <= points(before)["B"] + 0.01
    assert points(after)["C"] <= points(before)["C"] + 0.01


@pytest.mark.parametrize("count", [1, 3])
def test_proof_only_helps(count: int) -> None:
    suites = [fact(EvaluationSuite, product="promptfoo", cases=1, asserting_cases=1, providers=("openai:gpt-5",)) for _ in range(count)]
    assert (measured(module("a.py", "native"), suites=suites).model or 0) <= (measured(module("a.py", "native")).model or 0)


def test_the_heaviest_folders_have_a_step_each_and_all_together_one() -> None:
    """One step for each of very many folders would be computed over all modules each time."""
    many = measured(*(module(f"area{number:02}/llm.py", *["native"] * (2 if number == 33 else 1)) for number in range(40)))
    steps = [each.action for each in many.remedies if each.component == "A"]
    assert len(steps) <= MOST_FOLDERS + 1
    assert steps[0] == "Send all calls through one client with a free address"
