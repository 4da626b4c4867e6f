import { type ExperimentTemplate, type Llm, PROVIDERS } from '@genai-devbench/schema'
import { type Document, type Pair, type Scalar, type YAMLMap, parseDocument } from 'yaml'
import type { ExperimentRequest } from './experiment-request.ts'
import { planStopping } from './plan-stopping.ts'

const HEADER = ' yaml-language-server: $schema=./config.schema.json'
const ABOUT = ` The one file to edit. Disable steps (enabled: false), move them (they run in the order below), change prompts.
 config.schema.json beside this file documents every key; the first run seals everything in this directory.`

/** config.yaml: the template, comments and all, headed by what was decided for this experiment. */
export function renderConfig(templateText: string, template: ExperimentTemplate, request: ExperimentRequest): string {
  // The template was checked when the config set was loaded: it is a map.
  const document = parseDocument(templateText) as unknown as Document.Parsed & { contents: YAMLMap<Scalar<string>, unknown> }
  const templateComment = document.commentBefore ?? document.contents.commentBefore
  document.contents.commentBefore = null
  document.commentBefore = [HEADER, ABOUT, templateComment].filter(Boolean).join('\n')
  document.set('stopping', document.createNode(planStopping(template.stopping, request)))
  document.contents.items.unshift(...headPairs(document, request))
  return document.toString({ lineWidth: 0 })
}

function headPairs(document: Document, request: ExperimentRequest): Pair<Scalar<string>, unknown>[] {
  const { name, model, temperature, seed, frameworks } = request
  return [
    pair(document, 'name', name),
    pair(document, 'model', model, ' The model every framework uses; the gateway pins it in every call.'),
    ...(temperature === undefined ? [] : [pair(document, 'temperature', temperature)]),
    pair(document, 'seed', seed, ' Seeds the order of the runs; run k asks the model for seed + k - 1.'),
    pair(document, 'frameworks', frameworks, ' Ids, or {id: name-of-your-own, adapter: ..., options: {...}} for variants.'),
    pair(document, 'llm', llmSettings(request), ` provider: ${PROVIDERS.join(' | ')}. Keys are named here (api_key_env), never written.`),
  ]
}

function pair(document: Document, key: string, value: unknown, comment?: string): Pair<Scalar<string>, unknown> {
  const made = document.createPair(document.createNode(key), value) as unknown as Pair<Scalar<string>, unknown>
  if (comment !== undefined) {
    made.key.commentBefore = comment
    made.key.spaceBefore = true
  }
  return made
}

function llmSettings({ provider, baseUrl, apiKeyEnv }: ExperimentRequest): Pick<Llm, 'provider'> {
  return {
    provider,
    ...(provider === 'openai' ? { api_key_env: apiKeyEnv ?? 'OPENAI_API_KEY' } : {}),
    ...(provider === 'openai-compatible' && apiKeyEnv !== undefined ? { api_key_env: apiKeyEnv } : {}),
    ...(provider !== 'scripted' && baseUrl !== undefined ? { base_url: baseUrl } : {}),
  }
}
