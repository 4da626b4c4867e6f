import {
  type ExperimentPaths,
  type RunPaths,
  earlierAttempts,
  readRunRecord,
  runDirs,
} from '@genai-devbench/store'

/** Every try of every run that is over, those that do not count included; what is under way, or was cut off before it had a record, is left out. */
export async function finishedAttempts(paths: ExperimentPaths): Promise<RunPaths[]> {
  const attempts = (await runDirs(paths)).map(async ({ paths: run }) => {
    const earlier = (await earlierAttempts(run)).map(async (attempt) =>
      (await readRunRecord(attempt)) ? [attempt] : [],
    )
    const isOver = (await readRunRecord(run))?.ended_at != null
    return [...(await Promise.all(earlier)).flat(), ...(isOver ? [run] : [])]
  })
  return (await Promise.all(attempts)).flat()
}
