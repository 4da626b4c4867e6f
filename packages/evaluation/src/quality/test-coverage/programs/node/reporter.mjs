// A reporter of `node --test` that writes what became of each test, and the lines that were run, to descriptor 3 as JSON.
// With DEVBENCH_ONLY_FIRST in the environment it ends the runner with the first test that fails.
import { writeSync } from 'node:fs'
import { relative } from 'node:path'

const REPORT = 3

export default async function* report(events) {
  const tests = {}
  const printed = {}
  let files = []
  for await (const { type, data } of events) {
    if (type === 'test:coverage') files = data.summary.files
    if (type === 'test:stderr') printed[data.file] = `${printed[data.file] ?? ''}${data.message}`.slice(-4000)
    if (type !== 'test:pass' && type !== 'test:fail') continue
    if (data.details?.type === 'suite') continue
    const file = relative(process.cwd(), data.file ?? '')
    // A file in which no test was registered passes under its own name.
    const isFile = data.name === data.file || data.name === file
    if (isFile && type === 'test:pass') continue
    const outcome = outcomeOf(type, data)
    const message = outcome === 'failed' ? (isFile && printed[data.file]) || messageOf(data) : ''
    tests[isFile ? file : `${file}:${data.line}:${data.name}`] = { outcome, message }
    if (outcome === 'failed' && process.env.DEVBENCH_ONLY_FIRST) break
  }
  const lines = files.map(({ path, lines: all }) => [
    path,
    all.filter(({ count }) => count > 0).map(({ line }) => line),
  ])
  writeAll(JSON.stringify({ tests, versions: { node: process.version }, lines: Object.fromEntries(lines) }))
  if (process.env.DEVBENCH_ONLY_FIRST) process.exit(1)
  yield ''
}

function outcomeOf(type, { skip, todo }) {
  // False in later versions of Node.
  if ((skip ?? false) !== false || (todo ?? false) !== false) return 'skipped'
  return type === 'test:pass' ? 'passed' : 'failed'
}

function messageOf({ details }) {
  return String(details?.error?.cause?.message ?? details?.error?.message ?? '').slice(-4000)
}

function writeAll(text) {
  const bytes = Buffer.from(text)
  for (let start = 0; start < bytes.length;) {
    try {
      start += writeSync(REPORT, bytes, start)
    } catch (error) {
      // The other end reads more slowly than this writes.
      if (error.code !== 'EAGAIN') throw error
    }
  }
}
