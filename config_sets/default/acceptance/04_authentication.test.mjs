import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import {
  assertAscending,
  assertId,
  assertRecord,
  createUser,
  expect,
  expectError,
  letters,
  login,
  newCourse,
  newStudent,
  newTeacher,
  request,
  unique,
} from './client.mjs'

const check = (title, body) => test(`auth ${title}`, { timeout: 30_000 }, body)
const register = (body) => ({ body: { username: unique(), password: letters(12), ...body } })
const me = (token) => expect(200, 'GET', '/auth/me', { token })

// Hashing a password is meant to take long, so that checks share a user where one cannot be in the way of another.
const theUser = shared(() => createUser())
/** The only token of this user: an application that has one for each user keeps it. */
const theToken = shared(async () => login(await theUser()))
/** For checks that log in or out: each with tokens of its own. */
const visitor = shared(() => createUser())

/** What the first who needs it makes for all; where that fails, the next one tries again. */
function shared(make) {
  let made
  return () => {
    made ??= make().catch((error) => {
      made = undefined
      throw error
    })
    return made
  }
}

check('register: answers 201 with id and username, never the password', async () => {
  const { id } = await theUser()
  const { body } = register()
  const response = await request('POST', '/auth/register', { body })
  assert.equal(response.status, 201, response.text)
  assertRecord(response.json, { username: body.username })
  assertId(response.json.id)
  assert.notEqual(response.json.id, id, 'Two users got the same id.')
  assert.ok(!response.text.includes(body.password), 'The response holds the password.')
})

check('register: accepts values at the limits', async () => {
  await theUser()
  for (const body of [
    { username: (unique() + letters(50)).slice(0, 50), password: letters(8) },
    { username: `A.b_c-9${unique()}`, password: 'é'.repeat(128) },
  ]) {
    const sent = register(body)
    assertRecord(await expect(201, 'POST', '/auth/register', sent), { username: sent.body.username })
  }
})

check('register: refuses a taken username with 409, whatever its case', async () => {
  const { username } = await theUser()
  await expect(409, 'POST', '/auth/register', register({ username }))
  await expect(409, 'POST', '/auth/register', register({ username: username.toUpperCase() }))
})

check('register: refuses invalid usernames with 422', async () => {
  await theUser()
  const invalid = [
    undefined,
    null,
    12345,
    '',
    'ab',
    'x'.repeat(51),
    `a b ${unique()}`,
    `ä${unique()}`,
    `${unique()}@uni.org`,
  ]
  for (const username of invalid) await expect(422, 'POST', '/auth/register', register({ username }))
})

check('register: refuses invalid passwords with 422 and creates no user', async () => {
  await theUser()
  for (const password of [undefined, null, 1234567890, '', letters(7), letters(129)]) {
    const { body } = register({ password })
    await expect(422, 'POST', '/auth/register', { body })
    if (typeof password === 'string') await expect(401, 'POST', '/auth/login', { body })
  }
})

check('register: refuses a body that is no JSON object with 422', async () => {
  await theUser()
  for (const raw of ['{"', 'null', '[]', '']) await expect(422, 'POST', '/auth/register', { raw })
})

check('login: answers 200 with a bearer token that works', async () => {
  const user = await visitor()
  assertRecord(await me(await login(user)), { id: user.id, username: user.username })
})

check('login: refuses a wrong password and an unknown user with 401 and the same body', async () => {
  const { username, password } = await theUser()
  await theToken()
  const [wrong, unknown] = [
    await request('POST', '/auth/login', { body: { username, password: `${password}x` } }),
    await request('POST', '/auth/login', { body: { username: unique(), password } }),
  ]
  assert.equal(wrong.status, 401, `A wrong password answered ${wrong.status}.`)
  assert.equal(unknown.status, 401, `An unknown user answered ${unknown.status}.`)
  assert.deepEqual(wrong.json, unknown.json, 'The two answers differ, which tells which usernames exist.')
})

check('login: compares every character of a password, its case and its spaces', async () => {
  const password = ` ${letters(90)} é `
  const user = await createUser(password)
  await login(user)
  const others = [
    password.trim(),
    password.toUpperCase(),
    `${password.slice(0, -2)}x `,
    password.slice(0, 72),
    password.slice(0, 8),
  ]
  for (const other of others) await expect(401, 'POST', '/auth/login', { body: { ...user, password: other } })
})

