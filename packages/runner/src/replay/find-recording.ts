import { existsSync } from 'node:fs'
import { basename, dirname, isAbsolute, join, resolve } from 'node:path'
import { type Recording, readRecording, recordingPaths } from '@genai-devbench/gateway'
import { UserError } from '@genai-devbench/schema'
import { type ExperimentPaths, experimentPaths } from '@genai-devbench/store'

/**
 * What an experiment replays: its own recordings where there are some, else those that it names. UserError when there are none or
 * they are damaged.
 */
export async function findRecording(paths: ExperimentPaths, from: string | undefined): Promise<Recording> {
  if (isRecording(paths.recordings)) return readRecording(paths.recordings)
  if (from === undefined) {
    throw new UserError('no_recording', 'this experiment has no recordings/ to replay.', {
      hint: `Name a recorded experiment (from: ../my_test), or copy its recordings/ to ${paths.recordings}.`,
    })
  }
  const named = locate(from, paths)
  const found = [experimentPaths(named).recordings, named].find(isRecording)
  if (found !== undefined) return readRecording(found)
  const isThere = existsSync(named)
  throw new UserError('no_recording', isThere ? `${named} has no recordings.` : `${named} does not exist.`, {
    hint: isThere
      ? 'An experiment is recorded when llm.record is true at its first run.'
      : `Give the name of an experiment in ${dirname(paths.root)}, or a path from ${basename(paths.root)}/.`,
  })
}

const isRecording = (root: string): boolean => existsSync(recordingPaths(root).header)

/** A bare name is that of an experiment beside this one; anything with a slash is a path from this one. */
function locate(from: string, { root }: ExperimentPaths): string {
  const isPath = isAbsolute(from) || /[/\\]/.test(from) || ['.', '..'].includes(from)
  return isPath ? resolve(root, from) : join(dirname(root), from)
}
