import {
  type ExperimentPaths,
  type RunPaths,
  earlierAttempts,
  readRunRecord,
  runDirs,
  runPaths,
} from '@genai-devbench/store'

/** Every try of every run that is over, those that do not count included; what is under way is left out. */
export async function finishedAttempts(paths: ExperimentPaths): Promise<RunPaths[]> {
  const attempts = (await runDirs(paths)).map(async ({ path }) => {
    const run = runPaths(path)
    const isOver = (await readRunRecord(run))?.ended_at != null
    return [...(await earlierAttempts(run)), ...(isOver ? [run] : [])]
  })
  return (await Promise.all(attempts)).flat()
}
