import { stripVTControlCharacters } from 'node:util'

/** Text without what a terminal or a browser would act on: escape sequences, control characters (but for line breaks and tabs), changes of direction. */
export const cleanText = (text: string): string =>
  PLAIN.test(text) ? text : stripVTControlCharacters(text).replaceAll(/[^\P{Cc}\n\t]|\p{Bidi_Control}/gu, '')

/** Told at a glance: nearly all texts of a report are. */
const PLAIN = /^[\x20-\x7e]*$/

const HTML: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/** For element content and quoted attributes. */
export const escapeHtml = (text: string): string =>
  cleanText(text).replaceAll(/[&<>"']/g, (character) => HTML[character] ?? character)

/** For a line of Markdown, table cells included: nothing in it is markup, and it stays one line. */
export function escapeMarkdown(text: string): string {
  return cleanText(text)
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/[&<>]/g, (character) => HTML[character] ?? character)
    .replaceAll(/[\\`*_{}[\]|~#$]/g, String.raw`\$&`)
}
