import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ConfigSet, findConfigSet } from '@genai-devbench/config-sets'
import { filesBelow } from '@genai-devbench/files'
import type { ExperimentRequest } from '@genai-devbench/generator'
import { formatProblem } from '@genai-devbench/schema'
import { type ExperimentPaths, loadConfig } from '@genai-devbench/store'

export const NOON = new Date('2026-01-01T12:00:00.000Z')

/** One of the config sets that are shipped. */
export function shipped(name: 'default' | 'minimal'): Promise<ConfigSet> {
  return findConfigSet(join(import.meta.dirname, '../../../config_sets'), name)
}

export function request(changes: Partial<ExperimentRequest> = {}): ExperimentRequest {
  return {
    name: 'my_test',
    model: 'gpt-4o-mini',
    seed: 7,
    frameworks: ['direct', 'self-refine'],
    provider: 'scripted',
    ...changes,
  }
}

/** Every file below a directory with its content. */
export async function contents(root: string): Promise<Record<string, string>> {
  const paths = await filesBelow(root)
  return Object.fromEntries(
    await Promise.all(paths.map(async (path) => [path, await readFile(join(root, path), 'utf8')] as const)),
  )
}

export async function complaints(paths: ExperimentPaths): Promise<string[]> {
  return (await loadConfig(paths)).problems.map(formatProblem)
}

/** An experiments directory for one test. */
export class ExperimentsDir implements AsyncDisposable {
  readonly path: string

  private constructor(path: string) {
    this.path = path
  }

  static async make(): Promise<ExperimentsDir> {
    return new ExperimentsDir(await mkdtemp(join(tmpdir(), 'generator-test-')))
  }

  join(...parts: string[]): string {
    return join(this.path, ...parts)
  }

  async entries(): Promise<string[]> {
    return (await readdir(this.path)).toSorted()
  }

  async registered(): Promise<string[]> {
    const registry: { experiments: Record<string, unknown> } = JSON.parse(
      await readFile(this.join('.experiment_registry.json'), 'utf8'),
    )
    return Object.keys(registry.experiments).toSorted()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.path, { recursive: true, force: true })
  }
}
