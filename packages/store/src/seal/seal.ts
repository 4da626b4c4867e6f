import { existsSync } from 'node:fs'
import { readFile, readlink } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { filesBelow, sha256, writeFileAtomic, writeJson } from '@genai-devbench/files'
import { type ExperimentConfig, Seal, UserError } from '@genai-devbench/schema'
import {
  type SealedFiles,
  appendAmendment,
  changedFiles,
  filesInForce,
  readAmendments,
} from './amendments.ts'
import type { ExperimentPaths } from '../experiment/experiment-paths.ts'
import { findFinishedRuns } from '../runs/finished-runs.ts'
import { readRunRecord } from '../runs/run-records.ts'

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
 * is made again from what the runs say of their configuration. A change that `amend` gives the reason of is written down as
 * an amendment; the plan stays that of the first run.
 *
 * @param planned the configuration to be run, the hash of the files that it was read from, and why they were changed
 * @returns what became of the seal
 */
export async function sealConfig(
  paths: ExperimentPaths,
  planned: {
    config: Pick<ExperimentConfig, 'metrics' | 'stopping'>
    configSha256: string
    amend?: string | undefined
  },
  now: Date,
): Promise<'kept' | 'made' | 'restored' | 'amended'> {
  const current = await checkSeal(paths, { amend: planned.amend !== undefined })
  if (current.sha256 !== planned.configSha256) throw changedWhileStarting(paths)
  if (current.state === 'sealed') return 'kept'
  // Before the seal, which is what counts: a crash in between leaves the configuration unsealed.
  await writeFileAtomic(paths.configHash, `${current.sha256}\n`)
  if (current.state === 'changed') {
    await appendAmendment(paths, {
      schema_version: 1,
      amended_at: now.toISOString(),
      reason: planned.amend ?? '',
      from_config_sha256: current.sealed.sha256,
      to_config_sha256: current.sha256,
      changed_files: changedFiles(current.sealed.files, current.files).map(({ path }) => path),
      files: current.files,
    })
    return 'amended'
  }
  const { metrics, stopping } = planned.config
  await writeJson(paths.seal, {
    schema_version: 1,
    sealed_at: now.toISOString(),
    config_sha256: current.sha256,
    files: current.files,
    plan: { primary_metrics: metrics.primary, sesoi: metrics.sesoi, stopping },
  } satisfies Seal)
  return current.state === 'lost' ? 'restored' : 'made'
}

/** `lost`: there are runs, all made under this configuration, and no seal. `changed`: and to be amended. */
export type ConfigState = { sha256: string; files: Record<string, string> } & (
  | { state: 'open' | 'sealed' | 'lost' }
  | { state: 'changed'; sealed: SealedFiles }
)

/**
 * UserError when the configuration is not the one under which the runs were made, unless it is to be amended; then when
 * there is nothing to amend.
 */
export async function checkSeal(
  paths: ExperimentPaths,
  { amend = false }: { amend?: boolean } = {},
): Promise<ConfigState> {
  const seal = await readSeal(paths)
  const current = await hashConfig(paths)
  if (seal) {
    const sealed = filesInForce(seal, await readAmendments(paths))
    if (sealed.sha256 !== current.sha256) {
      if (amend) return { ...current, state: 'changed', sealed }
      throw changedAfterSeal(paths, sealed, current.files)
    }
    if (amend) throw nothingToAmend('nothing under config/ has changed since it was sealed')
    return { ...current, state: 'sealed' }
  }
  const hashes = await hashesOfRuns(paths)
  if (hashes.some((hash) => hash !== current.sha256)) throw lostSeal(paths)
  if (amend) throw nothingToAmend('before the first run the configuration is free to be changed')
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

const nothingToAmend = (why: string): UserError =>
  new UserError('nothing_to_amend', `There is nothing to amend: ${why}.`, {
    hint: 'Call the command without --amend.',
  })

function changedAfterSeal(
  { root }: ExperimentPaths,
  sealed: SealedFiles,
  files: Record<string, string>,
): UserError {
  const changes = changedFiles(sealed.files, files).map(({ path, change }) => `  - config/${path}: ${change}`)
  return new UserError(
    'sealed',
    `The configuration was sealed by the ${sealed.by} (${sealed.since}) and has changed since:\n${changes.join('\n')}`,
    {
      hint: `Undo the change, or make a new experiment from the changed configuration: ${newExperiment(root)}\nTo go on in this one all the same, say why: run-experiment ${basename(root)} --amend "reason". The change is written down and printed in the report.`,
    },
  )
}
