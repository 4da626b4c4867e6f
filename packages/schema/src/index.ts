export * from './config-parts.ts'
export * from './config-rules.ts'
export * from './config-set.ts'
export * from './config.ts'
export * from './documents/document.ts'
export * from './experiment-files.ts'
export * from './json-schema.ts'
export * from './llm-call.ts'
export * from './llm-config.ts'
export {
  type Allowance,
  BUDGET_SCOPES,
  type Budget,
  type BudgetScope,
  type LlmLimits,
  type Retry,
} from './llm-limits.ts'
export * from './metrics.ts'
export * from './names.ts'
export { availableHint, nearestHint } from './documents/nearest.ts'
export { plainMessage } from './documents/plain-message.ts'
export * from './problem.ts'
export * from './recording.ts'
export * from './refused-call.ts'
export * from './results.ts'
export * from './run-event.ts'
export * from './run-record.ts'
export { type SchemaFault, checkValue } from './documents/schema-problems.ts'
export * from './scripted.ts'
export * from './toolkit-version.ts'
export * from './usage-sum.ts'
export * from './user-error.ts'
