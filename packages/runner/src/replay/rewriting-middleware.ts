import { sha256 } from '@genai-devbench/files'
import type { Llm } from '@genai-devbench/schema'

/** Stands for the middleware that decides what is sent and recorded; undefined where there is none. */
export function rewritingSha256({ middleware }: Pick<Llm, 'middleware'>): string | undefined {
  const rewriting = middleware.filter(({ use }) => use !== 'audit_log')
  return rewriting.length === 0 ? undefined : sha256(JSON.stringify(rewriting))
}
