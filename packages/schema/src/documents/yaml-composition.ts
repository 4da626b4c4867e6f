import { type CST, Composer, type Document, YAMLParseError } from 'yaml'

/** What the library's `parseDocument` does with the tokens of a text: a second document is an error of the first. */
export function composeDocument(tokens: readonly CST.Token[], textLength: number): Document.Parsed {
  // Duplicate keys are found by yamlFaults: the composer compares each key with every other.
  const composer = new Composer({ prettyErrors: false, stringKeys: true, uniqueKeys: false })
  // There is always one: `true` makes it of an empty text too.
  const [document, second] = [...composer.compose(tokens, true, textLength)] as [
    Document.Parsed,
    Document.Parsed?,
  ]
  if (second) {
    const [from, to] = second.range
    document.errors.push(new YAMLParseError([from, to], 'MULTIPLE_DOCS', ''))
  }
  return document
}
