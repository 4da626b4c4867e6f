import { readdir } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { readInnerText, sha256 } from '@genai-devbench/files'
import { ExperimentConfig, type ParsedDocument, type Problem, type Step, configRuleBreaches, parseYamlDocument } from '@genai-devbench/schema'
import type { ExperimentPaths } from './experiment-paths.ts'

export interface Prompt {
  text: string
  sha256: string
}

export interface LoadedConfig {
  /** Absent when the document itself is not valid. */
  config?: ExperimentConfig
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
  const read = await readInnerText(paths.root, CONFIG)
  if (!('text' in read)) {
    const problem = { file: CONFIG, ...read }
    return { prompts: new Map(), hitl: {}, problems: [problem], problemAt: () => problem }
  }
  const { value: config, problems, problemAt } = parseYamlDocument(read.text, ExperimentConfig, CONFIG)
  if (!config) return { prompts: new Map(), hitl: {}, problems, problemAt }
  for (const { path, message, hint } of configRuleBreaches(config)) problems.push(problemAt(path, message, hint))
  const prompts = await loadPrompts(paths, config.steps, (index, message, hint) => problems.push(problemAt(['steps', index, 'prompt_file'], message, hint)))
  return { config, prompts, hitl: await loadHitl(paths, problems), problems, problemAt }
}

/** Disabled steps need no prompt: a researcher may delete it. */
async function loadPrompts(paths: ExperimentPaths, steps: readonly Step[], complain: (index: number, message: string, hint: string) => void): Promise<Map<number, Prompt>> {
  const prompts = new Map<number, Prompt>()
  for (const [index, step] of steps.entries()) {
    if (!step.enabled) continue
    const read = await readInnerText(paths.config, step.prompt_file)
    if ('text' in read) prompts.set(step.id, { text: read.text, sha256: sha256(read.text) })
    else complain(index, read.message, read.hint)
  }
  return prompts
}

async function loadHitl(paths: ExperimentPaths, problems: Problem[]): Promise<Record<string, string>> {
  const answers: Record<string, string> = {}
  if (!existsSync(paths.hitl)) return answers
  for (const file of (await readdir(paths.hitl)).filter((name) => name.endsWith('.txt')).sort()) {
    const read = await readInnerText(paths.hitl, file)
    if ('text' in read) answers[file.slice(0, -'.txt'.length)] = read.text
    else problems.push({ file: `config/hitl/${file}`, ...read })
  }
  return answers
}
