"""Who answers for the parts of the AI system."""

from readiness.facts import Environment, Origin
from readiness.facts.ai import Gateway
from readiness.facts.documents import CatalogEntry, OwnerRule, OwnersFile, PromptFile
from readiness.facts.files import FolderRead
from readiness.testing import fact, row, table

FOLDER = fact(FolderRead, files_read=9)
PLACE = FOLDER.origin.place


def at(file: str) -> Origin:
    return Origin(place=PLACE, file=file)


def prompt(file: str = "prompts/deep/answer.md", **fields: object) -> PromptFile:
    return fact(PromptFile, kind="text", tracked=True, origin=at(file), **fields)


def owners(*rules: tuple[str, ...], file: str = ".github/CODEOWNERS", section: str = "") -> OwnersFile:
    return fact(OwnersFile, origin=at(file), rules=tuple(OwnerRule(pattern=each, owners=who, section=section) for each, *who in rules))


def entry(file: str, owner: str = "assistant-team") -> CatalogEntry:
    return fact(CatalogEntry, kind="Component", name="assistant", owner=owner, origin=at(file))


GATEWAY = fact(Gateway, product="litellm", origin=at("gateway/config.yaml"))
test_components_owned = table(
    "ai-components-owned",
    passes=[
        row(FOLDER, prompt(), owners(("/prompts/", "@org/ai")), says=".github/CODEOWNERS"),
        [FOLDER, prompt(), GATEWAY, owners(("*", "@org/all"))],
        [FOLDER, prompt(), owners(("/prompts/**/*.md", "@org/ai", "@renovate"))],
        [FOLDER, prompt(), owners(("*.md", "@org/ai"))],
        [FOLDER, prompt(), owners(("deep/", "@org/ai"))],
        [FOLDER, prompt(), owners(("**/deep/", "@org/ai"))],
        [FOLDER, prompt(), owners(("/prompts/**", "@org/ai"))],
        [FOLDER, prompt("prompts/answer.md"), owners(("prompts/*", "@org/ai"))],
        [FOLDER, prompt(), entry("catalog-info.yaml")],
        row(FOLDER, prompt(), owners(("docs/", "@org/docs")), entry("prompts/catalog-info.yaml"), says="prompts/catalog-info.yaml"),
    ],
    fails=[
        row(FOLDER, prompt(), GATEWAY, owners(("/prompts/", "@org/ai")), says="has no owner"),
        row(FOLDER, prompt(), owners(("*", "@org/all"), ("/prompts/",)), says="has no owner"),
        row(FOLDER, prompt(), owners(("/deep/", "@org/ai")), says="has no owner"),
        row(FOLDER, prompt(), owners(("answer.md/", "@org/ai")), says="has no owner"),
        row(FOLDER, prompt(), owners(("/prompts/deep/answer.md/", "@org/ai")), says="has no owner"),
        row(FOLDER, prompt(), owners(("/prompts/*", "@org/ai")), says="has no owner"),
        row(FOLDER, prompt(), owners(("/x", "@a")), owners(("*", "@org/all"), file="docs/CODEOWNERS"), says="has no owner"),
        row(FOLDER, GATEWAY, entry("prompts/catalog-info.yaml"), says="has no owner"),
        row(FOLDER, prompt(), owners(("*", "@dependabot", "@org/release-bot")), says="bot alone"),
    ],
    unknown=[[FOLDER, prompt()], [FOLDER, prompt(), entry("catalog-info.yaml", owner="")]],
    not_applicable=[
        FOLDER,
        [FOLDER, owners(("*", "@org/all"))],
        [FOLDER, prompt(environment=Environment.SAMPLE)],
    ],
)
