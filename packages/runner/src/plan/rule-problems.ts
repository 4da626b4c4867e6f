import { ruleFaults } from '@genai-devbench/evaluation'
import type { Problem } from '@genai-devbench/schema'
import type { LoadedConfig } from '@genai-devbench/store'

const NAMES_OF_RULES = {
  ruff: 'https://docs.astral.sh/ruff/rules/',
  oxlint: 'https://oxc.rs/docs/guide/usage/linter/rules.html',
}

/** Rules for code that a linter does not know. */
export async function ruleProblems(
  { config, problemAt }: Pick<LoadedConfig, 'config' | 'problemAt'>,
  signal: AbortSignal = new AbortController().signal,
): Promise<Problem[]> {
  if (!config) return []
  const faults = await ruleFaults(config.metrics.code_quality, signal)
  return faults.map(({ linter, fault }) =>
    problemAt(['metrics', 'code_quality', linter], `${fault}.`, `Its rules: ${NAMES_OF_RULES[linter]}`),
  )
}
