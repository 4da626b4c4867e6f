import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { UserError } from '@genai-devbench/schema'
import type { InstallProgress } from '../contract.ts'
import { runTool } from './run-tool.ts'

/** One commit of a repository, or a part of it. */
export interface Source {
  repository: string
  commit: string
  /** What of it is needed, from its root, as git takes paths; all when left out. */
  paths?: readonly string[]
}

/**
 * Puts the files of a commit into `dir`, without their history: from the local repository `from` (with a work tree or
 * bare) or, when there is none, from where it is published. What is not committed there is left out.
 */
export async function placeSource(
  source: Source,
  dir: string,
  { from, report, signal }: InstallProgress,
): Promise<void> {
  await rm(dir, { recursive: true, force: true })
  await mkdir(dir, { recursive: true })
  if (from !== undefined) return extract(source, from, dir, signal)
  report(`Fetching ${source.repository} at ${source.commit.slice(0, 12)} ...`)
  const fetched = `${dir}.git`
  await rm(fetched, { recursive: true, force: true })
  try {
    await runTool('git', ['init', '--quiet', '--bare', fetched], signal)
    const fetchCommit = ['fetch', '--quiet', '--depth', '1', source.repository, source.commit]
    await runTool(
      'git',
      ['-C', fetched, '-c', 'credential.helper=', ...fetchCommit],
      signal,
      `Is ${source.repository} within reach? If not, give a local checkout of it with --from.`,
    )
    await extract(source, fetched, dir, signal)
  } finally {
    await rm(fetched, { recursive: true, force: true })
  }
}

async function extract(
  { repository, commit, paths = [] }: Source,
  from: string,
  dir: string,
  signal: AbortSignal,
): Promise<void> {
  try {
    await runTool('git', ['-C', from, 'cat-file', '-e', `${commit}^{commit}`], signal)
  } catch (cause) {
    signal.throwIfAborted()
    const detail = cause instanceof Error ? cause.message : String(cause)
    throw new UserError('no_checkout', `${from} holds no commit ${commit} (${detail}).`, {
      hint: `It must be a git repository of ${repository}; fetch that commit into it.`,
      cause,
    })
  }
  const archive = join(dir, '.source.tar')
  await runTool('git', ['-C', from, 'archive', '--output', archive, commit, '--', ...paths], signal)
  await runTool('tar', ['-xf', archive, '-C', dir], signal)
  await rm(archive)
}
