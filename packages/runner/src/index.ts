export { type EvaluatedNow, evaluateExperiment } from './evaluation/evaluate-experiment.ts'
export { type Arm, type Plan, type PlanOptions, planExperiment } from './plan.ts'
export { runExperiment } from './run-experiment.ts'
export { scheduleBlock } from './schedule.ts'
