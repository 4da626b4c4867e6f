import { lstat } from 'node:fs/promises'
import { join } from 'node:path'
import { filesBelow } from '@genai-devbench/files'
import type { StepResources } from '@genai-devbench/schema'
import type { ProcessFigures } from '../processes/process-meter.ts'

/** How many `lstat` are under way at a time. */
const BATCH = 64

/** What a step took: its programs, as metered, and the workspace that it leaves. */
export async function resourcesOf(figures: ProcessFigures, workspace: string): Promise<StepResources> {
  try {
    return { ...figures, ...(await workspaceSize(workspace)) }
  } catch (error) {
    const reason = `workspace: ${(error as Error).message}`
    const unmeasured = figures.unmeasured === null ? reason : `${figures.unmeasured}; ${reason}`
    return { ...figures, workspace_bytes: null, workspace_files: null, unmeasured }
  }
}

/** Files and links below a directory and the sum of their sizes. */
async function workspaceSize(
  root: string,
): Promise<Pick<StepResources, 'workspace_bytes' | 'workspace_files'>> {
  const paths = await filesBelow(root)
  let bytes = 0
  for (let start = 0; start < paths.length; start += BATCH) {
    const stats = await Promise.all(paths.slice(start, start + BATCH).map((path) => lstat(join(root, path))))
    bytes += stats.reduce((sum, { size }) => sum + size, 0)
  }
  return { workspace_bytes: bytes, workspace_files: paths.length }
}
