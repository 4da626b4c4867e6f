import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { FEWEST_AA_RUNS, checkFalsePositives } from '@genai-devbench/analysis'
import { writeFileAtomic, writeJson } from '@genai-devbench/files'
import { AaCheck, UserError } from '@genai-devbench/schema'
import { type ExperimentPaths, loadRuns } from '@genai-devbench/store'
import type { ReportDocument, Section } from '../document/report-document.ts'
import { renderMarkdown } from '../render/markdown.ts'
import { tableAsText, wrap } from '../render/plain-text.ts'
import { falsePositiveTable, observedTable } from './aa-tables.ts'

const WIDTH = 100

/**
 * Checks the pipeline's false-positive rate on an experiment's own runs and writes analysis/aa_check.json and .md.
 * @throws UserError when no framework has enough runs, or the configuration is not valid or not the sealed one.
 */
export async function writeAaCheck(
  paths: ExperimentPaths,
  resamples: number,
): Promise<{ check: AaCheck; files: string[] }> {
  const loaded = await loadRuns(paths)
  const check = AaCheck.parse(checkFalsePositives({ ...loaded, resamples }))
  if (check.sources.length === 0) throw tooFewRuns(check)
  const files = ['aa_check.md', 'aa_check.json'].map((name) => join(paths.analysis, name))
  const [markdown = '', json = ''] = files
  await mkdir(paths.analysis, { recursive: true })
  await writeJson(json, check)
  await writeFileAtomic(markdown, renderMarkdown(documentOf(check)))
  return { check, files }
}

function tooFewRuns({ experiment, too_few_runs }: AaCheck): UserError {
  const counts = too_few_runs.map(({ framework, runs }) => `${framework} has ${runs}`).join(', ')
  return new UserError(
    'too_few_runs',
    `An A/A check splits the runs of a framework in two, and needs ${FEWEST_AA_RUNS} of them: ${counts}.`,
    {
      hint: `Make more runs (run-experiment ${experiment}), or an experiment with more, of one framework or of two entries with the same adapter and options.`,
    },
  )
}

const MEANING =
  'An A/A check of the analysis, not of the frameworks: the runs of one framework are split at random into two arms, between which there is no difference, and each test of the analysis is applied to them. A difference found is a false positive.'
const READING =
  'A rate above the nominal one, with its whole interval, would mean that the analysis finds differences too often on values such as these. Below it, a test is conservative, as exact tests are with few runs and values that are the same. The interval is that of the rate over all splits of these runs; how far it holds for other runs, these runs cannot say.'
const OBSERVED =
  'Entries with the same adapter and options, as they were run: unlike random splits, these would show drift between them, and order effects.'

/** The check as text for a terminal. */
export function renderAaCheck(check: AaCheck): string {
  const observed = observedTable(check)
  return [
    wrap(MEANING, WIDTH),
    '',
    tableAsText(falsePositiveTable(check)),
    ...(observed ? ['', wrap(OBSERVED, WIDTH), '', tableAsText(observed)] : []),
    ...leftOut(check).flatMap((line) => ['', wrap(`! ${line}`, WIDTH, '  ')]),
  ].join('\n')
}

const leftOut = ({ too_few_runs }: AaCheck): string[] =>
  too_few_runs.map(
    ({ framework, runs }) =>
      `${framework} is left out: it has ${runs} runs, and a split needs ${FEWEST_AA_RUNS}.`,
  )

function documentOf(check: AaCheck): ReportDocument {
  const observed = observedTable(check)
  const sections: Section[] = [
    {
      id: 'rates',
      title: 'False positives',
      blocks: [
        { kind: 'table', label: 'False positives', table: falsePositiveTable(check) },
        { kind: 'text', text: READING },
      ],
    },
    ...(observed
      ? [
          {
            id: 'observed',
            title: 'The same framework twice, as run',
            blocks: [
              { kind: 'text' as const, text: OBSERVED },
              { kind: 'table' as const, label: 'As run', table: observed },
            ],
          },
        ]
      : []),
  ]
  return {
    title: `A/A check: ${check.experiment}`,
    warnings: [],
    notices: leftOut(check),
    lead: `${MEANING} Seed ${check.seed}, generator ${check.rng}, toolkit ${check.toolkit_version}, run records sha256 ${check.input_sha256}.`,
    sections,
  }
}
