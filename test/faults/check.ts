import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { filesBelow } from '@genai-devbench/files'
import { Manifest, RunRecord } from '@genai-devbench/schema'
import { type ExperimentPaths, hasResult, readCallLog, runDirs, runKey, triesOf } from '@genai-devbench/store'
import { processesIn } from '../support/devbench.ts'
import { type FaultExperiment, PLANNED } from './fault-experiment.ts'

/** run.json of every finished run, by run. */
export async function finishedRecords(paths: ExperimentPaths): Promise<Map<string, string>> {
  const finished = new Map<string, string>()
  for (const { key, paths: run } of await runDirs(paths)) {
    const text = await readFile(run.record, 'utf8').catch(() => '')
    if (text !== '' && hasResult(RunRecord.parse(JSON.parse(text)))) finished.set(key, text)
  }
  return finished
}

/** What was finished and is no more, and what was made again: neither may ever be. */
export function losses(before: Map<string, string>, after: Map<string, string>) {
  const keys = [...before.keys()]
  return {
    lost: keys.filter((key) => !after.has(key)),
    repeated: keys.filter((key) => after.has(key) && after.get(key) !== before.get(key)),
  }
}

/** Everything that is wrong with an experiment that was struck, and then run until it was finished. */
export async function faultsLeft({ paths, temporary, billed }: FaultExperiment): Promise<string[]> {
  const wrong: string[] = []
  const must = (holds: boolean, what: string): void => void (holds || wrong.push(what))
  const records = await finishedRecords(paths)
  must(records.size === PLANNED, `${records.size} of ${PLANNED} runs are finished`)

  const journal = (await readFile(paths.journal, 'utf8')).trimEnd().split('\n')
  const listed = new Map(
    journal.map((line) => {
      const value = JSON.parse(line) as RunRecord
      return [runKey(value), `${JSON.stringify(value, null, 2)}\n`]
    }),
  )
  must(listed.size === journal.length, 'the journal has a run twice')
  must(isSame(listed, records), 'journal and records differ')

  const manifest = Manifest.parse(JSON.parse(await readFile(paths.manifest, 'utf8')))
  must(
    manifest.runs.length === records.size && manifest.runs.every((run) => records.has(runKey(run))),
    'the manifest has other runs than the records',
  )

  let calls = 0
  let tokens = 0
  for (const { paths: run } of await runDirs(paths)) {
    for (const attempt of await triesOf(run)) {
      const log = await readCallLog(attempt)
      must(log.damagedLines === 0, `${attempt.llmCalls} has damaged lines`)
      calls += log.calls.length
      for (const call of log.calls) {
        const { 'gen_ai.usage.input_tokens': input, 'gen_ai.usage.output_tokens': output } = call
        tokens += input === null || output === null ? (call.reserved_tokens ?? 0) : input + output
      }
    }
    const { abandoned_attempts } = RunRecord.parse(JSON.parse(await readFile(run.record, 'utf8')))
    const attempts = new Set(await readdir(run.attempts).catch(() => []))
    must(
      attempts.size === abandoned_attempts.length &&
        abandoned_attempts.every(({ attempt }) => attempts.has(String(attempt))),
      `the record of ${run.root} does not list its attempts`,
    )
  }
  must(calls >= billed.calls, `${billed.calls} calls were billed and ${calls} are recorded`)
  must(tokens >= billed.tokens, `${billed.tokens} tokens were billed and ${tokens} count as spent`)

  must((await processesIn(paths.root)).length === 0, 'processes are left')
  const files = await filesBelow(paths.root)
  const left = files.filter((file) => /\.tmp$|\.meta\/lock|llm_calls_begun|\/\.partial\//.test(file))
  must(left.length === 0, `files are left: ${left.join(', ')}`)
  const abandoned = (await readdir(temporary)).filter((name) => name.startsWith('devbench-'))
  must(abandoned.length === 0, `temporary directories are left: ${abandoned.join(', ')}`)
  must(!(await readdir(paths.meta)).some((name) => name.startsWith('lock')), 'a lock is left')
  return wrong
}

const isSame = (a: Map<string, string>, b: Map<string, string>): boolean =>
  a.size === b.size && [...a].every(([key, text]) => b.get(key) === text)

export const pathOf = (command: string): string => join(import.meta.dirname, '../../packages/cli', command)
