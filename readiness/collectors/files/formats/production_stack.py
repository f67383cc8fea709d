"""Values of the vLLM production-stack Helm chart: engines, their router and how they scale.

Keys and defaults as of chart 0.1.8 (`helm/values.yaml`): an engine is deployed unless `enabled: false`, no key is asked for
unless `vllmApiKey` holds one, a router runs once and publishes nothing, and metrics are not scraped. A number of replicas
that these values leave out may stand in others that are laid over them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from readiness.collectors import Observation
from readiness.collectors.files.ai_services import self_hosting
from readiness.collectors.files.chart_values import Chart, releases
from readiness.collectors.files.containers import image, secret_literal
from readiness.collectors.files.formats import Document, format
from readiness.collectors.files.secrets import credential
from readiness.collectors.files.shapes import at, flag, line_of, mapping, mappings, text, texts, whole
from readiness.facts import GapReason
from readiness.facts.ai import AiService, ProviderUse
from readiness.facts.containers import Container
from readiness.facts.files import SecretLiteral
from readiness.facts.kubernetes.scaling import Autoscaler

# `vllmConfig` writes options of the server in camel case.
_OPTIONS = {
    "maxModelLen": "--max-model-len",
    "maxNumSeqs": "--max-num-seqs",
    "gpuMemoryUtilization": "--gpu-memory-utilization",
    "tensorParallelSize": "--tensor-parallel-size",
}


def _engines(data: dict[str, Any]) -> list[dict[str, Any]]:
    """The engines that are deployed."""
    if flag(at(data, "servingEngineSpec", "enableEngine")) is False:
        return []
    return [each for each in mappings(at(data, "servingEngineSpec", "modelSpec")) if flag(each.get("enabled")) is not False]


CHART = Chart(("vllm-stack", "vllm"), lambda values: bool(_engines(values)))


@format(
    "vllm production-stack",
    gives=(AiService, Autoscaler, ProviderUse, SecretLiteral),
    matches=CHART.matches,
    hint=r"^[ \t]*+servingEngineSpec:",
)
def values(document: Document) -> Iterator[Observation]:
    """Engines and router of each release."""
    for each in releases(document, CHART):
        yield from _release(each)


def _release(document: Document) -> Iterator[Observation]:
    data = mapping(document.data)
    keyed = _holds_key(at(data, "servingEngineSpec", "vllmApiKey"))
    for engine in _engines(data):
        service = _engine(document, engine, keyed=keyed, monitor=_monitor(data.get("servingEngineSpec")))
        yield service
        yield from self_hosting(service)
        yield from _autoscaler(document, engine)
    yield from _router(document, data, keyed=keyed)
    yield from _secrets(document, data)


def _holds_key(value: Any) -> bool:
    return bool(text(value)) or bool(text(at(value, "secretName")))


def _monitor(spec: Any) -> dict[str, str]:
    """Whether the chart makes a ServiceMonitor, which it does not unless asked."""
    return {"serviceMonitor.enabled": text(at(spec, "serviceMonitor", "enabled")) or "false"}


def _engine(document: Document, engine: dict[str, Any], *, keyed: bool, monitor: dict[str, str]) -> AiService:
    name = text(engine.get("name")) or "engine"
    config = mapping(engine.get("vllmConfig"))
    written = [(option, text(config[key])) for key, option in _OPTIONS.items() if text(config.get(key))]
    revision = text(engine.get("modelRevision"))
    arguments = ["vllm", "serve", text(engine.get("modelURL")), *(part for pair in written for part in pair)]
    arguments += ["--revision", revision] if revision else []
    container = Container(
        name=name,
        image=image(_reference(engine)) if text(engine.get("repository")) else None,
        arguments=(*arguments, *texts(config.get("extraArgs"))),
        requests={text(engine.get("requestGPUType")) or "nvidia.com/gpu": text(engine.get("requestGPU"))} if _accelerated(engine) else {},
        environment_from=(text(at(engine, "envFromSecret", "name")),) if text(at(engine, "envFromSecret", "name")) else (),
        shared_memory=text(engine.get("shmSize")) or "20Gi",
        line=line_of(engine, "name"),
    )
    replicas = whole(engine.get("replicaCount"))
    scaled = _scaled(engine)
    settings = {option[2:].replace("-", "_"): value for option, value in written} | {"model": text(engine.get("modelURL"))}
    service = AiService(
        resource=f"helm:{document.id}#{name}",
        origin=document.origin(line_of(engine, "name")),
        environment=document.environment,
        role="inference",
        product="vllm",
        platform="kubernetes",
        workload=f"helm:{document.id}#{name}",
        container=container,
        authentication=keyed,
        replicas=scaled[1] if scaled is not None else replicas,
        settings=settings | monitor | ({"revision": revision} if revision else {}),
    )
    return service if replicas is not None or scaled is not None else _untold(service, "replicas")


def _untold(service: AiService, field: str) -> AiService:
    return service.unknown(field, GapReason.UNSUPPORTED, "other values may set it")


def _reference(engine: dict[str, Any]) -> str:
    tag = text(engine.get("tag"))
    return text(engine.get("repository")) + (f":{tag}" if tag else "")


def _accelerated(engine: dict[str, Any]) -> bool:
    return (whole(engine.get("requestGPU")) or 0) > 0


def _scaled(engine: dict[str, Any]) -> tuple[int, int] | None:
    """How many KEDA keeps at least, while nobody asks and while somebody does; None where it does not scale the engine."""
    keda = mapping(engine.get("keda"))
    if flag(keda.get("enabled")) is not True:
        return None
    idle, least = whole(keda.get("idleReplicaCount")), whole(keda.get("minReplicaCount"))
    least = 1 if least is None else least
    return (least if idle is None else idle), max(least, 1)


def _autoscaler(document: Document, engine: dict[str, Any]) -> Iterator[Autoscaler]:
    scaled, keda = _scaled(engine), mapping(engine.get("keda"))
    if scaled is None:
        return
    name = text(engine.get("name")) or "engine"
    triggers = keda.get("triggers")
    maximum = whole(keda.get("maxReplicaCount"))
    yield Autoscaler(
        resource=f"helm:{document.id}#{name}/autoscaler",
        origin=document.origin(line_of(engine, "keda")),
        environment=document.environment,
        name=name,
        kind="ScaledObject",
        target_kind="Deployment",
        target_name=name,
        minimum=scaled[0],
        maximum=100 if maximum is None else maximum,
        metrics=tuple(text(each.get("type")) for each in ([triggers] if isinstance(triggers, dict) else mappings(triggers))),
        fallback=whole(at(keda, "fallback", "replicas")) is not None,
    )


def _router(document: Document, data: dict[str, Any], *, keyed: bool) -> Iterator[Observation]:
    """The router, through which every engine is reached, and what publishes it."""
    router = data.get("routerSpec")
    if not isinstance(router, dict) or flag(router.get("enableRouter")) is False:
        return
    resource = f"helm:{document.id}#router"
    shared: dict[str, Any] = {"origin": document.origin(line_of(data, "routerSpec")), "environment": document.environment}
    scaling = mapping(router.get("autoscaling"))
    least = whole(scaling.get("minReplicas")) if flag(scaling.get("enabled")) is True else None
    replicas = whole(router.get("replicaCount"))
    service = AiService(
        **shared,
        resource=resource,
        role="inference",
        product="vllm-router",
        platform="kubernetes",
        workload=resource,
        container=Container(name="router", line=line_of(data, "routerSpec")),
        published=tuple(_published(router)),
        settings=_monitor(router),
        authentication=keyed or _holds_key(router.get("vllmApiKey")),
        replicas=least if least is not None else replicas,
    )
    yield service if replicas is not None or least is not None else _untold(service, "replicas")


def _published(router: dict[str, Any]) -> Iterator[str]:
    """What opens the router to the outside: a Service, or an Ingress without an annotation that asks for authentication."""
    kind, ingress = text(router.get("serviceType")), mapping(router.get("ingress"))
    if kind in ("NodePort", "LoadBalancer"):
        yield f"{kind} router"
    if flag(ingress.get("enabled")) is True and not any("auth" in str(key) for key in mapping(ingress.get("annotations"))):
        yield f"Ingress {', '.join(text(each.get('host')) for each in mappings(ingress.get('hosts'))) or 'router'}"


def _secrets(document: Document, data: dict[str, Any]) -> Iterator[SecretLiteral]:
    """Keys and tokens that are written into the values."""
    holders = [(mapping(data.get("servingEngineSpec")), "servingEngineSpec", ("vllmApiKey",))]
    holders += [(each, f"modelSpec[{text(each.get('name'))}]", ("hf_token",)) for each in _engines(data)]
    holders += [(mapping(data.get("routerSpec")), "routerSpec", ("hf_token",))]
    for holder, path, keys in holders:
        for key in keys:
            value = holder.get(key)
            found = credential("api_key", value, line_of(holder, key)) if isinstance(value, str) and value else None
            if found is not None:
                yield from secret_literal(document, (f"helm:{document.id}", f"{path}.{key}"), found, "kubernetes", document.environment)
