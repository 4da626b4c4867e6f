import { findConfigSet } from '@genai-devbench/config-sets'
import { createExperiment } from '@genai-devbench/generator'
import { planExperiment } from '@genai-devbench/runner'
import { freeName } from '../free-name.ts'
import { nextCommand } from '../next-command.ts'
import { configSetsDir, experimentsDir } from '../toolkit-paths.ts'
import { renderFarewell } from '../views/run-experiment/farewell.ts'
import { renderPlan } from '../views/plan.ts'
import { analyzeAndPrint } from './analyze.ts'
import { runWithProgress } from './run-experiment.ts'

/** The whole road with nothing but this toolkit: no key, no network, no framework to install. */
export async function quickstartCommand(options: { experimentsDir?: string }): Promise<number> {
  const dir = experimentsDir(options.experimentsDir)
  const configSet = await findConfigSet(configSetsDir(undefined), 'minimal')
  const request = {
    name: freeName('quickstart', dir),
    model: configSet.metadata.defaults.model,
    seed: 1,
    frameworks: ['direct', 'self-refine'],
    provider: 'scripted' as const,
  }
  const paths = await createExperiment(configSet, request, dir, new Date())
  const plan = await planExperiment(paths, { env: process.env })
  process.stdout.write(`${renderPlan(plan, process.stdout.columns || undefined)}\n`)
  const reason = await runWithProgress(plan)
  if (reason === 'interrupted') {
    const next = (command: string): string => nextCommand(command, request.name, options.experimentsDir)
    process.stdout.write(`${renderFarewell(reason, plan, next, process.stdout.columns || undefined)}\n`)
    return 130
  }
  process.stdout.write('\n')
  await analyzeAndPrint(paths)
  return reason === 'infrastructure' ? 1 : 0
}
