"""AI services on Azure, from Terraform, Bicep and ARM, and on Google Cloud, from Terraform."""

from __future__ import annotations

import json

import pytest
from infrastructure_world import facts_in, gaps_in, only, seen_in, verdicts, written

from readiness.collectors.files.infrastructure import azure
from readiness.facts import Environment, GapReason
from readiness.facts.ai import Gateway
from readiness.facts.azure import AzureAiAccount, AzureKeyPolicy, AzureModelDeployment
from readiness.facts.gateways import ConsumptionLimit
from readiness.facts.google import GoogleAiService

TERRAFORM = """
resource "azurerm_cognitive_account" "openai" {
  name                  = "oai-prod"
  kind                  = "OpenAI"
  sku_name              = "S0"
  local_auth_enabled    = false
  network_acls { default_action = "Deny" }
}
resource "azurerm_cognitive_account" "speech" {
  name = "speech"
  kind = "SpeechServices"
}
resource "azurerm_cognitive_deployment" "chat" {
  name                 = "chat"
  cognitive_account_id = azurerm_cognitive_account.openai.id
  model {
    format  = "OpenAI"
    name    = "gpt-4o"
    version = "2024-08-06"
  }
  sku { name = "Standard" }
}
resource "azurerm_private_endpoint" "openai" {
  name = "pe"
  private_service_connection {
    private_connection_resource_id = azurerm_cognitive_account.openai.id
  }
}
resource "azurerm_search_service" "docs" {
  name = "docs"
}
"""
CHECKS = ("ai-azure-account-keyless", "ai-azure-account-private", "ai-azure-model-version-fixed", "ai-azure-capacity-chosen")


def test_terraform(tmp_path):
    accounts = facts_in(written(tmp_path, {"main.tf": TERRAFORM}), AzureAiAccount)
    assert {each.name: (each.kind, each.key_access, each.denied_by_default) for each in accounts.values()} == {
        "oai-prod": ("OpenAI", False, True),
        "docs": ("Search", True, False),
    }
    assert accounts["azure:account/oai-prod"].private_endpoints == ("pe",)
    assert verdicts(tmp_path, *CHECKS) == dict(zip(CHECKS, ({"pass", "fail"}, {"pass", "fail"}, {"fail"}, {"fail"}), strict=True))


def test_a_search_service_alone_is_no_ai_workload(tmp_path):
    assert facts_in(written(tmp_path, {"main.tf": 'resource "azurerm_search_service" "docs" { name = "docs" }\n'}), AzureAiAccount) == {}


BICEP = """
param name string
param disableLocalAuth bool = true
param deployments array = []
resource account 'Microsoft.CognitiveServices/accounts@2023-05-01' = {
  name: name
  kind: 'OpenAI'
  properties: { disableLocalAuth: disableLocalAuth, publicNetworkAccess: 'Disabled' }
}
resource deployment 'Microsoft.CognitiveServices/accounts/deployments@2023-05-01' = [for each in deployments: {
  parent: account
  name: each.name
  properties: { model: each.model, versionUpgradeOption: each.?upgrade ?? 'NoAutoUpgrade' }
  sku: contains(each, 'sku') ? each.sku : { name: 'Standard', capacity: 20 }
}]
"""
MAIN = """
param capacity int = 5
module ai 'core/ai.bicep' = {
  name: 'ai'
  params: {
    name: 'oai'
    deployments: [
      { name: 'chat', model: { name: 'gpt-4o', version: '2024-08-06' }, sku: { name: 'Standard', capacity: capacity } }
      { name: 'embed', model: { name: 'text-embedding-3-small' }, upgrade: 'OnceNewDefaultVersionAvailable' }
    ]
  }
}
"""


