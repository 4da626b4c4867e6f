import { existsSync } from 'node:fs'
import { readFile, readlink } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { filesBelow, sha256, writeFileAtomic, writeJson } from '@genai-devbench/files'
import { type ExperimentConfig, Seal, UserError } from '@genai-devbench/schema'
import type { ExperimentPaths } from './experiment-paths.ts'
import { findFinishedRuns } from './finished-runs.ts'
import { readRunRecord } from './run-records.ts'

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
 * Fixes the configuration when the first run begins: runs made under different configurations are no sample. A seal that was lost
 * is made again from what the runs say of their configuration.
 *
 * @param planned the configuration to be run, and the hash of the files that it was read from
 * @returns what became of the seal
 */
export async function sealConfig(
  paths: ExperimentPaths,
  planned: { config: ExperimentConfig; configSha256: string },
  now: Date,
): Promise<'kept' | 'made' | 'restored'> {
  const { sha256: current, files, state } = await checkSeal(paths)
  if (current !== planned.configSha256) throw changedWhileStarting(paths)
  if (state === 'sealed') return 'kept'
  const { metrics, stopping } = planned.config
  // Before the seal, which is what counts: a crash in between leaves the configuration unsealed.
  await writeFileAtomic(paths.configHash, `${current}\n`)
  await writeJson(paths.seal, {
    schema_version: 1,
    sealed_at: now.toISOString(),
    config_sha256: current,
    files,
    plan: { primary_metrics: metrics.primary, stopping },
  } satisfies Seal)
  return state === 'lost' ? 'restored' : 'made'
}

export interface ConfigState {
  sha256: string
  files: Record<string, string>
  /** `lost`: there are runs, all made under this configuration, and no seal. */
  state: 'open' | 'sealed' | 'lost'
}

/** UserError when the configuration is not the one under which the runs were made. */
export async function checkSeal(paths: ExperimentPaths): Promise<ConfigState> {
  const seal = await readSeal(paths)
  const current = await hashConfig(paths)
  if (seal) {
    if (seal.config_sha256 !== current.sha256) throw changedAfterSeal(paths, seal, current.files)
    return { ...current, state: 'sealed' }
  }
  const hashes = await hashesOfRuns(paths)
  if (hashes.some((hash) => hash !== current.sha256)) throw lostSeal(paths)
  return { ...current, state: hashes.length > 0 ? 'lost' : 'open' }
}

/** The configurations under which runs were begun, as far as their records can be read. */
async function hashesOfRuns(paths: ExperimentPaths): Promise<string[]> {
  const { runs, unfinished } = await findFinishedRuns(paths, ({ config_sha256 }) => config_sha256)
  const begun = await Promise.all(unfinished.map(readRunRecord))
  return [...runs, ...begun.flatMap((record) => record?.config_sha256 ?? [])]
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
        hint: `Restore the file from a copy, or make a new experiment: ${newExperiment(paths.root)}`,
        cause: error,
      },
    )
  }
}

const lostSeal = ({ seal, root }: ExperimentPaths): UserError =>
  new UserError(
    'lost_seal',
    `${seal} is gone, and the configuration is not the one under which the runs of this experiment were made.`,
    {
      hint: `Restore config/ or the seal from a copy, or make a new experiment from the configuration as it is: ${newExperiment(root)}`,
    },
  )

const changedWhileStarting = ({ config }: ExperimentPaths): UserError =>
  new UserError('changed_while_starting', `${config} changed while the experiment was being started.`, {
    hint: 'Nothing was run. Call the command again.',
  })

const newExperiment = (root: string): string =>
  `new-experiment --from ${basename(root)} --name ${basename(root)}_v2`

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
      hint: `Undo the change, or make a new experiment from the changed configuration: ${newExperiment(root)}`,
    },
  )
}
