"""Growth with the load: situations and verdicts."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from readiness.facts import Environment, GapReason
from readiness.facts.ai import AiService
from readiness.facts.containers import Container, EnvironmentVariable, Image
from readiness.facts.kubernetes.networking import Ingress, Service
from readiness.facts.kubernetes.running import RunningPods
from readiness.facts.kubernetes.scaling import Autoscaler, AutoscalerState, NodePool, QuotaUse, VerticalAutoscaler
from readiness.facts.kubernetes.workloads import Workload
from readiness.testing import TODAY, fact, row, table

GPU = {"nvidia.com/gpu": "1"}


def workload(**values: Any) -> Any:
    known = {"name": "chat", "namespace": "ai", "kind": "Deployment", "api_version": "apps/v1", "replicas": 2} | values
    known.setdefault("containers", (Container(name="app"),))
    return fact(Workload, pod_labels={"app": "chat"}, **known)


def scaler(**values: Any) -> Any:
    known = {"name": "chat", "namespace": "ai", "target_kind": "Deployment", "target_name": "chat", "minimum": 2, "maximum": 6} | values
    return fact(Autoscaler, **({"kind": "HorizontalPodAutoscaler"} | known))


def state(**values: Any) -> Any:
    known = {"name": "chat", "namespace": "ai", "kind": "HorizontalPodAutoscaler", "target_name": "chat", "read_at": TODAY} | values
    return fact(AutoscalerState, **known)


def ai(role: str = "inference", product: str = "vllm", **values: Any) -> Any:
    known: dict[str, Any] = {"platform": "kubernetes", "workload": "workload:chat", "authentication": True}
    known["container"] = values.pop("container", None) or Container(name="vllm", **values)
    return fact(AiService, role=role, product=product, **known)


SERVICE = fact(Service, name="chat", namespace="ai", selector={"app": "chat"}, ports=(80,))
EDGE = fact(Ingress, name="chat", namespace="ai", kind="Ingress", services=("chat",))
REACHED = (SERVICE, EDGE)

test_serving_scales = table(
    "k8s-serving-scales",
    passes=[
        [workload(), *REACHED, scaler()],
        [workload(), *REACHED, scaler(maximum=None)],
        [workload(claims=True), ai(), scaler()],  # the volume is a cache of models
        [workload(kind="InferenceService", replicas=None), ai(), scaler(target_kind="InferenceService")],
    ],
    fails=[
        [workload(), *REACHED],
        [workload(), ai()],
        [workload(), ai("gateway", "litellm")],
        [workload(), *REACHED, scaler(namespace="other")],
        [workload(), *REACHED, scaler(target_kind="StatefulSet")],
        row(workload(), *REACHED, scaler(minimum=3, maximum=3), says="no room"),
        [workload(), fact(Service, name="chat", namespace="ai", selector={"app": "chat"}, type="LoadBalancer")],
    ],
    unknown=[
        [workload(kind="InferenceService", replicas=1), ai()],
        [workload(), *REACHED, scaler().unknown("maximum", GapReason.TEMPLATED)],
    ],
    not_applicable=[
        workload(),
        [workload(), SERVICE],
        [workload(environment=Environment.STAGING), *REACHED],
        [workload(kind="StatefulSet"), *REACHED],
        [workload(claims=True), *REACHED],
        [workload(), ai("vector store", "qdrant")],
        [workload(kind="RayService", replicas=None), ai()],
    ],
)

test_works = table(
    "k8s-autoscaler-works",
    passes=[state(), state(kind="ScaledObject")],
    fails=[
        row(state(problem="FailedGetResourceMetric", since=TODAY - timedelta(hours=1)), says="FailedGetResourceMetric"),
        state(problem="ScaledObjectCheckFailed", created=TODAY - timedelta(days=9)),
        state(problem="FailedGetScale"),
    ],
    unknown=[state().unknown("problem", GapReason.FAILED)],
    not_applicable=[
        state(problem="FailedGetResourceMetric", since=TODAY - timedelta(minutes=5)),
        state(problem="FailedGetScale", namespace="kube-system"),
    ],
)

test_below_ceiling = table(
    "k8s-autoscaler-below-ceiling",
    passes=[state(current=3, minimum=2, maximum=6), state(current=6, minimum=2, maximum=6), state(current=2, minimum=2, maximum=6)],
    fails=[row(state(current=6, minimum=2, maximum=6, held_back=True), says="maximum")],
    unknown=[state(current=6, minimum=2, maximum=6).unknown("held_back", GapReason.FAILED)],
    not_applicable=[
        state(kind="ScaledObject"),
        state(current=2, minimum=2, maximum=2, held_back=True),
        state(current=6, minimum=2, maximum=6, held_back=True, namespace="kube-system"),
    ],
)


def vertical(**values: Any) -> Any:
    return fact(VerticalAutoscaler, **({"name": "chat", "namespace": "ai", "target_kind": "Deployment", "target_name": "chat"} | values))


test_one_autoscaler = table(
    "k8s-one-autoscaler-per-target",
    passes=[
        scaler(metrics=("cpu",)),
        [scaler(metrics=("cpu",)), scaler(name="other", target_name="other")],
        [scaler(metrics=("cpu",)), scaler(name="chat2", namespace="second")],
        [scaler(metrics=("cpu",)), scaler(name="chat2", environment=Environment.STAGING)],
        [scaler(metrics=("cpu",)), vertical(mode="Off")],
        [scaler(metrics=("vllm:num_requests_waiting",)), vertical()],
        [scaler(metrics=("cpu",)), vertical(resources=("memory",))],
    ],
    fails=[
        row(scaler(), scaler(name="chat-keda", kind="ScaledObject"), says="ScaledObject/chat-keda"),
        row(scaler(metrics=("cpu",)), vertical(), says="VerticalPodAutoscaler/chat"),
        [scaler(metrics=("queue", "memory")), vertical(mode="InPlaceOrRecreate")],
    ],
    unknown=[[scaler().unknown("metrics", GapReason.TEMPLATED), vertical()]],
    not_applicable=[scaler(namespace="kube-system")],
)


def keda(**values: Any) -> Any:
    return scaler(**({"kind": "ScaledObject", "metrics": ("prometheus",), "minimum": 1, "fallback": True} | values))


test_lost_metrics = table(
    "k8s-autoscaler-survives-lost-metrics",
    passes=[[workload(), SERVICE, keda()], [workload(), SERVICE, keda(metrics=("cpu", "prometheus"))]],
    fails=[
        row(workload(), SERVICE, keda(fallback=False), says="no fallback"),
        row(workload(), SERVICE, keda(minimum=0), says="nothing"),
        [workload(), ai(), keda(fallback=False)],
    ],
    unknown=[[workload(), SERVICE, keda().unknown("fallback", GapReason.TEMPLATED)]],
    not_applicable=[
        [workload(), SERVICE, scaler()],
        [workload(), SERVICE, keda(metrics=("cpu", "cron"), fallback=False)],
        [workload(), keda(minimum=0)],  # it takes work from a queue
        [workload(environment=Environment.STAGING), SERVICE, keda(minimum=0, environment=Environment.STAGING)],
        keda(namespace="keda-system", fallback=False),
    ],
)

ON_GPU = (Container(name="vllm", limits=GPU, requests=GPU),)
test_on_load = table(
    "k8s-accelerator-scaled-on-load",
    passes=[
        [workload(containers=ON_GPU), scaler(metrics=("vllm:num_requests_waiting",))],
        [workload(containers=ON_GPU), scaler(metrics=("cpu", "DCGM_FI_DEV_GPU_UTIL"))],
        [workload(containers=ON_GPU), keda()],
    ],
    fails=[
        [workload(containers=ON_GPU), scaler(metrics=("cpu",))],
        [workload(containers=ON_GPU), scaler(metrics=("memory", "cpu"))],
        [workload(containers=(Container(name="vllm", resource_claims=("gpu",)),)), scaler(metrics=("cpu",))],
    ],
    unknown=[[workload(containers=ON_GPU), scaler().unknown("metrics", GapReason.TEMPLATED)]],
    not_applicable=[
        [workload(), scaler(metrics=("cpu",))],
        scaler(metrics=("cpu",)),
        [workload(containers=ON_GPU), scaler()],
        [workload(containers=ON_GPU, namespace="gpu-system"), scaler(metrics=("cpu",), namespace="gpu-system")],
    ],
)

VLLM = Image(repository="vllm/vllm-openai", tag="v0.11.0")
test_accelerator = table(
    "k8s-accelerator-requested",
    passes=[
        [workload(), ai(image=VLLM, requests=GPU, limits=GPU)],
        [workload(), ai(image=VLLM, requests={"gpu.intel.com/i915": "1"}, limits={"gpu.intel.com/i915": "1"})],
        [workload(), ai(image=VLLM, resource_claims=("gpu",))],
    ],
    fails=[
        [workload(), ai(image=VLLM)],
        [workload(), ai(image=VLLM, requests={"nvidia.com/gpu": "0"}, limits={"nvidia.com/gpu": "0"})],
        row(workload(), ai(image=VLLM, requests=GPU), says="differ"),
    ],
    unknown=[[workload(), ai(image=VLLM).unknown("container", GapReason.TEMPLATED)]],
    not_applicable=[
        [workload(), ai(product="ollama")],
        [workload(), ai(image=Image(repository="public.ecr.aws/q9t5s3a7/vllm-cpu-release-repo", tag="v0.11.0"))],
        [workload(), ai(image=VLLM, arguments=("--device", "cpu"))],
        [workload(), ai(image=VLLM, environment=(EnvironmentVariable(name="VLLM_TARGET_DEVICE", value="cpu"),))],
        [workload(injected=frozenset({"resources"})), ai(image=VLLM)],
        [workload(namespace="lab-system"), ai(image=VLLM)],
        ai(image=VLLM),
    ],
)

test_shared_memory = table(
    "k8s-shared-memory-for-parallel-model",
    passes=[
        ai(arguments=("--tensor-parallel-size=2",), shared_memory="8Gi"),
        ai(product="tgi", arguments=("--num-shard", "4"), shared_memory=""),
    ],
    fails=[
        ai(arguments=("--tensor-parallel-size=2",)),
        ai(arguments=("-tp", "8")),
        ai(product="sglang", arguments=("--tp", "2"), volumes={"/dev/shm": "emptyDir"}),
    ],
    unknown=[ai().unknown("container", GapReason.TEMPLATED)],
    not_applicable=[
        ai(),
        ai(arguments=("--tensor-parallel-size=1",)),
        ai(arguments=("--tensor-parallel-size=$(SIZE)",)),
        ai("vector store", "qdrant"),
        ai(product="kserve", arguments=("--tensor-parallel-size=2",)),
    ],
)


def pool(**values: Any) -> Any:
    return fact(NodePool, **({"name": "gpu", "accelerators": True} | values))


test_pool_bounded = table(
    "k8s-node-pool-bounded",
    passes=[pool(limits={"nvidia.com/gpu": "16"}), pool(accelerators=False, any_machine=True, limits={"cpu": "100"})],
    fails=[pool(), pool(accelerators=False, any_machine=True)],
    unknown=[pool().unknown("limits", GapReason.TEMPLATED)],
    not_applicable=[pool(fixed=True), pool(accelerators=False)],
)


def running(**values: Any) -> Any:
    known = {"name": "chat", "namespace": "ai", "kind": "Deployment", "owner": "workload:chat", "read_at": TODAY, "pods": 3} | values
    return fact(RunningPods, **known)


test_placed = table(
    "k8s-pods-placed",
    passes=[running(), running(unplaced=1), running(unplaced=1, unplaced_since=TODAY - timedelta(minutes=3))],
    fails=[row(running(unplaced=2, unplaced_since=TODAY - timedelta(minutes=40)), says="40")],
    unknown=[running().unknown("unplaced_since", GapReason.FAILED)],
    not_applicable=[running(namespace="kube-system", unplaced=1, unplaced_since=TODAY - timedelta(hours=1))],
)


def quota(**used: float) -> Any:
    return fact(QuotaUse, name="ai", namespace="ai", used=used)


test_quota = table(
    "k8s-quota-has-room",
    passes=[quota(pods=0.5, services=1.0), quota(**{"requests.nvidia.com/gpu": 0.9}), row(quota(pods=0.96), most_percent=99)],
    fails=[quota(pods=0.95), row(quota(pods=0.1, **{"requests.nvidia.com/gpu": 1.0}), says="requests.nvidia.com/gpu"), quota(memory=1.2)],
    unknown=[quota().unknown("used", GapReason.FAILED)],
    not_applicable=[quota(), quota(services=1.0), fact(QuotaUse, name="q", namespace="kube-system", used={"pods": 1.0})],
)
