import { join } from 'node:path'
import { writeJson } from '@genai-devbench/files'
import type { ReportDocument } from '../document/report-document.ts'
import { figureFiles } from '../exports/figure-files.ts'
import { writeFiles } from '../exports/write-files.ts'
import type { DrawnFigure } from '../figures/draw-figures.ts'
import { renderHtml } from '../render/html.ts'
import { renderMarkdown } from '../render/markdown.ts'

/** Writes `<name>.html`, `.md`, `.json` and figures/ into a directory: absolute paths, the one to open first. */
export async function writeComparisonFiles(
  dir: string,
  name: string,
  { data, document, figures }: { data: object; document: ReportDocument; figures: readonly DrawnFigure[] },
): Promise<string[]> {
  const inDir = (file: string): string => join(dir, file)
  const [html, markdown, json] = ['html', 'md', 'json'].map((ending) => `${name}.${ending}`) as [
    string,
    string,
    string,
  ]
  await writeFiles(dir, { [html]: renderHtml(document), [markdown]: renderMarkdown(document) })
  await writeJson(inDir(json), data)
  await writeFiles(inDir('figures'), figureFiles(figures))
  return [html, markdown, json, 'figures'].map(inDir)
}
