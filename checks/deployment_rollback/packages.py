"""Whether what is installed next week is what was tested."""

from __future__ import annotations

from readiness.api import Verdict, check, failed, not_applicable, passed
from readiness.facts import Environment
from readiness.facts.packages import PackageList


@check(
    "ai-libraries-locked",
    severity="medium",
    effort="minutes",
    maps=["owasp-llm-top10-2025:LLM03:2025", "azure-waf-core:OE:11", "owasp-aisvs-1.0:AISVS-C6.1"],
)
def libraries_locked(listed: PackageList) -> Verdict:
    """Libraries that reach models are installed in fixed versions.

    Why: A build without any change of ours can break the assistant. Such libraries change every week, some were taken over by
    thieves for hours, and a version range installs whatever is newest on that day. A lock file fixes what they need, too;
    libraries for others leave versions to who installs them.

    Fix: Commit a lock file, and install from it

        # <file>: <open>
        uv lock && uv sync --locked        # or pip-compile, poetry lock, npm ci with package-lock.json
    """
    if listed.environment is Environment.SAMPLE:
        return not_applicable("it belongs to an example or a test")
    if listed.locked_by:
        return passed(locked_by=listed.locked_by, libraries=len(listed.libraries))
    loose = [each for each in listed.libraries if not each.exact]
    if not loose:
        return passed(libraries=[f"{each.name} {each.wanted}" for each in listed.libraries])
    if not listed.deployed:
        return not_applicable("nothing shows that a service is installed from it")
    return failed(
        "Libraries are installed in whatever version is newest",
        at=listed.origin.at(loose[0].line or listed.origin.line),
        file=listed.origin.file,
        open=[f"{each.name}{' ' if each.wanted else ''}{each.wanted}" for each in loose][:10],
    )
