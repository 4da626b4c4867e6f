import { existsSync } from 'node:fs'
import { INSTALL_HINT, probeBubblewrap } from '@genai-devbench/sandbox'
import { isAbsolute, relative } from 'node:path'
import type { ExperimentConfig, Isolation, Problem } from '@genai-devbench/schema'
import type { ExperimentPaths, LoadedConfig } from '@genai-devbench/store'

type Execution = ExperimentConfig['execution']

/** What isolates the frameworks of an experiment here, and what is wrong with what was asked for. */
export async function chooseIsolation(
  { isolation, readable }: Pick<Execution, 'isolation' | 'readable'>,
  paths: ExperimentPaths,
  problemAt: LoadedConfig['problemAt'],
): Promise<{ isolation: Isolation; problems: Problem[] }> {
  const problems = readable.flatMap((path, index) => {
    const fault = readableFault(path, paths)
    return fault === undefined ? [] : [problemAt(['execution', 'readable', index], fault)]
  })
  if (isolation === 'none')
    return { isolation: { mode: 'none', reason: 'execution.isolation is none' }, problems }
  const probe = await probeBubblewrap()
  if ('version' in probe) return { isolation: { mode: 'bwrap', version: probe.version }, problems }
  if (isolation === 'bwrap')
    problems.push(
      problemAt(
        ['execution', 'isolation'],
        `the frameworks cannot be isolated: ${probe.reason}.`,
        `${INSTALL_HINT} Or set execution.isolation to none: they may then do what you may do.`,
      ),
    )
  return { isolation: { mode: 'none', reason: probe.reason }, problems }
}

function readableFault(path: string, { root }: ExperimentPaths): string | undefined {
  if (!existsSync(path)) return `${path} is not there.`
  const overlap = [relative(path, root), relative(root, path)].some(
    (way) => !way.startsWith('..') && !isAbsolute(way),
  )
  return overlap ? `${path} would show the frameworks the experiment itself.` : undefined
}
