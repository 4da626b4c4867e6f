import { findExperiment } from '@genai-devbench/store'
import { experimentsDir } from '../toolkit-paths.ts'
import { type OtlpOption, openTraces, printDelivery } from '../traces.ts'

interface Options {
  otlp?: OtlpOption
  experimentsDir?: string
}

/** Sends what has run so far, attempts that do not count included. The ids are those of the first time. */
export async function exportOtlpCommand(experiment: string, options: Options): Promise<number> {
  const paths = await findExperiment(experiment, experimentsDir(options.experimentsDir))
  const traces = await openTraces(paths, options.otlp ?? true)
  const { finishedAttempts } = await import('@genai-devbench/telemetry')
  const attempts = await finishedAttempts(paths)
  if (attempts.length === 0) {
    process.stdout.write('No run is finished: there is nothing to send.\n')
    return 0
  }
  for (const attempt of attempts) traces.add(attempt)
  const delivery = await traces.close()
  printDelivery(delivery, experiment, options)
  return delivery.unsent === 0 ? 0 : 1
}
