export { tracesUrl } from './collector.ts'
export { finishedAttempts } from './finished-attempts.ts'
export { type Delivery, TraceExport, openTraceExport } from './trace-export.ts'
