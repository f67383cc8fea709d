"""Programs that make infrastructure when they are run (AWS CDK 2, Pulumi 3, SST 3): they are not run, and what they may make is hidden.

What a program may make is told by the services whose libraries it imports or names.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Literal

from readiness.collectors.files.formats import Document
from readiness.collectors.files.infrastructure.cloudformation_types import TYPES
from readiness.collectors.files.infrastructure.mapping import load_mappers
from readiness.collectors.files.shapes import mapping, text
from readiness.facts import Fact
from readiness.facts.aws.bedrock import AwsBedrockRegion
from readiness.facts.azure import AzureAiAccount, AzureModelDeployment

Tool = Literal["cdk", "pulumi", "sst"]

DETAILS: dict[Tool, str] = {
    "cdk": "what the program of the AWS CDK makes is not assessed: it is not run",
    "pulumi": "what the program of Pulumi makes is not assessed: it is not run",
    "sst": "what the program of SST makes is not assessed: it is not run",
}
RIGHTS: dict[Tool, str] = {
    "cdk": "npx cdk synth --quiet, and scan cdk.out",
    "pulumi": "scan the account that it deploys to (pulumi preview --json is not read)",
    "sst": "scan the account that it deploys to (sst diff is not read)",
}

_LANGUAGES = (".ts", ".mts", ".cts", ".tsx", ".js", ".mjs", ".cjs", ".py", ".java", ".kt", ".go", ".cs")
_USES: dict[Tool, re.Pattern[str]] = {
    "cdk": re.compile(r"aws-cdk|aws_cdk|awscdk|Amazon\.CDK"),
    "pulumi": re.compile("pulumi", re.IGNORECASE),
    "sst": re.compile(r"\bsst\.aws\.|\bsst/constructs\b"),
}
_OF_CDK = re.compile(r"\baws[-_]([a-z0-9]+)|\bawscdk\.services\.([a-z0-9]+)|\bawscdk/v2/aws([a-z0-9]+)|\bAmazon\.CDK\.AWS\.(\w+)")
_OF_PULUMI = re.compile(r"\baws(?:-native|x)?[.:/]([a-z0-9]+)|\bpulumi_aws(?:_native)? import ([a-z0-9_, ]+)")
_OF_SST = re.compile(r"\bsst\.aws\.(\w+)")
_NAMES: dict[Tool, tuple[re.Pattern[str], ...]] = {"cdk": (_OF_CDK,), "pulumi": (_OF_PULUMI,), "sst": (_OF_SST, _OF_PULUMI)}

# Libraries by the words of CloudFormation, where they call a service otherwise or make what another one has.
_SERVICES: dict[str, tuple[str, ...]] = {
    "alb": ("elasticloadbalancingv2",),
    "lb": ("elasticloadbalancingv2",),
    "appautoscaling": ("applicationautoscaling",),
    "opensearch": ("opensearchservice", "opensearchserverless"),
    "sfn": ("stepfunctions",),
    "cloudwatch": ("cloudwatch", "events", "logs"),
    "function": ("lambda",),
    "bucket": ("s3",),
    "dynamo": ("dynamodb",),
    "postgres": ("rds",),
    "aurora": ("rds",),
    "mysql": ("rds",),
    "vector": ("rds",),
    "redis": ("elasticache",),
    "apigatewayv1": ("apigateway", "lambda"),
    "queue": ("sqs", "lambda"),
    "cluster": ("ecs",),
    "service": ("ecs", "elasticloadbalancingv2"),
    "task": ("ecs",),
    "vpc": ("ec2",),
    "cron": ("events", "lambda"),
}
# Constructs that make something of a service whose library is not imported for it.
_SIGNS: tuple[tuple[re.Pattern[str], tuple[str, ...]], ...] = (
    (re.compile(r"generative[-_]ai[-_]cdk[-_]constructs"), ("bedrock", "opensearchserverless", "lambda", "s3")),
    (re.compile(r"\b(?:createAlarm|create_alarm|CreateAlarm)\b"), ("cloudwatch",)),
)
_LOGGING = re.compile(r"ModelInvocationLogging", re.IGNORECASE)
_AZURE_AI = re.compile(r"cognitive_?services", re.IGNORECASE)
_AI = re.compile(r"bedrock|sagemaker|cognitive_?services", re.IGNORECASE)


@dataclass(frozen=True)
class Program:
    """The file that says how a program is run."""

    tool: Tool
    path: str

    @property
    def folder(self) -> str:
        """Its folder, which the program lies in; empty for the root."""
        return posixpath.dirname(self.path)


@dataclass
class Programs:
    """Programs of one folder, what their sources speak of, and what was made by them already."""

    found: list[Program] = field(default_factory=list)
    sources: dict[str, tuple[frozenset[type[Fact]], bool]] = field(default_factory=dict)
    """By path: what it may make, and whether it speaks of a service for models."""
    synthesised: list[str] = field(default_factory=list)

    def take_text(self, document: Document) -> None:
        """Take in what a source file speaks of, if it is one of a program."""
        if not document.path.endswith(_LANGUAGES):
            return
        if posixpath.basename(document.path) in ("sst.config.ts", "sst.config.js", "sst.config.mjs"):
            self.found.append(Program("sst", document.path))
        tools = frozenset(tool for tool, each in _USES.items() if each.search(document.text))
        if tools:
            self._spoken_of(document, tools)

    def take_tree(self, document: Document) -> bool:
        """Take in a `cdk.json` or `Pulumi.yaml`; whether it is one."""
        data, name = mapping(document.data), posixpath.basename(document.path)
        if name == "cdk.json" and text(data.get("app")):
            self.found.append(Program("cdk", document.path))
            return True
        if name in ("Pulumi.yaml", "Pulumi.yml") and data.get("runtime") and text(data.get("name")):
            self.found.append(Program("pulumi", document.path))
            self._spoken_of(document, frozenset({"pulumi"}))  # a program in YAML stands in the file itself
            return True
        return False

    def take_template(self, document: Document) -> None:
        """Take in a template of CloudFormation, if the CDK has made it."""
        if document.path.endswith(".template.json") or "cdk.out" in document.path.split("/") or _is_of_cdk(document.data):
            self.synthesised.append(document.path)

    def _spoken_of(self, document: Document, tools: frozenset[Tool]) -> None:
        self.sources[document.path] = frozenset(_kinds(document.text, tools)), _AI.search(document.text) is not None

    def hidden(self, *, ai: bool) -> Iterator[tuple[Program, frozenset[type[Fact]]]]:
        """Programs of which nothing that they made is among the files, with what they may make.

        `ai` says that the folder uses models. Where neither it nor the program does, nothing that is judged is hidden.
        """
        for program in sorted(set(self.found), key=lambda each: each.path):
            if program.tool == "cdk" and self._is_synthesised(program):
                continue
            sources = [told for path, told in self.sources.items() if self._belongs(path, program)]
            kinds = frozenset(kind for told, _ in sources for kind in told)
            yield program, kinds if ai or any(speaks for _, speaks in sources) else frozenset()

    def _is_synthesised(self, program: Program) -> bool:
        return any(self._belongs(path, program) for path in self.synthesised)

    def _belongs(self, path: str, program: Program) -> bool:
        """Whether a file lies in the folder of the program and of none further down; one that lies in none belongs to all."""
        around = [each.folder for each in self.found if not each.folder or path.startswith(f"{each.folder}/")]
        return not around or program.folder == max(around, key=len)


def _is_of_cdk(data: Any) -> bool:
    resources = mapping(mapping(data).get("Resources"))
    return any("aws:cdk:path" in mapping(mapping(each).get("Metadata")) for each in resources.values())


def _kinds(source: str, tools: frozenset[Tool]) -> Iterator[type[Fact]]:
    services = set(_named(source, tools))
    for service in services | {"iam"} if services else ():
        for each in _SERVICES.get(service, (service,)):
            yield from _of_service().get(each, ())
    if _LOGGING.search(source):
        yield AwsBedrockRegion
    if _AZURE_AI.search(source):
        yield from (AzureAiAccount, AzureModelDeployment)


def _named(source: str, tools: frozenset[Tool]) -> Iterator[str]:
    """Services by the names that the libraries have for them, in lower case; not every word is one."""
    for pattern in {each for tool in tools for each in _NAMES[tool]}:
        for match in pattern.finditer(source):
            yield from re.findall(r"[a-z0-9]+", next(filter(None, match.groups()), "").lower())
    for sign, services in _SIGNS:
        if sign.search(source):
            yield from services


@cache
def _of_service() -> dict[str, frozenset[type[Fact]]]:
    """What is read of each service of CloudFormation, by its name in lower case."""
    mappers, told = load_mappers(), dict[str, frozenset[type[Fact]]]()
    for name, kind in TYPES.items():
        if (mapper := mappers.get(kind.to)) is not None:
            service = name.split("::")[1].lower()
            told[service] = told.get(service, frozenset()) | mapper.gives
    return told
