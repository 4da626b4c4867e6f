import * as z from 'zod'
import { METRIC_IDS, QUALITY_COMPONENTS } from './metrics.ts'
import { ExperimentName, FrameworkId, InnerPath } from './names.ts'

/** config/config.yaml of an experiment: the one file a researcher edits. */

const seconds = z.number().positive().max(604_800)

export const Step = z
  .strictObject({
    id: z.int().positive().meta({
      description: 'Keeps its meaning: metrics name a step by this id wherever it stands. Ids may have gaps.',
    }),
    enabled: z.boolean().meta({ description: 'false leaves the step out; nothing else has to change.' }),
    name: z
      .string()
      .regex(/\S/, { error: 'empty. Give the step a name.' })
      .max(200)
      .meta({ description: 'For people: in the progress view and the report.' }),
    prompt_file: InnerPath.meta({ description: 'The prompt, a UTF-8 text file; path relative to config/.' }),
  })
  .meta({ description: 'Steps run in the order in which they are declared.' })
export type Step = z.infer<typeof Step>

export const Timeout = z
  .strictObject({
    per_step: seconds.meta({
      description:
        'Seconds one step may take; then its whole process group is ended and the step is timed_out.',
    }),
    total: seconds.meta({ description: 'Seconds all steps of one run may take together.' }),
  })
  .meta({ description: 'Limits; a run that meets one counts, as timed_out.' })
export type Timeout = z.infer<typeof Timeout>

const metricId = z.enum(METRIC_IDS).meta({ description: 'Id of a metric.' })
const confidence_level = z
  .number()
  .gt(0.5)
  .lt(1)
  .default(0.95)
  .meta({ description: 'Of the intervals in the report and of those the stopping rule looks at.' })
// More is a slip of the hand: the schedule is kept in memory.
const max_runs = z.int().positive().max(100_000).meta({ description: 'Runs of each framework, at the most.' })

export const Stopping = z
  .discriminatedUnion('mode', [
    z.strictObject({
      mode: z.literal('fixed').meta({ description: 'Every framework gets exactly max_runs runs.' }),
      confidence_level,
      max_runs,
    }),
    z.strictObject({
      mode: z.literal('sequential').meta({
        description:
          'Checked after every batch, all frameworks at the same n: stops when each target is met by each framework, or at max_runs.',
      }),
      confidence_level,
      min_runs: z
        .int()
        .min(5, {
          error: 'below 5: an interval from so few runs cannot carry a stopping rule. Use at least 10.',
        })
        .meta({ description: 'Runs of each framework before the first check.' }),
      max_runs,
      batch: z
        .int()
        .positive()
        .default(5)
        .meta({ description: 'Runs of each framework between two checks.' }),
      metrics: z
        .array(
          z.strictObject({
            metric: metricId,
            target: z.number().positive().meta({
              description:
                'Half-width of the confidence interval: relative (0.1 = 10 %), for pass/fail metrics absolute.',
            }),
          }),
        )
        .min(1)
        .meta({ description: 'What must be known how precisely before the experiment stops.' }),
    }),
  ])
  .meta({ description: 'How many runs of each framework are made.' })
export type Stopping = z.infer<typeof Stopping>

const weight = z.number().min(0).meta({ description: 'Share of this part in the quality score.' })

export const Metrics = z
  .strictObject({
    primary: z
      .array(metricId)
      .min(1)
      .meta({ description: 'What the comparison is about; fixed when the first run starts.' }),
    weights: z
      .strictObject(
        Object.fromEntries(QUALITY_COMPONENTS.map((id) => [id, weight])) as Record<
          (typeof QUALITY_COMPONENTS)[number],
          typeof weight
        >,
      )
      .optional()
      .meta({
        description: 'Weights of the parts of the quality score, which this version does not measure yet.',
      }),
  })
  .meta({ description: 'What is compared.' })

export const Execution = z
  .strictObject({
    concurrency: z.int().min(1).max(64).default(1).meta({
      description: 'Runs at the same time. More than 1 is faster but adds noise to every time metric.',
    }),
    order: z.enum(['randomized_blocks', 'declared']).default('randomized_blocks').meta({
      description:
        'randomized_blocks: every framework once per block, in random order, so that a drift of the provider hits all alike.',
    }),
  })
  .meta({ description: 'How the runs are made.' })

/** US dollars for a million tokens. */
const Price = z.strictObject({
  input: z.number().min(0).meta({ description: 'USD per million input tokens.' }),
  cached_input: z
    .number()
    .min(0)
    .optional()
    .meta({ description: 'USD per million input tokens that the provider had cached; default: as input.' }),
  output: z.number().min(0).meta({ description: 'USD per million output tokens.' }),
})
export type Price = z.infer<typeof Price>

