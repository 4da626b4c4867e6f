import { lstatSync } from 'node:fs'
import { join } from 'node:path'
import { Turns, filesBelow } from '@genai-devbench/files'
import type { StepResources } from '@genai-devbench/schema'
import type { ProcessFigures } from '../processes/process-meter.ts'

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
  const turns = new Turns()
  for (const path of paths) {
    bytes += lstatSync(join(root, path)).size
    await turns.pass()
  }
  return { workspace_bytes: bytes, workspace_files: paths.length }
}
