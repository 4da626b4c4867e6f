// What all checks share: requests to the running application, random data, and creating what a check needs.
//
//   BASE_URL          where the application answers, such as http://127.0.0.1:8000 (a path may follow)
//   PROJECT_DIR       a copy of the generated project
//   ACCEPTANCE_SEED   the random data derive from it; printed, so that a run can be repeated
import assert from 'node:assert/strict'
import { basename } from 'node:path'
import { exchange } from './exchange.mjs'

const PATIENCE_MS = 5000
const LOST_PATIENCE_MS = 500
const TIMEOUTS_BEFORE_PATIENCE_IS_LOST = 3

export const seed = process.env.ACCEPTANCE_SEED || String(Math.floor(Math.random() * 2 ** 31))
console.log(`ACCEPTANCE_SEED=${seed}`)

// ---- random data ----

/** mulberry32, started from a hash of the seed and the file, so that two files never draw the same names. */
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
export const word = () => {
  const text = letters(integer(4, 9))
  return text[0].toUpperCase() + text.slice(1)
}

// The same seed may meet the same database twice. Once a value turns out to be taken, all values carry another suffix.
let round = 0
/** Lower-case text that no other record has. */
export const unique = () => letters(8) + (round === 0 ? '' : String(round))
export const email = () => `${unique()}@${letters(6)}.org`
/** An id that no record has. */
export const unknownId = () => integer(1_900_000_000, 2_147_483_647)

// ---- requests ----

let timeouts = 0

/**
 * Sends a request. `body` is sent as JSON; `raw` is sent as it is.
 * Returns {status, headers, text, json, label}; `json` is undefined when the text is not JSON.
 */
export async function request(method, path, { body, raw, token, headers = {} } = {}) {
  assert.ok(process.env.BASE_URL, 'BASE_URL is not set: it names the running application.')
  const content = raw ?? (body === undefined ? undefined : JSON.stringify(body))
  const label = `${method} ${path}${content === undefined ? '' : ` ${shorten(content)}`}`
  const patience = timeouts < TIMEOUTS_BEFORE_PATIENCE_IS_LOST ? PATIENCE_MS : LOST_PATIENCE_MS
  const signal = AbortSignal.timeout(patience)
  try {
    const response = await exchange(process.env.BASE_URL.replace(/\/+$/, '') + path, {
      method,
      content,
      headers: {
        ...(content === undefined ? {} : { 'content-type': 'application/json' }),
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...headers,
      },
      signal,
    })
    return { ...response, json: parse(response.text), label }
  } catch (error) {
    if (signal.aborted) timeouts += 1
    const reason = signal.aborted ? `no answer within ${patience} ms` : error.message
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

function shorten(text) {
  return text.length > 200 ? `${text.slice(0, 200)}...` : text
}

/** Sends a request, expects the status and returns the decoded body (undefined for 204). */
export async function expect(status, method, path, options) {
  const response = await request(method, path, options)
  assert.equal(
    response.status,
    status,
    `${response.label} answered ${response.status}, expected ${status}: ${shorten(response.text)}`,
  )
  if (status === 204) assert.equal(response.text, '', `${response.label}: a 204 response has no body.`)
  else
    assert.notEqual(
      response.json,
      undefined,
      `${response.label}: the body is not JSON: ${shorten(response.text)}`,
    )
  return response.json
}

/** Expects a refusal that follows the contract: the status, JSON, and a reason under "error". */
export async function expectError(status, method, path, options) {
  const response = await request(method, path, options)
  const answer = `${response.label} answered ${response.status} ${shorten(response.text)}`
  assert.equal(response.status, status, `${answer}, expected ${status}.`)
  assertJsonType(response)
  assert.equal(typeof response.json?.error, 'string', `${answer}: the body has no string "error".`)
  assert.notEqual(response.json.error.trim(), '', `${answer}: "error" is empty.`)
}

export function assertJsonType({ headers, label }) {
  const type = headers.get('content-type') ?? 'no content type'
  assert.match(type, /^application\/json\s*(;|$)/i, `${label}: expected application/json, got ${type}.`)
}

/** The record holds every expected value. More fields than expected are allowed. */
export function assertRecord(actual, expected, label = 'record') {
  assert.ok(
    actual !== null && typeof actual === 'object' && !Array.isArray(actual),
    `${label}: expected an object, got ${JSON.stringify(actual)}.`,
  )
  for (const [key, value] of Object.entries(expected)) {
    assert.deepEqual(
      actual[key],
      value,
      `${label}: "${key}" is ${JSON.stringify(actual[key])}, expected ${JSON.stringify(value)}.`,
    )
  }
}

export function assertId(id, label = 'record') {
  assert.ok(
    Number.isInteger(id) && id > 0,
    `${label}: "id" is ${JSON.stringify(id)}, expected a positive integer.`,
  )
}

export function assertAscending(records, label) {
  assert.ok(
    Array.isArray(records),
    `${label}: expected a JSON array, got ${shorten(JSON.stringify(records))}.`,
  )
  const ids = records.map(({ id }) => id)
  assert.deepEqual(
    ids,
    [...ids].sort((a, b) => a - b),
    `${label}: the records are not in the order of their ids.`,
  )
}

// ---- records ----

/** Creates a record from `make()`, which is asked again when its unique value is taken; `echoed` is what must come back. */
export async function create(path, make, echoed = (body) => body) {
  for (let attempt = 0; ; attempt += 1) {
    const body = make()
    const response = await request('POST', path, { body })
    if (response.status === 409 && attempt < 30) {
      round += 1
      continue
    }
    const answer = `${response.label} answered ${response.status} ${shorten(response.text)}`
    assert.equal(response.status, 201, `${answer}, expected 201.`)
    assertRecord(response.json, echoed(body), answer)
    assertId(response.json.id, answer)
    return response.json
  }
}

export const newStudent = () => ({ name: `${word()} ${word()}`, email: email(), age: integer(17, 70) })
export const newCourse = () => ({
  code: unique(),
  title: `${word()} ${word()}`,
  credits: integer(1, 30),
  description: `${word()} ${word()} ${word()}`,
})
export const newTeacher = () => ({ name: `${word()} ${word()}`, email: email(), department: word() })

export const createStudent = () => create('/students', newStudent)
export const createCourse = () => create('/courses', newCourse)
export const createTeacher = () => create('/teachers', newTeacher)

/** Registers a user; returns {id, username, password}. */
export async function createUser(password = `${letters(10)} ${integer(100, 999)}`) {
  let sent
  const make = () => (sent = { username: unique(), password })
  const user = await create('/auth/register', make, ({ username }) => ({ username }))
  return { ...sent, id: user.id }
}

/** Logs a user in and returns the token. */
export async function login({ username, password }) {
  const answer = await expect(200, 'POST', '/auth/login', { body: { username, password } })
  assert.equal(typeof answer.access_token, 'string', 'POST /auth/login: "access_token" is not a string.')
  assert.notEqual(answer.access_token, '', 'POST /auth/login: "access_token" is empty.')
  assert.equal(answer.token_type, 'bearer', 'POST /auth/login: "token_type" is not "bearer".')
  return answer.access_token
}
