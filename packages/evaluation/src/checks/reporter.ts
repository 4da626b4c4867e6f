// What is reported is a test that lies in suites alone: what a test runs below itself is its own affair, and not known
// before it runs.
const SOURCE = `
import { writeSync } from 'node:fs'
const messageOf = (error) => String(error?.cause?.message ?? error?.cause ?? error?.message ?? error)
export default async function* report(events) {
  const names = []
  let pending = []
  for await (const { type, data } of events) {
    if (type === 'test:start') names.splice(data.nesting, Infinity, data.name)
    if (type !== 'test:pass' && type !== 'test:fail') continue
    const { nesting, skip, details } = data
    const below = pending.filter((check) => check.nesting > nesting)
    if (details.type === 'suite') for (const check of below) check.nesting = nesting
    else {
      const outcome = type === 'test:fail' ? 'failed' : skip === undefined || skip === false ? 'passed' : 'not_run'
      const message = outcome === 'failed' ? messageOf(details.error) : outcome === 'not_run' ? 'skipped' : null
      const title = [...names.slice(0, nesting), data.name].join(' > ')
      pending = pending.filter((check) => check.nesting <= nesting)
      pending.push({ nesting, title, outcome, message: message?.slice(0, 2000) ?? null, duration_ms: details.duration_ms })
    }
    if (nesting > 0) continue
    for (const { nesting: _, ...check } of pending) writeSync(3, JSON.stringify(check) + '\\n')
    pending = []
  }
}
`

/** A reporter of node:test that writes one line of JSON to descriptor 3 for each check that is over. */
export const REPORTER = `data:text/javascript,${encodeURIComponent(SOURCE)}`
