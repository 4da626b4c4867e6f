import { experimentConfig } from '@genai-devbench/analysis/testing'
import { experimentPaths } from '@genai-devbench/store'
import { expect, test } from 'vitest'
import { renderPlan } from '../src/views/plan.ts'

test('a plan that looks at its intervals after few runs is warned of', () => {
  const rendered = (mode: string, minRuns: number) =>
    renderPlan({
      config: experimentConfig({
        stopping: {
          mode,
          min_runs: minRuns,
          max_runs: 20,
          metrics: [{ metric: 'tokens_total', target: 0.1 }],
        },
      }),
      selected: [{ id: 'alpha', adapter: 'alpha' }],
      steps: [],
      maxRuns: 20,
      paths: experimentPaths('/experiments/sketch'),
    })
  expect(rendered('sequential', 7)).toContain('warning: stopping.min_runs is 7')
  expect(rendered('sequential', 10)).not.toContain('warning')
  expect(rendered('anytime', 7)).not.toContain('warning')
})
