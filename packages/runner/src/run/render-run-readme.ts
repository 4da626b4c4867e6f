import type { RunRecord, StepResources, Usage } from '@genai-devbench/schema'

/** README.md of a run: what happened, for a reader. */
export function renderRunReadme(record: RunRecord): string {
  const steps = record.steps.map(
    (step) =>
      `| ${step.execution_index} | ${step.id} | ${step.name} | ${step.outcome} | ${seconds(step.wall_ms)} | ${step.usage.calls} | ${tokens(step.usage)} | ${resourceCells(step.resources)} |`,
  )
  const identity = Object.entries(record.identity).map(([name, version]) => `${name} ${version}`)
  return `# ${record.experiment}: ${record.framework}, run ${record.run}

**${record.outcome}**${record.reason ? `: ${record.reason}` : ''}

Model ${record.model} (provider ${record.provider}), seed ${record.seed}, ${record.started_at} to ${record.ended_at}, attempt ${record.attempt}.
${record.provider === 'scripted' ? '\nThe scripted model answered: no evidence about frameworks.\n' : ''}${resumptions(record)}${record.replayed ? '\nReplayed from recorded answers: times are not measurements.\n' : ''}
| order | step id | step | outcome | seconds | model calls | tokens | CPU seconds | peak memory MiB | workspace KiB (files) |
|---|---|---|---|---|---|---|---|---|---|
${steps.join('\n')}
| | | all | | ${seconds(record.totals.wall_ms)} | ${record.totals.usage.calls} | ${tokens(record.totals.usage)} | ${resourceCells(record.totals.resources)} |
${unmeasuredNote(record.totals.resources)}${estimated(record.totals.usage)}
${isolationText(record)}
Framework: ${identity.join(', ')}. The full record is run.json, every model call is a line of llm_calls.jsonl.
`
}

const seconds = (ms: number): string => (ms / 1000).toFixed(1)

function resourceCells({
  cpu_ms,
  peak_memory_bytes,
  workspace_bytes,
  workspace_files,
}: StepResources): string {
  const cpu = cpu_ms === null ? 'unknown' : (cpu_ms / 1000).toFixed(2)
  const memory = peak_memory_bytes === null ? 'unknown' : (peak_memory_bytes / 2 ** 20).toFixed(0)
  const workspace =
    workspace_bytes === null ? 'unknown' : `${(workspace_bytes / 1024).toFixed(1)} (${workspace_files})`
  return [cpu, memory, workspace].join(' | ')
}

const unmeasuredNote = ({ unmeasured }: StepResources): string =>
  unmeasured === null ? '' : `\nNot measured: ${unmeasured}.\n`

const isolationText = ({ isolation }: RunRecord): string =>
  isolation.mode === 'bwrap'
    ? `The framework was isolated by ${isolation.version}.`
    : `The framework was not isolated: ${isolation.reason}.`

function estimated({ calls, estimated_calls: count }: Usage): string {
  return count === 0
    ? ''
    : `\nTokens are partly estimated: for ${count} of ${calls} calls the provider reported no usage, or not all of it.\n`
}

function resumptions({ resumed = [] }: RunRecord): string {
  return resumed
    .map(
      ({ attempt, step, at }) =>
        `\nWent on at step ${step} in attempt ${attempt}, ${at}: the steps before it had passed.\n`,
    )
    .join('')
}

function tokens({ input_tokens, output_tokens }: Usage): string {
  return input_tokens === null || output_tokens === null ? 'unknown' : String(input_tokens + output_tokens)
}
