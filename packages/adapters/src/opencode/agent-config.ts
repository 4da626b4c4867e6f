import { join } from 'node:path'
import type { Endpoint, StepContext } from '../contract.ts'
import type { AgentOptions } from './agent-options.ts'

/** opencode's own configuration: one model, behind one endpoint, and everything allowed that a run may do. */
export function agentConfig(
  { model, temperature, seed, workspace, options }: StepContext<AgentOptions>,
  { baseUrl, apiKey }: Endpoint,
): unknown {
  const ref = `bench/${model}`
  return {
    autoupdate: false,
    share: 'disabled',
    snapshot: false,
    enabled_providers: ['bench'],
    provider: {
      bench: {
        npm: '@ai-sdk/openai-compatible',
        // Time is the runner's to limit.
        options: { baseURL: baseUrl, apiKey, timeout: false, headerTimeout: false, chunkTimeout: false },
        models: {
          [model]: {
            temperature: temperature !== undefined,
            limit: { context: options.context_tokens, output: options.output_tokens },
            options: { seed },
          },
        },
      },
    },
    model: ref,
    small_model: ref,
    permission: { '*': 'allow', ...(!options.web && { webfetch: 'deny', websearch: 'deny' }) },
    agent: {
      title: { disable: true },
      ...(temperature !== undefined && { build: { temperature }, general: { temperature } }),
    },
    instructions: [join(workspace, 'AGENTS.md')],
  }
}
