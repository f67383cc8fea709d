"""The infrastructure of one folder: files are taken in one by one, and become facts when all have been seen."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from readiness.collectors import Observation, Place
from readiness.collectors.files.formats import Document
from readiness.collectors.files.infrastructure import azure, cloudformation, plan
from readiness.collectors.files.infrastructure.cloudformation_types import TYPES
from readiness.collectors.files.infrastructure.copied_keys import KeyCopy, copies_in_arm
from readiness.collectors.files.infrastructure.hcl import blocks_of_json, parse_hcl
from readiness.collectors.files.infrastructure.mapping import View, load_mappers
from readiness.collectors.files.infrastructure.programs import DETAILS, RIGHTS, Programs
from readiness.collectors.files.infrastructure.secret_references import secret_references
from readiness.collectors.files.infrastructure.services.azure_gateways import GIVES as POLICIES
from readiness.collectors.files.infrastructure.services.bedrock import unlogged_region
from readiness.collectors.files.infrastructure.stacks import Resource, Stack
from readiness.collectors.files.infrastructure.terraform import RemoteModule, Terraform, tfvars
from readiness.collectors.files.tree import Unparseable
from readiness.facts import Environment, Fact, Gap, GapReason, Origin
from readiness.facts.ai import Gateway, ProviderUse
from readiness.facts.aws.account import AwsReference
from readiness.facts.aws.agents import AwsAgent, AwsKnowledgeBase
from readiness.facts.aws.bedrock import AwsBedrockRegion, AwsGuardrail, bedrock_use
from readiness.facts.aws.hosting import AwsContainerService, AwsEndpoint, AwsHostedModel, AwsScalableTarget
from readiness.facts.aws.iam import AwsRole
from readiness.facts.aws.network import AwsLoadBalancer, AwsNatGateway, AwsSubnet, AwsTargetGroup, AwsVpc, AwsVpcEndpoint
from readiness.facts.aws.secret_stores import AwsSecret
from readiness.facts.aws.serverless import AwsAiFunction, AwsApi, AwsApiStage, AwsBuildProject, AwsFunction, AwsQueue, AwsWorkflow
from readiness.facts.aws.storage import AwsBucket, AwsCache, AwsDatabase, AwsPublicAccess, AwsSearchDomain, AwsTable, AwsVectorCollection
from readiness.facts.aws.watching import AwsAlarm, AwsAlarmTopic, AwsBedrockTraffic
from readiness.facts.azure import AzureAiAccount, AzureKeyCopy, AzureKeyPolicy, AzureModelDeployment
from readiness.facts.estate import DeclaredSecretReference

MOST_BYTES = 32 << 20
"""Of Terraform's files in one folder."""

GIVES: tuple[type[Fact], ...] = tuple(
    sorted({DeclaredSecretReference, *(kind for each in load_mappers().values() for kind in each.gives)}, key=lambda kind: kind.__name__)
)
"""Fact types that infrastructure files can give."""

FOUND: tuple[type[Fact], ...] = tuple(each for each in GIVES if each not in POLICIES)
"""Those of them that say nothing by not being there: what gateways are told stands in other files, too."""

ABSENCE_TELLS: frozenset[type[Fact]] = frozenset(
    {
        AwsAgent,
        AwsAlarmTopic,
        AwsApi,
        AwsApiStage,
        AwsBedrockTraffic,
        AwsContainerService,
        AwsEndpoint,
        AwsFunction,
        AwsHostedModel,
        AwsKnowledgeBase,
        AwsNatGateway,
        AwsPublicAccess,
        AwsQueue,
        AwsReference,
        AwsScalableTarget,
        AwsSecret,
        AwsTargetGroup,
        AwsVpcEndpoint,
        AwsWorkflow,
        AzureKeyPolicy,
    }
)
"""Fact types that stand beside what a check is about: none among the files is none. Alarms, trails and the like may be made elsewhere."""

REMOTE: dict[str, tuple[type[Fact], ...]] = {
    "s3-bucket": (AwsBucket,),
    "dynamodb-table": (AwsTable,),
    "rds": (AwsDatabase,),
    "rds-aurora": (AwsDatabase,),
    "lambda": (AwsFunction, AwsAiFunction, AwsRole),
    "ecs": (AwsContainerService,),
    "bedrock": (AwsAgent, AwsKnowledgeBase, AwsGuardrail, AwsVectorCollection),
    "sagemaker-endpoint": (AwsEndpoint,),
    "apigateway-v2": (AwsApi, AwsApiStage),
    "opensearch": (AwsSearchDomain,),
    "elasticache": (AwsCache,),
    "step-functions": (AwsWorkflow,),
    "vpc": (AwsVpc, AwsSubnet, AwsNatGateway, AwsVpcEndpoint),
    "alb": (AwsLoadBalancer, AwsTargetGroup),
    "cloudwatch": (AwsAlarm, AwsAlarmTopic),
}
"""What modules of the public registry make, by the name in the middle of `terraform-aws-modules/lambda/aws`."""

