import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { filesBelow, readJsonLines } from '@genai-devbench/files'
import { AuditedCall } from '@genai-devbench/schema'
import { expect, test } from 'vitest'
import { ASK_MODEL, type Fixture, experiment, script, step } from './experiment.fixture.ts'

const MAIL = 'ada@example.com'
/** Says more than its prompt. */
const TELLING = ASK_MODEL.replace('process.env.PROMPT', `process.env.PROMPT + ' for ${MAIL}'`)
const scripted = (...middleware: object[]) => ({ provider: 'scripted', defect_rate: 0, middleware })
const MASK = { use: 'prompt_shield', action: 'mask', patterns: ['email'] }
const DENY = { use: 'prompt_shield', action: 'deny', patterns: ['email'] }
const AUDIT = { use: 'audit_log', bodies: true }
const REDACT = { use: 'redact', patterns: ['email'] }

async function audited({ paths }: Fixture, framework: string): Promise<AuditedCall[]> {
  const lines = []
  for await (const line of readJsonLines(paths.run(framework, 1).audit)) lines.push(AuditedCall.parse(line))
  return lines
}

const textBelow = async (root: string) =>
  (await Promise.all((await filesBelow(root)).map((file) => readFile(join(root, file), 'utf8')))).join('\n')

test('each run has an audit log of its own, whose lines name its calls and whose bodies are beside it', async () => {
  await using fixture = await experiment({
    frameworks: [script('a', TELLING), script('b', ASK_MODEL)],
    llm: scripted(MASK, AUDIT),
  })
  expect((await fixture.run()).reason).toBe('max_runs')
  for (const framework of ['a', 'b']) {
    const calls = await fixture.calls(framework, 1)
    const lines = await audited(fixture, framework)
    expect(lines.map(({ call }) => call)).toEqual(calls.map(({ id }) => id))
    const { auditBodies } = fixture.paths.run(framework, 1)
    for (const { request, answer } of lines)
      for (const { sha256 } of [request!.body, answer!.body])
        expect(await filesBelow(auditBodies)).toContain(join(sha256.slice(0, 2), sha256))
  }
  const { auditBodies } = fixture.paths.run('a', 1)
  const sent = await textBelow(auditBodies)
  expect(sent).toContain('prompt of step 1 for [masked:email]')
  expect(sent).not.toContain(MAIL)
  expect((await fixture.calls('a', 1))[0]!.mutations).toContainEqual({
    field: 'messages.0.content',
    from: { pattern: 'email', matches: 1 },
    to: '[masked:email]',
  })
})

test('a call that a shield denies fails as the framework takes it, and the record says why', async () => {
  await using fixture = await experiment({
    frameworks: [script('a', TELLING), script('b', ASK_MODEL)],
    llm: scripted(DENY),
  })
  await fixture.run()
  expect((await fixture.record('a', 1)).outcome).toBe('failed')
  expect((await fixture.record('b', 1)).outcome).toBe('completed')
  expect(await fixture.calls('a', 1)).toMatchObject([
    { status: 400, error: expect.stringContaining('match the pattern email of llm.middleware') },
  ])
})

test('texts of the experiment that a shield would deny are a problem before anything runs', async () => {
  await using fixture = await experiment({
    frameworks: [script('a', ASK_MODEL)],
    llm: scripted(DENY),
    steps: [step(1), step(2), step(3, false)],
  })
  for (const id of [2, 3])
    await writeFile(join(fixture.paths.config, `prompts/${id}.txt`), `write to ${MAIL}`)
  await expect(fixture.run()).rejects.toThrow(
    /config\.yaml:\d+:\d+ steps\[1\]\.prompt_file: prompts\/2\.txt matches the pattern email, which a prompt_shield of llm\.middleware denies: every call with it would be refused\. Change the text/,
  )
  await expect(fixture.run()).rejects.not.toThrow(/steps\[2\]|ada@/)
  await using masked = await experiment({ frameworks: [script('a', ASK_MODEL)], llm: scripted(MASK, DENY) })
  await writeFile(join(masked.paths.config, 'prompts/2.txt'), `write to ${MAIL}`)
  expect((await masked.run()).reason).toBe('max_runs')
})

test('a pattern that could take for ever is a problem before anything runs', async () => {
  const person = { name: 'person', regex: 'Ada(?= Lovelace)' }
  await using fixture = await experiment({
    frameworks: [script('a', ASK_MODEL)],
    llm: scripted({ ...MASK, patterns: ['email', person] }),
  })
  await expect(fixture.run()).rejects.toThrow(
    /config\.yaml:\d+:\d+ llm\.middleware\[0\]\.patterns\[1\]\.regex: "Ada\(\?= Lovelace\)" cannot be matched in linear time \(.*\)\. Do without lookahead/,
  )
})

test('a recording is redacted, and replayed with the same middleware and no other', async () => {
  const frameworks = [script('a', TELLING)]
  await using original = await experiment({
    frameworks,
    llm: { ...scripted(REDACT), record: true },
  })
  await original.run()
  const recording = await textBelow(original.paths.recordings)
  expect(recording).toContain('prompt of step 1 for [redacted:email]')
  expect(recording).not.toContain(MAIL)
  const from = original.paths.root
  await using replay = await experiment({
    frameworks,
    llm: { provider: 'replay', from, middleware: [AUDIT, REDACT] },
  })
  expect((await replay.run()).reason).toBe('max_runs')
  const usage = async (fixture: Fixture) => (await fixture.record('a', 1)).totals.usage.input_tokens
  expect(await usage(replay)).toBe(await usage(original))
  expect(await audited(replay, 'a')).toHaveLength(2)
  await using other = await experiment({ frameworks, llm: { provider: 'replay', from, middleware: [MASK] } })
  await expect(other.run()).rejects.toThrow(
    /llm\.middleware: not as in the recording of fixture: prompt_shield and redact decide/,
  )
})
