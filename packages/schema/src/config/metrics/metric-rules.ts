import type { TemplateParts } from '../template/template-parts.ts'
import type { RuleBreach } from '../template/template-rules.ts'

const SUM_TOLERANCE = 1e-9

export function metricRuleBreaches({ metrics }: TemplateParts): RuleBreach[] {
  if (!metrics) return []
  const { primary, weights } = metrics
  const repeated = primary.flatMap((id, index) =>
    primary.indexOf(id) === index
      ? []
      : [
          {
            path: ['metrics', 'primary', index],
            message: `${id} is named twice.`,
            hint: 'Name every metric once.',
          },
        ],
  )
  const sum = Object.values(weights ?? {}).reduce((total, weight) => total + weight, 0)
  if (weights === undefined || Math.abs(sum - 1) <= SUM_TOLERANCE) return repeated
  return [
    ...repeated,
    {
      path: ['metrics', 'weights'],
      message: `the weights add up to ${Number(sum.toFixed(9))}, not to 1.`,
      hint: 'Give every part its share; 0 leaves one out.',
    },
  ]
}
