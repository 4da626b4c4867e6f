import { existsSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { CHECKSUMS_FILE, type Verification, verifyArchive, verifyDirectory } from '@genai-devbench/archive'
import { UserError } from '@genai-devbench/schema'
import { experimentPaths, findExperiment, runnerAtWork } from '@genai-devbench/store'
import { experimentsDir } from '../../toolkit-paths.ts'
import { renderVerification } from '../../views/experiment/verification.ts'

interface Options {
  json?: true
  experimentsDir?: string
}

/** Exit code 1 when anything differs. */
export async function verifyCommand(path: string, options: Options): Promise<number> {
  const { what, verification } = await verify(path, options)
  process.stdout.write(
    options.json
      ? `${JSON.stringify({ path: what, ...verification }, null, 2)}\n`
      : `${renderVerification(what, verification, process.stdout.columns || undefined)}\n`,
  )
  return verification.differences.length === 0 ? 0 : 1
}

async function verify(path: string, options: Options): Promise<{ what: string; verification: Verification }> {
  const named = resolve(path)
  if (existsSync(named) && statSync(named).isFile())
    return { what: named, verification: await verifyArchive(named) }
  if (named.endsWith('.tar.gz') && !existsSync(named))
    throw new UserError('no_archive', `There is no archive "${path}" (looked for ${named}).`, {
      hint: 'Give the path of a file that experiment archive wrote, or the name of an experiment.',
    })
  const dir = experimentsDir(options.experimentsDir)
  // Whatever is missing of an archived one, SHA256SUMS names it.
  const archived = [named, join(dir, path)].find((root) => existsSync(join(root, CHECKSUMS_FILE)))
  const paths = archived === undefined ? await findExperiment(path, dir) : experimentPaths(archived)
  const runner = await runnerAtWork(paths)
  if (runner !== undefined) {
    process.stderr.write(
      `Process ${runner.pid} on ${runner.host} is running the experiment: what it writes at the moment may show as a difference.\n`,
    )
  }
  return { what: paths.root, verification: await verifyDirectory(paths.root) }
}
