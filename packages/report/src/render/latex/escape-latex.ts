import { cleanText } from '../escape.ts'

const LATEX: Record<string, string> = {
  '\\': String.raw`\textbackslash{}`,
  '~': String.raw`\textasciitilde{}`,
  '^': String.raw`\textasciicircum{}`,
  '<': String.raw`\textless{}`,
  '>': String.raw`\textgreater{}`,
  '|': String.raw`\textbar{}`,
  '·': String.raw`\textperiodcentered{}`,
  '…': String.raw`\ldots{}`,
  '²': String.raw`\textsuperscript{2}`,
  '–': '--',
  '−': String.raw`$-$`,
  '±': String.raw`$\pm$`,
  '×': String.raw`$\times$`,
  '÷': String.raw`$\div$`,
  '∞': String.raw`$\infty$`,
  '≤': String.raw`$\leq$`,
  '≥': String.raw`$\geq$`,
  // At the beginning of a row it would be an argument of the \\ before.
  '[': '{[}',
  // Two would be a dash.
  '-': '-{}',
  // Of no width: a line may be broken there.
  '\u200B': String.raw`\allowbreak{}`,
}

/** On one line, with nothing in it that LaTeX would act on. Other letters than Latin ones need XeLaTeX or LuaLaTeX. */
export function escapeLatex(text: string): string {
  return cleanText(text)
    .replaceAll(/\s+/g, ' ')
    .replaceAll(
      /[\\~^<>|·…²–−±×÷∞≤≥[{}$&#%_\u200B]|-(?=-)/g,
      (character) => LATEX[character] ?? `\\${character}`,
    )
}

const MARKS = '⁰¹²³⁴⁵⁶⁷⁸⁹'

/** A cell's text, with the marks in it as those of its notes. */
export const escapeCell = (text: string): string =>
  text
    .split(new RegExp(`([${MARKS}]+(?: [${MARKS}]+)*)`))
    .map((part, index) => (index % 2 === 0 ? escapeLatex(part) : markOf(numberOf(part))))
    .join('')

export const markOf = (numbers: string): string => String.raw`\textsuperscript{${numbers}}`

/** `¹ ¹²` as `1,12`. */
const numberOf = (marks: string): string =>
  marks.replaceAll(' ', ',').replaceAll(new RegExp(`[${MARKS}]`, 'g'), (mark) => String(MARKS.indexOf(mark)))
