"""Whether prompts have versions, and whether production runs drafts."""

from __future__ import annotations

from readiness.api import Verdict, check, failed, not_applicable, passed, unknown
from readiness.facts.ai import ProviderUse
from readiness.facts.documents import DraftReference, PromptFile, PromptRegistryUse
from readiness.facts.files import FolderRead
from readiness.facts.serving import before_production, without_samples


@check(
    "ai-prompts-versioned",
    severity="medium",
    effort="hours",
    certainty="likely",
    aggregate="any",
    maps=[
        "aws-genai-lens:GENREL04-BP01",
        "aws-genai-lens:GENOPS03-BP01",
        "aws-genai-lens:GENSEC04-BP01",
        "aws-agentic-ai-lens:AGENTOPS02-BP03",
    ],
)
def prompts_versioned(uses: list[ProviderUse], prompts: list[PromptFile], registry: list[PromptRegistryUse]) -> Verdict:
    """Prompts have versions of their own.

    Why: Nobody can say which words made the assistant answer as it did. A prompt in a file under version control, or in a
    registry with labels, can be compared, reviewed and taken back.

    Fix: Keep prompts in files, or take them by label

        prompts/answer.prompty
        # or
        prompt = langfuse.get_prompt("answer", label="production")
    """
    taken = without_samples(registry)
    if taken:
        return passed(at=taken[0].origin, registries=sorted({each.product for each in taken}))
    written = without_samples(prompts)
    known = [each for each in written if "tracked" not in each.unread]
    if any(each.tracked for each in known):
        first = next(each for each in known if each.tracked)
        return passed(at=first.origin, files=len(written))
    if not written and not without_samples(uses):
        return not_applicable("no model is used")
    if written and known:
        return failed("Prompt files are not under version control", at=known[0].origin, files=len(written))
    if written:
        return unknown("whether git tracks the prompt files can't be told", at=written[0].origin, files=len(written))
    return unknown("no prompt was found outside code")


@check(
    "ai-production-runs-no-draft",
    severity="medium",
    effort="minutes",
    maps=["aws-agentic-ai-lens:AGENTOPS02-BP03", "owasp-aisvs-1.0:AISVS-C3.1"],
)
def no_draft(folder: FolderRead, drafts: list[DraftReference], registry: list[PromptRegistryUse]) -> Verdict | list[Verdict]:
    """Production asks for released prompts and agents.

    Why: An unfinished change answers customers the moment it is saved. Test aliases and the label `latest` point at whatever was
    written last, whether anybody released it or not.

    Fix: Ask for a released version

        agentAliasId: "<alias>"             # of a version, instead of TSTALIASID
        prompt = langfuse.get_prompt("<prompt>", label="production")
    """
    named = [each for each in without_samples(drafts) if not before_production(each)]
    newest = [each for each in without_samples(registry) if each.newest and not before_production(each)]
    if named or newest:
        verdicts = [failed("A test alias points at the draft of an agent", about=each, alias=each.name, prompt="") for each in named]
        return verdicts + [
            failed("The newest draft of a prompt is taken", about=each, prompt=each.prompt or each.product, alias=each.label)
            for each in newest
        ]
    if not without_samples(registry):
        return not_applicable("no versioned prompt or agent is referred to")
    return passed(files=folder.files_read, prompts=sorted({each.prompt for each in without_samples(registry) if each.prompt}))
