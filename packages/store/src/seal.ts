import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { filesBelow, sha256, writeFileAtomic, writeJson } from '@genai-devbench/files'
import { type ExperimentConfig, Seal, UserError } from '@genai-devbench/schema'
import type { ExperimentPaths } from './experiment-paths.ts'

/** sha256 of each file under config/, by path, and one over all of them. */
export async function hashConfig(paths: ExperimentPaths): Promise<{ sha256: string; files: Record<string, string> }> {
  const files: Record<string, string> = {}
  for (const path of await filesBelow(paths.config)) files[path] = sha256(await readFile(join(paths.config, path)))
  return { sha256: sha256(JSON.stringify(files)), files }
}

/**
 * Fixes the configuration when the first run begins, and from then on refuses any change to it: runs made under
 * different configurations are no sample. Returns the hash of the configuration.
 */
export async function sealConfig(paths: ExperimentPaths, config: ExperimentConfig, now: Date): Promise<string> {
  const current = await hashConfig(paths)
  const seal = await readSeal(paths)
  if (!seal) {
    const plan = { primary_metrics: config.metrics.primary, stopping: config.stopping }
    await writeJson(paths.seal, { schema_version: 1, sealed_at: now.toISOString(), config_sha256: current.sha256, files: current.files, plan } satisfies Seal)
    await writeFileAtomic(paths.configHash, `${current.sha256}\n`)
    return current.sha256
  }
  if (seal.config_sha256 !== current.sha256) throw changedAfterSeal(seal, current.files)
  return current.sha256
}

/** UserError when the configuration is not the one that was sealed; nothing when there is no seal yet. */
export async function checkSeal(paths: ExperimentPaths): Promise<void> {
  const seal = await readSeal(paths)
  if (!seal) return
  const current = await hashConfig(paths)
  if (seal.config_sha256 !== current.sha256) throw changedAfterSeal(seal, current.files)
}

async function readSeal(paths: ExperimentPaths): Promise<Seal | undefined> {
  if (!existsSync(paths.seal)) return undefined
  return Seal.parse(JSON.parse(await readFile(paths.seal, 'utf8')))
}

function changedAfterSeal(seal: Seal, files: Record<string, string>): UserError {
  const changes = [...new Set([...Object.keys(seal.files), ...Object.keys(files)])]
    .sort()
    .filter((path) => seal.files[path] !== files[path])
    .map((path) => `  - config/${path}: ${seal.files[path] === undefined ? 'added' : files[path] === undefined ? 'removed' : 'changed'}`)
  return new UserError('sealed', `The configuration was sealed by the first run (${seal.sealed_at}) and has changed since:\n${changes.join('\n')}`, {
    hint: 'Undo the change, or make a new experiment from the changed configuration: new-experiment --from <this experiment> --name <new name>.',
  })
}