def test_bicep_modules_and_loops(tmp_path):
    written(tmp_path, {"infra/main.bicep": MAIN, "infra/core/ai.bicep": BICEP})
    deployments = {each.name: each for each in facts_in(tmp_path, AzureModelDeployment).values()}
    assert {name: (each.version, each.upgrade, each.capacity) for name, each in deployments.items()} == {
        "chat": ("2024-08-06", "NoAutoUpgrade", 5),
        "embed": ("", "OnceNewDefaultVersionAvailable", 20),
    }
    account = only(tmp_path, AzureAiAccount)
    assert (account.name, account.key_access, account.public_access) == ("oai", False, False)
    assert (account.origin.file, account.origin.line) == ("infra/core/ai.bicep", 5)


def test_parameters_of_a_file_count_and_what_azd_fills_in_does_not(tmp_path):
    parameters = {"parameters": {"capacity": {"value": 70}, "other": {"value": "${AZURE_ENV_NAME}"}}}
    files = {"infra/main.bicep": MAIN, "infra/core/ai.bicep": BICEP, "infra/main.parameters.json": json.dumps(parameters)}
    assert {each.capacity for each in facts_in(written(tmp_path, files), AzureModelDeployment).values()} == {70, 20}
    parameters["parameters"]["capacity"]["value"] = "${CAPACITY}"
    (tmp_path / "infra/main.parameters.json").write_text(json.dumps(parameters))
    assert verdicts(tmp_path, "ai-azure-capacity-chosen") == {"ai-azure-capacity-chosen": {"pass", "unknown"}}


def test_what_bicep_leaves_open_is_unknown(tmp_path):
    text = BICEP.replace("param disableLocalAuth bool = true", "param disableLocalAuth bool")
    written(tmp_path, {"ai.bicep": text})
    assert verdicts(tmp_path, "ai-azure-account-keyless") == {"ai-azure-account-keyless": {"unknown"}}
    assert "key_access" in only(tmp_path, AzureAiAccount).unread


def test_a_module_of_a_registry_is_a_gap(tmp_path):
    files = {
        "main.bicep": BICEP.replace("param name string", "param name string = 'x'")
        + "module m 'br/public:avm/res/cognitive-services/account:0.7.0' = { name: 'm' }\n"
    }
    gap = next(each for each in gaps_in(written(tmp_path, files)) if each.reason is GapReason.UNRESOLVED)
    assert gap.facts == ("AzureAiAccount", "AzureModelDeployment")
    assert gap.detail == "a module comes from br/public:avm/res/cognitive-services/account:0.7.0"


def test_a_template_of_arm(tmp_path):
    data = {
        "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
        "parameters": {"name": {"type": "string", "defaultValue": "oai"}, "open": {"type": "string"}},
        "resources": [
            {
                "type": "Microsoft.CognitiveServices/accounts",
                "name": "[parameters('name')]",
                "kind": "OpenAI",
                "properties": {"disableLocalAuth": True, "publicNetworkAccess": "[parameters('open')]"},
            }
        ],
    }
    account = only(written(tmp_path, {"azuredeploy.json": json.dumps(data)}), AzureAiAccount)
    assert (account.name, account.key_access) == ("oai", False)
    assert "public_access" in account.unread


@pytest.mark.parametrize(
    "text", ["resource a", "resource a 'x' = {", "module x './y.bicep' = {}\n" * 3, "var a = a\nvar b = '${b}'\n", "}}}}", "param x = [for"]
)
def test_odd_files_end_nothing(tmp_path, text):
    for each in seen_in(written(tmp_path, {"a.bicep": text + "\n" + BICEP, "y.bicep": text})):
        assert not (hasattr(each, "detail") and "reader" in each.detail), each


