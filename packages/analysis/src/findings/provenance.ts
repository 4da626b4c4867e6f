import { type ExperimentConfig, type Results, type RunRecord, TOOLKIT_VERSION } from '@genai-devbench/schema'
import { DRAWN_SPLITS } from '../statistics/tests/brunner-munzel-permutation.ts'
import type { FindingsInput } from './findings-input.ts'
import { groupBy } from './group.ts'
import { BOOTSTRAP_RESAMPLES } from './metrics/metric-summary.ts'

type Provenance = Results['provenance']

/** Where the figures come from. Of the clock and the machine only what the records say, so that it stays the same. */
export function provenanceOf(
  { config, configSha256, inputSha256 }: FindingsInput,
  records: readonly RunRecord[],
): Provenance {
  const started = records.map(({ started_at }) => started_at).toSorted()
  const ended = records
    .map(({ ended_at }) => ended_at)
    .filter((time) => time !== null)
    .toSorted()
  return {
    toolkit_version: TOOLKIT_VERSION,
    run_toolkit_versions: distinct(records.map(({ toolkit_version }) => toolkit_version)),
    config_sha256: configSha256,
    run_config_sha256: distinct(records.map(({ config_sha256 }) => config_sha256)),
    input_sha256: inputSha256,
    ...settings(config),
    rng: 'xoshiro128**',
    bootstrap_B: BOOTSTRAP_RESAMPLES,
    permutation_B: DRAWN_SPLITS,
    isolation: isolationOf(records),
    hosts: hosts(records),
    ...(started[0] !== undefined && { first_run_started_at: started[0] }),
    ...(ended.length > 0 && { last_run_ended_at: ended.at(-1) }),
  }
}

function settings({
  seed,
  temperature,
  execution,
}: ExperimentConfig): Pick<Provenance, 'seed' | 'temperature' | 'order' | 'concurrency'> {
  return {
    seed,
    ...(temperature !== undefined && { temperature }),
    order: execution.order,
    concurrency: execution.concurrency,
  }
}

function hosts(records: readonly RunRecord[]): Provenance['hosts'] {
  const byHost = groupBy(records, ({ host }) => JSON.stringify(host))
  return [...byHost.values()].map((same) => ({ ...same[0].host, runs: same.length }))
}

function isolationOf(records: readonly RunRecord[]): Provenance['isolation'] {
  const byMode = groupBy(records, ({ isolation }) => JSON.stringify(isolation))
  return [...byMode.values()].map((same) => {
    const { isolation } = same[0]
    const detail = isolation.mode === 'bwrap' ? isolation.version : isolation.reason
    return { mode: isolation.mode, detail, runs: same.length }
  })
}

const distinct = (values: readonly string[]): string[] => [...new Set(values)]
