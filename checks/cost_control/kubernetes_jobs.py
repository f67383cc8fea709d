"""Whether jobs on expensive machines end by themselves."""

from __future__ import annotations

from typing import Any

from readiness.api import Verdict, check, failed, not_applicable, passed
from readiness.facts.kubernetes.nodes import is_accelerator
from readiness.facts.kubernetes.workloads import Workload
from readiness.facts.serving import in_system_namespace

WITH_DEADLINES = ("Job", "CronJob", "RayJob", "PyTorchJob", "TFJob", "MPIJob")
BY_KUEUE = "kueue.x-k8s.io/max-exec-time-seconds"


@check("k8s-accelerator-job-ends", severity="medium", effort="minutes", maps=["azure-waf-core:CO:12", "azure-waf-core:CO:04"])
def accelerator_job_ends(workload: Workload) -> Verdict:
    """Jobs on accelerators have a deadline.

    Why: A job that hangs is paid for until somebody notices. Its accelerators cost the same whether it computes or waits, and
    nothing else ends it.

    Fix: State how long it may take at most

        spec:
          activeDeadlineSeconds: 14400
          backoffLimit: 2
          ttlSecondsAfterFinished: 86400
    """
    if in_system_namespace(workload):
        return not_applicable("it belongs to the platform")
    if workload.kind not in WITH_DEADLINES:
        return not_applicable("it is no job")
    uses = [
        name
        for each in workload.main_containers
        for name, count in each.requests.items()
        if is_accelerator(name) and count != "0"
    ]  # fmt: skip
    if not (uses or any(each.resource_claims for each in workload.main_containers)):
        return not_applicable("it uses no accelerator")
    told: dict[str, Any] = {"kind": workload.kind, "name": workload.name, "accelerators": sorted(set(uses))}
    if workload.deadline is None and BY_KUEUE not in workload.labels:
        return failed("A job on accelerators has no deadline", **told)
    return passed(deadline=workload.deadline, **told)
