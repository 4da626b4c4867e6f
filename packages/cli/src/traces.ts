import type { ExperimentPaths } from '@genai-devbench/store'
import type { Delivery, TraceExport } from '@genai-devbench/telemetry'
import { nextCommand } from './next-command.ts'
import { formatRuns } from './views/text/amounts.ts'

/** The value of --otlp: true where no endpoint was given. */
export type OtlpOption = string | true

/** Loads what exporting takes only here, where it is asked for. */
export async function openTraces(paths: ExperimentPaths, otlp: OtlpOption): Promise<TraceExport> {
  const { openTraceExport, tracesUrl } = await import('@genai-devbench/telemetry')
  return openTraceExport(paths, tracesUrl(otlp === true ? undefined : otlp, process.env))
}

/** Says what a collector took; what it did not take is no fault of the runs. */
export function printDelivery(
  { url, sent, unsent, reason, warnings }: Delivery,
  experiment: string,
  { otlp, experimentsDir }: { otlp?: OtlpOption; experimentsDir?: string },
  notes: NodeJS.WriteStream = process.stdout,
): void {
  const endpoint = otlp === undefined || otlp === true ? '' : ` ${otlp}`
  const sendAll = `${nextCommand('devbench export-otlp', experiment, experimentsDir)} --otlp${endpoint}`
  if (sent > 0) notes.write(`Traces of ${formatRuns(sent)} sent to ${url}\n`)
  else if (unsent === 0)
    notes.write(`No run was made, so no trace was sent. Those of earlier runs: ${sendAll}\n`)
  for (const warning of warnings) process.stderr.write(`warning: OpenTelemetry: ${warning}\n`)
  if (unsent === 0) return
  process.stderr.write(
    `warning: the traces of ${formatRuns(unsent)} were not sent to ${url}: ${reason}\nThe runs are not affected. To send the traces: ${sendAll}\n`,
  )
}
