import type { Block, Finding, ReportDocument, ReportFigure, Section } from '../document/report-document.ts'
import { type Column, type Table, noteMark } from '../document/table.ts'
import { escapeHtml } from './escape.ts'
import { SORT_SCRIPT } from './sort-script.ts'
import { STYLE, pageStyle } from './style.ts'

/** The report as one page that needs nothing but itself: no network; without its script, tables are not sorted on request. */
export function renderHtml({
  title,
  warnings,
  notices,
  lead,
  findings = [],
  sections,
}: ReportDocument): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(title)}</title>
<style>${STYLE}${pageStyle(warnings)}</style>
</head>
<body>
<header>
<h1>${escapeHtml(title)}</h1>
${warnings.map((message) => `<p class="warning" role="note">${escapeHtml(message)}</p>`).join('\n')}
<p>${escapeHtml(lead)}</p>
${list('findings', findings.map(finding))}
${list('notices', notices.map(escapeHtml))}
${contents(sections)}
</header>
<main>
${sections.map(section).join('\n')}
</main>
<script>${SORT_SCRIPT}</script>
</body>
</html>
`
}

/** Each section with the figures in it. */
function contents(sections: readonly Section[]): string {
  const items = sections.map(({ id, title, blocks }) => {
    const figures = blocks.flatMap((content) =>
      content.kind === 'figure' ? [`<li>${link(figureAnchor(content), content.title)}</li>`] : [],
    )
    return `<li>${link(id, title)}${figures.length > 0 ? `<ul>${figures.join('')}</ul>` : ''}</li>`
  })
  // Closed: the first figures are to be seen without scrolling.
  return `<nav aria-label="Contents"><details><summary>Contents</summary><ul>${items.join('')}</ul></details></nav>`
}

const list = (name: string, items: readonly string[]): string =>
  items.length === 0 ? '' : `<ul class="${name}">${items.map((item) => `<li>${item}</li>`).join('')}</ul>`

const finding = ({ metric, verdicts }: Finding): string =>
  `<strong>${escapeHtml(metric)}</strong>${list('verdicts', verdicts.map(escapeHtml))}`

const link = (anchor: string, text: string): string => `<a href="#${anchor}">${escapeHtml(text)}</a>`
const figureAnchor = ({ id }: ReportFigure): string => `figure-${id}`

const section = ({ id, title, blocks }: Section): string =>
  `<section id="${id}">\n<h2>${escapeHtml(title)}</h2>\n${blocks.map(block).join('\n')}\n</section>`

function block(content: Block): string {
  if (content.kind === 'text') return `<p>${escapeHtml(content.text)}</p>`
  if (content.kind === 'heading') return `<h3>${escapeHtml(content.text)}</h3>`
  return content.kind === 'table' ? table(content.table, content.label) : figure(content)
}

/** Wide tables scroll inside their own box; it takes the focus so that the keyboard can scroll it. */
function table({ columns, groups, notes, isOrdered = false }: Table, label: string): string {
  const head = columns
    .map((column) => `<th scope="col"${alignment(column)}>${escapeHtml(column.label)}</th>`)
    .join('')
  const body = groups.map(
    ({ heading, rows }) =>
      `<tbody>${heading === undefined ? '' : headingRow(heading, columns.length)}${rows.map((cells) => row(cells, columns)).join('')}</tbody>`,
  )
  const footer = notes
    .map((note, index) => `<li><span aria-hidden="true">${noteMark(index)}</span> ${escapeHtml(note)}</li>`)
    .join('')
  const kinds = [
    ...(!isOrdered && groups.some(({ rows }) => rows.length > 1) ? ['sortable'] : []),
    ...(columns.every(({ align }) => align === undefined) ? ['prose'] : []),
  ]
  const kind = kinds.length === 0 ? '' : ` class="${kinds.join(' ')}"`
  return `<div class="table" role="region" aria-label="${escapeHtml(label)}" tabindex="0"><table${kind}><thead><tr>${head}</tr></thead>${body.join('')}</table></div>${footer === '' ? '' : `<ul class="notes">${footer}</ul>`}`
}

const headingRow = (heading: string, span: number): string =>
  `<tr class="group"><th scope="rowgroup" colspan="${span}"><span>${escapeHtml(heading)}</span></th></tr>`

function row(cells: readonly string[], columns: readonly Column[]): string {
  const [first = '', ...others] = columns.map(
    (column, index) => `${alignment(column)}>${escapeHtml(cells[index] ?? '')}`,
  )
  return `<tr><th scope="row"${first}</th>${others.map((cell) => `<td${cell}</td>`).join('')}</tr>`
}

const alignment = ({ align }: Column): string => (align === 'right' ? ' class="number"' : '')

/** Both drawings are there; the style shows the one that fits the screen. */
function figure(content: ReportFigure): string {
  const { title, wide, narrow, caption, data } = content
  return `<h3 id="${figureAnchor(content)}">${escapeHtml(title)}</h3>
<figure>
<div><div class="wide">${wide}</div><div class="narrow">${narrow}</div></div>
<figcaption>${escapeHtml(caption)}</figcaption>
</figure>
<details><summary>Values</summary>${table(data, `${title}: values`)}</details>`
}
