import { basename, relative } from 'node:path'
import { filesBelow, readInnerText } from '@genai-devbench/files'
// Not the whole package: listing the config sets needs no schema of a record.
import { soundParts } from '@genai-devbench/schema/config/config-parts'
import {
  configRuleBreaches,
  interventionWeightsNameTexts,
  stepIdsAreUnique,
} from '@genai-devbench/schema/config/config-rules'
import {
  type ConfigSetMetadata,
  ConfigSetMetadata as MetadataSchema,
  ExperimentTemplate,
} from '@genai-devbench/schema/config/config-set'
import { type ParsedDocument, parseYamlDocument } from '@genai-devbench/schema/documents/document'
import { type Problem, ValidationError } from '@genai-devbench/schema/problem'
import { METADATA, agreementProblems } from './agreement.ts'

export interface ConfigSet {
  /** Absolute path. */
  dir: string
  metadata: ConfigSetMetadata
  template: ExperimentTemplate
  /** experiment_template.yaml as written, comments included. */
  templateText: string
  /** Paths of the files an experiment gets a copy of: prompts, HITL texts, acceptance checks. */
  files: string[]
}

const TEMPLATE = 'experiment_template.yaml'
const COPIED_FOLDERS = new Set(['prompts', 'hitl', 'acceptance'])

/** Loads and checks one config set. ValidationError with everything that is wrong with it. */
export async function loadConfigSet(dir: string): Promise<ConfigSet> {
  const metadata = await readDocument(dir, METADATA, MetadataSchema)
  const template = await readDocument(dir, TEMPLATE, ExperimentTemplate)
  const problems = [...metadata.problems, ...template.problems]
  if (metadata.value)
    problems.push(
      ...nameProblems(dir, metadata),
      ...stepIdProblems(metadata, metadata.value.available_steps, 'available_steps'),
    )
  const files = await copiedFiles(dir, problems)
  const parts = soundParts(template.raw)
  const breaches = [...configRuleBreaches(parts), ...interventionWeightsNameTexts(parts, hitlTexts(files))]
  problems.push(...breaches.map(({ path, message, hint }) => template.problemAt(path, message, hint)))
  if (metadata.value && template.value)
    problems.push(...agreementProblems(template, metadata.value, template.value))
  problems.push(
    ...(await promptProblems(dir, metadata)),
    ...(await copiedFileProblems(dir, files, metadata.value)),
  )
  if (problems.length > 0 || !metadata.value || !template.value) {
    throw new ValidationError(`The config set "${basename(dir)}" is not usable`, problems)
  }
  return { dir, metadata: metadata.value, template: template.value, templateText: template.text, files }
}

async function copiedFiles(dir: string, problems: Problem[]): Promise<string[]> {
  try {
    return (await filesBelow(dir)).filter((path) => COPIED_FOLDERS.has(path.split('/')[0] ?? ''))
  } catch (error) {
    const { code, path = dir } = error as NodeJS.ErrnoException
    problems.push({
      file: relative(dir, path) || '.',
      message: `cannot be read (${code}).`,
      hint: 'Check its permissions.',
    })
    return []
  }
}

/** Names of the HITL texts, without their ending. */
const hitlTexts = (files: readonly string[]): string[] =>
  files.flatMap((file) => /^hitl\/(.+)\.txt$/.exec(file)?.[1] ?? [])

type ReadDocument<T> = ParsedDocument<T> & { text: string }

async function readDocument<T>(
  dir: string,
  file: string,
  schema: Parameters<typeof parseYamlDocument<T>>[1],
): Promise<ReadDocument<T>> {
  const read = await readInnerText(dir, file)
  if ('text' in read) return { ...parseYamlDocument(read.text, schema, file), text: read.text }
  const problem = { file, message: read.fault, hint: read.hint }
  return { problems: [problem], problemAt: () => problem, text: '' }
}

function nameProblems(dir: string, { value, problemAt }: ReadDocument<ConfigSetMetadata>): Problem[] {
  if (value?.name === basename(dir)) return []
  return [
    problemAt(
      ['name'],
      `name is "${value?.name}" but the directory is "${basename(dir)}".`,
      'Make them equal.',
    ),
  ]
}

function stepIdProblems(
  document: ReadDocument<unknown>,
  steps: readonly { id: number }[],
  key: string,
): Problem[] {
  return stepIdsAreUnique(
    steps.map((part, index) => ({ index, part })),
    key,
  ).map(({ path, message, hint }) => document.problemAt(path, message, hint))
}

async function promptProblems(
  dir: string,
  { value, problemAt }: ReadDocument<ConfigSetMetadata>,
): Promise<Problem[]> {
  const checks = (value?.available_steps ?? []).map(async ({ prompt_file }, index) => {
    const path = ['available_steps', index, 'prompt_file']
    if (!prompt_file.startsWith('prompts/'))
      return [
        problemAt(
          path,
          `${prompt_file} is not under prompts/.`,
          'Move it there, so that experiments get a copy.',
        ),
      ]
    const read = await readInnerText(dir, prompt_file)
    return 'text' in read ? [] : [problemAt(path, `${prompt_file} ${read.fault}`, read.hint)]
  })
  return (await Promise.all(checks)).flat()
}

/** The files that no step names are copied too, so they are held to the same rules. */
async function copiedFileProblems(
  dir: string,
  files: readonly string[],
  metadata: ConfigSetMetadata | undefined,
): Promise<Problem[]> {
  const named = new Set(metadata?.available_steps.map(({ prompt_file }) => prompt_file))
  const checks = files
    .filter((file) => !named.has(file))
    .map(async (file) => {
      const read = await readInnerText(dir, file)
      return 'text' in read ? [] : [{ file, message: read.fault, hint: read.hint }]
    })
  return (await Promise.all(checks)).flat()
}
