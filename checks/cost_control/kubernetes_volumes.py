"""Whether a cluster pays for volumes that nobody can use."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from readiness.api import Verdict, check, failed, passed
from readiness.facts.kubernetes.storage import UnclaimedVolumes

SHOWN = 10


@check("k8s-volumes-claimed", severity="low", effort="minutes", maps=["azure-waf-core:CO:07", "azure-waf-core:CO:12"])
def volumes_claimed(volumes: UnclaimedVolumes, most_days: int = 30) -> Verdict:
    """Volumes that lost their claim are not kept for ever.

    Why: Disks that nobody can use are paid for each month. A volume with the policy Retain outlives its claim, which is right
    for a while, until it is known whether its data is still wanted.

    Fix: Save what is wanted, and delete the volume

        kubectl get persistentvolume <volumes>
        kubectl delete persistentvolume …   # and the disk behind it
    """
    late = [name for name, since in volumes.released.items() if volumes.read_at - since > timedelta(days=most_days)]
    told: dict[str, Any] = {"all": volumes.volumes, "released": len(volumes.released)}
    if late:
        return failed("Volumes without a claim are kept", volumes=sorted(late)[:SHOWN], longer_than_days=most_days, **told)
    return passed(**told)
