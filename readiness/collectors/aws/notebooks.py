"""SageMaker Studio domains of an AWS region."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from readiness.collectors import Observation
from readiness.collectors.aws.reading import Aws, aws
from readiness.facts import Unread
from readiness.facts.aws.notebooks import AwsStudioDomain

APPLICATIONS = {"JupyterLab": "JupyterLabAppSettings", "Code Editor": "CodeEditorAppSettings"}
"""Applications that SageMaker can stop by itself.

https://docs.aws.amazon.com/sagemaker/latest/dg/studio-updated-idle-shutdown.html
"""


@aws("aws-region", gives=(AwsStudioDomain,), calls=("sagemaker.list_domains", "sagemaker.describe_domain"))
def studio_domains(reading: Aws) -> Iterator[Observation]:
    """Domains with who is let in, and what stops by itself."""
    for each in reading.pages("sagemaker.list_domains", "Domains"):
        told = reading.optional(partial(reading.call, "sagemaker.describe_domain", DomainId=each["DomainId"]))
        hidden = isinstance(told, Unread)
        yield reading.fact(
            AwsStudioDomain,
            each["DomainArn"],
            "sagemaker.describe_domain",
            names=(each["DomainName"],),
            name=each["DomainName"],
            status=each["Status"],
            authentication=told if hidden else told.get("AuthMode", ""),
            idle_minutes=told if hidden else _idle(told.get("DefaultUserSettings") or {}),
        )


def _idle(settings: dict[str, Any]) -> dict[str, int]:
    """What stops by itself, unless a user's profile says otherwise."""
    found = {}
    for name, key in APPLICATIONS.items():
        idle = ((settings.get(key) or {}).get("AppLifecycleManagement") or {}).get("IdleSettings") or {}
        if idle.get("LifecycleManagement") == "ENABLED":
            found[name] = int(idle.get("IdleTimeoutInMinutes", 0))
    return found
