"""What IAM roles of an AWS account may do, and who may assume them."""

from __future__ import annotations

from readiness.api import Verdict, check, failed, not_applicable, passed, unknown
from readiness.facts.aws.account import AwsReference
from readiness.facts.aws.iam import INVOKE, MODEL_SERVICES, AwsRole, AwsRootUser, AwsStatement, providers_of

OUT_OF_SCOPE = "the AI workload does not refer to it"


@check(
    "aws-runtime-roles-without-wildcards",
    severity="high",
    effort="hours",
    maps=[
        "aws-genai-lens:GENSEC01-BP01",
        "aws-agentic-ai-lens:AGENTREL02-BP02",
        "aws-ml-lens:MLSEC03-BP01",
        "owasp-agentic-top10-2026:ASI03",
    ],
)
def runtime_roles_without_wildcards(role: AwsRole, references: list[AwsReference]) -> Verdict:
    """Runtime roles have no wildcard Bedrock or SageMaker rights.

    Why: Whoever breaks into one function can delete models, guardrails and endpoints. Software that asks models needs to invoke
    them, nothing else. A service control policy or a permissions boundary may narrow the role; they are not weighed.

    Fix: Allow the model calls that the software makes

        aws iam get-account-authorization-details --filter Role
        # in the policies of <role>, instead of <actions>:
        {"Effect": "Allow", "Action": ["bedrock:InvokeModel", "bedrock:InvokeModelWithResponseStream"],
         "Resource": "arn:aws:bedrock:*::foundation-model/anthropic.claude-sonnet-4-*"}
    """
    if not role.runtime:
        return not_applicable("no software runs with it")
    if not role.in_workload(references):
        return not_applicable(OUT_OF_SCOPE)
    wild = {service: role.allowing_service(service) for service in MODEL_SERVICES}
    if not any(wild.values()):
        return passed(role=role.name, policies=role.policies)
    statements = [each for found in wild.values() for each in found]
    return failed(
        "A runtime role may do anything with models",
        role=role.name,
        services=[service for service, found in wild.items() if found],
        actions=sorted({action for each in statements for action in each.actions or (f"NotAction {', '.join(each.not_actions)}",)}),
        policies=sorted({each.policy for each in statements}),
        boundary=role.boundary,
    )


@check(
    "aws-model-allow-list",
    severity="medium",
    effort="hours",
    maps=["aws-genai-lens:GENSEC01-BP01", "aws-genai-lens:GENREL04-BP02", "owasp-llm-top10-2025:LLM03:2025"],
)
def model_allow_list(role: AwsRole, references: list[AwsReference]) -> Verdict:
    """Rights to invoke models name the models.

    Why: Any model can be called, whatever it costs and whoever made it. A list of models or inference profiles is
    the allow-list of what was evaluated. A denial of everything but a list is as good.

    Fix: Name models or inference profiles as resources

        # in the policies <policies> of <role>
        "Resource": ["arn:aws:bedrock:*::foundation-model/anthropic.claude-sonnet-4-20250514-v1:0"]
    """
    if not role.in_workload(references):
        return not_applicable(OUT_OF_SCOPE)
    allowed = [(action, each) for action in INVOKE for each in role.allowing(action)]
    if not allowed:
        return not_applicable("it may not invoke models of Bedrock")
    wide = [each for action, each in allowed if each.any_model and not _named_by_profile(each) and not _listed_by_denial(role, action)]
    if wide:
        return failed("A role may invoke any model", role=role.name, policies=sorted({each.policy for each in wide}))
    return passed(role=role.name, resources=sorted({resource for _, each in allowed for resource in each.resources}))


def _named_by_profile(statement: AwsStatement) -> bool:
    """Whether models can be reached through named inference profiles only."""
    profiles = statement.values("bedrock:InferenceProfileArn")
    return bool(profiles) and not any(each.endswith(("*", "inference-profile/*")) for each in profiles)


def _listed_by_denial(role: AwsRole, action: str) -> bool:
    """Whether everything but some models is denied."""
    return any(
        each.effect == "Deny" and not each.conditions and each.not_resources and each.any_model and each.about(action)
        for each in role.statements
    )


@check(
    "aws-root-user-locked-down",
    severity="high",
    effort="minutes",
    maps=["aws-ml-lens:MLSEC03-BP01", "azure-waf-core:SE:05", "eu-dora:DORA-Art9"],
)
def root_user_locked_down(root: AwsRootUser) -> Verdict:
    """The root user has no access key and no lone password.

    Why: Whoever has the root user's password owns the account with all its models. A root user without any
    credentials, as organizations can centrally arrange, needs no second factor.

    Fix: Delete its access keys and turn on MFA

        aws iam get-account-summary --query SummaryMap
        # with the organization's root access management:
        aws iam enable-organizations-root-credentials-management
    """
    if root.access_keys:
        return failed("The root user has an access key", access_keys=root.access_keys)
    if root.mfa:
        return passed(mfa=True, access_keys=0)
    if root.password is None:
        return unknown("IAM does not say whether the root user has a password", mfa=False)
    if root.password:
        return failed("The root user logs in without a second factor", mfa=False, access_keys=0)
    return passed(password=False, access_keys=0)


