import type { Block, Finding, ReportDocument, ReportFigure, Section } from '../document/report-document.ts'
import { type Table, noteMark } from '../document/table.ts'
import { escapeMarkdown } from './escape.ts'

/** The report as GitHub-flavoured Markdown, beside its figures/. */
export function renderMarkdown({
  title,
  warnings,
  notices,
  lead,
  findings = [],
  sections,
}: ReportDocument): string {
  const warning = warnings.map((message) => `> [!WARNING]\n> **${escapeMarkdown(message)}**`)
  const note =
    notices.length === 0
      ? []
      : [`> [!NOTE]\n${notices.map((message) => `> - ${escapeMarkdown(message)}`).join('\n')}`]
  const found = findings.length === 0 ? [] : [findings.map(finding).join('\n')]
  return `${[`# ${escapeMarkdown(title)}`, ...warning, ...note, escapeMarkdown(lead), ...found, ...sections.map(section)].join('\n\n')}\n`
}

const finding = ({ metric, verdicts }: Finding): string =>
  [`- **${escapeMarkdown(metric)}**`, ...verdicts.map((verdict) => `  - ${escapeMarkdown(verdict)}`)].join(
    '\n',
  )

const section = ({ title, blocks }: Section): string =>
  [`## ${escapeMarkdown(title)}`, ...blocks.map(block)].join('\n\n')

function block(content: Block): string {
  if (content.kind === 'text') return escapeMarkdown(content.text)
  if (content.kind === 'heading') return `### ${escapeMarkdown(content.text)}`
  return content.kind === 'table' ? table(content.table) : figure(content)
}

function table({ columns, groups, notes }: Table): string {
  const line = (cells: readonly string[]): string =>
    `| ${columns.map((_, index) => cells[index] ?? '').join(' | ')} |`
  const rows = groups.flatMap(({ heading, rows: own }) => [
    ...(heading === undefined ? [] : [line([`**${escapeMarkdown(heading)}**`])]),
    ...own.map((cells) => line(cells.map(escapeMarkdown))),
  ])
  const head = [
    line(columns.map(({ label }) => escapeMarkdown(label))),
    line(columns.map(({ align }) => (align === 'right' ? '---:' : '---'))),
  ]
  const footer = notes.map((note, index) => `${noteMark(index)} ${escapeMarkdown(note)}`)
  return [[...head, ...rows].join('\n'), ...(footer.length > 0 ? [footer.join('  \n')] : [])].join('\n\n')
}

function figure({ title, file, alt, caption, data }: ReportFigure): string {
  return [
    `### ${escapeMarkdown(title)}`,
    `![${escapeMarkdown(alt)}](${file})`,
    escapeMarkdown(caption),
    `<details><summary>Values</summary>`,
    table(data),
    '</details>',
  ].join('\n\n')
}
