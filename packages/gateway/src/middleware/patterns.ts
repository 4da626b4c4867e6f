import type { KnownPattern, Pattern } from '@genai-devbench/schema'
import { type TextPattern, linearPattern } from './linear-pattern.ts'

/** What is looked for in texts. */
export interface NamedPattern {
  name: string
  pattern: TextPattern
}

/** Rejects as {@link linearPattern} does. */
export const namedPatterns = (patterns: readonly Pattern[]): Promise<NamedPattern[]> =>
  Promise.all(
    patterns.map(async (pattern) =>
      typeof pattern === 'string'
        ? { name: pattern, pattern: knownPattern(pattern) }
        : { name: pattern.name, pattern: await linearPattern(pattern.regex) },
    ),
  )

const knownPattern = (name: KnownPattern): TextPattern => ({
  matchAll: (text) => text.matchAll(KNOWN[name]),
})

// Texts are often program text in which `\n` is two characters: a word begins behind it, not with its n.
const start = (wordCharacters: string) => `(?:(?<![\\\\${wordCharacters}])|(?<=\\\\[nrt]))`

/** Shapes of the services' own; most also stand in the rules of gitleaks (config/gitleaks.toml). */
const API_KEYS = [
  // OpenAI, Anthropic, OpenRouter, DeepSeek; the digit tells them from names in kebab case.
  String.raw`sk-(?=[\w-]{0,40}\d)[\w-]{20,}`,
  // AWS
  String.raw`(?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}(?![A-Za-z0-9])`,
  // Google
  String.raw`AIza[\w-]{35}`,
  // GitHub
  String.raw`gh[opsru]_[A-Za-z0-9]{36,}|github_pat_\w{22,}`,
  // GitLab
  String.raw`glpat-[\w-]{20,}`,
  // Hugging Face
  String.raw`hf_[A-Za-z0-9]{34,}`,
  // Slack
  String.raw`xox[abeoprs]-[\w-]{10,}`,
  // Stripe
  String.raw`[rs]k_(?:test|live)_[A-Za-z0-9]{10,}`,
  // npm
  String.raw`npm_[A-Za-z0-9]{36}`,
]

const PEM = (side: string) => String.raw`-----${side} [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----`
const PEM_BODY = String.raw`(?:\\[nr]|[\w+/=,:.\s-])`

// The first characters stand ahead of the lookbehinds because that is several times as fast.
const KNOWN: Record<KnownPattern, RegExp> = {
  api_key: new RegExp(`(?=[Aghnrsx])${start('A-Za-z0-9')}(?:${API_KEYS.join('|')})`, 'gu'),
  // RFC 7468. Without its end, where the text was cut: a header alone is what programs look for.
  private_key: new RegExp(`${PEM('BEGIN')}${PEM_BODY}{16,}?(?:${PEM('END')}|(?!${PEM_BODY}))`, 'gu'),
  // As browsers take it (WHATWG HTML, 4.10.5.1.5), of a host with a dot.
  email: new RegExp(
    `${start(String.raw`\w.%+-`)}[A-Za-z0-9._%+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\\.)+[A-Za-z]{2,24}(?![\\w-])`,
    'gu',
  ),
  // International (E.164, with the usual separators), and the ten digits of North America in groups.
  phone: new RegExp(
    `(?=[+(2-9])${start(String.raw`\w+.-`)}(?:\\+[1-9](?:[ .()/-]{0,2}\\d){7,14}|(?:\\([2-9]\\d{2}\\) ?|[2-9]\\d{2}[ .-])\\d{3}[ .-]\\d{4})(?![\\w-])`,
    'gu',
  ),
}
