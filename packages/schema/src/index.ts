export * from './calls/audited-call.ts'
export * from './calls/begun-call.ts'
export * from './calls/llm-call.ts'
export * from './calls/model-family.ts'
export * from './calls/recording.ts'
export * from './calls/refused-call.ts'
export * from './calls/scripted.ts'
export * from './calls/usage-pages.ts'
export * from './calls/usage-reading.ts'
export * from './calls/usage-sum.ts'
export * from './config/acceptance.ts'
export * from './config/metrics/code-quality.ts'
export * from './config/config-parts.ts'
export * from './config/config-rules.ts'
export * from './config/config-set.ts'
export * from './config/config.ts'
export * from './config/history-mode.ts'
export { type ResourceLimits, memoryBytes } from './config/isolation.ts'
export * from './config/llm/llm-config.ts'
export {
  type Allowance,
  BUDGET_SCOPES,
  type Budget,
  type BudgetScope,
  type LlmLimits,
  type Retry,
} from './config/llm/llm-limits.ts'
export {
  KNOWN_PATTERNS,
  type KnownPattern,
  type MiddlewareConfig,
  type Pattern,
} from './config/llm/llm-middleware.ts'
export * from './config/metrics/metrics.ts'
export * from './config/run-retry.ts'
export * from './config/stages/stages.ts'
export * from './config/stopping.ts'
export * from './documents/document.ts'
export { availableHint, nearestHint } from './documents/nearest.ts'
export { plainMessage } from './documents/plain-message.ts'
export { type SchemaFault, checkValue, formatPath } from './documents/schema-problems.ts'
export * from './records/aa-check.ts'
export * from './records/archive-index.ts'
export * from './records/evaluation/check-outcomes.ts'
export * from './records/evaluation/evaluation.ts'
export * from './records/experiment-comparison.ts'
export * from './records/experiment-files.ts'
export * from './records/last-ending.ts'
export * from './records/evaluation/quality.ts'
export * from './records/results.ts'
export { StepResources, sumResources, unmeasured } from './records/run/resources.ts'
export * from './records/run/run-event.ts'
export * from './records/run/run-record.ts'
export * from './records/stage-record.ts'
export * from './records/stopping-check.ts'
export * from './records/task-comparison.ts'
export * from './records/run/workspace-state.ts'
export * from './json-schema.ts'
export * from './names.ts'
export * from './problem.ts'
export * from './toolkit-version.ts'
export * from './user-error.ts'
