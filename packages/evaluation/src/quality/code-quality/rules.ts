import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { removeTree, sha256 } from '@genai-devbench/files'
import { type CodeQualityRules, DEFAULT_CODE_QUALITY_RULES } from '@genai-devbench/schema'
import { QualityProcess } from '../process/quality-process.ts'

/** A file that each of them reads. */
const LINTERS = { ruff: 'main.py', oxlint: 'main.js' } as const

export interface RuleFault {
  linter: keyof typeof LINTERS
  fault: string
}

/** Tells apart what code was held to. */
export const rulesHash = (rules: CodeQualityRules): string => sha256(JSON.stringify(rules))

/** What the linters say of rules that are not the default ones: they alone know all of theirs, and are tried on a line. */
export async function ruleFaults(rules: CodeQualityRules, signal: AbortSignal): Promise<RuleFault[]> {
  const others = (Object.keys(LINTERS) as RuleFault['linter'][]).filter(
    (linter) => !isDeepStrictEqual(rules[linter], DEFAULT_CODE_QUALITY_RULES[linter]),
  )
  const quality = new QualityProcess()
  const faults = others.map(async (linter): Promise<RuleFault[]> => {
    const project = await mkdtemp(join(tmpdir(), 'devbench-rules-'))
    try {
      await writeFile(join(project, LINTERS[linter]), 'print(1)\n')
      const { score } = (await quality.measure({ project, place: { isolation: 'none' }, rules }, signal))
        .code_quality
      return score.reason === null ? [] : [{ linter, fault: score.reason }]
    } finally {
      await removeTree(project)
    }
  })
  return (await Promise.all(faults)).flat()
}