const pinned = z.boolean().default(true).meta({ description: 'false leaves what the framework asks for.' })
const pin = z.strictObject({ model: pinned, temperature: pinned, seed: pinned }).prefault({}).meta({
  description:
    'What the gateway sets in every request to the value of this experiment, whatever the framework asked for. Each rewrite is recorded.',
})
const prices = z
  .record(z.string(), Price)
  .optional()
  .meta({ description: 'Prices in USD per million tokens, by model; they beat the built-in table.' })
// localhost:8000/v1 alone would pass for a URL, of a protocol called localhost.
const base_url = z
  .url({ protocol: /^https?$/ })
  .meta({ description: 'Where the API is, without /chat/completions.' })
const api_key_env = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, {
    error: 'not the name of an environment variable. Put the key itself nowhere in this file.',
  })
  .meta({
    description: 'Name of the environment variable that holds the key; the key itself is never written.',
  })
const provider = <Id extends string>(id: Id, description: string) => z.literal(id).meta({ description })

export const DEFAULT_API_KEY_ENV = 'OPENAI_API_KEY'

export const Llm = z
  .discriminatedUnion('provider', [
    z.strictObject({
      provider: provider('openai', 'The API of OpenAI.'),
      api_key_env: api_key_env.default(DEFAULT_API_KEY_ENV),
      base_url: base_url.default('https://api.openai.com/v1'),
      pin,
      prices,
    }),
    z.strictObject({
      provider: provider(
        'openai-compatible',
        'Any server that speaks the same chat API, such as vLLM, Ollama or LiteLLM.',
      ),
      api_key_env: api_key_env.optional(),
      base_url,
      pin,
      prices,
    }),
    z.strictObject({
      provider: provider('scripted', 'The offline model of the toolkit.'),
      defect_rate: z.number().min(0).max(1).default(0.03).meta({
        description:
          'Share of the answers with files that the scripted model makes unusable, so that demonstrations have failures too.',
      }),
      pin,
      prices,
    }),
  ])
  .meta({
    description:
      'Where the model is. scripted is the offline stand-in: no key, no network, and no evidence about frameworks.',
  })
export type Llm = z.infer<typeof Llm>
export const PROVIDERS = ['openai', 'openai-compatible', 'scripted'] as const

export const FrameworkEntry = z
  .union(
    [
      FrameworkId,
      z.strictObject({
        id: FrameworkId,
        adapter: z.string().min(1).optional().meta({
          description:
            'The adapter to use when the id is a name of your own; two entries with one adapter are variants.',
        }),
        options: z
          .record(z.string(), z.unknown())
          .optional()
          .meta({ description: 'Options of the adapter; see `devbench frameworks list`.' }),
      }),
    ],
    { error: 'neither the id of a framework nor {id, adapter, options}.' },
  )
  .transform((entry) =>
    typeof entry === 'string'
      ? { id: entry, adapter: entry, options: {} }
      : { id: entry.id, adapter: entry.adapter ?? entry.id, options: entry.options ?? {} },
  )
/** A framework as the rest of the toolkit sees it: every field filled in. */
export type Framework = z.output<typeof FrameworkEntry>

export const ExperimentConfig = z.strictObject({
  name: ExperimentName,
  description: z.string().optional().meta({ description: 'What the experiment is for.' }),
  model: z
    .string()
    .regex(/\S/, { error: 'empty. Name the model.' })
    .max(200)
    .meta({ description: 'The model every framework uses.' }),
  temperature: z
    .number()
    .min(0)
    .max(2)
    .optional()
    .meta({ description: 'Sampling temperature of every call; without it, what each framework asks for.' }),
  seed: z
    .int()
    .min(0)
    .max(2 ** 31 - 1)
    .meta({ description: 'Seeds the order of the runs. Run k asks the model for seed + k - 1.' }),
  frameworks: z.array(FrameworkEntry).min(1, { error: 'no framework. Name at least one.' }).meta({
    description:
      'What is compared: ids, or {id, adapter, options} for variants. `devbench frameworks list` shows all.',
  }),
  llm: Llm,
  steps: z
    .array(Step)
    .min(1, { error: 'no step. Declare at least one.' })
    .meta({ description: 'The tasks of every run, carried out in this order.' }),
  timeout: Timeout,
  stopping: Stopping,
  metrics: Metrics,
  execution: Execution.prefault({}),
})
export type ExperimentConfig = z.output<typeof ExperimentConfig>
