metadata description = 'Creates an Azure AI Search instance.'
param name string
param location string = resourceGroup().location
param sku object = { name: 'standard' }
param disableLocalAuth bool = false
param publicNetworkAccess string = 'enabled'
param replicaCount int = 1
param partitionCount int = 1

resource search 'Microsoft.Search/searchServices@2025-02-01-preview' = {
  name: name
  location: location
  identity: { type: 'SystemAssigned' }
  properties: {
    disableLocalAuth: disableLocalAuth
    partitionCount: partitionCount
    publicNetworkAccess: publicNetworkAccess
    replicaCount: replicaCount
  }
  sku: sku
}

output endpoint string = 'https://${name}.search.windows.net/'
output name string = search.name
