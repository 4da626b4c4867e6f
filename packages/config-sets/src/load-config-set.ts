import { basename, relative } from 'node:path'
import { filesBelow, readInnerText } from '@genai-devbench/files'
// Not the whole package: listing the config sets needs no schema of a record.
import {
  type ConfigSetMetadata,
  ConfigSetMetadata as MetadataSchema,
  ExperimentTemplate,
  type MetadataParts,
  soundMetadataParts,
} from '@genai-devbench/schema/config/config-set'
import { soundTemplateParts } from '@genai-devbench/schema/config/template/template-parts'
import {
  type RuleBreach,
  interventionWeightsNameTexts,
  stepIdsAreUnique,
  templateRuleBreaches,
} from '@genai-devbench/schema/config/template/template-rules'
import { type ParsedDocument, parseYamlDocument } from '@genai-devbench/schema/documents/document'
import { type Problem, ValidationError } from '@genai-devbench/schema/problem'
import { METADATA, defaultsProblems, stepProblems } from './agreement.ts'

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
  const metadata = readDocument(dir, METADATA, MetadataSchema)
  const template = readDocument(dir, TEMPLATE, ExperimentTemplate)
  const described = soundMetadataParts(metadata.raw)
  const parts = soundTemplateParts(template.raw)
  const problems = [
    ...metadata.problems,
    ...template.problems,
    ...nameProblems(dir, metadata, described),
    ...stepIdsAreUnique(described.stepIds, 'available_steps').map(problemIn(metadata)),
    ...stepProblems(template, described, parts),
    ...defaultsProblems(template, metadata.value),
  ]
  const files = await copiedFiles(dir, problems)
  const breaches = [...templateRuleBreaches(parts), ...interventionWeightsNameTexts(parts, hitlTexts(files))]
  problems.push(
    ...breaches.map(problemIn(template)),
    ...promptProblems(dir, metadata, described),
    ...copiedFileProblems(dir, files, described),
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

function readDocument<T>(
  dir: string,
  file: string,
  schema: Parameters<typeof parseYamlDocument<T>>[1],
): ReadDocument<T> {
  const read = readInnerText(dir, file)
  if ('text' in read) return { ...parseYamlDocument(read.text, schema, file), text: read.text }
  const problem = { file, message: read.fault, hint: read.hint }
  return { problems: [problem], problemAt: () => problem, text: '' }
}

const problemIn =
  ({ problemAt }: ReadDocument<unknown>) =>
  ({ path, message, hint }: RuleBreach): Problem =>
    problemAt(path, message, hint)

function nameProblems(
  dir: string,
  { problemAt }: ReadDocument<ConfigSetMetadata>,
  { name }: MetadataParts,
): Problem[] {
  if (name === undefined || name === basename(dir)) return []
  return [
    problemAt(['name'], `name is "${name}" but the directory is "${basename(dir)}".`, 'Make them equal.'),
  ]
}

function promptProblems(
  dir: string,
  { problemAt }: ReadDocument<ConfigSetMetadata>,
  { stepPrompts }: MetadataParts,
): Problem[] {
  return stepPrompts.flatMap(({ index, part: { prompt_file } }) => {
    const path = ['available_steps', index, 'prompt_file']
    if (!prompt_file.startsWith('prompts/'))
      return [
        problemAt(
          path,
          `${prompt_file} is not under prompts/.`,
          'Move it there, so that experiments get a copy.',
        ),
      ]
    const read = readInnerText(dir, prompt_file)
    return 'text' in read ? [] : [problemAt(path, `${prompt_file} ${read.fault}`, read.hint)]
  })
}

/** The files that no step names are copied too, so they are held to the same rules. */
function copiedFileProblems(
  dir: string,
  files: readonly string[],
  { stepPrompts }: MetadataParts,
): Problem[] {
  const named = new Set(stepPrompts.map(({ part }) => part.prompt_file))
  return files
    .filter((file) => !named.has(file))
    .flatMap((file) => {
      const read = readInnerText(dir, file)
      return 'text' in read ? [] : [{ file, message: read.fault, hint: read.hint }]
    })
}
