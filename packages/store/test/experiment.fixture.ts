import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { ExperimentConfig, NO_USAGE, RunRecord } from '@genai-devbench/schema'
import { type ExperimentPaths, experimentPaths, writeRunRecord } from '@genai-devbench/store'
import { parse } from 'yaml'

export const CONFIG = `name: my_test
model: gpt-4o-mini
seed: 1
frameworks: [direct]
llm:
  provider: scripted
steps:
  - id: 1
    enabled: true
    name: First
    prompt_file: prompts/01_first.txt
  - id: 2
    enabled: true
    name: Second
    prompt_file: prompts/02_second.txt
timeout:
  per_step: 60
  total: 600
stopping:
  mode: fixed
  max_runs: 5
metrics:
  primary: [success]
`

/** An experiment directory for one test. */
export class Experiment implements AsyncDisposable {
  /** The experiments directory it lies in. */
  readonly dir: string
  readonly paths: ExperimentPaths

  private constructor(dir: string) {
    this.dir = dir
    this.paths = experimentPaths(join(dir, 'my_test'))
  }

  static async make(): Promise<Experiment> {
    const made = new Experiment(await mkdtemp(join(tmpdir(), 'store-test-')))
    await made.write('config/config.yaml', CONFIG)
    await made.write('config/prompts/01_first.txt', 'Write one.\n')
    await made.write('config/prompts/02_second.txt', 'Write two.\n')
    await made.write('config/hitl/approval.txt', 'Yes.\n')
    await mkdir(made.paths.runs)
    await mkdir(made.paths.meta)
    return made
  }

  get config(): ExperimentConfig {
    return ExperimentConfig.parse(parse(CONFIG))
  }

  path(inner: string): string {
    return join(this.paths.root, inner)
  }

  async write(inner: string, content: string | Uint8Array): Promise<void> {
    await mkdir(dirname(this.path(inner)), { recursive: true })
    await writeFile(this.path(inner), content)
  }

  read(inner: string): Promise<string> {
    return readFile(this.path(inner), 'utf8')
  }

  /** Replaces what is there once in config.yaml. */
  async change(part: string, replacement: string): Promise<void> {
    const text = await this.read('config/config.yaml')
    if (text.split(part).length !== 2) throw new Error(`not there once: ${part}`)
    await this.write(
      'config/config.yaml',
      text.replace(part, () => replacement),
    )
  }

  /** Writes a record where a run leaves it. */
  async leave(record: RunRecord): Promise<void> {
    const paths = this.paths.run(record.framework, record.run)
    await mkdir(paths.root, { recursive: true })
    await writeRunRecord(paths, record)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.dir, { recursive: true, force: true })
  }
}

/** Keeps all of a record. */
export const whole = (record: RunRecord): RunRecord => record

const SHA = 'a'.repeat(64)

/** The record of a completed run that ended `run` minutes after midnight. */
export function runRecord(changes: Partial<RunRecord> & Pick<RunRecord, 'run'>): RunRecord {
  return RunRecord.parse({
    schema_version: 1,
    experiment: 'my_test',
    framework: 'direct',
    adapter: 'direct',
    attempt: 1,
    seed: changes.run,
    block_position: 1,
    model: 'gpt-4o-mini',
    provider: 'scripted',
    config_sha256: SHA,
    toolkit_version: '0.1.0',
    identity: { direct: '0.1.0' },
    host: { platform: 'linux', arch: 'x64', node: 'v20.19.0', cpus: 2, memory_bytes: 1024 },
    started_at: '2026-01-01T00:00:00.000Z',
    ended_at: new Date(Date.UTC(2026, 0, 1, 0, changes.run)).toISOString(),
    outcome: 'completed',
    reason: null,
    steps: [],
    totals: { wall_ms: 10, usage: NO_USAGE },
    abandoned_attempts: [],
    ...changes,
  })
}
