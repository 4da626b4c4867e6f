// The checks that students, courses and teachers have in common. Each makes its own records, in a database that may
// hold others.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  assertAscending,
  assertId,
  assertJsonType,
  assertRecord,
  create,
  expect,
  expectError,
  letters,
  request,
  unknownId,
} from './client.mjs'

const AWKWARD = `Zoë  O'Neil "x" 北京 😀 <b>&amp;</b> 100% \\n ; DROP TABLE ${letters(5)}; --`

/**
 * entity    the name in the titles
 * path      such as /students
 * make      a valid random body with every field
 * required  names of the required fields
 * optional  name of the optional field
 * unique    name of the unique field
 * text      name of a string field that is not unique and takes 100 characters
 * edges     changes to a body that are just allowed, each made by a function, since some must be unique
 * types     changes with a value of the wrong type
 * limits    changes with a value of the right type that is not allowed
 */
export function crudChecks({ entity, path, make, required, optional, unique, text, edges, types, limits }) {
  const check = (title, body) => test(`${entity} ${title}`, { timeout: 30_000 }, body)
  const new_ = (changes = {}) => create(path, () => ({ ...make(), ...changes }))
  const pathOf = ({ id }) => `${path}/${id}`
  const read = async (record) => expect(200, 'GET', pathOf(record))
  const without = (record, ...keys) =>
    Object.fromEntries(Object.entries(record).filter(([key]) => !keys.includes(key)))

  /** Each change makes a body that POST refuses; the collection works, and holds none of the refused bodies afterwards. */
  async function postRefuses(changes) {
    await new_()
    const refused = []
    for (const change of changes) {
      const body = { ...make(), ...change }
      if (!(unique in change)) refused.push(body[unique])
      await expect(422, 'POST', path, { body })
    }
    const stored = (await expect(200, 'GET', path)).map((record) => record[unique])
    for (const value of refused) {
      assert.ok(!stored.includes(value), `A refused ${entity} was stored all the same: ${value}`)
    }
  }

  check('create: answers 201 with the record and a new id', async () => {
    const [first, second] = [await new_(), await new_()]
    assert.notEqual(first.id, second.id, 'Two records got the same id.')
  })

  check('create: what was created can be read back', async () => {
    const record = await new_()
    assertRecord(await read(record), record)
  })

  check(`create: ${optional} may be left out and is null then`, async () => {
    const record = await create(
      path,
      () => without(make(), optional),
      (body) => ({ ...body, [optional]: null }),
    )
    assertRecord(await read(record), { [optional]: null })
  })

  check('create: ignores an id and other unknown fields in the body', async () => {
    const id = unknownId()
    const record = await create(
      path,
      () => ({ ...make(), id, [letters(12)]: [1] }),
      (body) => {
        const { [unique]: value, [text]: label } = body
        return { [unique]: value, [text]: label }
      },
    )
    assert.notEqual(record.id, id, 'The id sent by the client was taken over.')
  })

  check('create: keeps every character of a text', async () => {
    const record = await new_({ [text]: AWKWARD })
    assertRecord(await read(record), { [text]: AWKWARD })
  })

  check('create: accepts values at the limits', async () => {
    for (const edge of edges) await create(path, () => ({ ...make(), ...edge() }))
  })

  check('create: refuses a missing or null required field with 422', async () => {
    await postRefuses(required.flatMap((field) => [{ [field]: undefined }, { [field]: null }]))
  })

  check('create: refuses values of the wrong type with 422', () => postRefuses(types))

  check('create: refuses values outside the limits with 422', () => postRefuses(limits))

  check('create: refuses a body that is no JSON object with 422', async () => {
    await new_()
    for (const raw of ['{"', 'null', '[]', '"text"', '7', '']) await expect(422, 'POST', path, { raw })
  })

  check(`create: refuses a taken ${unique} with 409, whatever its case`, async () => {
    const record = await new_()
    for (const value of [record[unique], record[unique].toUpperCase()]) {
      const body = { ...make(), [unique]: value }
      await expect(409, 'POST', path, { body })
    }
    assertRecord(await read(record), record)
  })

  check('create: many requests at once get an id each', async () => {
    await new_()
    const records = await Promise.all(Array.from({ length: 12 }, () => new_()))
    assert.equal(
      new Set(records.map(({ id }) => id)).size,
      12,
      'Records created at the same time share an id.',
    )
    for (const record of records) assertRecord(await read(record), record)
  })

  check('read: returns the record that was asked for', async () => {
    const records = [await new_(), await new_(), await new_()]
    for (const record of records.reverse()) assertRecord(await read(record), record)
  })

  check('read: an unknown id answers 404', async () => {
    await read(await new_())
    await expect(404, 'GET', `${path}/${unknownId()}`)
  })

  check('list: is an array of all records in the order of their ids', async () => {
    const created = [await new_(), await new_(), await new_({ [optional]: null })]
    const list = await expect(200, 'GET', path)
    assertAscending(list, `GET ${path}`)
    for (const record of created) {
      const found = list.filter(({ id }) => id === record.id)
      assert.equal(found.length, 1, `The list holds ${entity} ${record.id} ${found.length} times.`)
      assertRecord(found[0], record)
    }
  })

  check('update: PUT answers 200 with the changed record and stores it', async () => {
    const { id } = await new_()
    const body = make()
    const answer = await expect(200, 'PUT', `${path}/${id}`, { body })
    assertRecord(answer, { id, ...body })
    assertRecord(await read({ id }), { id, ...body })
  })

  check('update: leaves other records alone', async () => {
    const [first, second] = [await new_(), await new_()]
    const body = make()
    assertRecord(await expect(200, 'PUT', pathOf(first), { body }), { id: first.id, ...body })
    assertRecord(await read(second), second)
  })

  check(`update: replaces the whole record, so that ${optional} left out becomes null`, async () => {
    const record = await new_()
    const body = without(make(), optional)
    await expect(200, 'PUT', pathOf(record), { body })
    assertRecord(await read(record), { ...body, [optional]: null })
  })

  check('update: refuses invalid bodies with 422 and changes nothing', async () => {
    const record = await new_()
    const changes = [...required.map((field) => ({ [field]: undefined })), ...types, ...limits]
    for (const change of changes) await expect(422, 'PUT', pathOf(record), { body: { ...make(), ...change } })
    assertRecord(await read(record), record)
  })

  check(`update: refuses the ${unique} of another record with 409 and changes nothing`, async () => {
    const [record, other] = [await new_(), await new_()]
    await expect(409, 'PUT', pathOf(record), { body: { ...make(), [unique]: other[unique].toUpperCase() } })
    assertRecord(await read(record), record)
  })

  check(`update: a record may keep its own ${unique}`, async () => {
    const record = await new_()
    const body = { ...make(), [unique]: record[unique] }
    await expect(200, 'PUT', pathOf(record), { body })
    assertRecord(await read(record), body)
  })

  check('update: an unknown id answers 404', async () => {
    await new_()
    await expect(404, 'PUT', `${path}/${unknownId()}`, { body: make() })
  })

  check('delete: answers 204 and the record is gone', async () => {
    const record = await new_()
    await expect(204, 'DELETE', pathOf(record))
    await expect(404, 'GET', pathOf(record))
    const list = await expect(200, 'GET', path)
    assert.ok(!list.some(({ id }) => id === record.id), 'The list still holds the deleted record.')
  })

  check('delete: leaves other records alone', async () => {
    const records = [await new_(), await new_(), await new_()]
    await expect(204, 'DELETE', pathOf(records[1]))
    assertRecord(await read(records[0]), records[0])
    assertRecord(await read(records[2]), records[2])
  })

  check('delete: an unknown or deleted id answers 404', async () => {
    const record = await new_()
    await expect(204, 'DELETE', pathOf(record))
    await expect(404, 'DELETE', pathOf(record))
    await expect(404, 'DELETE', `${path}/${unknownId()}`)
  })

  check(`delete: frees the ${unique} but never the id`, async () => {
    const record = await new_()
    await expect(204, 'DELETE', pathOf(record))
    const again = await expect(201, 'POST', path, { body: without(record, 'id') })
    assertId(again.id)
    assert.notEqual(again.id, record.id, 'The id of a deleted record was used again.')
  })

  check('responses: are JSON by their content type', async () => {
    const body = make()
    const created = await new_()
    for (const [method, target] of [
      ['GET', path],
      ['GET', pathOf(created)],
      ['PUT', pathOf(created)],
    ]) {
      const response = await request(method, target, method === 'PUT' ? { body } : {})
      assert.equal(response.status, 200, response.label)
      assertJsonType(response)
    }
  })

  check('errors: every refusal is a JSON object with the reason under "error"', async () => {
    const record = await new_()
    await expectError(404, 'GET', `${path}/${unknownId()}`)
    await expectError(404, 'GET', `/${letters(12)}`)
    await expectError(409, 'POST', path, { body: { ...make(), [unique]: record[unique] } })
    await expectError(422, 'POST', path, { body: {} })
    await expectError(422, 'POST', path, { raw: '{' })
  })
}
