import { existsSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { evaluateExperiment } from '@genai-devbench/runner'
import { UserError } from '@genai-devbench/schema'
import { findExperiment, findRun } from '@genai-devbench/store'
import { interruptSignal } from '../interrupt-signal.ts'
import { nextCommand } from '../next-command.ts'
import { experimentsDir } from '../toolkit-paths.ts'
import { describeEvent } from '../views/run-experiment/event-lines.ts'
import { renderEvaluations } from '../views/evaluations.ts'
import { plainText } from '../views/text/plain-text.ts'

interface Options {
  run?: string
  framework?: string
  again?: true
  checks?: string
  experimentsDir?: string
}

function checksDir(given: string): string {
  const directory = resolve(given)
  if (existsSync(directory) && statSync(directory).isDirectory()) return directory
  throw new UserError('no_checks', `${given} is no directory.`, {
    hint: 'Name a directory of checks such as config/acceptance of the experiment.',
  })
}

/** Evaluates what finished runs left. Exit code 1 when one could not be evaluated, 130 when it was interrupted. */
export async function evaluateCommand(experiment: string, options: Options): Promise<number> {
  if (options.framework !== undefined && options.run === undefined)
    throw new UserError(
      'bad_usage',
      '--framework says whose run --run means; by itself it chooses nothing.',
      {
        hint: 'Add --run, or leave it out to evaluate all runs.',
      },
    )
  const paths = await findExperiment(experiment, experimentsDir(options.experimentsDir))
  const only = options.run === undefined ? undefined : await findRun(paths, options.run, options.framework)
  const say = (line: string): void => void process.stdout.write(`${line}\n`)
  using interrupt = interruptSignal(say)
  const evaluated = await evaluateExperiment(paths, {
    only,
    again: options.again ?? false,
    checksDir: options.checks === undefined ? undefined : checksDir(options.checks),
    env: process.env,
    signal: interrupt.signal,
    emit(event) {
      const line = describeEvent(event)
      if (line !== undefined) say(plainText(line))
    },
  })
  if (interrupt.signal.aborted) return 130
  say(renderEvaluations(evaluated))
  if (evaluated.every(({ isNew }) => !isNew))
    say('All of it was evaluated before with these checks; --again does it again.')
  say(`Next: ${nextCommand('analyze', experiment, options.experimentsDir)}`)
  return evaluated.every(({ fault }) => fault === undefined) ? 0 : 1
}
