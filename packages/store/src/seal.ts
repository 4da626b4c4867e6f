import { existsSync } from 'node:fs'
import { readFile, readlink } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { filesBelow, sha256, writeFileAtomic, writeJson } from '@genai-devbench/files'
import { type ExperimentConfig, Seal, UserError } from '@genai-devbench/schema'
import type { ExperimentPaths } from './experiment-paths.ts'

/**
 * sha256 of each file under config/, by path, and one over all of them. Hidden files are not part of the configuration:
 * editors and file managers leave them about.
 */
export async function hashConfig(
  paths: ExperimentPaths,
): Promise<{ sha256: string; files: Record<string, string> }> {
  const files: Record<string, string> = {}
  for (const path of await filesBelow(paths.config)) {
    if (!isHidden(path)) files[path] = await hashFile(join(paths.config, path))
  }
  return { sha256: sha256(JSON.stringify(files)), files }
}

const isHidden = (path: string): boolean => path.split('/').some((part) => part.startsWith('.'))

/** Of a link that leads to no file, such as those some editors lock with, its target is the content. */
async function hashFile(path: string): Promise<string> {
  try {
    return sha256(await readFile(path))
  } catch (error) {
    const target = await readlink(path).catch(() => undefined)
    if (target === undefined) throw error
    return sha256(target)
  }
}

/**
 * Fixes the configuration when the first run begins, and from then on refuses any change to it: runs made under
 * different configurations are no sample. Returns the hash of the configuration.
 */
export async function sealConfig(
  paths: ExperimentPaths,
  config: ExperimentConfig,
  now: Date,
): Promise<string> {
  const current = await hashConfig(paths)
  const seal = await readSeal(paths)
  if (!seal) {
    const plan = { primary_metrics: config.metrics.primary, stopping: config.stopping }
    // Before the seal, which is what counts: a crash in between leaves the configuration unsealed.
    await writeFileAtomic(paths.configHash, `${current.sha256}\n`)
    await writeJson(paths.seal, {
      schema_version: 1,
      sealed_at: now.toISOString(),
      config_sha256: current.sha256,
      files: current.files,
      plan,
    } satisfies Seal)
    return current.sha256
  }
  if (seal.config_sha256 !== current.sha256) throw changedAfterSeal(paths, seal, current.files)
  return current.sha256
}

/** UserError when the configuration is not the one that was sealed; nothing when there is no seal yet. */
export async function checkSeal(paths: ExperimentPaths): Promise<void> {
  const seal = await readSeal(paths)
  if (!seal) return
  const current = await hashConfig(paths)
  if (seal.config_sha256 !== current.sha256) throw changedAfterSeal(paths, seal, current.files)
}

/** undefined before the first run; UserError when it is damaged. */
export async function readSeal(paths: ExperimentPaths): Promise<Seal | undefined> {
  if (!existsSync(paths.seal)) return undefined
  const text = await readFile(paths.seal, 'utf8')
  try {
    return Seal.parse(JSON.parse(text))
  } catch (error) {
    throw new UserError(
      'damaged_seal',
      `${paths.seal} is damaged, so it cannot be told whether the configuration is still the one of the first run.`,
      {
        hint: `Restore the file from a copy, or make a new experiment: new-experiment --from ${basename(paths.root)} --name ${basename(paths.root)}_v2`,
        cause: error,
      },
    )
  }
}

function changedAfterSeal({ root }: ExperimentPaths, seal: Seal, files: Record<string, string>): UserError {
  const changes = [...new Set([...Object.keys(seal.files), ...Object.keys(files)])]
    .toSorted()
    .filter((path) => seal.files[path] !== files[path])
    .map(
      (path) =>
        `  - config/${path}: ${seal.files[path] === undefined ? 'added' : files[path] === undefined ? 'removed' : 'changed'}`,
    )
  return new UserError(
    'sealed',
    `The configuration was sealed by the first run (${seal.sealed_at}) and has changed since:\n${changes.join('\n')}`,
    {
      hint: `Undo the change, or make a new experiment from the changed configuration: new-experiment --from ${basename(root)} --name ${basename(root)}_v2`,
    },
  )
}
