import { isObject, parseJson } from '../json/json.ts'
import type { MeteredUsage } from '../calls/metered-usage.ts'
import type { ApiTexts } from './api-texts.ts'
import { type Encoding, MAX_CHARACTERS, countTokens, encodingOf } from './count-tokens.ts'

/** A call of which the provider did not say all of its usage. */
export interface UncountedCall {
  reported: MeteredUsage
  texts: ApiTexts
  /** The body of its request. */
  request: Buffer
  /** What the model wrote, as far as it came. */
  written(): readonly string[]
  /** The model came to its end. */
  isWhole: boolean
  model: string | null
}

/** A number of tokens, or why there is none. */
type Count = { tokens: number } | { unknown: string }

/** Counts with a tokenizer what the provider did not report. What no tokenizer can tell stays null, and the reason says why. */
export async function estimatedUsage(call: UncountedCall): Promise<MeteredUsage> {
  try {
    return await estimate(call)
  } catch (error) {
    // JSON of a great depth can be parsed and not written again. A call is recorded whatever it holds.
    const { reported } = call
    return { ...reported, reason: `${reported.reason}; it could not be estimated: ${String(error)}` }
  }
}

async function estimate({ reported, ...call }: UncountedCall): Promise<MeteredUsage> {
  const encoding = encodingOf(call.model)
  const input = reported.input === null ? await countInput(call, encoding) : undefined
  const output = await countOutput(call, encoding)
  const counted = Object.entries({ input, output }).flatMap(([name, count]) =>
    count !== undefined && 'tokens' in count ? [name] : [],
  )
  const isMinimum = !call.isWhole && 'tokens' in output
  const notes = [
    counted.length > 0 ? `${counted.join(' and ')} counted with ${describe(encoding, call.model)}` : [],
    ...Object.entries({ input, output }).map(([name, count]) =>
      count !== undefined && 'unknown' in count ? `${name} not known: ${count.unknown}` : [],
    ),
    isMinimum ? 'the output is what had arrived: the provider may bill more' : [],
  ].flat()
  return {
    ...reported,
    input: reported.input ?? tokensOf(input),
    output: tokensOf(output),
    source: counted.length > 0 ? 'estimated' : 'unavailable',
    reason: [reported.reason, ...notes].join('; '),
    ...(isMinimum && { isMinimum }),
  }
}

type Uncounted = Omit<UncountedCall, 'reported'>

async function countInput({ texts, request }: Uncounted, { name }: Encoding): Promise<Count> {
  const json = parseJson(request.toString())
  if (!isObject(json)) return { unknown: 'the request is no JSON object' }
  const read = texts.read(json)
  if (read.unread !== null) return { unknown: `the request has ${read.unread}` }
  const tokens = await countTokens(name, read.texts)
  return tokens === null ? { unknown: TOO_LONG } : { tokens: tokens + read.overhead }
}

async function countOutput({ texts, written, isWhole }: Uncounted, { name }: Encoding): Promise<Count> {
  if (texts.written === undefined) return { tokens: 0 }
  const heard = written()
  if (heard.length === 0) return { unknown: isWhole ? 'the answer holds no text' : 'none of it had arrived' }
  const tokens = await countTokens(name, heard)
  return tokens === null ? { unknown: TOO_LONG } : { tokens }
}

const TOO_LONG = `its text is longer than ${MAX_CHARACTERS} characters`

const tokensOf = (count: Count | undefined): number | null =>
  count !== undefined && 'tokens' in count ? count.tokens : null

const describe = ({ name, isStandIn }: Encoding, model: string | null): string =>
  isStandIn ? `${name}, which stands in for the tokenizer of ${model ?? 'a model without a name'}` : name
