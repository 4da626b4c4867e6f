import { appendFile, readFile, readdir, readlink, stat, writeFile } from 'node:fs/promises'
import { JsonLinesFile, appendJsonLine, readJsonLines } from '@genai-devbench/files'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { LIMIT_BYTES, inLimitedProcess } from './limited-process.ts'
import { TempDir } from './temp-dir.ts'

async function linesOf(path: string): Promise<unknown[]> {
  const lines = []
  for await (const line of readJsonLines(path)) lines.push(line)
  return lines
}

/** Has characters of two, three and four bytes, and those that end a line elsewhere than in JSON. */
const VALUES = [
  { run: 1, reason: 'Zoë\u2028課程\u2029🎓\u0085' },
  { run: 2, reason: 'a\r\nb\nc' },
  { run: 3, reason: null },
]

test('what was appended is read, in order', async () => {
  await using dir = await TempDir.make()
  for (const value of VALUES) await appendJsonLine(dir.join('a.jsonl'), value)
  expect(await linesOf(dir.join('a.jsonl'))).toEqual(VALUES)
  expect((await readFile(dir.join('a.jsonl'), 'utf8')).split('\n')).toHaveLength(4)
})

test('any value is read as it was appended, whichever way it was', async () => {
  await using dir = await TempDir.make()
  const values = fc.sample(fc.jsonValue(), { numRuns: 200, seed: 1 })
  for (const value of values.slice(0, 20)) await appendJsonLine(dir.join('a.jsonl'), value)
  using file = new JsonLinesFile(dir.join('a.jsonl'))
  for (const value of values.slice(20)) file.append(value)
  expect(JSON.stringify(await linesOf(dir.join('a.jsonl')))).toBe(JSON.stringify(values))
})

test('lines appended at once by one process have none but themselves between them', async () => {
  await using dir = await TempDir.make()
  const path = dir.join('a.jsonl')
  const values = Array.from({ length: 100 }, (_, index) => ({ index, text: 'x'.repeat(30_000) }))
  const appendEveryFourth = async (first: number): Promise<void> => {
    for (const value of values.filter(({ index }) => index % 4 === first)) await appendJsonLine(path, value)
  }
  await Promise.all([0, 1, 2, 3].map(appendEveryFourth))
  const lines = (await readFile(path, 'utf8')).trimEnd().split('\n')
  const read = lines.map((line) => (JSON.parse(line) as { index: number }).index)
  expect(read.toSorted((a, b) => a - b)).toEqual(values.map(({ index }) => index))
})

test('lines longer than what is read at once are read whole', async () => {
  await using dir = await TempDir.make()
  const long = [{ text: '課'.repeat(100_001) }, { text: `a${'🎓'.repeat(70_001)}` }, { text: '' }]
  for (const value of long) await appendJsonLine(dir.join('a.jsonl'), value)
  expect(await linesOf(dir.join('a.jsonl'))).toEqual(long)
})

test('a file that is not there, or empty, has no lines', async () => {
  await using dir = await TempDir.make()
  expect(await linesOf(dir.join('none.jsonl'))).toEqual([])
  await writeFile(dir.join('empty.jsonl'), '')
  expect(await linesOf(dir.join('empty.jsonl'))).toEqual([])
})

test('lines that are no JSON are passed over, the others are not', async () => {
  await using dir = await TempDir.make()
  await writeFile(dir.join('a.jsonl'), '{"a":1}\n{"b":\n\n  \nnot json\n\0\0\0\n{"c":3}\r\n{"d":4}')
  expect(await linesOf(dir.join('a.jsonl'))).toEqual([{ a: 1 }, { c: 3 }, { d: 4 }])
})

test('wherever a crash cut the file off, the next line is whole and so are those before', async () => {
  await using dir = await TempDir.make()
  const path = dir.join('whole.jsonl')
  for (const value of VALUES) await appendJsonLine(path, value)
  const whole = await readFile(path)
  const ends = VALUES.map((_, index) =>
    Buffer.byteLength(
      VALUES.slice(0, index + 1)
        .map((value) => JSON.stringify(value))
        .join('\n'),
    ),
  )
  for (let size = 0; size <= whole.length; size++) {
    const cut = dir.join(`${size}.jsonl`)
    await writeFile(cut, whole.subarray(0, size))
    await appendJsonLine(cut, { next: true })
    expect(await linesOf(cut), `cut off at ${size}`).toEqual([
      ...VALUES.slice(0, ends.filter((end) => end <= size).length),
      { next: true },
    ])
  }
})

test('a torn end is closed off, not taken away', async () => {
  await using dir = await TempDir.make()
  await writeFile(dir.join('a.jsonl'), '{"a":1}\n{"b":')
  await appendJsonLine(dir.join('a.jsonl'), { c: 3 })
  expect(await readFile(dir.join('a.jsonl'), 'utf8')).toBe('{"a":1}\n{"b":\n{"c":3}\n')
})

test('a reader that stops early lets go of the file', async () => {
  await using dir = await TempDir.make()
  const path = dir.join('a.jsonl')
  await writeFile(path, '{"a":1}\n'.repeat(50_000))
  for await (const line of readJsonLines(path)) {
    expect(line).toEqual({ a: 1 })
    break
  }
  const descriptors = await readdir('/proc/self/fd').catch(() => [])
  const open = await Promise.all(
    descriptors.map((descriptor) => readlink(`/proc/self/fd/${descriptor}`).catch(() => '')),
  )
  expect(open).not.toContain(path)
})

test('a file that cannot be read is an error, not a file without lines', async () => {
  await using dir = await TempDir.make()
  await expect(linesOf(dir.path)).rejects.toMatchObject({ code: 'EISDIR' })
})

describe('a file that is kept open', () => {
  test('is appended to, not begun anew, also by two at once', async () => {
    await using dir = await TempDir.make()
    await appendFile(dir.join('a.jsonl'), '{"n":0}\n')
    {
      using one = new JsonLinesFile(dir.join('a.jsonl'))
      using other = new JsonLinesFile(dir.join('a.jsonl'))
      for (let n = 1; n <= 100; n++) (n % 2 ? one : other).append({ n })
    }
    expect(await linesOf(dir.join('a.jsonl'))).toEqual(Array.from({ length: 101 }, (_, n) => ({ n })))
  })

  test('has each line on disk when append returns', async () => {
    await using dir = await TempDir.make()
    using file = new JsonLinesFile(dir.join('a.jsonl'))
    file.append({ n: 1 })
    expect(await linesOf(dir.join('a.jsonl'))).toEqual([{ n: 1 }])
  })

  test('is closed at the end', async () => {
    await using dir = await TempDir.make()
    const file = new JsonLinesFile(dir.join('a.jsonl'))
    file[Symbol.dispose]()
    expect(() => file.append({ n: 1 })).toThrow('EBADF')
  })

  test('says when there is no room, and begins a new line once there is', async () => {
    await using dir = await TempDir.make()
    const path = dir.join('a.jsonl')
    expect(await inLimitedProcess('append', path)).toEqual(['EFBIG'])
    const lines = await linesOf(path)
    expect(lines.at(-1)).toEqual({ last: true })
    expect(lines.length).toBeGreaterThan(500)
    expect((await stat(path)).size).toBeLessThanOrEqual(LIMIT_BYTES)
  })
})