check('login: refuses missing or wrongly typed fields with 422', async () => {
  const { username, password } = await theUser()
  for (const body of [
    {},
    { username },
    { password },
    { username, password: null },
    { username, password: 12345678 },
    { username: [username], password },
  ]) {
    await expect(422, 'POST', '/auth/login', { body })
  }
})

check('login: every login issues a token of its own', async () => {
  const user = await visitor()
  const tokens = [await login(user), await login(user), await login(user)]
  assert.equal(new Set(tokens).size, 3, 'Two logins issued the same token.')
  for (const token of tokens) assertRecord(await me(token), { username: user.username })
})

check('me: names the owner of each token', async () => {
  const users = [await theUser(), await createUser()]
  const tokens = [await theToken(), await login(users[1])]
  for (const index of [1, 0]) {
    const answer = await request('GET', '/auth/me', { token: tokens[index] })
    assert.equal(answer.status, 200, answer.text)
    assertRecord(answer.json, { id: users[index].id, username: users[index].username })
    assert.ok(!answer.text.includes(users[index].password), 'The response holds the password.')
  }
})

check('me: refuses missing, malformed and forged tokens with 401', async () => {
  const token = await theToken()
  await me(token)
  const middle = Math.floor(token.length / 2)
  const forged = token.slice(0, middle) + (token[middle] === 'A' ? 'B' : 'A') + token.slice(middle + 1)
  await expect(401, 'GET', '/auth/me')
  for (const authorization of [
    token,
    `Basic ${token}`,
    'Bearer',
    `Bearer ${letters(40)}`,
    `Bearer ${forged}`,
    `Bearer ${token}x`,
  ]) {
    await expect(401, 'GET', '/auth/me', { headers: { authorization } })
  }
})

check('logout: answers 204 and ends the token', async () => {
  const token = await login(await visitor())
  await me(token)
  await expect(204, 'POST', '/auth/logout', { token })
  await expect(401, 'GET', '/auth/me', { token })
})

check('logout: leaves the other tokens of the user valid, and the user can log in again', async () => {
  const user = await visitor()
  const [first, second] = [await login(user), await login(user)]
  await expect(204, 'POST', '/auth/logout', { token: first })
  await expect(401, 'GET', '/auth/me', { token: first })
  assertRecord(await me(second), { username: user.username })
  assertRecord(await me(await login(user)), { username: user.username })
})

check('logout: refuses a missing, forged or ended token with 401', async () => {
  const token = await login(await visitor())
  await expect(401, 'POST', '/auth/logout')
  await expect(401, 'POST', '/auth/logout', { token: letters(40) })
  await expect(204, 'POST', '/auth/logout', { token })
  await expect(401, 'POST', '/auth/logout', { token })
})

check('open routes: the resources of the project need no token', async () => {
  await me(await theToken())
  for (const [path, make] of [
    ['/students', newStudent],
    ['/courses', newCourse],
    ['/teachers', newTeacher],
  ]) {
    const list = await request('GET', path)
    if (list.status === 404) continue // this project does not have the resource
    assert.equal(list.status, 200, `GET ${path} without a token answered ${list.status}.`)
    assertAscending(list.json, `GET ${path}`)
    await expect(201, 'POST', path, { body: make() })
  }
})

check('storage: the database holds the user but not the password', async (context) => {
  const { username, password } = await theUser()
  await theToken()
  const database = process.env.DATABASE_PATH
  if (!database)
    return context.skip('DATABASE_PATH is not set: it names the database of the running application.')
  const stored = ['', '-wal'].map((suffix) => contentOf(database + suffix)).join('')
  assert.ok(stored.includes(username), `${database} does not hold the user.`)
  assert.ok(!stored.includes(password), `${database} holds the password in clear text.`)
})

check('errors: every refusal is a JSON object with the reason under "error"', async () => {
  const { username, password } = await theUser()
  await expectError(401, 'POST', '/auth/login', { body: { username, password: letters(12) } })
  await expectError(401, 'GET', '/auth/me')
  await expectError(401, 'POST', '/auth/logout')
  await expectError(404, 'GET', `/auth/${letters(12)}`)
  await expectError(409, 'POST', '/auth/register', { body: { username, password } })
  await expectError(422, 'POST', '/auth/register', { body: {} })
  await expectError(422, 'POST', '/auth/login', { raw: '{' })
})

function contentOf(path) {
  try {
    return readFileSync(path, 'latin1')
  } catch {
    return ''
  }
}
