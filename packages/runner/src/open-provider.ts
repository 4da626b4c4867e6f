import {
  type Provider,
  Recorder,
  forwardProvider,
  recordingProvider,
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

/** Where the answers of an experiment come from, recorded where that is asked for. */
export async function openProvider({ config, paths, apiKey, recording }: Plan): Promise<Provider> {
  const { llm } = config
  if (llm.provider === 'replay') {
    if (recording === undefined) throw new Error('a replay was planned without a recording')
    return replayProvider(await keepRecording(recording, paths), { mask: llm.mask })
  }
  const provider = providerOf(llm, apiKey)
  if (!llm.record) return provider
  return recordingProvider(provider, await Recorder.open(paths.recordings, headerOf(config, new Date())))
}

function providerOf(llm: Exclude<Llm, { provider: 'replay' }>, apiKey: string | undefined): Provider {
  return llm.provider === 'scripted'
    ? scriptedProvider({ defectRate: llm.defect_rate })
    : forwardProvider({ id: llm.provider, baseUrl: llm.base_url, apiKey })
}

function headerOf({ name, llm, model, temperature, seed }: ExperimentConfig, now: Date): RecordingHeader {
  return {
    schema_version: 1,
    experiment: name,
    provider: llm.provider,
    model,
    temperature: temperature ?? null,
    seed,
    pin: llm.pin,
    begun_at: now.toISOString(),
    toolkit_version: TOOLKIT_VERSION,
  }
}
