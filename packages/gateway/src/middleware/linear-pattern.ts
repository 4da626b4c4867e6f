/** Finds its matches in a text, from left to right. */
export interface TextPattern {
  matchAll(text: string): Iterable<RegExpMatchArray>
}

/**
 * A regular expression of the user's own (JavaScript, flag u), matched as RE2 does it: a search takes time linear in its text.
 * JavaScript's own engine tries one way after the other, for some patterns exponentially many, and meanwhile every call would wait. Rejects
 * with an Error that names what cannot be matched so: lookahead, references to groups, more than 1000 repetitions.
 */
export async function linearPattern(regex: string): Promise<TextPattern> {
  const [, escape] = MISTRANSLATED.exec(regex) ?? []
  if (escape !== undefined) throw new Error(`error parsing regexp: invalid escape sequence: \`${escape}\``)
  // A quarter of a megabyte, which most experiments do without.
  const { RE2JS } = await import('re2js')
  return RE2JS.compile(RE2JS.translateRegExp(new RegExp(regex, 'u')), RE2JS.LOOKBEHINDS)
}

/** References by name and halves of surrogate pairs, which re2js 2.10 takes for other characters. */
const MISTRANSLATED = /(?<!\\)(?:\\\\)*(\\k|\\u[dD][89A-Fa-f])/
