import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { sha256, writeJson } from '@genai-devbench/files'
import { NO_USAGE, RunRecord } from '@genai-devbench/schema'
import { type ExperimentPaths, appendToJournal, experimentPaths, hashConfig } from '@genai-devbench/store'
import { execa } from 'execa'
import { type WrittenArchive, writeArchive } from '../src/index.ts'

export const NOON = new Date('2026-01-01T12:00:00.000Z')

/** Names that break tools: long, not ASCII, with what shells and checksum files give a meaning to. */
export const ODD_NAMES = [
  'é'.repeat(120),
  'two\nlines',
  'back\\slash',
  '-dash',
  'a'.repeat(120),
  `${'deep/'.repeat(60)}file`,
]

/** A directory of its own with an experiment in it: one finished run, which left links, odd names and empty directories. */
export class Experiment implements AsyncDisposable {
  readonly dir: string
  readonly paths: ExperimentPaths

  private constructor(dir: string) {
    this.dir = dir
    this.paths = experimentPaths(join(dir, 'my_test'))
  }

  static async make(): Promise<Experiment> {
    const made = new Experiment(await mkdtemp(join(tmpdir(), 'archive-test-')))
    await made.write('config/config.yaml', 'name: my_test\n')
    await made.write('config/prompts/01.txt', 'Write one.\n')
    await mkdir(made.paths.meta)
    const { sha256: config_sha256, files } = await hashConfig(made.paths)
    const plan = { primary_metrics: [], stopping: {} }
    await writeJson(made.paths.seal, {
      schema_version: 1,
      sealed_at: NOON.toISOString(),
      config_sha256,
      files,
      plan,
    })
    await made.write('.meta/config.hash', `${config_sha256}\n`)
    const run = made.paths.run('direct', 1)
    await mkdir(run.root, { recursive: true })
    await writeJson(run.record, RECORD)
    await appendToJournal(made.paths, RECORD)
    for (const name of ODD_NAMES) await made.write(`${ARTIFACTS}/${name}`, name)
    await made.write(`${ARTIFACTS}/start.sh`, '#!/bin/sh\n')
    await chmod(made.path(`${ARTIFACTS}/start.sh`), 0o700)
    await made.write(`${ARTIFACTS}/bytes`, new Uint8Array([0, 255, 10]))
    await made.write(`${ARTIFACTS}/nothing`, '')
    await symlink('start.sh', made.path(`${ARTIFACTS}/link`))
    await symlink('../nowhere', made.path(`${ARTIFACTS}/${'l'.repeat(150)}`))
    await symlink('y'.repeat(200), made.path(`${ARTIFACTS}/long target`))
    await mkdir(made.path(`${ARTIFACTS}/empty/inner`), { recursive: true })
    const body = 'the answer'
    await made.write(bodyOf(body), body)
    return made
  }

  path(inner: string): string {
    return join(this.paths.root, inner)
  }

  async write(inner: string, content: string | Uint8Array): Promise<void> {
    await mkdir(dirname(this.path(inner)), { recursive: true })
    await writeFile(this.path(inner), content)
  }

  get archiveFile(): string {
    return join(this.dir, 'my_test.tar.gz')
  }

  archive(output = this.archiveFile): Promise<WrittenArchive> {
    return writeArchive(this.paths, output, { now: NOON })
  }

  /** Unpacks the archive with tar; returns the experiment's directory. */
  async unpack(): Promise<string> {
    const target = await mkdtemp(join(this.dir, 'unpacked-'))
    await execa('tar', ['-xzf', this.archiveFile, '-C', target])
    return join(target, 'my_test')
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.dir, { recursive: true, force: true })
  }
}

export const ARTIFACTS = 'runs/direct/run_001/generated_artifacts'

export const bodyOf = (body: string): string =>
  `recordings/bodies/${sha256(body).slice(0, 2)}/${sha256(body)}`

export const RECORD = RunRecord.parse({
  schema_version: 1,
  experiment: 'my_test',
  framework: 'direct',
  adapter: 'direct',
  run: 1,
  attempt: 1,
  seed: 1,
  block_position: 1,
  model: 'gpt-4o-mini',
  provider: 'scripted',
  config_sha256: 'a'.repeat(64),
  toolkit_version: '0.1.0',
  identity: { direct: '0.1.0' },
  host: { platform: 'linux', arch: 'x64', node: 'v20.19.0', cpus: 2, memory_bytes: 1024 },
  started_at: '2026-01-01T00:00:00.000Z',
  ended_at: '2026-01-01T00:01:00.000Z',
  outcome: 'completed',
  reason: null,
  steps: [],
  totals: { wall_ms: 10, usage: NO_USAGE },
  abandoned_attempts: [],
})
