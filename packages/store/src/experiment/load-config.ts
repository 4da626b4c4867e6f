import { readdir } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { readInnerText, sha256 } from '@genai-devbench/files'
import {
  type ConfigParts,
  ExperimentConfig,
  type ParsedDocument,
  type Problem,
  configRuleBreaches,
  interventionWeightsNameTexts,
  parseYamlDocument,
  soundParts,
} from '@genai-devbench/schema'
import type { ExperimentPaths } from './experiment-paths.ts'
import { stageScriptFaults } from '../stages/stage-scripts.ts'

export interface Prompt {
  text: string
  sha256: string
}

export interface LoadedConfig {
  /** Absent when the document does not fit its schema. */
  config?: ExperimentConfig
  /** What of the document is valid by itself: for the other checks, so that all problems show at once. */
  parts: ConfigParts
  /** By step id, of the enabled steps. */
  prompts: Map<number, Prompt>
  hitl: Record<string, string>
  /** Everything wrong with config.yaml and the files it names. */
  problems: Problem[]
  /** A problem at a path of config.yaml, with line and column: for checks that only a caller can make. */
  problemAt: ParsedDocument<unknown>['problemAt']
}

const CONFIG = 'config/config.yaml'

/** Reads config.yaml and all it names. What is wrong comes back as `problems`, all at once. */
export async function loadConfig(paths: ExperimentPaths): Promise<LoadedConfig> {
  const read = readInnerText(paths.root, CONFIG)
  if (!('text' in read)) {
    const problem = { file: CONFIG, message: read.fault, hint: read.hint }
    return {
      parts: soundParts(undefined),
      prompts: new Map(),
      hitl: {},
      problems: [problem],
      problemAt: () => problem,
    }
  }
  const { value: config, raw, problems, problemAt } = parseYamlDocument(read.text, ExperimentConfig, CONFIG)
  const parts = soundParts(raw)
  for (const { path, message, hint } of configRuleBreaches(parts))
    problems.push(problemAt(path, message, hint))
  const prompts = loadPrompts(paths, parts.steps, (index, message, hint) =>
    problems.push(problemAt(['steps', index, 'prompt_file'], message, hint)),
  )
  for (const { index, message, hint } of await stageScriptFaults(paths, parts.stages))
    problems.push(problemAt(['stages', index, 'script'], message, hint))
  const hitl = await loadHitl(paths, problems)
  for (const { path, message, hint } of interventionWeightsNameTexts(parts, Object.keys(hitl)))
    problems.push(problemAt(path, message, hint))
  return {
    ...(config && { config }),
    parts,
    prompts,
    hitl,
    problems,
    problemAt,
  }
}

/** Disabled steps need no prompt: a researcher may delete it. */
function loadPrompts(
  paths: ExperimentPaths,
  steps: ConfigParts['steps'],
  complain: (index: number, message: string, hint: string) => void,
): Map<number, Prompt> {
  const prompts = new Map<number, Prompt>()
  for (const { index, part: step } of steps) {
    if (!step.enabled) continue
    const read = readInnerText(paths.config, step.prompt_file)
    if ('text' in read) prompts.set(step.id, { text: read.text, sha256: sha256(read.text) })
    else complain(index, `${step.prompt_file} ${read.fault}`, read.hint)
  }
  return prompts
}

async function loadHitl(paths: ExperimentPaths, problems: Problem[]): Promise<Record<string, string>> {
  const answers = new Map<string, string>()
  for (const file of await hitlFiles(paths, problems)) {
    const read = readInnerText(paths.hitl, file)
    if ('text' in read) answers.set(file.slice(0, -'.txt'.length), read.text)
    else problems.push({ file: `config/hitl/${file}`, message: read.fault, hint: read.hint })
  }
  return Object.fromEntries(answers)
}

async function hitlFiles({ hitl }: ExperimentPaths, problems: Problem[]): Promise<string[]> {
  if (!existsSync(hitl)) return []
  try {
    return (await readdir(hitl)).filter((name) => name.endsWith('.txt')).toSorted()
  } catch (error) {
    problems.push({
      file: 'config/hitl',
      message: `cannot be read (${(error as NodeJS.ErrnoException).code}).`,
      hint: 'It is a directory of text files.',
    })
    return []
  }
}
