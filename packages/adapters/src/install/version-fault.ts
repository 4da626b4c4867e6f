import { lastLine } from '../last-line.ts'

export interface InstalledProgram {
  /** As it is called in a sentence. */
  name: string
  program: string
  /** What makes it print its version. Default: `--version`. */
  args?: readonly string[]
  /** Default: any. */
  version?: string
  signal?: AbortSignal
}

/** What is wrong with a program, in a sentence; undefined when it runs and says that it is of the version. */
export async function versionFault({
  name,
  program,
  args = ['--version'],
  version = '',
  signal,
}: InstalledProgram): Promise<string | undefined> {
  const { execa } = await import('execa')
  const { failed, stdout, stderr, originalMessage } = await execa(program, args, {
    reject: false,
    stdin: 'ignore',
    timeout: 60_000,
    ...(signal && { cancelSignal: signal }),
  })
  if (failed)
    return `${name} does not run: ${lastLine(stderr) ?? originalMessage ?? 'it ended with a failure'}.`
  return stdout.includes(version)
    ? undefined
    : `${name} says that it is ${lastLine(stdout)} and not ${version}.`
}
