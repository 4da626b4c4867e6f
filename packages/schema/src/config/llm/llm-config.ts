import * as z from 'zod'
import { limits } from './llm-limits.ts'
import { middleware } from './llm-middleware.ts'
import { RegexText } from './regex-text.ts'

/** The `llm` part of config.yaml: where the model is, and what the gateway pins. */

/** US dollars for a million tokens. */
const Price = z.strictObject({
  input: z.number().min(0).meta({ description: 'USD per million input tokens.' }),
  cached_input: z
    .number()
    .min(0)
    .optional()
    .meta({ description: 'USD per million input tokens that the provider had cached; default: as input.' }),
  cache_write: z.number().min(0).optional().meta({
    description: 'USD per million input tokens that the provider put into its cache; default: as input.',
  }),
  cache_write_hour: z.number().min(0).optional().meta({
    description:
      'The same for an hour, where the provider tells them apart (Anthropic); default: as cache_write.',
  }),
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
const record = z.boolean().default(false).meta({
  description:
    'true keeps every request and every answer under recordings/, so that the experiment can be replayed without a key and without a network.',
})
const mask = z.array(RegexText).default([]).meta({
  description:
    'Regular expressions (JavaScript, flag u, without lookahead and references to groups) for what differs each time in the texts of a request, beyond what the toolkit knows: paths, addresses and keys of a run, dates, times, durations, UUIDs, temporary names. Requests that differ in nothing else are the same request.',
})
const provider = <Id extends string>(id: Id, description: string) => z.literal(id).meta({ description })

const OPENAI_API_KEY = 'OPENAI_API_KEY'
const ANTHROPIC_API_KEY = 'ANTHROPIC_API_KEY'
const AZURE_OPENAI_API_KEY = 'AZURE_OPENAI_API_KEY'

const everyLiveProvider = { record, pin, prices, middleware, ...limits }

export const Llm = z
  .discriminatedUnion('provider', [
    z.strictObject({
      provider: provider('openai', 'The API of OpenAI.'),
      api_key_env: api_key_env.default(OPENAI_API_KEY),
      base_url: base_url.default('https://api.openai.com/v1'),
      ...everyLiveProvider,
    }),
    z.strictObject({
      provider: provider(
        'anthropic',
        'The API of Anthropic: messages, and chat completions for frameworks that speak no other.',
      ),
      api_key_env: api_key_env.default(ANTHROPIC_API_KEY),
      base_url: base_url.default('https://api.anthropic.com/v1'),
      ...everyLiveProvider,
    }),
    z.strictObject({
      provider: provider('azure-openai', 'OpenAI models in a resource of your own on Azure.'),
      api_key_env: api_key_env.default(AZURE_OPENAI_API_KEY),
      base_url: z
        .url({ protocol: /^https?$/ })
        .meta({ description: 'The endpoint of the resource, such as https://NAME.openai.azure.com.' }),
      api_version: z
        .string()
        .regex(/^\d{4}-\d{2}-\d{2}(-preview)?$/, {
          error: 'not a version such as 2024-10-21.',
        })
        .default('2024-10-21')
        .meta({ description: 'Version of the API that every call names.' }),
      deployments: z.record(z.string(), z.string().min(1)).default({}).meta({
        description:
          'Name of the deployment by model; a model that is not listed is deployed under its own name.',
      }),
      ...everyLiveProvider,
    }),
    z.strictObject({
      provider: provider(
        'openai-compatible',
        'Any server that speaks the same chat API, such as vLLM, Ollama or LiteLLM.',
      ),
      api_key_env: api_key_env.optional(),
      base_url,
      ...everyLiveProvider,
    }),
    z.strictObject({
      provider: provider('scripted', 'The offline model of the toolkit.'),
      defect_rate: z.number().min(0).max(1).default(0.03).meta({
        description:
          'Share of the answers with files that the scripted model makes unusable, so that demonstrations have failures too.',
      }),
      ...everyLiveProvider,
    }),
    z.strictObject({
      provider: provider(
        'replay',
        'The recorded answers of an experiment that was run with record: true. No key, no network; times are not measured.',
      ),
      from: z.string().min(1).optional().meta({
        description:
          'The recorded experiment, or its recordings: the name of an experiment beside this one, or a path from the directory of this one. The first run copies the recordings into recordings/ of this experiment; from then on, or where they are there already, it is not needed.',
      }),
      mask,
      pin,
      prices,
      middleware,
      // Where a call is refused for want of budget, none was recorded.
      budget: limits.budget,
    }),
  ])
  .meta({
    description:
      'Where the model is. scripted is the offline stand-in: no key, no network, and no evidence about frameworks.',
  })
export type Llm = z.infer<typeof Llm>

/** Where each provider's key is unless the config says otherwise; the others have none, or none that is usual. */
export const DEFAULT_API_KEY_ENV: Partial<Record<Llm['provider'], string>> = {
  openai: OPENAI_API_KEY,
  anthropic: ANTHROPIC_API_KEY,
  'azure-openai': AZURE_OPENAI_API_KEY,
}
/** Providers whose address only their user knows. */
export const isAddressNeeded = (name: Llm['provider']): boolean =>
  name === 'openai-compatible' || name === 'azure-openai'
