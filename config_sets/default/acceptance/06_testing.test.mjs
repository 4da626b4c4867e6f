// Runs the tests of the project itself, in PROJECT_DIR, and once more on a copy without its application.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  truncateSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { after, test } from 'node:test'
import {
  assertAscending,
  assertRecord,
  createCourse,
  createStudent,
  createTeacher,
  createUser,
  expect,
  login,
  request,
} from './client.mjs'

const SUITE_SECONDS = 60
const TESTS_PER_FEATURE = 5
const scratch = mkdtempSync(join(tmpdir(), 'acceptance-'))
after(() => rmSync(scratch, { recursive: true, force: true }))

const check = (title, body) => test(title, { timeout: (2 * SUITE_SECONDS + 30) * 1000 }, body)

// ---- the running application ----

/** The features the application has, each with a check that it serves. */
const FEATURES = {
  students: async () => servesRecords('/students', createStudent),
  courses: async () => servesRecords('/courses', createCourse),
  teachers: async () => servesRecords('/teachers', createTeacher),
  authentication: async () => {
    const user = await createUser()
    assertRecord(await expect(200, 'GET', '/auth/me', { token: await login(user) }), {
      username: user.username,
    })
  },
  relationships: async () => {
    const body = { student_id: (await createStudent()).id, course_id: (await createCourse()).id }
    assertRecord(await expect(201, 'POST', '/enrollments', { body }), body)
  },
}

async function servesRecords(path, create) {
  const record = await create()
  assertRecord(await expect(200, 'GET', `${path}/${record.id}`), record)
  assertAscending(await expect(200, 'GET', path), `GET ${path}`)
}

async function presentFeatures() {
  const present = []
  for (const [feature, path, status] of [
    ['students', '/students', 200],
    ['courses', '/courses', 200],
    ['teachers', '/teachers', 200],
    ['authentication', '/auth/me', 401],
    ['relationships', '/enrollments', 200],
  ]) {
    const response = await request('GET', path)
    if (response.status === status) present.push(feature)
  }
  assert.notEqual(present.length, 0, 'The application has none of the five features.')
  return present
}

// ---- the tests of the project ----

/** Runs the tests in a directory. Returns {code, ran, output}; `ran` leaves out what was skipped. */
function runSuite(directory, databasePath) {
  const started = spawn('python3', ['-m', 'unittest', 'discover', '-s', 'tests'], {
    cwd: directory,
    env: suiteEnvironment(databasePath),
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true, // its own process group, so that nothing it starts outlives it
  })
  let output = ''
  for (const stream of [started.stdout, started.stderr]) stream.on('data', (chunk) => (output += chunk))
  const endGroup = () => {
    try {
      process.kill(-started.pid, 'SIGKILL')
    } catch {} // already gone
  }
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      endGroup()
      reject(new Error(`The tests did not end within ${SUITE_SECONDS} s.\n${tail(output)}`))
    }, SUITE_SECONDS * 1000)
    started.once('error', (cause) => reject(new Error('python3 cannot be started.', { cause })))
    started.once('exit', (code) => {
      clearTimeout(timer)
      endGroup()
      setImmediate(() => resolve({ code, ran: testsRun(output), output }))
    })
  })
}

/** PORT is the one of the running application, which is in use, and the database does not exist. */
function suiteEnvironment(databasePath) {
  const { NODE_TEST_CONTEXT: _context, NODE_OPTIONS: _options, BASE_URL, ...rest } = process.env
  const port = BASE_URL ? new URL(BASE_URL).port : ''
  return { ...rest, PORT: port || '8000', DATABASE_PATH: databasePath, PYTHONDONTWRITEBYTECODE: '1' }
}

