import { DEFAULT_CODE_QUALITY_RULES as rules, type QualityReport } from '@genai-devbench/schema'
import { describe, expect, test } from 'vitest'
import { measureCodeQuality } from '../../src/quality/code-quality/measure-code-quality.ts'
import { measureDocumentation } from '../../src/quality/documentation/measure-documentation.ts'
import { readSources } from '../../src/quality/sources/read-sources.ts'
import { measureTestCoverage } from '../../src/quality/test-coverage/measure-test-coverage.ts'
import { DECLARED_ORDERS, DEFECTS } from './fixtures/defects.ts'
import { writeProject } from './write-project.ts'

const { signal } = new AbortController()

/** The share that a metric gives to a project with a defect. */
async function measured(metric: keyof QualityReport, defect: string): Promise<number | null> {
  await using project = await writeProject(DEFECTS[defect]!)
  const sources = await readSources(project.directory)
  const { score } = await {
    code_quality: () => measureCodeQuality(sources, { rules, signal }),
    documentation: () => measureDocumentation(sources, { project: project.directory }),
    test_coverage: () =>
      measureTestCoverage(sources, {
        project: project.directory,
        // The tests are ours; test-coverage.test.ts has the sandbox.
        place: { isolation: 'none' },
        environment: {},
        signal,
        timeoutMs: 60_000,
        mutation: { count: 1, budgetMs: Number.POSITIVE_INFINITY, seed: 1 },
        now: () => 0,
      }),
  }[metric]()
  return score.value
}

const scores = new Map<string, Promise<number | null>>()

function scoreOf(metric: keyof QualityReport, defect: string): Promise<number | null> {
  const key = `${metric} ${defect}`
  const known = scores.get(key) ?? measured(metric, defect)
  scores.set(key, known)
  return known
}

describe.for(Object.keys(DECLARED_ORDERS) as (keyof QualityReport)[])('%s', (metric) => {
  test.for(DECLARED_ORDERS[metric].map((order) => [order]))('falls: %s', async ([order]) => {
    const values = []
    for (const defect of order!) values.push([defect, await scoreOf(metric, defect)])
    expect(values.every(([, value]) => value !== null)).toBe(true)
    for (const [index, [defect, value]] of values.slice(1).entries()) {
      const [better, higher] = values[index]!
      expect(value, `${defect} under ${better}: ${JSON.stringify(values)}`).toBeLessThan(higher as number)
    }
  })
})
