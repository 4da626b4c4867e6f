import type { ComparedExperiment } from '../src/index.ts'
import { experimentConfig, runOfTokens } from './run-records.fixture.ts'

/** An experiment whose frameworks spent so many tokens in their runs. */
export function comparedExperiment(
  name: string,
  tokens: Record<string, number[]>,
  changes: Partial<ComparedExperiment> = {},
): ComparedExperiment {
  return {
    name,
    config: experimentConfig(),
    configSha256: 'c'.repeat(64),
    inputSha256: 'd'.repeat(64),
    prompts: new Map([[1, { sha256: 'e'.repeat(64) }]]),
    hitl: {},
    records: Object.entries(tokens).flatMap(([framework, values]) =>
      values.map((value, index) => runOfTokens(framework, index + 1, value)),
    ),
    ...changes,
  }
}
