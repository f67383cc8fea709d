targetScope = 'subscription'

@minLength(1)
param environmentName string
@minLength(1)
param location string
param openAiSkuName string = 'S0'
param chatGptModelName string = 'gpt-4.1-mini'
param chatGptModelVersion string = '2025-04-14'
param chatGptDeploymentName string = 'gpt-4.1-mini'
param chatGptDeploymentSkuName string = 'GlobalStandard'
param chatGptDeploymentCapacity int = 30
@description('Public network access value for all deployed resources')
@allowed(['Enabled', 'Disabled'])
param publicNetworkAccess string = 'Enabled'
param searchServiceSkuName string
param useApplicationInsights bool = true

var resourceToken = toLower(uniqueString(subscription().id, environmentName, location))

resource resourceGroup 'Microsoft.Resources/resourceGroups@2021-04-01' = {
  name: 'rg-${environmentName}'
  location: location
}

module openAi 'br/public:avm/res/cognitive-services/account:0.7.2' = {
  name: 'openai'
  scope: resourceGroup
  params: {
    name: 'cog-${resourceToken}'
    kind: 'OpenAI'
    sku: openAiSkuName
    deployments: [
      {
        name: chatGptDeploymentName
        model: { format: 'OpenAI', name: chatGptModelName, version: chatGptModelVersion }
        sku: { name: chatGptDeploymentSkuName, capacity: chatGptDeploymentCapacity }
      }
    ]
    disableLocalAuth: true
    publicNetworkAccess: publicNetworkAccess
    networkAcls: { defaultAction: 'Allow' }
  }
}

module searchService 'core/search/search-services.bicep' = {
  name: 'search-service'
  scope: resourceGroup
  params: {
    name: 'gptkb-${resourceToken}'
    location: location
    disableLocalAuth: true
    sku: { name: searchServiceSkuName }
    publicNetworkAccess: publicNetworkAccess == 'Enabled' ? 'enabled' : 'disabled'
  }
}
