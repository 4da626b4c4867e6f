// usage: node summarize.js ours|readline runs|steps FILE - the steps of a journal of runs, summarised as in results.json, or records of
// one step each, summed up by framework and step; prints their number
import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { StepTally } from '@genai-devbench/analysis'
import { readJsonLineBatches } from '@genai-devbench/files'
import type { RunRecord } from '@genai-devbench/schema'
import type { ShortRecord } from './short-records.ts'

const [reader, kind, file = ''] = process.argv.slice(2)
const frameworks = new Map<string, StepTally>()
const steps = new Map<string, { n: number; seconds: number; tokens: number; usd: number }>()
const add = kind === 'runs' ? addRun : addStep
if (reader === 'ours')
  for await (const records of readJsonLineBatches(file))
    for (const record of records) add(record as RunRecord & ShortRecord)
else
  for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Infinity }))
    add(JSON.parse(line) as RunRecord & ShortRecord)
const made = [...frameworks.values()]
  .flatMap((tally) => tally.summaries())
  .flatMap(({ outcomes }) => Object.values(outcomes))
const counted = [...steps.values()].map(({ n }) => n)
console.log([...made, ...counted].reduce((sum, count) => sum + count, 0))

function addRun(record: RunRecord): void {
  let tally = frameworks.get(record.framework)
  if (tally === undefined) frameworks.set(record.framework, (tally = new StepTally(record.framework)))
  tally.add(record)
}

function addStep({ framework, step, duration_ms, tokens_in, tokens_out, usd }: ShortRecord): void {
  const key = `${framework}/${step}`
  let sums = steps.get(key)
  if (sums === undefined) steps.set(key, (sums = { n: 0, seconds: 0, tokens: 0, usd: 0 }))
  sums.n += 1
  sums.seconds += duration_ms / 1000
  sums.tokens += tokens_in + tokens_out
  sums.usd += usd
}
