import { execFile } from 'node:child_process'
import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { readInnerText } from '@genai-devbench/files'
import { describe, expect, test } from 'vitest'
import { TempDir, unprivileged } from './temp-dir.ts'

describe('a text inside is read', () => {
  test('with all its characters', async () => {
    await using dir = await TempDir.make()
    await mkdir(dir.join('prompts'))
    await writeFile(dir.join('prompts/a b.txt'), 'Zoë\r\n課程\n')
    expect(readInnerText(dir.path, 'prompts/a b.txt')).toEqual({ text: 'Zoë\r\n課程\n' })
  })

  test('without the mark some editors put before it', async () => {
    await using dir = await TempDir.make()
    await writeFile(dir.join('a.txt'), '\uFEFFtext')
    expect(readInnerText(dir.path, 'a.txt')).toEqual({ text: 'text' })
  })

  test('also by a link that stays inside, and below a directory that is a link itself', async () => {
    await using dir = await TempDir.make()
    await mkdir(dir.join('real/prompts'), { recursive: true })
    await writeFile(dir.join('real/prompts/a.txt'), 'text')
    await symlink('prompts/a.txt', dir.join('real/b.txt'))
    await symlink('real', dir.join('root'))
    expect(readInnerText(dir.join('root'), 'b.txt')).toEqual({ text: 'text' })
  })
})

describe('what cannot be used is named with what to do', () => {
  type Make = (dir: TempDir) => Promise<unknown>
  const file =
    (content: string | Uint8Array): Make =>
    (dir) =>
      writeFile(dir.join('root/a.txt'), content)
  const link =
    (target: string, name = 'a.txt'): Make =>
    (dir) =>
      symlink(target, dir.join('root', name))

  test.for<[string, Make, string, string?]>([
    ['missing', async () => {}, 'does not exist. Create it or correct the path.'],
    ['below a file', file('text'), 'does not exist. Create it or correct the path.', 'a.txt/b.txt'],
    ['a directory', (dir) => mkdir(dir.join('root/a.txt')), 'is a directory. Name a text file.'],
    ['the directory itself', async () => {}, 'is a directory. Name a text file.', '.'],
    [
      'a pipe, which would never end',
      (dir) => promisify(execFile)('mkfifo', [dir.join('root/a.txt')]),
      'is not a regular file. Name a text file.',
    ],
    ['empty', file(''), 'is empty. Write the text into it.'],
    ['blank', file(' \n\t\n'), 'is empty. Write the text into it.'],
    ['nothing but the mark of an editor', file('\uFEFF'), 'is empty. Write the text into it.'],
    [
      'binary',
      file(new Uint8Array([0x7f, 0x45, 0x4c, 0x46, 0])),
      'is not text (it holds NUL bytes). Name a UTF-8 text file.',
    ],
    [
      'UTF-16',
      file(Buffer.from('text', 'utf16le')),
      'is not text (it holds NUL bytes). Name a UTF-8 text file.',
    ],
    ['Latin-1', file(Buffer.from('Zoë', 'latin1')), 'is not UTF-8 text. Save it as UTF-8.'],
    [
      'cut off inside a character',
      file(Buffer.from('Zoë').subarray(0, 3)),
      'is not UTF-8 text. Save it as UTF-8.',
    ],
    ['huge', file('x'.repeat(1_000_001)), 'is larger than 1000000 bytes. Is this the right file?'],
    ['a link to nowhere', link('none.txt'), 'does not exist. Create it or correct the path.'],
    ['a link to itself', link('a.txt'), 'is a symbolic link to itself. Replace it by a text file.'],
    [
      'a link to a file outside',
      link('/etc/passwd'),
      'leads out of its directory by a symbolic link. Copy the file inside.',
    ],
    [
      'a link to the file beside',
      link('../beside.txt'),
      'leads out of its directory by a symbolic link. Copy the file inside.',
    ],
    [
      'a link into a directory of a longer name',
      link('../root-of-another/b.txt'),
      'leads out of its directory by a symbolic link. Copy the file inside.',
    ],
    [
      'below a directory that is a link outside',
      link('../root-of-another', 'prompts'),
      'leads out of its directory by a symbolic link. Copy the file inside.',
      'prompts/b.txt',
    ],
    [
      'a link to the directory above',
      link('..'),
      'leads out of its directory by a symbolic link. Copy the file inside.',
    ],
  ])('%s', async ([, make, expected, innerPath = 'a.txt']) => {
    await using dir = await TempDir.make()
    await mkdir(dir.join('root'))
    await mkdir(dir.join('root-of-another'))
    await writeFile(dir.join('beside.txt'), 'text')
    await writeFile(dir.join('root-of-another/b.txt'), 'text')
    await make(dir)
    const read = readInnerText(dir.join('root'), innerPath)
    expect('fault' in read ? `${read.fault} ${read.hint}` : read.text).toBe(expected)
  })

  test('no permission', async () => {
    await using dir = await TempDir.make()
    await chmod(dir.path, 0o755)
    await writeFile(dir.join('a.txt'), 'text')
    await chmod(dir.join('a.txt'), 0)
    expect(await unprivileged(async () => readInnerText(dir.path, 'a.txt'))).toEqual({
      fault: 'cannot be read (EACCES).',
      hint: 'Check its permissions.',
    })
  })
})
