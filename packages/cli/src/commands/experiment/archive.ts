import { basename, relative, resolve } from 'node:path'
import { type WrittenArchive, verifyArchive, writeArchive } from '@genai-devbench/archive'
import { type ExperimentPaths, findExperiment } from '@genai-devbench/store'
import { interruptSignal } from '../../interrupt-signal.ts'
import { nextCommand } from '../../next-command.ts'
import { experimentsDir } from '../../toolkit-paths.ts'
import { formatBytes } from '../../views/text/amounts.ts'
import { renderDifferences } from '../../views/experiment/verification.ts'

interface Options {
  output?: string
  experimentsDir?: string
}

export async function archiveCommand(experiment: string, options: Options): Promise<number> {
  const paths = await findExperiment(experiment, experimentsDir(options.experimentsDir))
  const output = resolve(options.output ?? `${basename(paths.root)}.tar.gz`)
  const written = await writeUnlessStopped(paths, output)
  if (written === undefined) return 130
  process.stdout.write(describe(written, relative(process.cwd(), output)))
  // What can be read back is worth keeping.
  const { differences } = await verifyArchive(output)
  if (differences.length > 0) {
    process.stdout.write(
      `\nArchived as it is, though its files do not fit together:\n${renderDifferences(differences)}\n`,
    )
    return 1
  }
  process.stdout.write(
    `Read back: every file is as it was archived.\n\nTo check it later: ${nextCommand('devbench experiment verify', relative(process.cwd(), output), undefined)}\n`,
  )
  return 0
}

/** undefined when it was stopped with Ctrl-C; then nothing is left of it. */
async function writeUnlessStopped(
  paths: ExperimentPaths,
  output: string,
): Promise<WrittenArchive | undefined> {
  using interrupt = interruptSignal()
  try {
    return await writeArchive(paths, output, { now: new Date(), signal: interrupt.signal })
  } catch (error) {
    if (interrupt.signal.aborted) return undefined
    throw error
  }
}

function describe({ sha256, bytes, files, leftOut }: WrittenArchive, output: string): string {
  const left =
    leftOut.length === 0
      ? ''
      : `Left out, since no archive can hold sockets, pipes and devices:\n${leftOut.map((path) => `  ${path}`).join('\n')}\n`
  return `Wrote ${output}: ${files} files, ${formatBytes(bytes)}\nsha256 ${sha256}\n${left}`
}
