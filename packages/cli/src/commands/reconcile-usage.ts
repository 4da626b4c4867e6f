import {
  type ReconcileOptions,
  type UsageApi,
  anthropicUsage,
  openAiUsage,
  readUsageReadings,
  reconcileUsage,
} from '@genai-devbench/reconciliation'
import { type BucketWidth, type Llm, UserError, ValidationError } from '@genai-devbench/schema'
import { type ExperimentPaths, findExperiment, loadConfig } from '@genai-devbench/store'
import { experimentsDir } from '../toolkit-paths.ts'
import { renderReadings } from '../views/reconcile-usage/usage-readings.ts'
import { renderReconciliation } from '../views/reconcile-usage/reconciliation.ts'

export interface ReconcileUsageOptions {
  list?: true
  import?: string[]
  project?: string[]
  apiKeyId?: string[]
  bucketWidth?: BucketWidth
  stableReads: number
  interval: number
  delay?: number
  adminKeyEnv?: string
  baseUrl?: string
  json?: true
  experimentsDir?: string
}

export async function reconcileUsageCommand(
  experiment: string,
  options: ReconcileUsageOptions,
): Promise<number> {
  const paths = await findExperiment(experiment, experimentsDir(options.experimentsDir))
  if (options.list) {
    const readings = await readUsageReadings(paths)
    process.stdout.write(options.json ? asJson(readings) : `${renderReadings(readings)}\n`)
    return 0
  }
  const { provider } = await llmOf(paths)
  const result = await reconcileUsage(paths, {
    from: whereFrom(provider, options),
    filters: { projects: options.project ?? [], apiKeyIds: options.apiKeyId ?? [] },
    rule: {
      stable_reads: options.stableReads,
      interval_minutes: options.interval,
      delay_minutes: options.delay,
    },
    now: Date.now,
  })
  process.stdout.write(
    options.json
      ? asJson(result.reading)
      : `${renderReconciliation(result, experiment, process.stdout.columns || undefined)}\n`,
  )
  return result.reading.lines.every(({ state }) => state === 'verified') ? 0 : 1
}

const asJson = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`

async function llmOf(paths: ExperimentPaths): Promise<Llm> {
  const { config, problems } = await loadConfig(paths)
  if (config === undefined) throw new ValidationError(`The experiment ${paths.root} is not valid`, problems)
  return config.llm
}

const USAGE_APIS: Partial<Record<Llm['provider'], UsageApi>> = {
  openai: openAiUsage,
  anthropic: anthropicUsage,
}

function whereFrom(provider: Llm['provider'], options: ReconcileUsageOptions): ReconcileOptions['from'] {
  if (provider === 'scripted' || provider === 'replay') {
    throw new UserError(
      'not_billed',
      `The calls of this experiment reached no provider (llm.provider: ${provider}).`,
      {
        hint:
          provider === 'replay'
            ? 'Name the experiment that was recorded.'
            : 'Only calls to a real provider can be compared with its usage.',
      },
    )
  }
  const api = USAGE_APIS[provider]
  if (options.import) return { files: options.import, of: api?.id }
  if (api === undefined) {
    throw new UserError('no_usage_api', `The provider ${provider} has no usage API that is known here.`, {
      hint: 'Where its usage can be had in the form of OpenAI or Anthropic, save it and read it with --import.',
    })
  }
  return {
    api,
    baseUrl: options.baseUrl ?? api.baseUrl,
    key: adminKey(api, options),
    width: options.bucketWidth ?? '1m',
  }
}

function adminKey(
  { title, keyEnv, keyHint }: UsageApi,
  { adminKeyEnv = keyEnv }: ReconcileUsageOptions,
): string {
  const key = process.env[adminKeyEnv]?.trim() ?? ''
  // In a header it would be an error that shows it.
  const isUsable = /^[\x21-\x7e]*$/.test(key)
  if (key !== '' && isUsable) return key
  throw new UserError(
    'no_admin_key',
    isUsable
      ? `${adminKeyEnv} is not set: the usage API of ${title} needs an admin key.`
      : `${adminKeyEnv} holds blanks or characters that no key has.`,
    {
      hint: `${keyHint} Name another variable with --admin-key-env, or read saved pages with --import.`,
    },
  )
}
