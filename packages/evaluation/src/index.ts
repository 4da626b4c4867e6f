export {
  type ConfinedPlace,
  type ConfinedProgram,
  type PlaceOptions,
  openConfinedPlace,
} from './confined/confined-place.ts'
export { probePlace } from './confined/probe-place.ts'
export { type PlaceLimits, PLACE_LIMITS } from './confined/limits.ts'
export type { ProgramResult, RunningProgram } from './confined/running-program.ts'
export { type CheckFiles, findCheckFiles } from './checks/check-files.ts'
export { Evaluator, type EvaluatorOptions } from './evaluator.ts'
export type { ProjectState } from './project-state.ts'
export type { DeclaredApp } from './start/choose-start.ts'
export { readStepEvaluations, writeStepEvaluation } from './records/step-evaluations.ts'
export { summarizeRun } from './records/summarize-run.ts'
export { type RuleFault, ruleFaults, rulesHash } from './quality/code-quality/rules.ts'
export type { Route } from './quality/documentation/route-pattern.ts'
export { type QualityOptions, measureQuality } from './quality/measure-quality.ts'
export type { Environment } from './quality/test-coverage/test-run.ts'
