"""Keys of Azure's AI services that infrastructure files hand on."""

from __future__ import annotations

import json

from infrastructure_world import facts_in, verdicts, written

from readiness.facts.azure import AzureKeyCopy

CHECK = "ai-azure-key-not-exposed"
BICEP = """
resource openai 'Microsoft.CognitiveServices/accounts@2023-05-01' existing = { name: 'oai' }
resource store 'Microsoft.Storage/storageAccounts@2023-01-01' existing = { name: 'st' }
var key = openai.listKeys().key1
output endpoint string = openai.properties.endpoint
output storage string = store.listKeys().keys[0].value
@secure()
output hidden string = key
@description('for the app')
output plain string = listKeys(openai.id, '2023-05-01').key1
resource web 'Microsoft.Web/sites@2022-03-01' = {
  name: 'web'
  properties: { siteConfig: { appSettings: [
    { name: 'AzureWebJobsStorage', value: store.listKeys().keys[0].value }
    { name: 'OPENAI_KEY', value: '${key}' }
    { name: 'FROM_VAULT', value: '@Microsoft.KeyVault(SecretUri=${kept.properties.secretUri})' }
  ] } }
  resource settings 'config' = { name: 'appsettings', properties: { NESTED_KEY: openai.listKeys().key2 } }
}
resource app 'Microsoft.App/containerApps@2023-05-01' = {
  name: 'app'
  properties: {
    configuration: { secrets: [ { name: 'openai-key', value: openai.listKeys().key1 } ] }
    template: { containers: [ { env: [
      { name: 'KEY', secretRef: 'openai-key' }
      { name: 'CLEAR_KEY', value: openai.listKeys().key1 }
    ] } ] }
  }
}
resource kept 'Microsoft.KeyVault/vaults/secrets@2023-02-01' = { name: 'v/openai', properties: { value: key } }
"""


def told(folder):
    return {(each.name, each.holder, each.masked) for each in facts_in(folder, AzureKeyCopy).values()}


def test_bicep(tmp_path):
    assert told(written(tmp_path, {"main.bicep": BICEP})) == {
        ("hidden", "output", True),
        ("plain", "output", False),
        ("OPENAI_KEY", "setting", False),
        ("NESTED_KEY", "setting", False),
        ("CLEAR_KEY", "setting", False),
        ("openai-key", "secret", False),
        ("kept", "secret", False),
    }
    assert verdicts(tmp_path, CHECK) == {CHECK: {"pass", "fail"}}
    lines = {each.name: each.origin.line for each in facts_in(tmp_path, AzureKeyCopy).values()}
    assert (lines["plain"], lines["OPENAI_KEY"]) == (10, 15)


def test_keys_of_storage_alone_are_none_of_ai(tmp_path):
    text = (
        "resource s 'Microsoft.Storage/storageAccounts@2023-01-01' existing = { name: 's' }\noutput k string = s.listKeys().keys[0].value\n"
    )
    assert told(written(tmp_path, {"main.bicep": text})) == set()


def test_arm(tmp_path):
    call = "[listKeys(resourceId('Microsoft.CognitiveServices/accounts', parameters('name')), '2023-05-01').key1]"
    data = {
        "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
        "resources": [
            {"type": "Microsoft.Web/sites", "name": "web", "properties": {"siteConfig": {"appSettings": [{"name": "KEY", "value": call}]}}},
            {"type": "Microsoft.KeyVault/vaults/secrets", "name": "v/k", "properties": {"value": call}},
        ],
        "outputs": {"plain": {"type": "string", "value": call}, "hidden": {"type": "securestring", "value": call}},
    }
    assert told(written(tmp_path, {"azuredeploy.json": json.dumps(data)})) == {
        ("KEY", "setting", False),
        ("v/k", "secret", False),
        ("plain", "output", False),
        ("hidden", "output", True),
    }


TERRAFORM = """
resource "azurerm_cognitive_account" "openai" {
  name = "oai"
  kind = "OpenAI"
}
data "azurerm_search_service" "docs" {
  name                = "docs"
  resource_group_name = "rg"
}
resource "azurerm_storage_account" "st" { name = "st" }
locals { key = azurerm_cognitive_account.openai.primary_access_key }
output "endpoint" { value = azurerm_cognitive_account.openai.endpoint }
output "storage" { value = nonsensitive(azurerm_storage_account.st.primary_access_key) }
output "refused" { value = local.key }
output "hidden" {
  value     = local.key
  sensitive = true
}
output "bare" { value = nonsensitive(azurerm_cognitive_account.openai.primary_access_key) }
resource "azurerm_linux_web_app" "web" {
  name         = "web"
  app_settings = {
    OPENAI_KEY = local.key
    SEARCH_KEY = data.azurerm_search_service.docs.primary_key
    ENDPOINT   = azurerm_cognitive_account.openai.endpoint
  }
}
resource "azurerm_container_app" "app" {
  name = "app"
  secret {
    name  = "openai-key"
    value = local.key
  }
  template {
    container {
      name = "app"
      env {
        name        = "KEY"
        secret_name = "openai-key"
      }
      env {
        name  = "CLEAR_KEY"
        value = local.key
      }
    }
  }
}
resource "azurerm_key_vault_secret" "openai" {
  name  = "openai"
  value = local.key
}
"""


def test_terraform(tmp_path):
    assert told(written(tmp_path, {"main.tf": TERRAFORM})) == {
        ("refused", "output", True),
        ("hidden", "output", True),
        ("bare", "output", False),
        ("OPENAI_KEY", "setting", False),
        ("SEARCH_KEY", "setting", False),
        ("CLEAR_KEY", "setting", False),
        ("openai-key", "secret", False),
        ("openai", "secret", False),
    }
    assert verdicts(tmp_path, CHECK) == {CHECK: {"pass", "fail"}}
