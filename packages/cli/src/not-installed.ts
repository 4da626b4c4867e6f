import { adapterIds, installDir, loadAdapter } from '@genai-devbench/adapters'
import { type ExperimentPaths, loadConfig } from '@genai-devbench/store'

/** The frameworks of an experiment that are to be installed on this machine before it can be run. */
export async function notInstalled(paths: ExperimentPaths): Promise<string[]> {
  const { config } = await loadConfig(paths)
  const ids = new Set(config?.frameworks.map(({ adapter }) => adapter))
  const missing: string[] = []
  for (const id of ids) {
    // One that does not exist is for the check before the first run to tell.
    if (!adapterIds().includes(id)) continue
    const { installation } = await loadAdapter(id)
    const faults = (await installation?.check(installDir(id))) ?? []
    if (faults.length > 0) missing.push(id)
  }
  return missing
}
