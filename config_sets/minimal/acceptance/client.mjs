// What the checks share: requests to the running application and random data.
//
//   BASE_URL          where the application answers, such as http://127.0.0.1:8080 (a path may follow)
//   ACCEPTANCE_SEED   the random data derive from it; printed, so that a run can be repeated
import assert from 'node:assert/strict'
import { basename } from 'node:path'

const PATIENCE_MS = 5000
const LOST_PATIENCE_MS = 500
const TIMEOUTS_BEFORE_PATIENCE_IS_LOST = 3

export const seed = process.env.ACCEPTANCE_SEED || String(Math.floor(Math.random() * 2 ** 31))
console.log(`ACCEPTANCE_SEED=${seed}`)

/** mulberry32, started from a hash of the seed and the file. */
const random = (() => {
  let state = 2166136261
  for (const character of `${seed}/${basename(process.argv[1] ?? '')}`) {
    state = Math.imul(state ^ character.codePointAt(0), 16777619)
  }
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
})()

export const integer = (least, most) => least + Math.floor(random() * (most - least + 1))
export const letters = (length) =>
  Array.from({ length }, () => String.fromCharCode(97 + integer(0, 25))).join('')

let timeouts = 0

/** Sends a request; returns {status, type, text, json, label}. `json` is undefined when the text is not JSON. */
export async function request(method, path) {
  assert.ok(process.env.BASE_URL, 'BASE_URL is not set: it names the running application.')
  const label = `${method} ${path}`
  const patience = timeouts < TIMEOUTS_BEFORE_PATIENCE_IS_LOST ? PATIENCE_MS : LOST_PATIENCE_MS
  try {
    const response = await fetch(process.env.BASE_URL.replace(/\/+$/, '') + path, {
      method,
      headers: { connection: 'close' },
      signal: AbortSignal.timeout(patience),
    })
    const text = await response.text()
    const type = response.headers.get('content-type') ?? 'no content type'
    return { status: response.status, type, text, json: parse(text), label }
  } catch (error) {
    if (error.name === 'TimeoutError') timeouts += 1
    const reason =
      error.name === 'TimeoutError'
        ? `no answer within ${patience} ms`
        : (error.cause?.message ?? error.message)
    throw new Error(`${label}: ${reason}`, { cause: error })
  }
}

function parse(text) {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Asks for a greeting and expects exactly that. Every check greets a random name, so that no fixed answer will do. */
export async function greets(name = letters(integer(3, 12))) {
  const { status, text, json, label } = await request('GET', `/hello?name=${encodeURIComponent(name)}`)
  assert.equal(status, 200, `${label} answered ${status}: ${text.slice(0, 200)}`)
  assert.equal(json?.message, `Hello, ${name}!`, `${label} answered ${text.slice(0, 200)}`)
}

/** Expects a refusal that follows the contract: the status, JSON, and a reason under "error". */
export async function refuses(status, method, path) {
  const response = await request(method, path)
  const answer = `${response.label} answered ${response.status} ${response.text.slice(0, 200)}`
  assert.equal(response.status, status, `${answer}, expected ${status}.`)
  assertJsonType(response)
  assert.equal(typeof response.json?.error, 'string', `${answer}: the body has no string "error".`)
  assert.notEqual(response.json.error.trim(), '', `${answer}: "error" is empty.`)
}

export function assertJsonType({ type, label }) {
  assert.match(type, /^application\/json\s*(;|$)/i, `${label}: expected application/json, got ${type}.`)
}
