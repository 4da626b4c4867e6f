export { createExperiment } from './create-experiment.ts'
export type { ExperimentRequest } from './experiment-request.ts'
export { forkExperiment } from './fork-experiment.ts'