POLICIES = """
resource "azurerm_ai_services" "a" { name = "a" }
variable "effect" { type = string }
resource "azurerm_subscription_policy_assignment" "default" {
  name                 = "audits"
  subscription_id      = "/subscriptions/0"
  policy_definition_id = "/providers/Microsoft.Authorization/policyDefinitions/71ef260a-8f18-47b7-abcb-62d0673d94dc"
}
resource "azurerm_resource_group_policy_assignment" "deny" {
  name                 = "denies"
  resource_group_id    = "g"
  enforce              = false
  policy_definition_id = "/providers/Microsoft.Authorization/policyDefinitions/71ef260a-8f18-47b7-abcb-62d0673d94dc"
  parameters           = jsonencode({ effect = { value = "Deny" } })
}
resource "azurerm_management_group_policy_assignment" "open" {
  name                 = "open"
  policy_definition_id = "/providers/Microsoft.Authorization/policyDefinitions/14de9e63-1b31-492e-a5a3-c3f7fd57f555"
  parameters           = jsonencode({ effect = { value = var.effect } })
}
resource "azurerm_subscription_policy_assignment" "other" {
  name                 = "other"
  policy_definition_id = "/providers/Microsoft.Authorization/policyDefinitions/00000000-0000-0000-0000-000000000000"
}
"""


def test_policies_about_keys(tmp_path):
    found = {each.name: each for each in facts_in(written(tmp_path, {"main.tf": POLICIES}), AzureKeyPolicy).values()}
    assert {name: (each.effect, each.enforced) for name, each in found.items() if not each.unread} == {
        "audits": ("Audit", True),
        "denies": ("Deny", False),
    }
    assert set(found["open"].unread) == {"effect"}


def test_each_file_of_parameters_is_an_environment(tmp_path):
    files = {
        "infra/main.bicep": MAIN.replace("= 5", ""),
        "infra/core/ai.bicep": BICEP,
        "infra/prod.bicepparam": "using './main.bicep'\n\nparam capacity = 70\n",
        "infra/dev.bicepparam": "using 'main.bicep'\nvar tens = 10\nparam capacity = tens\nparam list = [\n  'a'\n]\n",
        "infra/staging.bicepparam": "using 'main.bicep'\nparam capacity = int(readEnvironmentVariable('CAPACITY', '1'))\n",
    }
    deployments = [each for each in seen_in(written(tmp_path, files)) if isinstance(each, AzureModelDeployment) and each.name == "chat"]
    told = {each.environment: "unread" if "capacity" in each.unread else each.capacity for each in deployments}
    assert told == {Environment.PRODUCTION: 70, Environment.DEVELOPMENT: 10, Environment.STAGING: "unread"}
    assert {each.origin.file for each in deployments} == {"infra/core/ai.bicep"}


POLICY = """<policies>
  <inbound>
    <base />
    <validate-jwt header-name="Authorization" />
    <LIMIT counter-key="@(context.Subscription.Id)" tokens-per-minute="1000" />
  </inbound>
</policies>"""
GATEWAYS = {
    "main.tf": 'resource "azurerm_api_management_api_policy" "chat" {\n  xml_content = <<XML\n%s\nXML\n}\n',
    "main.bicep": "resource p 'Microsoft.ApiManagement/service/apis/policies@2024-05-01' = {\n  name: 'policy'\n  properties: {\n"
    "    format: 'rawxml'\n    value: '''\n%s\n'''\n  }\n}\n",
}


@pytest.mark.parametrize("name", GATEWAYS)
def test_policies_of_gateways(tmp_path, name):
    written(tmp_path, {name: GATEWAYS[name] % POLICY.replace("LIMIT", "llm-token-limit")})
    gateway = only(tmp_path, Gateway)
    assert (gateway.product, gateway.authenticates, gateway.origin.file, gateway.origin.line) == ("azure api management", True, name, 1)
    assert only(tmp_path, ConsumptionLimit).amount == 1000
    assert verdicts(tmp_path, "ai-callers-limited") == {"ai-callers-limited": {"pass"}}


def test_policies_of_other_apis_are_no_gateways(tmp_path):
    written(tmp_path, {"main.tf": GATEWAYS["main.tf"] % POLICY.replace("LIMIT", "rate-limit-by-key")})
    assert not facts_in(tmp_path, Gateway)
    written(tmp_path, {"main.tf": GATEWAYS["main.tf"] % "<policies><llm-token-limit"})
    assert not facts_in(tmp_path, Gateway)


