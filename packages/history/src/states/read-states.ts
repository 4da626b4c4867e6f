import { existsSync } from 'node:fs'
import { readFile, readdir } from 'node:fs/promises'
import { WorkspaceState } from '@genai-devbench/schema'
import { statePaths } from './state-paths.ts'

/** The states of a history in the order of their steps. One whose record is damaged is left out. */
export async function readStates(history: string): Promise<WorkspaceState[]> {
  if (!existsSync(history)) return []
  const steps = (await readdir(history)).flatMap((name) => /^step_(\d+)$/.exec(name)?.[1] ?? []).map(Number)
  const states = await Promise.all(
    steps.map(async (step) => {
      const text = await readFile(statePaths(history, step).record, 'utf8').catch(() => 'null')
      return WorkspaceState.safeParse(parsed(text)).data
    }),
  )
  return states
    .filter((state) => state !== undefined)
    .toSorted((a, b) => a.execution_index - b.execution_index)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
