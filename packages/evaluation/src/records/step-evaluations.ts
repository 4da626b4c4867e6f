import { existsSync } from 'node:fs'
import { mkdir, readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { writeJson } from '@genai-devbench/files'
import { StepEvaluation } from '@genai-devbench/schema'
import type { RunPaths } from '@genai-devbench/store'

/** The evaluations of a run's steps, in the order of the steps. One that cannot be read is as good as none. */
export async function readStepEvaluations({ evaluation }: RunPaths): Promise<StepEvaluation[]> {
  if (!existsSync(evaluation)) return []
  const files = (await readdir(evaluation)).filter((name) => /^step_\d+\.json$/.test(name))
  const read = files.map(async (name) => parse(await readFile(join(evaluation, name), 'utf8')) ?? [])
  return (await Promise.all(read)).flat().toSorted((a, b) => a.execution_index - b.execution_index)
}

export async function writeStepEvaluation(paths: RunPaths, evaluation: StepEvaluation): Promise<void> {
  await mkdir(paths.evaluation, { recursive: true })
  await writeJson(paths.stepEvaluation(evaluation.step), evaluation)
}

function parse(text: string): StepEvaluation | undefined {
  try {
    return StepEvaluation.safeParse(JSON.parse(text)).data
  } catch {
    return undefined
  }
}
