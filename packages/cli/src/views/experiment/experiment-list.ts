import type { ExperimentOverview } from '@genai-devbench/store'
import { type Column, renderColumns } from '../text/columns.ts'
import { plainText } from '../text/plain-text.ts'
import { describeStatus, formatTime } from './standing.ts'
import { wrapText } from '../text/wrap-text.ts'

const COLUMNS: readonly Column[] = [
  { label: 'name', gives: true },
  { label: 'status', gives: true },
  { label: 'runs', align: 'right' },
  { label: 'config' },
  { label: 'model', gives: true },
  { label: 'last activity' },
]

/** One line for each, and below them what is wrong with those that cannot be run as they are. */
export function renderExperimentList(experiments: readonly ExperimentOverview[], columns = Infinity): string {
  const table = renderColumns(COLUMNS, experiments.map(asRow), columns)
  const notes = experiments.flatMap((experiment) => {
    const text = noteOn(experiment)
    if (text === null) return []
    const { name } = experiment
    const [first = '', ...more] = text.split('\n')
    const others = more.length === 0 ? '' : ` (and ${more.length} more)`
    return [wrapText(plainText(`${name}: ${first}${others}`), columns, '  ')]
  })
  return [table, ...(notes.length > 0 ? ['', ...notes] : [])].join('\n')
}

function noteOn({ path, status, config_changed, error }: ExperimentOverview): string | null {
  if (status === 'missing') return `was at ${path}; list-experiments --forget-missing forgets it`
  if (config_changed) return 'config/ was changed after its first run; run-experiment says how to go on'
  return error
}

function asRow(experiment: ExperimentOverview): string[] {
  const { name, runs, config_sha256: hash, model, last_activity: time } = experiment
  return [
    name,
    describeStatus(experiment),
    runs === null ? '-' : `${runs.finished}/${runs.planned}`,
    hash?.slice(0, 8) ?? '-',
    model ?? '-',
    time === null ? '-' : formatTime(time),
  ]
}
