import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { experimentConfig } from '@genai-devbench/analysis/testing'
import type { RunRecord } from '@genai-devbench/schema'
import {
  type ExperimentPaths,
  appendToJournal,
  checkSeal,
  experimentPaths,
  sealConfig,
} from '@genai-devbench/store'
import { type WrittenReport, writeReport } from '../src/index.ts'

export interface Fixture extends AsyncDisposable {
  paths: ExperimentPaths
  write(path: string, content: string): Promise<void>
  report(): Promise<WrittenReport>
  /** A file of analysis/. */
  read(name: string): Promise<string>
  /** Every file of analysis/, by path. */
  readAll(): Promise<Record<string, string>>
}

/** An experiment directory on disk with these finished runs in its journal. */
export async function experiment(
  records: readonly RunRecord[],
  changes: Record<string, unknown> = {},
  prompt = 'Write a program.',
): Promise<Fixture> {
  const paths = experimentPaths(await mkdtemp(join(tmpdir(), 'devbench-report-')))
  const write = async (path: string, content: string): Promise<void> => {
    await mkdir(dirname(join(paths.root, path)), { recursive: true })
    await writeFile(join(paths.root, path), content)
  }
  await mkdir(paths.runs, { recursive: true })
  await mkdir(paths.meta, { recursive: true })
  await write('config/prompts/01.txt', prompt)
  // JSON is YAML.
  // One metric unless a test is about more: each has its figures, which take time to draw.
  const config = experimentConfig({ metrics: { primary: ['tokens_total'] }, ...changes })
  await write('config/config.yaml', JSON.stringify(config))
  const { sha256: configSha256 } = await checkSeal(paths)
  await sealConfig(paths, { config, configSha256 }, new Date(0))
  for (const record of records) await appendToJournal(paths, record)
  const read = (name: string): Promise<string> => readFile(join(paths.analysis, name), 'utf8')
  return {
    paths,
    write,
    read,
    report: () => writeReport(paths),
    async readAll() {
      const names = await readdir(paths.analysis, { recursive: true, withFileTypes: true })
      const files = names
        .filter((entry) => entry.isFile())
        .map(({ parentPath, name }) => join(parentPath, name).slice(paths.analysis.length + 1))
      return Object.fromEntries(
        await Promise.all(files.toSorted().map(async (name) => [name, await read(name)] as const)),
      )
    },
    [Symbol.asyncDispose]: () => rm(paths.root, { recursive: true, force: true }),
  }
}
