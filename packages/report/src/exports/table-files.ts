import type { Results } from '@genai-devbench/schema'
import type { ReportDocument } from '../document/report-document.ts'
import { renderLatex } from '../render/latex/latex.ts'
import { toCsv } from './csv.ts'
import { datasets } from './datasets.ts'

/** The results as CSV, and every table of the report as LaTeX, by file name. */
export function tableFiles(results: Results, document: ReportDocument): Record<string, string> {
  const csv = Object.entries(datasets(results)).map(([name, dataset]) => [`${name}.csv`, toCsv(dataset)])
  const { warnings, sections } = document
  const latex = sections
    .flatMap(({ blocks }) => blocks)
    .flatMap((block) => {
      if (block.kind !== 'table') return []
      const label = block.label.toLowerCase().replaceAll(/[^a-z0-9]+/g, '_')
      return [[`${label}.tex`, renderLatex(block.table, { label, caption: block.label, warnings })]]
    })
  return Object.fromEntries([...csv, ...latex])
}
