import { type MeanOfRuns, METRICS, type Results, type StepSummary } from '@genai-devbench/schema'
import { Footnotes, type Table } from '../../document/table.ts'
import { type NumberFormat, formatCount, formatDecimals, numberFormat } from '../../format-number.ts'
import { describeReason } from '../../words.ts'

/** Every step of each framework under its id of config.yaml, with the phases the framework went through in it. */
export function steps(results: Results): Table {
  const notes = new Footnotes()
  const time = numberFormat(
    METRICS.wall_seconds,
    results.steps.map(({ wall_seconds }) => wall_seconds.mean),
  )
  return {
    columns: [
      { label: 'Order', align: 'right' },
      { label: 'Step id', align: 'right' },
      { label: 'Step, phase' },
      { label: 'Reached', align: 'right' },
      { label: 'Passed', align: 'right' },
      { label: `Wall time (${time.unit})`, align: 'right' },
      { label: 'Questions', align: 'right' },
      { label: 'Calls', align: 'right' },
      { label: 'Input tokens', align: 'right' },
      { label: 'Output tokens', align: 'right' },
    ],
    groups: results.frameworks.map(({ id }) => ({
      heading: id,
      rows: results.steps
        .filter(({ framework }) => framework === id)
        .flatMap((step) => stepRows(step, time, notes)),
    })),
    notes: notes.notes,
    isOrdered: true,
  }
}

function stepRows(step: StepSummary, time: NumberFormat, notes: Footnotes): string[][] {
  const { execution_index, step: id, name, wall_seconds, interventions, outcomes, phases } = step
  const wallTime = meanCell(wall_seconds, time.format, notes)
  return [
    [
      String(execution_index),
      String(id),
      name,
      String(wall_seconds.n),
      String(outcomes.passed ?? 0),
      wallTime,
      meanCell(interventions, (value) => formatDecimals(value, 1), notes),
      ...usageCells(step, notes),
    ],
    // A single phase says what its step says.
    ...(phases.length > 1 ? phases : []).map((phase) => [
      '',
      '',
      `· ${phase.phase}`,
      String(phase.calls.n),
      '',
      '',
      '',
      ...usageCells(phase, notes),
    ]),
  ]
}

function usageCells(
  { calls, input_tokens, output_tokens }: Pick<StepSummary, 'calls' | 'input_tokens' | 'output_tokens'>,
  notes: Footnotes,
): string[] {
  return [
    meanCell(calls, (value) => formatDecimals(value, 1), notes),
    meanCell(input_tokens, formatCount, notes),
    meanCell(output_tokens, formatCount, notes),
  ]
}

function meanCell(
  { mean, n, n_missing, reasons }: MeanOfRuns,
  format: (value: number) => string,
  notes: Footnotes,
): string {
  if (mean === null) return notes.none(describeReason(reasons['mean']))
  return n_missing === 0
    ? format(mean)
    : `${format(mean)}${notes.mark(`${n} of ${n + n_missing} runs; the others: ${describeReason(reasons['n_missing'])}`)}`
}
