import { sha256 } from '@genai-devbench/files'

/** Seed of the checks' random data after a step: the same for every framework, another one for every run and step. */
export const seedOfChecks = (runSeed: number, step: number): number =>
  Number.parseInt(sha256(`acceptance/${runSeed}/${step}`).slice(0, 8), 16) >>> 1
