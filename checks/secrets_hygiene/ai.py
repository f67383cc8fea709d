"""Secrets of AI systems: provider keys, gateway configuration, vendors' defaults, MCP servers, dotenv files."""

from __future__ import annotations

from readiness.api import Verdict, check, failed, not_applicable, passed
from readiness.facts import Environment
from readiness.facts.ai import Gateway, McpServer
from readiness.facts.files import EnvFile, FolderRead, SecretLiteral

from .exposure import absence, env_file_of, overridden

TOLD_BY_PLACE = ("password in a URL", "secret value")
"""Kinds of secret that no format of its own tells: any word could be one."""


@check(
    "ai-no-provider-key-in-repository",
    severity="critical",
    effort="hours",
    maps=[
        "owasp-llm-top10-2025:LLM02:2025",
        "azure-waf-core:SE:09",
        "aws-ai-security-framework:AISF-DATA-05",
        "mitre-atlas-mitigations:AML.M0005",
    ],
)
def no_provider_key(folder: FolderRead, secrets: list[SecretLiteral], env_files: list[EnvFile]) -> list[Verdict]:
    """No model-provider key stands in the repository.

    Why: A stolen key spends our model budget and reads our prompts. Whoever can read the repository, a fork, a
    backup or a build log of it has the key, and deleting the line does not take it out of the history.

    Fix: Revoke the key, then read a new one from the environment

        # <file>: was <kind>
        api_key: os.environ/OPENAI_API_KEY
    """
    keys = [each for each in secrets if each.provider and each.detector != "default" and not _example_field(each, env_files)]
    return absence(folder, keys, env_files, "A model-provider key is stored in plain text")


@check(
    "ai-no-other-secret-in-repository",
    severity="high",
    effort="hours",
    maps=["owasp-llm-top10-2025:LLM02:2025", "azure-waf-core:SE:09", "aws-ai-security-framework:AISF-DATA-05"],
)
def no_other_secret(folder: FolderRead, secrets: list[SecretLiteral], env_files: list[EnvFile]) -> list[Verdict]:
    """No cloud, database or tracing secret is in the repository.

    Why: Whoever reads the code can log in to the systems our AI stands on. Deleting the line does not take the
    secret out of the history: it must be replaced where it is valid.

    Fix: Revoke the secret, then read a new one at run time

        # <file>: <key>, was <kind>
        DATABASE_URL: ${DATABASE_URL:?set it from the secret store}
    """
    others = [each for each in secrets if not each.provider and each.detector != "default" and not _example_field(each, env_files)]
    return absence(folder, others, env_files, "A secret is stored in plain text")


def _example_field(secret: SecretLiteral, env_files: list[EnvFile]) -> bool:
    """Whether only its place in an example file says that it is a secret: most of those are made up."""
    file = env_file_of(secret, env_files)
    return file is not None and file.example and (secret.detector == "field" or secret.kind in TOLD_BY_PLACE)


@check(
    "ai-no-vendor-default-credential",
    severity="critical",
    effort="minutes",
    maps=[
        "azure-waf-core:SE:08",
        "owasp-aisvs-1.0:AISVS-C5.1",
        "owasp-llm-top10-2025:LLM02:2025",
        "aws-ai-security-framework:AISF-DATA-03",
    ],
)
def no_vendor_default(folder: FolderRead, secrets: list[SecretLiteral], env_files: list[EnvFile]) -> list[Verdict]:
    """No published default password is in effect.

    Why: Anybody can log in with a password that the vendor prints in its manual. It counts as in effect too where
    it is the fallback of a variable that no dotenv file beside it sets.

    Fix: Set a secret of your own and refuse to start without it

        # <file>: <key>, <kind>
        SALT: ${SALT:?set SALT}
    """
    defaults = [each for each in secrets if each.detector == "default"]
    effective = [
        each
        for each in defaults
        if each.environment not in (Environment.DEVELOPMENT, Environment.SAMPLE)
        and not overridden(each, env_files)
        and not ((file := env_file_of(each, env_files)) and file.example)
    ]
    return absence(folder, effective, env_files, "A vendor's default password is in effect")


@check(
    "ai-gateway-secrets-referenced",
    severity="critical",
    effort="minutes",
    maps=[
        "azure-waf-core:SE:09",
        "owasp-llm-top10-2025:LLM02:2025",
        "owasp-aisvs-1.0:AISVS-C5.1",
    ],
)
def gateway_secrets(gateway: Gateway) -> Verdict:
    """The AI gateway's configuration refers to its secrets.

    Why: One leaked gateway file gives away every provider account behind it. A reference leaves the value where it
    can be rotated and where reading it is recorded.

    Fix: Replace the value by a reference and rotate it

        general_settings:
          master_key: os.environ/LITELLM_MASTER_KEY
        # the same for: <fields>
    """
    if not gateway.credentials:
        return not_applicable("the file has no field for a secret")
    written = [each for each in gateway.credentials if each.written_here]
    if written:
        fields = sorted({each.name for each in written})
        return failed("The gateway's file holds secrets in plain text", at=gateway.origin.at(written[0].line), fields=fields)
    return passed(references=sum(each.state == "reference" for each in gateway.credentials))


@check(
    "ai-mcp-secrets-referenced",
    severity="high",
    effort="minutes",
    maps=[
        "owasp-aisvs-1.0:AISVS-C10.2",
        "owasp-agentic-top10-2026:ASI03",
        "owasp-agentic-threats:T3",
        "owasp-llm-top10-2025:LLM02:2025",
    ],
)
def mcp_secrets(server: McpServer) -> Verdict:
    """MCP server definitions carry no secret.

    Why: A token in a tool's definition lets any reader act with the tool's rights. These files are shared between
    developers and copied from project to project.

    Fix: Ask for the token, or take it from the environment

        // <server>: <fields>
        "env": {"API_TOKEN": "${env:API_TOKEN}"}
    """
    if not server.credentials:
        return not_applicable("the server is given no secret")
    written = [each for each in server.credentials if each.written_here]
    if written:
        fields = sorted({each.name for each in written})
        return failed("A tool's definition holds a secret", at=server.origin.at(written[0].line), server=server.name, fields=fields)
    return passed(server=server.name)


@check(
    "ai-env-files-untracked",
    severity="high",
    effort="minutes",
    maps=["azure-waf-core:SE:09", "owasp-llm-top10-2025:LLM02:2025", "aws-ai-security-framework:AISF-DATA-05"],
)
def env_files_untracked(file: EnvFile) -> Verdict:
    r"""Env files with secrets stay out of git.

    Why: Everyone who clones the repository gets the passwords with it. An example file is for names and
    placeholders.

    Fix: Take the file out of git and rotate what it held

        git rm --cached <file>
        printf '.env*\n!.env.example\n' >> .gitignore
    """
    secrets = [each for each in file.credentials if each.written_here]
    path = file.origin.file
    if file.example:
        live = [each for each in secrets if each.state == "literal" and each.kind and each.kind not in TOLD_BY_PLACE]
        if live:
            names = sorted({each.name for each in live})
            return failed("An example file holds what looks like a real key", at=file.origin.at(live[0].line), file=path, variables=names)
        return passed(file=path, variables=len(file.names))
    if not secrets:
        return not_applicable("the file holds no secret")
    names = sorted({each.name for each in secrets})
    if file.tracked:
        return failed("A file with secrets is tracked by git", at=file.origin.at(secrets[0].line), file=path, variables=names)
    return passed(file=path, tracked=False, variables=names)
