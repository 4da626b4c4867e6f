import { createHash, randomBytes } from 'node:crypto'
import { createWriteStream, existsSync } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { dirname, relative, sep } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { UserError } from '@genai-devbench/schema'
import { type ExperimentPaths, lockExperiment } from '@genai-devbench/store'
import { pack } from 'tar-stream'
import { hashing } from '../hashing.ts'
import { gzip } from './gzip.ts'
import { type PackedExperiment, packExperiment } from './pack-experiment.ts'

export interface WrittenArchive extends PackedExperiment {
  /** Of the archive: what a paper can cite. */
  sha256: string
  bytes: number
}

/**
 * Writes the experiment to a tar.gz, with the checksums of all its files inside. The same content gives the same bytes:
 * order, times, owners and the compressor are fixed, of the permissions only "executable" is kept.
 * Aborted, it leaves nothing behind.
 * @throws UserError when a runner is at work on it, or `output` exists or lies inside the experiment
 */
export async function writeArchive(
  paths: ExperimentPaths,
  output: string,
  { now, signal }: { now: Date; signal?: AbortSignal },
): Promise<WrittenArchive> {
  refuseOutput(paths, output)
  await using _lock = await lockExperiment(paths, now)
  const partial = `${output}.${randomBytes(6).toString('hex')}.partial`
  try {
    const written = await writeTo(partial, paths, signal)
    await rename(partial, output)
    return written
  } finally {
    await rm(partial, { force: true })
  }
}

function refuseOutput({ root }: ExperimentPaths, output: string): void {
  if (existsSync(output)) {
    throw new UserError('output_exists', `${output} exists.`, {
      hint: 'Name another file with --output, or remove it first.',
    })
  }
  if (!existsSync(dirname(output))) {
    throw new UserError('no_directory', `${dirname(output)} does not exist.`, {
      hint: 'Make the directory first, or name another file with --output.',
    })
  }
  const inner = relative(root, output)
  if (inner !== '..' && !inner.startsWith(`..${sep}`)) {
    throw new UserError('bad_usage', `${output} lies inside the experiment it is to hold.`, {
      hint: 'Name a file outside it with --output.',
    })
  }
}

async function writeTo(
  file: string,
  paths: ExperimentPaths,
  signal: AbortSignal | undefined,
): Promise<WrittenArchive> {
  const tar = pack()
  const digest = createHash('sha256')
  const output = createWriteStream(file, { flush: true })
  const packing = packExperiment(tar, paths).catch((error: Error) => {
    tar.destroy(error)
    throw error
  })
  // Whichever side fails, writing ends with the cause; packing may end with no more than that it cannot go on.
  packing.catch(() => {})
  await pipeline(hashing(gzip(tar as AsyncIterable<Uint8Array>), digest), output, {
    ...(signal && { signal }),
  })
  return { sha256: digest.digest('hex'), bytes: output.bytesWritten, ...(await packing) }
}
