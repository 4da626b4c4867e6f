import type { PreparedRequest } from '../calls/prepare-request.ts'
import { type PriceTable, mostPicoUsd } from '../prices/prices.ts'
import type { Spend } from './budget-account.ts'

/** Output tokens of a call that states no limit, where the experiment does not say otherwise. */
export const DEFAULT_OUTPUT_RESERVE = 4096

/**
 * Bytes of a request to one token of input. English and program text take about four, most other scripts three: with two only a
 * request of digits, base64 or the like can take more than is expected, and one whose input is not in it (URLs of
 * images, a conversation kept at the provider).
 */
const BYTES_PER_TOKEN = 2

export interface ExpectedTokens {
  input: number
  output: number
}

/** The most that a request is expected to take. */
export function expectedTokens(
  { body, outputLimit, answers }: Pick<PreparedRequest, 'body' | 'outputLimit' | 'answers'>,
  makesText: boolean,
  outputReserve: number,
): ExpectedTokens {
  return {
    input: Math.ceil(body.length / BYTES_PER_TOKEN),
    output: makesText ? (outputLimit ?? outputReserve) * answers : 0,
  }
}

/** With what it costs at most; undefined where no price is known. Picodollars are 0 where they are of no account. */
export function expectedSpend(
  { input, output }: ExpectedTokens,
  price: { prices: PriceTable; model: string | null } | undefined,
): Spend | undefined {
  const picousd = price === undefined ? 0 : mostPicoUsd(price, { input, output })
  return picousd === undefined ? undefined : { tokens: input + output, picousd }
}
