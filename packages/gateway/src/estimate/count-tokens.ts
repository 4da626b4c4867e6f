import { setImmediate as othersHadTheirTurn } from 'node:timers/promises'

type EncodingName = 'o200k_base' | 'cl100k_base'

export interface Encoding {
  name: EncodingName
  /** The model has another tokenizer, which is not known here, and neither is how far the count is off. */
  isStandIn: boolean
}

/** Source: tiktoken, model.py, MODEL_PREFIX_TO_ENCODING. */
const CL100K = /^(ft:)?(gpt-3\.5|gpt-35|gpt-4(?!o|\.\d)|text-embedding-)/
const O200K = /^(ft:)?(gpt-|chatgpt-|o\d)/

/** What a model's tokens are counted with; routers put the maker before the model's name (`openai/gpt-4o`). */
export function encodingOf(model: string | null): Encoding {
  const name = model?.split('/').at(-1) ?? ''
  if (CL100K.test(name)) return { name: 'cl100k_base', isStandIn: false }
  return { name: 'o200k_base', isStandIn: !O200K.test(name) }
}

/** More than a model reads or writes in one call; counting it could take a minute. In UTF-16 code units. */
export const MAX_CHARACTERS = 4 * 1024 * 1024

/**
 * Cut, because the time that one word takes grows with the square of its length: a megabyte without a break would take
 * minutes. Digits are no word: an encoding takes three of them at a time.
 */
const UNBROKEN = /([\p{L}\p{M}]{100}|[^\s\p{L}\p{N}]{400}|\s{400})/u

/** Counted in one go, some milliseconds at most: other calls are passing through meanwhile. */
const TOKENS_AT_ONCE = 1000

/** Text that looks like a special token is text: without, the tokenizer throws. */
const TEXT_ALONE = { disallowedSpecial: new Set<string>() }

/** Tokens of the texts, each counted by itself; null when they are longer than {@link MAX_CHARACTERS} together. */
export async function countTokens(encoding: EncodingName, texts: readonly string[]): Promise<number | null> {
  if (texts.reduce((sum, text) => sum + text.length, 0) > MAX_CHARACTERS) return null
  const { encodeGenerator } = await TOKENIZERS[encoding]()
  let tokens = 0
  let pause = TOKENS_AT_ONCE
  for (const text of texts) {
    for (const piece of text.split(UNBROKEN)) {
      for (const word of encodeGenerator(piece, TEXT_ALONE)) {
        tokens += word.length
        if (tokens < pause) continue
        pause = tokens + TOKENS_AT_ONCE
        await othersHadTheirTurn()
      }
    }
  }
  return tokens
}

/** Loaded when first needed: each takes 0.2 s and 70 MB of memory, and most experiments never need one. */
const TOKENIZERS = {
  o200k_base: async () => withoutCache(await import('gpt-tokenizer/encoding/o200k_base')),
  cl100k_base: async () => withoutCache(await import('gpt-tokenizer/encoding/cl100k_base')),
}

/** Its cache of words would keep the texts that they come from. */
function withoutCache<Tokenizer extends { setMergeCacheSize(size: number): void }>(tokenizer: Tokenizer) {
  tokenizer.setMergeCacheSize(0)
  return tokenizer
}
