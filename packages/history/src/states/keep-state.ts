import { mkdir, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { removeTree, writeJson } from '@genai-devbench/files'
import type { HistoryMode, TreeEntry, WorkspaceState } from '@genai-devbench/schema'
import { compareTrees } from '../tree/compare-trees.ts'
import { copyTree } from '../tree/copy-tree.ts'
import { listTree } from '../tree/tree-entry.ts'
import { writeArchive } from './archive.ts'
import { readStates } from './read-states.ts'
import { archivedPaths, wholeState } from './state-chain.ts'
import { statePaths } from './state-paths.ts'

export type KeptStep = Pick<WorkspaceState, 'step' | 'name' | 'execution_index' | 'outcome'>

/**
 * Adds a workspace, as a step left it, to a history: whole or, after any crash, not at all. Nothing may write to the
 * workspace meanwhile.
 */
export async function keepState(
  history: string,
  workspace: string,
  step: KeptStep,
  { mode, now }: { mode: HistoryMode; now: Date },
): Promise<void> {
  const final = statePaths(history, step.step)
  const partial = statePaths(join(history, '.partial'), step.step)
  await removeTree(partial.history)
  await mkdir(partial.root, { recursive: true })
  try {
    const { tree, ...content } = await KEEP[mode](workspace, partial, history)
    const sizes = tree.flatMap((entry) => (entry.kind === 'file' ? [entry.size] : []))
    await writeJson(partial.record, {
      schema_version: 1,
      mode,
      ...step,
      kept_at: now.toISOString(),
      files: sizes.length,
      bytes: sizes.reduce((sum, size) => sum + size, 0),
      ...content,
    } satisfies WorkspaceState)
    await removeTree(final.root)
    await rename(partial.root, final.root)
  } finally {
    await removeTree(partial.history)
  }
}

type Content = Pick<WorkspaceState, 'base' | 'entries' | 'removed'>
type Keep = (
  workspace: string,
  to: ReturnType<typeof statePaths>,
  history: string,
) => Promise<Content & { tree: TreeEntry[] }>

const KEEP: Record<HistoryMode, Keep> = {
  async full(workspace, to) {
    return inItself(await copyTree(workspace, to.workspace))
  },

  async compressed(workspace, { archive }) {
    const tree = await listTree(workspace)
    await writeArchive(archive, workspace, archivedPaths({ mode: 'compressed', entries: tree }, undefined))
    return inItself(tree)
  },

  async diff(workspace, { archive }, history) {
    const states = await readStates(history)
    const last = states.at(-1)
    const before = last && wholeState(states, last)
    const tree = await listTree(workspace)
    const changes = compareTrees(before?.entries ?? [], tree)
    const entries = changes.flatMap(({ after }) => after ?? [])
    await writeArchive(archive, workspace, archivedPaths({ mode: 'diff', entries }, before))
    const removed = changes.filter(({ after }) => after === undefined).map(({ path }) => path)
    return { tree, base: before?.state.step ?? null, entries, removed }
  },
}

const inItself = (tree: TreeEntry[]) => ({ tree, base: null, entries: tree, removed: [] })
