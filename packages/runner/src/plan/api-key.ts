import type { Llm, Problem } from '@genai-devbench/schema'
import type { LoadedConfig } from '@genai-devbench/store'

/** The provider's key, from the environment variable that the configuration names. */
export function apiKeyOf(llm: Llm, env: NodeJS.ProcessEnv): string | undefined {
  return 'api_key_env' in llm && llm.api_key_env !== undefined ? env[llm.api_key_env] : undefined
}

export function apiKeyProblems(
  llm: Llm,
  problemAt: LoadedConfig['problemAt'],
  env: NodeJS.ProcessEnv,
): Problem[] {
  if (!('api_key_env' in llm) || llm.api_key_env === undefined || apiKeyOf(llm, env)) return []
  return [
    problemAt(
      ['llm', 'api_key_env'],
      `the environment variable ${llm.api_key_env}, which holds the key of ${llm.provider}, is not set.`,
      `Set it (export ${llm.api_key_env}=...), or set llm to {provider: scripted}, the offline model.`,
    ),
  ]
}
