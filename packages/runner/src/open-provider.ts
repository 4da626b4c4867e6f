import {
  type GatewayOptions,
  type Provider,
  type Recording,
  Recorder,
  anthropicDialect,
  azureOpenAiDialect,
  forwardProvider,
  limitedProvider,
  linearPattern,
  priceTable,
  providerName,
  recordingProvider,
  redactionOf,
  replayProvider,
  scriptedProvider,
} from '@genai-devbench/gateway'
import {
  type ExperimentConfig,
  type Llm,
  type RecordingHeader,
  TOOLKIT_VERSION,
} from '@genai-devbench/schema'
import type { Plan } from './plan.ts'
import { keepRecording } from './replay/keep-recording.ts'
import { rewritingSha256 } from './replay/rewriting-middleware.ts'

/** Where the answers of an experiment come from, recorded where that is asked for. */
export async function openProvider({ config, paths, apiKey, recording }: Plan): Promise<Provider> {
  const { llm } = config
  const redaction = await redactionOf(llm.middleware)
  if (llm.provider === 'replay') {
    if (recording === undefined) throw new Error('a replay was planned without a recording')
    const mask = await Promise.all(llm.mask.map(linearPattern))
    return replayProvider(await keepRecording(recording, paths), { mask, redaction })
  }
  const provider = limitedProvider(providerOf(llm, apiKey), llm)
  if (!llm.record) return provider
  const recorder = await Recorder.open(paths.recordings, headerOf(config, new Date()))
  return recordingProvider(provider, recorder, redaction)
}

function providerOf(llm: Exclude<Llm, { provider: 'replay' }>, apiKey: string | undefined): Provider {
  switch (llm.provider) {
    case 'scripted':
      return scriptedProvider({ defectRate: llm.defect_rate })
    case 'anthropic':
      return forwardProvider({
        id: providerName(llm.provider),
        baseUrl: llm.base_url,
        apiKey,
        dialect: anthropicDialect,
      })
    case 'azure-openai':
      return forwardProvider({
        id: providerName(llm.provider),
        baseUrl: llm.base_url,
        apiKey,
        dialect: azureOpenAiDialect(llm.api_version),
      })
    default:
      return forwardProvider({ id: providerName(llm.provider), baseUrl: llm.base_url, apiKey })
  }
}

function headerOf({ name, llm, model, temperature, seed }: ExperimentConfig, now: Date): RecordingHeader {
  const middleware_sha256 = rewritingSha256(llm)
  return {
    schema_version: 1,
    experiment: name,
    provider: llm.provider,
    model,
    deployments: deploymentsOf(llm),
    temperature: temperature ?? null,
    seed,
    pin: llm.pin,
    ...(middleware_sha256 !== undefined && { middleware_sha256 }),
    begun_at: now.toISOString(),
    toolkit_version: TOOLKIT_VERSION,
  }
}

/** What calls cost, also under the names of deployments. */
export const pricesOf = (llm: Llm, recording?: Recording): GatewayOptions['prices'] =>
  priceTable(llm.prices, deploymentsOf(llm, recording))

/** What the gateway sets in every request. */
export const pinOf = (llm: Llm, recording?: Recording): GatewayOptions['pin'] => ({
  ...llm.pin,
  deployments: deploymentsOf(llm, recording),
})

const deploymentsOf = (llm: Llm, recording?: Recording): Record<string, string> =>
  llm.provider === 'azure-openai' ? llm.deployments : (recording?.header.deployments ?? {})