_DECLARED = re.compile(r'"?\b((?:aws|azurerm|google)_[a-z0-9_]+)\b"?')
BUILD = "az bicep build --file <file>, and scan the template"
PLAN = "terraform plan -out plan.bin && terraform show -json plan.bin > plan.json, and scan that"


@dataclass
class Infrastructure:
    """What was seen of a folder's infrastructure so far."""

    place: Place
    stacks: list[Stack] = field(default_factory=list)
    copies: list[tuple[str, KeyCopy]] = field(default_factory=list)
    bytes: int = 0

    def __post_init__(self) -> None:
        self.terraform = Terraform(self.place.classifier)
        self.bicep = azure.Bicep(self.place.classifier)
        self.programs = Programs()

    def take_hcl(self, document: Document) -> Iterator[Observation]:
        """Take in a `.tf` or `.tfvars` file; what can't be understood of it is a gap.

        Raises:
            Unparseable: none of it can be read.
        """
        self.bytes += len(document.text)
        if self.bytes > MOST_BYTES:
            raise Unparseable(None, f"more than {MOST_BYTES >> 20} MiB of Terraform files", GapReason.TOO_LARGE)
        file = parse_hcl(document.text)
        if document.path.endswith(".tfvars"):
            self.terraform.add_variables(document.path, tfvars(file))
        else:
            self.terraform.add(document.path, file, document.text)
        if file.broken:
            detail = "a part of it is no HCL"
            yield self._gap(document.path, GapReason.UNPARSEABLE, detail, hidden_in(document.text), line=file.broken[0])

    def take_bicep(self, document: Document) -> Iterator[Observation]:
        """Take in a `.bicep` file or its parameters; what can't be understood of it is a gap.

        Raises:
            Unparseable: none of it can be read.
        """
        self.bytes += len(document.text)
        if self.bytes > MOST_BYTES:
            raise Unparseable(None, f"more than {MOST_BYTES >> 20} MiB of infrastructure files", GapReason.TOO_LARGE)
        add = self.bicep.add_parameter_file if document.path.endswith(".bicepparam") else self.bicep.add
        line = add(document.path, document.text)
        if line is not None:
            yield self._gap(document.path, GapReason.UNPARSEABLE, "a part of it is no Bicep", hidden_in(document.text), line=line)

    def take_tree(self, document: Document) -> Iterator[Observation] | None:
        """Take in a parsed document; None when it declares no infrastructure."""
        return iter(()) if any(take(self, document) for take in _TREES) else None

    def observations(self) -> Iterator[Observation]:
        """Facts of everything that was taken in, when something of it belongs to an AI workload."""
        stacks = self._all()
        found = [*self._facts(stacks), *self._copied_keys()]
        issued = any(not each.search for _, each in (*self.bicep.copies(), *self.copies))
        if not issued and not any(_shows_ai(each) for each in found) and not any(_has_ai(each) for each in stacks):
            return
        yield from found
        yield from self._named_secrets()
        yield from self._unlogged(stacks, found)
        idle = _unused(found)
        for module in sorted(set(self.terraform.remote), key=lambda each: (each.path, each.line, each.address)):
            yield self._remote(module, idle)
        for other in sorted(set(self.bicep.remote), key=lambda each: (each.path, each.line)):
            facts: tuple[type[Fact], ...] = (AzureAiAccount, AzureModelDeployment) if "cognitive-services/account" in other.source else ()
            told = f"a module comes from {_shown(other.source)}"
            yield self._gap(other.path, GapReason.UNRESOLVED, told, facts, line=other.line, right=BUILD)

    def of_programs(self, *, ai: bool) -> Iterator[Gap]:
        """What programs would make that nobody has run; `ai` says that the folder uses models."""
        for program, kinds in self.programs.hidden(ai=ai):
            yield self._gap(program.path, GapReason.UNRESOLVED, DETAILS[program.tool], kinds, right=RIGHTS[program.tool])

    def _all(self) -> list[Stack]:
        """Every stack; a plan takes the place of the files that it was made from, and tells their lines."""
        plans = {posixpath.dirname(each.path): each for each in self.stacks if each.language == "plan"}
        kept = [*self.stacks, *self.bicep.stacks()]
        for stack in self.terraform.stacks():
            planned = plans.get(stack.folder)
            if planned is None:
                kept.append(stack)
                continue
            for address, resource in planned.resources.items():
                if (declared := stack.find(address)) is not None:
                    resource.path, resource.line = declared.path, declared.line
        return kept

    def _facts(self, stacks: Iterable[Stack]) -> Iterator[Observation]:
        mappers = load_mappers()
        seen: set[str] = set()
        last = ""
        for folder, stack in ((each.folder if each.language in ("terraform", "bicep") else each.path, each) for each in stacks):
            if folder != last:
                seen, last = set(), folder
            for resource in stack.resources.values():
                mapper = mappers.get(resource.type)
                if mapper is None:
                    continue
                for fact in self._guarded(resource, View(resource, stack, self.place), mapper.read, mapper.gives):
                    # Two files of values for one environment say the same of most resources.
                    told = fact.model_dump_json()
                    if told not in seen:
                        seen.add(told)
                        yield fact

    def _guarded(
        self, resource: Resource, view: View, read: Callable[[View], Iterator[Fact]], gives: frozenset[type[Fact]]
    ) -> Iterator[Observation]:
        try:
            yield from list(read(view))
        except Exception as error:  # noqa: BLE001 - one resource that a reader stumbles over must not hide the others
            detail = f"the reader of {resource.type} failed: {type(error).__name__}"
            yield self._gap(resource.path, GapReason.FAILED, detail, gives, line=resource.line)

    def _named_secrets(self) -> Iterator[DeclaredSecretReference]:
        """Secrets of models that files of values name."""
        for file in self.terraform.variables:
            for number, (variable, secret) in enumerate(secret_references(file.values), 1):
                yield DeclaredSecretReference(
                    resource=f"terraform:{file.path}#{variable}/{number}",
                    origin=Origin(place=self.place.key, file=file.path),
                    environment=self.place.classifier.of_path(file.path),
                    variable=variable,
                    secret=secret,
                )

    def _copied_keys(self) -> Iterator[AzureKeyCopy]:
        """Keys of AI services that Bicep files and ARM templates hand on."""
        for path, copy in (*self.bicep.copies(), *self.copies):
            yield AzureKeyCopy(
                resource=f"azure:key/{path}/{copy.holder}/{copy.name}",
                origin=Origin(place=self.place.key, file=path, line=copy.line),
                environment=self.place.classifier.of_path(path),
                name=copy.name,
                holder=copy.holder,
                account=copy.account,
                masked=copy.masked,
            )

    def _unlogged(self, stacks: Iterable[Stack], found: list[Observation]) -> Iterator[Observation]:
        """Regions in which models are used, and of whose record the files say nothing."""
        logged = {(each.region, each.environment) for each in found if isinstance(each, AwsBedrockRegion)}
        references = [each for each in found if isinstance(each, AwsReference)]
        users = {each.user for each in references}
        used: dict[str, bool] = {}
        for stack in stacks:
            views = [View(each, stack, self.place) for each in stack.resources.values() if each.type in load_mappers()]
            view = next((each for each in views if each.resource.type in _BEDROCK or each.arn in users), None)
            if view is None:
                continue
            if view.region not in used:
                used[view.region] = bool(bedrock_use(view.region, (), references))
            if used[view.region] and (view.region, view.environment) not in logged:
                logged.add((view.region, view.environment))
                yield unlogged_region(view)

    def _remote(self, module: RemoteModule, idle: frozenset[type[Fact]]) -> Gap:
        source = module.source
        parts = source.split("//")[0].split("/")
        made = REMOTE.get(parts[1], ()) if len(parts) == 3 and parts[2] == "aws" else ()
        facts = [each for each in made if each not in idle]
        told = f"{module.address} comes from {_shown(source)}" if source else f"where {module.address} comes from is not told"
        return self._gap(module.path, GapReason.UNRESOLVED, told, facts, line=module.line, right=PLAN, at=module.environment_path)

    def _gap(
        self,
        path: str,
        reason: GapReason,
        detail: str,
        facts: Iterable[type[Fact]],
        *,
        line: int | None = None,
        right: str = "",
        at: str = "",
    ) -> Gap:
        told = self.place.classifier.of_path(path)
        environment = told if told is Environment.SAMPLE or not at else self.place.classifier.of_path(at)
        names = tuple(sorted({kind.__name__ for kind in facts}))
        return Gap(
            place=self.place.key, facts=names, reason=reason, detail=detail, right=right, file=path, line=line, environment=environment
        )


