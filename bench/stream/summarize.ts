// usage: node summarize.js ours|readline FILE - the steps of a journal of runs, summarised as in results.json; prints their number
import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { StepTally } from '@genai-devbench/analysis'
import { readJsonLineBatches } from '@genai-devbench/files'
import type { RunRecord } from '@genai-devbench/schema'

const [reader, file = ''] = process.argv.slice(2)
const frameworks = new Map<string, StepTally>()
if (reader === 'ours')
  for await (const records of readJsonLineBatches(file))
    for (const record of records) add(record as RunRecord)
else
  for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Infinity }))
    add(JSON.parse(line) as RunRecord)
const steps = [...frameworks.values()].flatMap((tally) => tally.summaries())
const made = steps.flatMap(({ outcomes }) => Object.values(outcomes))
console.log(made.reduce((sum, count) => sum + count, 0))

function add(record: RunRecord): void {
  let tally = frameworks.get(record.framework)
  if (tally === undefined) frameworks.set(record.framework, (tally = new StepTally(record.framework)))
  tally.add(record)
}
