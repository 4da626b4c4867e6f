import type { RunRecord, Usage } from '@genai-devbench/schema'

/** README.md of a run: what happened, for a reader. */
export function renderRunReadme(record: RunRecord): string {
  const steps = record.steps.map(
    (step) =>
      `| ${step.execution_index} | ${step.id} | ${step.name} | ${step.outcome} | ${(step.wall_ms / 1000).toFixed(1)} | ${step.usage.calls} | ${tokens(step.usage)} |`,
  )
  const identity = Object.entries(record.identity).map(([name, version]) => `${name} ${version}`)
  return `# ${record.experiment}: ${record.framework}, run ${record.run}

**${record.outcome}**${record.reason ? `: ${record.reason}` : ''}

Model ${record.model} (provider ${record.provider}), seed ${record.seed}, ${record.started_at} to ${record.ended_at}, attempt ${record.attempt}.
${record.provider === 'scripted' ? '\nThe scripted model answered: no evidence about frameworks.\n' : ''}${resumptions(record)}${record.replayed ? '\nReplayed from recorded answers: times are not measurements.\n' : ''}
| order | step id | step | outcome | seconds | model calls | tokens |
|---|---|---|---|---|---|---|
${steps.join('\n')}
${estimated(record.totals.usage)}
Framework: ${identity.join(', ')}. The full record is run.json, every model call is a line of llm_calls.jsonl.
`
}

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
