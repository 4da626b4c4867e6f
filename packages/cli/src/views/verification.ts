import type { Difference, Verification } from '@genai-devbench/archive'
import { plainText } from './plain-text.ts'

/** What was checked, and everything that differs. */
export function renderVerification(
  what: string,
  { archived, files, checked, differences }: Verification,
): string {
  const number = `${differences.length} ${differences.length === 1 ? 'difference' : 'differences'}`
  if (differences.length > 0)
    return `${what}: ${archived ? `${number} from what was archived` : number}\n${renderDifferences(differences)}`
  if (archived) return `${what} is as it was archived: ${files} files.`
  return `${what} holds together: ${checked} of ${files} files were compared with what others say of them (seal, journal, run records, call logs, recordings).
The content of the rest, such as what frameworks generated, is recorded nowhere before the experiment is archived.`
}

export function renderDifferences(differences: readonly Difference[]): string {
  const width = Math.max(...differences.map(({ fault }) => fault.length))
  return differences
    .map(({ fault, path, detail }) =>
      plainText(`  ${fault.padEnd(width)}  ${path}${detail === undefined ? '' : `  (${detail})`}`),
    )
    .join('\n')
}
