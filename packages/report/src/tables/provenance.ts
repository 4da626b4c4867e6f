import type { FrameworkResult, Results } from '@genai-devbench/schema'
import type { Table } from '../document/table.ts'
import { formatDecimals } from '../format-number.ts'
import { stoppingText } from './plan.ts'

/** What exactly was run, on what, and from which configuration. */
export function provenance({
  experiment,
  model,
  provider,
  frameworks,
  stopping,
  provenance: origin,
}: Results): Table {
  const rows = [
    ['Experiment', experiment],
    ['Model', model],
    ['Provider', provider],
    ['Temperature', origin.temperature === undefined ? 'as each framework asks' : String(origin.temperature)],
    ['Seed', String(origin.seed)],
    ['Stopping', stoppingText(stopping.mode, stopping.max_runs)],
    ['Order of runs', `${origin.order.replaceAll('_', ' ')}, ${origin.concurrency} at a time`],
    [
      'Runs made',
      origin.first_run_started_at === undefined
        ? 'none'
        : `${origin.first_run_started_at} to ${origin.last_run_ended_at}`,
    ],
    ...frameworks.map((framework) => [`Framework ${framework.id}`, describeFramework(framework)]),
    ...origin.isolation.map((isolation) => ['Isolation', describeIsolation(isolation)]),
    ...origin.hosts.map((host) => ['Host', describeHost(host)]),
    ['Toolkit', `runs ${origin.run_toolkit_versions.join(', ')}; analysis ${origin.toolkit_version}`],
    ['Configuration sha256', origin.config_sha256],
    ['Run records sha256', origin.input_sha256],
  ]
  return { columns: [{ label: 'What' }, { label: 'Value' }], groups: [{ rows }], notes: [], isOrdered: true }
}

function describeFramework({ adapter, identity }: FrameworkResult): string {
  const parts = Object.entries(identity).map(([part, versions]) => `${part} ${versions.join(' and ')}`)
  return [`adapter ${adapter}`, ...parts].join(', ')
}

const describeIsolation = ({ mode, detail, runs }: Results['provenance']['isolation'][number]): string =>
  `${mode === 'bwrap' ? detail : `none (${detail})`} (${runs} ${runs === 1 ? 'run' : 'runs'})`

function describeHost({
  platform,
  arch,
  node,
  cpus,
  memory_bytes,
  runs,
}: Results['provenance']['hosts'][number]): string {
  return `${platform} ${arch}, ${cpus} CPUs, ${formatDecimals(memory_bytes / 2 ** 30, 1)} GiB memory, Node ${node} (${runs} ${runs === 1 ? 'run' : 'runs'})`
}
