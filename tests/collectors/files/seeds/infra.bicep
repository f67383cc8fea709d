param name string = 'oai'
param capacity int = 5
var deployments = [
  { name: 'chat', model: { name: 'gpt-4o', version: '2024-08-06' }, sku: { name: 'Standard', capacity: capacity } }
]
resource account 'Microsoft.CognitiveServices/accounts@2023-05-01' = {
  name: name
  kind: 'OpenAI'
  properties: { disableLocalAuth: true, publicNetworkAccess: 'Disabled' }
}
@batchSize(1)
resource deployment 'Microsoft.CognitiveServices/accounts/deployments@2023-05-01' = [for each in deployments: {
  parent: account
  name: each.name
  properties: { model: each.model, versionUpgradeOption: 'NoAutoUpgrade' }
  sku: contains(each, 'sku') ? each.sku : { name: 'Standard', capacity: 20 }
}]
module other 'br/public:avm/res/cognitive-services/account:0.9.0' = {
  name: 'other'
  params: { name: 'other-${uniqueString(resourceGroup().id)}' }
}