def _unused(found: Iterable[Observation]) -> frozenset[type[Fact]]:
    """What modules may make that concerns nothing here: networks in which nothing stands, load balancers with nothing behind them."""
    parts = [each for each in found if isinstance(each, AwsFunction | AwsContainerService | AwsHostedModel)]
    placed = any("subnets" not in each.unread and each.subnets for each in parts)
    served = any(isinstance(each, AwsContainerService) for each in parts)
    return frozenset(() if placed else REMOTE["vpc"]) | frozenset(() if served else REMOTE["alb"])


def _shown(source: str) -> str:
    """A module's source without what may be a credential in its address."""
    return re.sub(r"//[^/@\s]*@", "//", source.partition("?")[0])[:120]


_BEDROCK = frozenset({"aws_bedrockagent_agent", "aws_bedrockagent_knowledge_base", "aws_bedrockagent_flow"})


def _shows_ai(seen: Observation) -> bool:
    """Whether a fact shows that there is an AI workload."""
    match seen:
        case AwsFunction() | AwsBuildProject():
            return "ai_evidence" not in seen.unread and bool(seen.ai_evidence)
        case AwsContainerService():
            return "signs" not in seen.unread and bool(seen.signs)
        case Gateway() | ProviderUse():
            return True
        case AzureKeyCopy():
            return "azurerm_cognitive_account." in seen.account or "azurerm_ai_services." in seen.account
    return isinstance(seen, AwsReference)


