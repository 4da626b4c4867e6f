import { type DiagLogFunction, DiagLogLevel, diag } from '@opentelemetry/api'
import { ExportResultCode } from '@opentelemetry/core'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto'
import type { ReadableSpan } from '@opentelemetry/sdk-trace-base'

/** As many as the standard's batch processor sends at a time. */
const BATCH = 512

/** Posts spans to a collector. Headers, time limit, compression and certificates are those of the OTEL_EXPORTER_OTLP_* variables. */
export class SpanSender {
  readonly #exporter: OTLPTraceExporter
  /** What the exporter complains of beside its failures: headers it cannot read, spans that the collector left out. */
  readonly warnings = new Set<string>()

  constructor(url: string) {
    const warn: DiagLogFunction = (...message) => void this.warnings.add(message.join(' '))
    const pass = (): void => {}
    diag.setLogger(
      { error: warn, warn, info: pass, debug: pass, verbose: pass },
      { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true },
    )
    this.#exporter = new OTLPTraceExporter({ url })
  }

  /** Rejects when the collector did not take them, after the tries that the standard allows. */
  async send(spans: readonly ReadableSpan[]): Promise<void> {
    for (let from = 0; from < spans.length; from += BATCH)
      await this.#sendBatch(spans.slice(from, from + BATCH))
  }

  #sendBatch(spans: ReadableSpan[]): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#exporter.export(spans, ({ code, error }) => {
        if (code === ExportResultCode.SUCCESS) resolve()
        else reject(error ?? new Error('it gave no reason'))
      })
    })
  }
}

/** The exporter's words when every try was answered with one of these. */
const RETRYABLE = 'Export failed with retryable status'

export function describeFailure(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (error.message === RETRYABLE)
    return 'every try was answered with a status that asks to try again later (429, 502, 503 or 504)'
  // A name with several addresses fails with one error for each, and no message of its own.
  if (error instanceof AggregateError && error.message === '') return describeFailure(error.errors[0])
  const { code } = error as { code?: unknown }
  return typeof code === 'number' ? `HTTP ${code} ${error.message}`.trimEnd() : error.message
}
