import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as z from 'zod'
import type { Endpoint, StepContext } from '../contract.ts'
import type { Place } from './place.ts'

/** For the option `output_tokens`. */
export const OutputTokens = z
  .int()
  .positive()
  .default(4096)
  .meta({ description: 'Sent as max_tokens with every call. A file that is longer is cut off.' })

/** What MetaGPT is to know of a model. */
export const modelConfig = (
  { model, temperature, options }: StepContext<{ output_tokens: number }>,
  { baseUrl, apiKey }: Endpoint,
): object => ({
  api_type: 'openai',
  base_url: baseUrl,
  api_key: apiKey,
  model,
  ...(temperature !== undefined && { temperature }),
  max_token: options.output_tokens,
  // What is spent is measured and limited outside. Its own count would fetch encodings of tiktoken from the network.
  calc_usage: false,
})

/** Writes the file in which MetaGPT looks for all of its settings. */
export async function writeConfig({ home }: Place, config: object): Promise<void> {
  const directory = join(home, '.metagpt')
  await mkdir(directory, { recursive: true })
  // JSON is YAML.
  await writeFile(join(directory, 'config2.yaml'), JSON.stringify(config, null, 2))
}