def _has_ai(stack: Stack) -> bool:
    mappers = load_mappers()
    return any(mapper.own for each in stack.resources.values() if (mapper := mappers.get(each.type)) is not None)


AZURE: tuple[type[Fact], ...] = (AzureAiAccount, AzureKeyCopy, AzureModelDeployment)
_TEMPLATE = re.compile(r"AWSTemplateFormatVersion|\"?Type\"?\s*:\s*\"?AWS::\w+::\w+|\"planned_values\"\s*:")
_AWS_TYPE = re.compile(r"AWS::\w+::\w+")


def hinted(text: str) -> frozenset[type[Fact]]:
    """Fact types that a template or a plan which can't be parsed may hold."""
    if not _TEMPLATE.search(text):
        return frozenset()
    mappers = load_mappers()
    named = {each.to for name in set(_AWS_TYPE.findall(text)) if (each := TYPES.get(name)) is not None}
    return hidden_in(text) | frozenset(kind for name in named if name in mappers for kind in mappers[name].gives)


def hidden_in(text: str) -> frozenset[type[Fact]]:
    """Fact types that the text of Terraform or Bicep, of which a part can't be read, may speak of."""
    mappers = load_mappers()
    if "Microsoft.CognitiveServices/accounts" in text:
        return frozenset(AZURE)
    told = frozenset(kind for name in set(_DECLARED.findall(text)) if name in mappers for kind in mappers[name].gives)
    return told | {AzureKeyCopy} if AzureAiAccount in told else told


def _terraform_json(infrastructure: Infrastructure, document: Document) -> bool:
    """Terraform's own syntax in JSON."""
    if document.path.endswith(".tf.json"):
        infrastructure.terraform.add(document.path, blocks_of_json(document.data))
        return True
    if document.path.endswith(".tfvars.json") and isinstance(document.data, dict):
        infrastructure.terraform.add_variables(document.path, dict(document.data))
        return True
    return False


def _plan(infrastructure: Infrastructure, document: Document) -> bool:
    """A plan, as `terraform show -json` writes it."""
    if document.syntax != "json" or not plan.is_plan(document.data):
        return False
    infrastructure.stacks.append(plan.stack_of(document.data, document.path))
    return True


def _arm(infrastructure: Infrastructure, document: Document) -> bool:
    """A template of Azure Resource Manager, or the parameters of a Bicep file."""
    if document.syntax == "json" and azure.is_arm(document.data):
        infrastructure.stacks.append(azure.arm_stack(document.data, document.path))
        infrastructure.copies += [(document.path, each) for each in copies_in_arm(document.data)]
        return True
    if document.path.endswith(".parameters.json") and isinstance(document.data, dict) and "parameters" in document.data:
        infrastructure.bicep.add_parameters(document.path, document.data)
        return True
    return False


def _template(infrastructure: Infrastructure, document: Document) -> bool:
    """A template of CloudFormation."""
    if document.syntax not in ("json", "yaml") or not cloudformation.is_template(document.data):
        return False
    infrastructure.stacks.append(cloudformation.stack_of(document.data, document.path))
    infrastructure.programs.take_template(document)
    return True


def _program(infrastructure: Infrastructure, document: Document) -> bool:
    """What says how a program of the CDK or of Pulumi is run."""
    return infrastructure.programs.take_tree(document)


_TREES: tuple[Callable[[Infrastructure, Document], bool], ...] = (_terraform_json, _plan, _arm, _template, _program)
