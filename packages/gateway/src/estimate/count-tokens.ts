/** The encoding of OpenAI's models since gpt-4o. For other models its count is off by some percent. */
export const ENCODING = 'o200k_base'

/** Loaded with the first text: it takes 80 MB of memory, and most experiments never need it. */
let tokenizer: Promise<typeof import('gpt-tokenizer/encoding/o200k_base')> | undefined

/** Cut, because the time that one word takes grows with the square of its length: a megabyte of base64 would take minutes. */
const UNBROKEN = /(\S{400}|\s{400})/

/** Tokens of a text in {@link ENCODING}. */
export async function countTokens(text: string): Promise<number> {
  if (text === '') return 0
  tokenizer ??= import('gpt-tokenizer/encoding/o200k_base')
  const { countTokens: count } = await tokenizer
  // What looks like a special token is text here.
  return text.split(UNBROKEN).reduce((sum, piece) => sum + count(piece, { disallowedSpecial: new Set() }), 0)
}