@check(
    "aws-ai-roles-confused-deputy",
    severity="medium",
    effort="minutes",
    maps=["aws-genai-lens:GENSEC01-BP01", "aws-agentic-ai-lens:AGENTSEC03-BP01", "owasp-agentic-top10-2026:ASI03"],
)
def ai_roles_confused_deputy(role: AwsRole) -> Verdict:
    """Roles of AI services name the account they are used for.

    Why: Another customer's agent could be made to act with our role. Bedrock and SageMaker say for which account and
    resource they assume a role; a condition on it closes the detour.

    Fix: Add the condition to the trust policy

        # trust policy of <role>
        "Condition": {"StringEquals": {"aws:SourceAccount": "<account>"}}
    """
    services = sorted(each for each in role.services if each.partition(".")[0] in ("bedrock", "bedrock-agentcore", "sagemaker"))
    if not services:
        return not_applicable("no AI service may assume it")
    trusting = [each for each in role.trust if each.effect == "Allow" and set(services) & set(each.principals.get("Service", ()))]
    if all(_names_source(each) for each in trusting):
        return passed(role=role.name, services=services)
    return failed("A role of an AI service is open to detours", role=role.name, services=services, account=role.account)


SOURCES = ("aws:SourceAccount", "aws:SourceArn", "aws:SourceOrgID", "aws:SourceOrgPaths")


def _names_source(statement: AwsStatement) -> bool:
    values = [statement.values(key) for key in SOURCES]
    return any(found and "*" not in found for found in values)


WRITES = (
    "s3:PutObject",
    "s3:DeleteObject",
    "dynamodb:PutItem",
    "dynamodb:UpdateItem",
    "dynamodb:DeleteItem",
    "rds-data:ExecuteStatement",
    "sqs:SendMessage",
    "secretsmanager:GetSecretValue",
    "iam:PassRole",
    "sts:AssumeRole",
)
"""What an agent does by its action groups' functions, which have roles of their own."""


@check(
    "aws-agent-role-least-privilege",
    severity="high",
    effort="hours",
    maps=[
        "aws-genai-lens:GENSEC05-BP01",
        "aws-agentic-ai-lens:AGENTREL02-BP02",
        "owasp-agentic-top10-2026:ASI03",
        "owasp-llm-top10-2025:LLM06:2025",
    ],
)
def agent_role_least_privilege(reference: AwsReference, roles: list[AwsRole]) -> Verdict:
    """Agents' roles hold no right to write data.

    Why: An agent that was talked over does whatever its role allows. Agents act through the functions of their action groups;
    the agent's own role asks models, knowledge bases and guardrails.

    Fix: Take the rights to write from the agent's role

        # from the policies of <role>, take <rights>
        aws iam get-account-authorization-details --filter Role
    """
    if ":bedrock:" not in reference.user or ":agent/" not in reference.user or ":role/" not in reference.used:
        return not_applicable("it is no agent's role")
    role = next((each for each in roles if each.resource == reference.used), None)
    if role is None:
        return unknown("the role was not found in this account", role=reference.used)
    rights = [action for action in WRITES if role.allowing(action)]
    if any("*" in each.actions and each.about_everything for each in role.statements if each.effect == "Allow"):
        return failed("An agent's role is an administrator", about=role, role=role.name, agent=reference.user, rights=["*"])
    if rights:
        return failed("An agent's role may write data", about=role, role=role.name, agent=reference.user, rights=rights)
    return passed(about=role, role=role.name, agent=reference.user)


CI_PROVIDERS = (
    "token.actions.githubusercontent.com",
    "gitlab.com",
    "api.bitbucket.org",
    "oidc.circleci.com",
    "app.terraform.io",
    "agent.buildkite.com",
)
CI_SERVICES = frozenset({"codebuild.amazonaws.com", "codepipeline.amazonaws.com"})


@check(
    "aws-deployment-role-apart",
    severity="medium",
    effort="hours",
    maps=["aws-ml-lens:MLSEC03-BP01", "azure-waf-core:SE:05", "owasp-agentic-top10-2026:ASI03"],
)
def deployment_role_apart(role: AwsRole, references: list[AwsReference]) -> Verdict:
    """Pipelines' roles are their own, and only for our pipelines.

    Why: A stranger's pipeline, or a broken-in workload, could deploy. Tokens of a public service such as GitHub tell
    whose pipeline it is by their subject; a trust policy that asks for none trusts everybody there.

    Fix: Split the role and name the pipeline

        # trust policy of <role>
        "Condition": {"StringLike": {"token.actions.githubusercontent.com:sub": "repo:our-organization/our-repository:*"}}
    """
    providers = sorted(each for each in role.identity_providers if each.startswith(CI_PROVIDERS))
    services = sorted(role.services & CI_SERVICES)
    if not providers and not services:
        return not_applicable("no pipeline may assume it")
    if not (references or role.names_models):
        return not_applicable("no AI workload was seen that it could deploy")
    open_to_all = [
        provider
        for each in role.trust
        if each.effect == "Allow"
        for provider in providers_of(each)
        if provider.startswith(CI_PROVIDERS) and not _names_subject(each, provider)
    ]
    if open_to_all:
        return failed("Anybody's pipeline may assume a role", role=role.name, providers=sorted(set(open_to_all)))
    if role.runtime:
        return failed("Pipeline and software share a role", role=role.name, services=sorted(role.services), providers=providers)
    return passed(role=role.name, providers=providers, services=services)


def _names_subject(statement: AwsStatement, provider: str) -> bool:
    """Whether a trust statement says whose tokens it takes: no wildcard before the owner's name."""
    subjects = statement.values(f"{provider}:sub")
    return bool(subjects) and not any(each.partition(":")[2].startswith("*") or each.startswith("*") for each in subjects)
