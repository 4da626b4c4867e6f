import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join, relative, resolve, sep } from 'node:path'
import * as z from 'zod'
import type { StepContext } from '../../contract.ts'
import { lastLine } from '../../last-line.ts'
import { ROOT_MARK, markAsRoot } from '../../opencode/project-root.ts'
import { type Contents, codeContents as contentsOfCode, contentsOf } from '../../file-contents.ts'
import { layoutOf } from './parts.ts'

/** Top-level names that spec-kit, its agent and this adapter make. */
export const NOT_ARTIFACTS = ['.specify', '.opencode', ROOT_MARK]
const SPECS = 'specs'

/** Makes the workspace a project of spec-kit unless it is one. Says what went wrong. */
export async function scaffold(context: StepContext): Promise<string | undefined> {
  const { workspace, installDir } = context
  await markAsRoot(workspace)
  if (existsSync(join(workspace, '.specify', 'init-options.json'))) return undefined
  const args = [
    'init',
    '--here',
    '--force',
    '--integration',
    'opencode',
    '--script',
    'sh',
    '--non-interactive',
    '--ignore-agent-tools',
  ]
  const { exitCode, signal, stdout, stderr } = await context.spawn({
    file: layoutOf(installDir).specify,
    args,
  })
  if (exitCode === 0) return undefined
  return `specify init ended with ${signal ?? `exit code ${exitCode}`}: ${lastLine(stderr) ?? lastLine(stdout) ?? ''}`
}

export const specContents = (workspace: string): Promise<Contents> =>
  contentsOf(workspace, (path) => path.startsWith(`${SPECS}/`))

export const codeContents = (workspace: string): Promise<Contents> =>
  contentsOfCode(workspace, [SPECS, ...NOT_ARTIFACTS])

/** The directory of the feature under way, relative to the workspace, as spec-kit's scripts find it. */
export async function featureDirectory(workspace: string): Promise<string | undefined> {
  const named = featureNamedIn((await readDocument(workspace, '.specify/feature.json')) ?? '')
  if (named === undefined) return undefined
  const inner = relative(workspace, resolve(workspace, named)).replaceAll(sep, '/')
  return inner.startsWith(`${SPECS}/`) ? inner : undefined
}

const ActiveFeature = z.object({ feature_directory: z.string() })

function featureNamedIn(json: string): string | undefined {
  try {
    return ActiveFeature.safeParse(JSON.parse(json)).data?.feature_directory
  } catch {
    return undefined
  }
}

/** Undefined when there is no such file. */
export const readDocument = (workspace: string, path: string): Promise<string | undefined> =>
  readFile(join(workspace, path), 'utf8').catch(() => undefined)