GOOGLE = """
resource "google_vertex_ai_index" "docs" { display_name = "docs" }
resource "google_vertex_ai_endpoint_with_model_garden_deployment" "gemma" {
  publisher_model_name = "publishers/google/models/gemma3@gemma-3-4b-it"
  location             = "europe-west4"
}
resource "google_vertex_ai_endpoint_with_model_garden_deployment" "open" { publisher_model_name = var.model }
resource "google_storage_bucket" "docs" { name = "docs" }
"""


def test_services_of_google(tmp_path):
    services = facts_in(written(tmp_path, {"main.tf": GOOGLE}), GoogleAiService)
    assert {(each.kind, "model" in each.unread or each.model) for each in services.values()} == {
        ("vector search", ""),
        ("endpoint", "publishers/google/models/gemma3@gemma-3-4b-it"),
        ("endpoint", True),
    }


PUBLISHED = """
param access string = 'Enabled'
module openAi 'br/public:avm/res/cognitive-services/account:0.7.2' = {
  name: 'openai'
  params: {
    name: 'oai-prod'
    kind: 'OpenAI'
    disableLocalAuth: true
    publicNetworkAccess: access
    deployments: [
      { name: 'chat', model: { name: 'gpt-4.1-mini', version: '2025-04-14' }, sku: { name: 'GlobalStandard', capacity: 30 } }
    ]
  }
}
module search 'br:mcr.microsoft.com/bicep/avm/res/search/search-service:0.7.1' = {
  name: 'search'
  params: { name: 'docs', privateEndpoints: [{ name: 'pe', subnetResourceId: 's' }] }
}
"""


def test_modules_of_the_public_registry_make_what_they_are_handed(tmp_path):
    accounts = {each.name: each for each in facts_in(written(tmp_path, {"main.bicep": PUBLISHED}), AzureAiAccount).values()}
    account, search = accounts["oai-prod"], accounts["docs"]
    assert (account.key_access, account.public_access) == (False, True)
    assert set(account.unread) == {"denied_by_default"}  # what is not handed to it, the module decides
    assert (account.origin.file, account.origin.line) == ("main.bicep", 3)
    assert set(search.unread) == {"key_access", "public_access", "denied_by_default"}
    assert search.private_endpoints == ("pe",)
    deployment = only(tmp_path, AzureModelDeployment)
    assert (deployment.model, deployment.version, deployment.sku, deployment.capacity) == (
        "gpt-4.1-mini",
        "2025-04-14",
        "GlobalStandard",
        30,
    )
    assert not gaps_in(tmp_path)
    checks = ("ai-azure-account-keyless", "ai-azure-capacity-chosen")
    assert verdicts(tmp_path, *checks) == {checks[0]: {"pass", "unknown"}, checks[1]: {"pass"}}


FILLER = """
@description('é %(name)s')
var %(name)s = {
  a: 'x'
  b: '''
}
resource 'x'
'''
}
"""


def test_a_long_file_is_read_in_parts_and_tells_the_same(tmp_path):
    before, after = ("".join(FILLER % {"name": f"{name}{number}"} for number in range(800)) for name in ("a", "b"))
    text = before + BICEP.replace("param name string", "param name string = 'oai'") + after
    assert len(text) > 100_000
    account = only(written(tmp_path, {"main.bicep": text}), AzureAiAccount)
    assert account.name == "oai"
    assert text.split("\n")[account.origin.line - 1].startswith("resource account")
    assert not gaps_in(tmp_path)


def test_damaged_text_is_parsed_in_parts():
    text = "resource a = = 'x' {\n}\n" * 8000
    ends = list(azure._ends(text))
    parts = [end - start for start, end in zip([0, *ends], ends, strict=False)]
    assert max(parts) < 2 * azure.AT_ONCE
    assert sum(parts) == len(text)
    assert azure.parse_bicep("var a = [\n" + "  'x'\n" * 20_000, "main.bicep").broken == 1
