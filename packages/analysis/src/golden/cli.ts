import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { UserError } from '@genai-devbench/schema'
import { checkGolden } from './check.ts'
import { parseGolden } from './golden-file.ts'
import { renderGoldenReport } from './report.ts'

async function main([file]: string[]): Promise<number> {
  if (file === undefined) throw new UserError('NO_FILE', 'no file given.', { hint: 'Usage: golden <file>' })
  // A package script runs in the package's directory; INIT_CWD is where it was typed.
  const path = resolve(process.env['INIT_CWD'] ?? '.', file)
  const report = checkGolden(parseGolden(await read(path), path))
  console.log(renderGoldenReport(report))
  return report.mismatches.length === 0 ? 0 : 1
}

async function read(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (cause) {
    throw new UserError('UNREADABLE_FILE', `cannot read ${path}.`, { hint: 'Name a golden file.', cause })
  }
}

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  if (!(error instanceof UserError)) throw error
  console.error([error.message, error.hint].join('\n'))
  process.exitCode = 2
}
