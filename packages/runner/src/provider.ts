import {
  type GatewayOptions,
  type Provider,
  anthropicDialect,
  azureOpenAiDialect,
  forwardProvider,
  priceTable,
  scriptedProvider,
} from '@genai-devbench/gateway'
import type { Llm } from '@genai-devbench/schema'

/** Where the answers of an experiment come from. */
export function providerOf(llm: Llm, apiKey: string | undefined): Provider {
  switch (llm.provider) {
    case 'scripted':
      return scriptedProvider({ defectRate: llm.defect_rate })
    case 'anthropic':
      return forwardProvider({ id: 'anthropic', baseUrl: llm.base_url, apiKey, dialect: anthropicDialect })
    case 'azure-openai':
      return forwardProvider({
        // As the semantic conventions of OpenTelemetry call it.
        id: 'azure.ai.openai',
        baseUrl: llm.base_url,
        apiKey,
        dialect: azureOpenAiDialect(llm.api_version),
      })
    default:
      return forwardProvider({ id: llm.provider, baseUrl: llm.base_url, apiKey })
  }
}

/** What calls cost, also under the names of deployments. */
export const pricesOf = (llm: Llm): GatewayOptions['prices'] => priceTable(llm.prices, deploymentsOf(llm))

/** What the gateway sets in every request. */
export const pinOf = (llm: Llm): GatewayOptions['pin'] => ({ ...llm.pin, deployments: deploymentsOf(llm) })

const deploymentsOf = (llm: Llm): Record<string, string> =>
  llm.provider === 'azure-openai' ? llm.deployments : {}
