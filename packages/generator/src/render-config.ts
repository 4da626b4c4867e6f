import {
  DEFAULT_API_KEY_ENV,
  type ExperimentTemplate,
  type Llm,
  PROVIDERS,
  type Stopping,
} from '@genai-devbench/schema'
import { type Document, type Pair, type Scalar, type YAMLMap, parseDocument } from 'yaml'
import type { ExperimentRequest } from './experiment-request.ts'
import { planStopping } from './plan-stopping.ts'

const HEADER = ' yaml-language-server: $schema=./config.schema.json'
const ABOUT = ` The one file to edit. Disable steps (enabled: false), move them (they run in the order below), change prompts.
 config.schema.json beside this file documents every key; the first run seals everything in this directory.`

/** config.yaml: the template, comments and all, headed by what was decided for this experiment. */
export function renderConfig(
  templateText: string,
  template: ExperimentTemplate,
  request: ExperimentRequest,
): string {
  // The template was checked when the config set was loaded: it is a map.
  const document = parseDocument(templateText) as unknown as Document.Parsed & {
    contents: YAMLMap<Scalar<string>>
  }
  const { contents } = document
  const [firstOfTemplate] = contents.items
  if (firstOfTemplate) {
    firstOfTemplate.key.spaceBefore = true
    // Where the parser hangs it depends on what stands before it.
    firstOfTemplate.key.commentBefore ??= contents.commentBefore ?? null
  }
  contents.commentBefore = null
  document.commentBefore = [HEADER, ABOUT, document.commentBefore].filter(Boolean).join('\n')
  setStopping(document, template.stopping, planStopping(template.stopping, request))
  contents.items.unshift(...headPairs(document, request))
  return document.toString({ lineWidth: 0, flowCollectionPadding: false })
}

/** Number by number where the rule stays the same, so that the template's comments stay too. */
function setStopping(document: Document, before: Stopping, after: Stopping): void {
  if (after.mode !== before.mode) return document.set('stopping', document.createNode(after))
  document.setIn(['stopping', 'max_runs'], after.max_runs)
  if (after.mode !== 'fixed') document.setIn(['stopping', 'min_runs'], after.min_runs)
}

function headPairs(document: Document, request: ExperimentRequest): Pair<Scalar<string>>[] {
  const { name, model, temperature, seed, frameworks } = request
  return [
    pair(document, 'name', name),
    pair(document, 'model', model, ' The model every framework uses; the gateway pins it in every call.'),
    ...(temperature === undefined ? [] : [pair(document, 'temperature', temperature)]),
    pair(document, 'seed', seed, ' Seeds the order of the runs; run k asks the model for seed + k - 1.'),
    pair(
      document,
      'frameworks',
      frameworks,
      ' Ids, or {id: name-of-your-own, adapter: ..., options: {...}} for variants.',
    ),
    pair(
      document,
      'llm',
      llmSettings(request),
      ` provider: ${PROVIDERS.join(' | ')}. Keys are named here (api_key_env), never written.`,
    ),
  ]
}

function pair(document: Document, key: string, value: unknown, comment?: string): Pair<Scalar<string>> {
  const made = document.createPair(document.createNode(key), value) as unknown as Pair<Scalar<string>>
  if (comment !== undefined) {
    made.key.commentBefore = comment
    made.key.spaceBefore = true
  }
  return made
}

/** What was asked for, all of it: what does not fit the provider is refused when the finished text is checked. */
function llmSettings({
  provider,
  baseUrl,
  apiKeyEnv = DEFAULT_API_KEY_ENV[provider],
}: ExperimentRequest): Pick<Llm, 'provider'> {
  return {
    provider,
    ...(apiKeyEnv !== undefined && { api_key_env: apiKeyEnv }),
    ...(baseUrl !== undefined && { base_url: baseUrl }),
  }
}
