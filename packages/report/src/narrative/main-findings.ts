import type { Comparison, MetricInResults, Results } from '@genai-devbench/schema'
import { counted } from '../document/blocks.ts'
import type { Finding } from '../document/report-document.ts'
import { type EffectFormat, effectFormat } from '../tables/effect-format.ts'
import { intervalText } from '../tables/estimate-cell.ts'
import { describeReason } from '../words.ts'

/** Pairs of one verdict that are still named; of more, their number is given. */
const NAMED = 6

const VERDICTS = [
  ['different', 'different'],
  ['different_but_negligible', 'different, within the margin'],
  ['equivalent', 'equivalent'],
  ['inconclusive', 'inconclusive'],
] as const

/** What the pairs show under each primary metric. Empty where there are no pairs. */
export function mainFindings({ metrics, comparisons }: Pick<Results, 'metrics' | 'comparisons'>): Finding[] {
  return metrics.flatMap((metric) => {
    const own = comparisons.filter(({ metric: id, role }) => id === metric.id && role === 'primary')
    return own.length === 0 ? [] : [findingUnder(metric, own)]
  })
}

function findingUnder(metric: MetricInResults, comparisons: readonly Comparison[]): Finding {
  const format = effectFormat(metric, comparisons)
  const sign = metric.type === 'positive' ? '/' : '−'
  const verdicts = VERDICTS.flatMap(([verdict, words]) => {
    const pairs = comparisons.filter((comparison) => comparison.verdict === verdict)
    if (pairs.length === 0) return []
    if (pairs.length > NAMED) return [`${words}: ${counted(pairs.length, 'pair')}`]
    return [`${words}: ${pairs.map((pair) => effectOf(pair, sign, format)).join(', ')}`]
  })
  const open = comparisons.filter(({ verdict }) => verdict === null)
  const reasons = [...new Set(open.map(({ reasons: { verdict } }) => describeReason(verdict)))]
  if (open.length > 0) verdicts.push(`no verdict: ${counted(open.length, 'pair')} (${reasons.join('; ')})`)
  const preferred = metric.direction === 'none' ? '' : `; ${metric.direction} values preferred`
  const isCensored = comparisons.some(({ warnings }) => warnings.includes('censored'))
  const bounds = isCensored ? '; some values are lower bounds' : ''
  return { metric: `${metric.label} (${format.description}${preferred}${bounds})`, verdicts }
}

/** The simultaneous interval, since the verdict is one of all comparisons at once too. */
function effectOf(
  { a, b, estimate, ci, ci_simultaneous }: Comparison,
  sign: string,
  format: EffectFormat,
): string {
  const effect =
    estimate === null
      ? ''
      : ` ${format.format(estimate)} ${intervalText(ci_simultaneous ?? ci, format) ?? ''}`
  return `${a} ${sign} ${b}${effect.trimEnd()}`
}
