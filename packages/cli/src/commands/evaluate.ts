import { evaluateExperiment } from '@genai-devbench/runner'
import { findExperiment, findRun } from '@genai-devbench/store'
import { interruptSignal } from '../interrupt-signal.ts'
import { nextCommand } from '../next-command.ts'
import { experimentsDir } from '../toolkit-paths.ts'
import { describeEvent } from '../views/event-lines.ts'
import { renderEvaluations } from '../views/evaluations.ts'
import { plainText } from '../views/plain-text.ts'

interface Options {
  run?: string
  framework?: string
  again?: true
  experimentsDir?: string
}

/** Evaluates what finished runs left. Exit code 1 when one could not be evaluated, 130 when it was interrupted. */
export async function evaluateCommand(experiment: string, options: Options): Promise<number> {
  const paths = await findExperiment(experiment, experimentsDir(options.experimentsDir))
  const only = options.run === undefined ? undefined : await findRun(paths, options.run, options.framework)
  const say = (line: string): void => void process.stdout.write(`${line}\n`)
  using interrupt = interruptSignal(say)
  const evaluated = await evaluateExperiment(paths, {
    only,
    again: options.again ?? false,
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
  return evaluated.every(({ evaluation }) => evaluation.not_evaluated === null) ? 0 : 1
}
