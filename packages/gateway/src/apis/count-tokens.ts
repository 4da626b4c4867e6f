import type { WireApi } from './wire-api.ts'

/** Source: Anthropic API reference, "Count Message tokens"; OpenAI API reference, "Get input token counts". */
export const countTokens: WireApi = {
  operation: 'count_tokens',
  isFree: true,
  pins: { model: true, temperature: false, seed: false },
  telling: [],
  learn: () => {},
}
