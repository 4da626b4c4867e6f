import { constants, existsSync } from 'node:fs'
import { cp, rename, rm } from 'node:fs/promises'
import { type Recording, recordingPaths } from '@genai-devbench/gateway'
import type { ExperimentPaths } from '@genai-devbench/store'

/** Copies a recording into the experiment that replays it, whole or not at all: from then on it stands on its own. */
export async function keepRecording(
  recording: Recording,
  { recordings }: ExperimentPaths,
): Promise<Recording> {
  const own = recordingPaths(recordings)
  if (existsSync(own.header)) return { ...recording, paths: own }
  const partial = `${recordings}.partial`
  await rm(partial, { recursive: true, force: true })
  await cp(recording.paths.root, partial, { recursive: true, mode: constants.COPYFILE_FICLONE })
  await rename(partial, recordings)
  return { ...recording, paths: own }
}
