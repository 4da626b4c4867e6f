import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { loadConfigSet } from '@genai-devbench/config-sets'
import { ValidationError, formatProblem } from '@genai-devbench/schema'

const METADATA = `name: small
version: 1.0.0
description: Two steps.
available_steps:
  - id: 1
    name: First
    prompt_file: prompts/01_first.txt
    description: The first step.
  - id: 2
    name: Second
    prompt_file: prompts/02_second.txt
    description: The second step.
defaults:
  model: gpt-4o-mini
  provider: openai
  frameworks: [direct]
  timeout: {per_step: 60, total: 600}
  metrics:
    weights: {functionality: 1, code_quality: 0, documentation: 0, test_coverage: 0}
`
const TEMPLATE = `# The steps.
steps:
  - id: 1
    enabled: true
    name: First
    prompt_file: prompts/01_first.txt
  - id: 2
    enabled: true
    name: Second
    prompt_file: prompts/02_second.txt
timeout: {per_step: 60, total: 600}
stopping: {mode: fixed, max_runs: 5}
metrics:
  primary: [success]
  weights: {functionality: 1, code_quality: 0, documentation: 0, test_coverage: 0}
`
const FILES = {
  'metadata.yaml': METADATA,
  'experiment_template.yaml': TEMPLATE,
  'prompts/01_first.txt': 'Write one.\n',
  'prompts/02_second.txt': 'Write two.\n',
  'hitl/approval.txt': 'Yes.\n',
  'acceptance/01_first.test.mjs': 'test()\n',
}

/** A directory of config sets for one test; holds the sound set "small" from the start. */
export class ConfigSets implements AsyncDisposable {
  readonly root: string

  private constructor(root: string) {
    this.root = root
  }

  static async make(): Promise<ConfigSets> {
    const sets = new ConfigSets(await mkdtemp(join(tmpdir(), 'config-sets-test-')))
    for (const [path, content] of Object.entries(FILES)) await sets.write(path, content)
    return sets
  }

  path(...parts: string[]): string {
    return join(this.root, 'small', ...parts)
  }

  async write(path: string, content: string | Uint8Array): Promise<void> {
    await mkdir(dirname(this.path(path)), { recursive: true })
    await writeFile(this.path(path), content)
  }

  async remove(path: string): Promise<void> {
    await rm(this.path(path), { recursive: true })
  }

  /** Replaces what is there once in a file. */
  async change(path: string, part: string, replacement: string): Promise<void> {
    const text = await readFile(this.path(path), 'utf8')
    if (text.split(part).length !== 2) throw new Error(`not there once: ${part}`)
    await this.write(
      path,
      text.replace(part, () => replacement),
    )
  }

  /** Copies "small" under another name, which it also takes. */
  async copyAs(name: string): Promise<void> {
    await cp(this.path(), join(this.root, name), { recursive: true })
    await writeFile(join(this.root, name, 'metadata.yaml'), METADATA.replace('name: small', `name: ${name}`))
  }

  /** What is wrong with "small", as the user reads it. */
  async complaints(): Promise<string[]> {
    try {
      await loadConfigSet(this.path())
      return []
    } catch (error) {
      if (error instanceof ValidationError) return error.problems.map(formatProblem)
      throw error
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.root, { recursive: true, force: true })
  }
}

/** Does `work` as a user who may not pass over permissions, also when the tests run as root. */
export async function unprivileged<T>(work: () => Promise<T>): Promise<T> {
  if (process.getuid?.() !== 0) return work()
  process.seteuid?.(65_534)
  try {
    return await work()
  } finally {
    process.seteuid?.(0)
  }
}
