import type { Difference, Verification } from '@genai-devbench/archive'
import { plainText } from '../text/plain-text.ts'
import { wrapText } from '../text/wrap-text.ts'

/** What was checked, and everything that differs. */
export function renderVerification(
  what: string,
  { archived, files, checked, differences }: Verification,
  columns = Infinity,
): string {
  if (differences.length > 0) {
    const number = `${differences.length} ${differences.length === 1 ? 'difference' : 'differences'}`
    return `${what}: ${archived ? `${number} from what was archived` : number}\n${renderDifferences(differences)}`
  }
  if (archived) return `${what} is as it was archived: ${files} files.`
  const text = `${what} holds together: ${checked} of ${files} files were compared with what others say of them (seal, journal, run records, call logs, recordings). The content of the rest, such as what frameworks generated, is recorded nowhere before the experiment is archived.`
  return wrapText(text, columns, '')
}

export function renderDifferences(differences: readonly Difference[]): string {
  const width = Math.max(...differences.map(({ fault }) => fault.length))
  return differences
    .map(({ fault, path, detail }) =>
      plainText(`  ${fault.padEnd(width)}  ${path}${detail === undefined ? '' : `  (${detail})`}`),
    )
    .join('\n')
}
