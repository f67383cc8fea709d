"""Jobs on accelerators: situations and verdicts."""

from __future__ import annotations

from typing import Any

from readiness.facts import GapReason
from readiness.facts.containers import Container
from readiness.facts.kubernetes.workloads import Workload
from readiness.testing import fact, row, table

GPU = {"nvidia.com/gpu": "1"}


def job(kind: str = "Job", *, requests: dict[str, str] = GPU, **values: Any) -> Any:
    known = {"name": "train", "namespace": "ai", "api_version": "batch/v1"} | values
    return fact(Workload, kind=kind, containers=(Container(name="train", requests=requests),), **known)


test_ends = table(
    "k8s-accelerator-job-ends",
    passes=[job(deadline=3600), job("RayJob", deadline=3600), job(labels={"kueue.x-k8s.io/max-exec-time-seconds": "3600"})],
    fails=[row(job(), says="nvidia.com/gpu"), job("CronJob"), job("PyTorchJob")],
    unknown=[job().unknown("containers", GapReason.TEMPLATED)],
    not_applicable=[job(requests={}), job(requests={"nvidia.com/gpu": "0"}), job("Deployment"), job(namespace="gpu-system"), job("JobSet")],
)
