import assert from 'node:assert/strict'
import { test } from 'node:test'
import { assertJsonType, greets, integer, letters, refuses, request } from './client.mjs'

const check = (title, body) => test(`hello ${title}`, { timeout: 30_000 }, body)

check('greet: without a name it greets the world, with one the name', async () => {
  await greets()
  const { status, json } = await request('GET', '/hello')
  assert.equal(status, 200)
  assert.deepEqual(json, { message: 'Hello, World!' })
  await greets()
})

check('greet: two names get two greetings', async () => {
  await greets(letters(5))
  await greets(`${letters(4)} ${letters(6)}`)
})

check('greet: keeps every character of a name', async () => {
  const awkward = [
    'Zoë',
    '北京',
    '😀',
    `O'Neil "x"`,
    '<b>&amp;</b>',
    '100%',
    'a+b',
    'a&name=b',
    'C:\\n',
    'a/b?c#d',
  ]
  for (const text of awkward) await greets(`${letters(3)} ${text}`)
})

check('greet: accepts names of 1 and of 100 characters', async () => {
  await greets(letters(1))
  await greets(letters(100))
  await greets(letters(90) + 'é'.repeat(10))
})

check('greet: answers many requests at once', async () => {
  await Promise.all(Array.from({ length: 20 }, () => greets(letters(integer(8, 16)))))
})

check('greet: the response is JSON by its content type', async () => {
  await greets()
  for (const path of ['/hello', `/hello?name=${letters(6)}`]) {
    const response = await request('GET', path)
    assert.equal(response.status, 200, response.label)
    assertJsonType(response)
  }
})

check('refuse: an empty or blank name answers 422', async () => {
  await greets()
  for (const name of ['', '%20', '%20%09%20']) await refuses(422, 'GET', `/hello?name=${name}`)
})

check('refuse: a name longer than 100 characters answers 422', async () => {
  await greets()
  await refuses(422, 'GET', `/hello?name=${letters(101)}`)
  await refuses(422, 'GET', `/hello?name=${letters(2000)}`)
})

check('refuse: an unknown path answers 404', async () => {
  await greets()
  for (const path of ['/', `/${letters(8)}`, `/hello/${letters(8)}`]) await refuses(404, 'GET', path)
})

check('refuse: another method on /hello answers 405', async () => {
  await greets()
  for (const method of ['POST', 'PUT', 'DELETE']) await refuses(405, method, '/hello')
})

check('serve: a refused request does no harm to the next one', async () => {
  await refuses(422, 'GET', '/hello?name=')
  await greets()
  await refuses(404, 'GET', `/${letters(8)}`)
  await greets()
})
