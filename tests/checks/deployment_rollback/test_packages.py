"""Libraries in fixed versions: situations and verdicts."""

from __future__ import annotations

from typing import Any

from readiness.facts import Environment, GapReason
from readiness.facts.packages import PackageList, Requirement
from readiness.testing import fact, row, table

LOOSE, FIXED = Requirement(name="openai", wanted=">=1.40", line=3), Requirement(name="litellm", wanted="==1.83.0", exact=True, line=4)


def listed(*libraries: Requirement, **values: Any) -> PackageList:
    return fact(PackageList, **{"ecosystem": "python", "libraries": libraries, **values})


test_libraries_locked = table(
    "ai-libraries-locked",
    passes=[listed(FIXED), row(listed(LOOSE, locked_by="uv.lock"), says="uv.lock"), listed(FIXED, deployed=False)],
    fails=[
        row(listed(LOOSE), says="openai >=1.40"),
        row(listed(LOOSE, FIXED), says="config.yaml:3"),
        listed(Requirement(name="@ai-sdk/openai", wanted="^2.0.0"), ecosystem="npm"),
    ],
    unknown=[listed(LOOSE).unknown("libraries", GapReason.UNPARSEABLE)],
    not_applicable=[[], listed(LOOSE, environment=Environment.SAMPLE), row(listed(LOOSE, deployed=False), says="nothing shows")],
)