function testsRun(output) {
  const ran = Number(/^Ran (\d+) tests? in /m.exec(output)?.[1] ?? 0)
  const skipped = Number(/^(?:OK|FAILED) \(.*?skipped=(\d+)/m.exec(output)?.[1] ?? 0)
  return ran - skipped
}

const tail = (text) => text.slice(-1500)

function assertRan({ ran, output }) {
  assert.ok(ran > 0, `No test ran.\n${tail(output)}`)
}

function assertPassed({ code, ran, output }) {
  assert.equal(code, 0, `The tests exit with ${code}.\n${tail(output)}`)
  assertRan({ ran, output })
}

const projectDir = () => {
  assert.ok(process.env.PROJECT_DIR, 'PROJECT_DIR is not set: it names a copy of the project.')
  return process.env.PROJECT_DIR
}

/** One run that several checks look at. */
let first
function firstRun() {
  first ??= (async () => {
    const directory = projectDir()
    const developerDatabase = join(directory, 'data', 'app.db')
    const databasePath = join(scratch, 'developer', 'app.db')
    const before = fingerprint(developerDatabase)
    const result = await runSuite(directory, databasePath)
    const touched = [
      ...(existsSync(databasePath) ? ['the database named by DATABASE_PATH'] : []),
      ...(fingerprint(developerDatabase) === before ? [] : ['data/app.db']),
    ]
    return { ...result, touched }
  })()
  return first
}

function fingerprint(path) {
  return existsSync(path) ? createHash('sha256').update(readFileSync(path)).digest('hex') : 'absent'
}

const NOT_THE_APPLICATION = new Set(['tests', 'node_modules', 'venv', 'env', 'site-packages', '__pycache__'])

/** Empties every Python file outside tests/; returns how many. */
function removeApplication(directory) {
  let emptied = 0
  for (const name of readdirSync(directory)) {
    const path = join(directory, name)
    if (name.startsWith('.') || NOT_THE_APPLICATION.has(name)) continue
    if (statSync(path).isDirectory()) emptied += removeApplication(path)
    else if (name.endsWith('.py')) {
      truncateSync(path)
      emptied += 1
    }
  }
  return emptied
}

// ---- the checks ----

check('tests: all succeed, although PORT is in use and the database does not exist', async () => {
  await presentFeatures()
  assertPassed(await firstRun())
})

check(`tests: at least ${TESTS_PER_FEATURE} for every feature of the project`, async () => {
  const features = await presentFeatures()
  const { ran } = await firstRun()
  const wanted = TESTS_PER_FEATURE * features.length
  assert.ok(ran >= wanted, `${ran} tests ran; ${features.join(', ')} need at least ${wanted}.`)
})

check('tests: leave the databases of the developer alone', async () => {
  await presentFeatures()
  const result = await firstRun()
  assertRan(result)
  assert.deepEqual(result.touched, [], `The tests touched ${result.touched.join(' and ')}.`)
})

check('tests: succeed again when they are repeated', async () => {
  await presentFeatures()
  assertPassed(await firstRun())
  assertPassed(await runSuite(projectDir(), join(scratch, 'again', 'app.db')))
})

check('tests: fail when the application is removed', async () => {
  await presentFeatures()
  assertPassed(await firstRun())
  const copy = join(scratch, 'removed')
  cpSync(projectDir(), copy, {
    recursive: true,
    filter: (path) => !['node_modules', '.git'].includes(basename(path)),
  })
  assert.ok(removeApplication(copy) > 0, 'The project has no Python file outside tests/.')
  const { code, output } = await runSuite(copy, join(scratch, 'without', 'app.db'))
  assert.notEqual(code, 0, `The tests succeed without the application.\n${tail(output)}`)
})

check('application: serves all its features while its tests have run', async () => {
  const features = await presentFeatures()
  assertRan(await firstRun())
  for (const feature of features) await FEATURES[feature]()
})

check('application: the tests are documented in README.md', async () => {
  await presentFeatures()
  assertRan(await firstRun())
  const readme = readFileSync(join(projectDir(), 'README.md'), 'utf8')
  assert.match(readme, /unittest/, 'README.md does not say how to run the tests.')
})
