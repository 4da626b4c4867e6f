import {
  type Comparison,
  METRICS,
  type MetricInResults,
  type MetricSummary,
  type Results,
} from '@genai-devbench/schema'
import { counted } from '../document/blocks.ts'
import { summariesOf } from '../tables/metric-summaries.ts'
import { sesoiText, stoppingText } from '../tables/plan.ts'
import { INTERVAL, TEST, describeEstimate, enumerate, formatLevel } from '../words.ts'

/** What was done, in sentences for the methods section of a paper: each only where it is so. */
export function methodsParagraphs(results: Results): string[] {
  return [
    design(results),
    evaluation(results),
    stopping(results),
    estimation(results),
    testing(results),
    software(results),
  ]
    .map((sentences) => sentences.filter((sentence) => sentence !== '').join(' '))
    .filter((paragraph) => paragraph !== '')
}

function design(results: Results): string[] {
  const { frameworks, model, provider, provenance, steps, plan } = results
  const order =
    provenance.order === 'randomized_blocks'
      ? 'in randomised blocks, each framework once per block'
      : 'in the declared order, which was not randomised'
  const stepIds = new Set(steps.map(({ step }) => step))
  return [
    `${counted(frameworks.length, 'framework')} (${enumerate(frameworks.map(({ id }) => id))}) carried out ${stepIds.size === 1 ? 'the same step' : `the same ${stepIds.size} steps`} with the model ${model} (provider ${provider}, ${provenance.temperature === undefined ? 'temperature as each framework asks' : `temperature ${provenance.temperature}`}).`,
    `All their model calls went through one gateway, which sets the model and counts tokens, cost and time.`,
    `Runs were made ${order}, ${provenance.concurrency} at a time (seed ${provenance.seed}): ${enumerate(frameworks.map(({ id, runs }) => `${id} ${runs}`))}.`,
    'The run is the unit of analysis; its steps depend on each other and are not counted as observations.',
    'All runs that ended by the doing of the framework count, whether they completed, failed, ran out of time or out of budget (intention to treat); attempts that met a fault of the infrastructure were made again.',
    results.per_protocol === undefined
      ? ''
      : 'The completed runs alone are reported as a sensitivity analysis.',
    `${enumerate(plan.primary_metrics.map((id) => METRICS[id].label))} ${plan.primary_metrics.length === 1 ? 'was declared the primary metric' : 'were declared the primary metrics'} ${plan.source === 'seal' ? 'before the first run' : 'in the configuration'}; all others are exploratory.`,
    plan.amendments.length === 0
      ? ''
      : `The configuration was amended ${counted(plan.amendments.length, 'time')} after the first run.`,
  ]
}

function evaluation(results: Results): string[] {
  if (!wasEvaluated(results)) return []
  return [
    'What the runs generated was started and checked from outside by acceptance checks, the same for all frameworks; no model judged it.',
    'Checks of steps that a run did not come to count as not passed.',
  ]
}

/** Whether acceptance checks say anything of a run. */
export const wasEvaluated = ({ runs }: Pick<Results, 'runs'>): boolean =>
  runs.some(({ values }) => (values.functionality ?? null) !== null)

const WHY_STOPPED = {
  target_met: 'every target was met',
  max_runs: 'the largest number of runs was reached',
  mean_not_separated_from_zero: 'a mean could not be told from zero, which leaves its target undefined',
} as const

/** Whether the mode or the largest number of runs is no longer that of the first run. */
export const isStoppingAmended = ({ plan, stopping: rule }: Pick<Results, 'plan' | 'stopping'>): boolean =>
  rule.mode !== plan.stopping_mode || rule.max_runs !== plan.max_runs

function stopping(results: Results): string[] {
  const { plan, stopping: rule, metrics } = results
  const amended = isStoppingAmended(results)
    ? [
        `The stopping rule was amended after runs had been made; before the first it was: ${stoppingText(plan.stopping_mode, plan.max_runs)}.`,
      ]
    : []
  if (rule.mode === 'fixed')
    return [...amended, `The number of runs was fixed at ${rule.max_runs} of each framework.`]
  const targets = enumerate(
    rule.targets.map(({ metric, target }) => {
      const { label, type } = metrics.find(({ id }) => id === metric) ?? METRICS[metric]
      return `${label} ${type === 'binary' ? `${target} absolute` : `${100 * target}%`}`
    }),
  )
  const looks =
    rule.mode === 'two_stage'
      ? `The spread of the first ${rule.min_runs} runs of each framework, a pilot, determined how many were made (Stein's two-stage procedure)`
      : `All frameworks were kept at the same number of runs, looked at after ${rule.min_runs} and after every ${rule.batch} more${rule.mode === 'anytime' ? ', with confidence sequences, which cover at every look' : ''}`
  return [
    ...amended,
    `${looks}, for a half-width of the ${formatLevel(rule.confidence_level)} interval of at most ${targets}, up to ${rule.max_runs} runs.`,
    rule.reason === null
      ? 'The rule has not stopped the experiment yet.'
      : `The experiment stopped after ${rule.n_final} runs of each, since ${WHY_STOPPED[rule.reason]}.`,
    'p-values played no part in it.',
    rule.mode === 'sequential' ? 'The coverage of the intervals is therefore approximate.' : '',
  ]
}

function estimation(results: Results): string[] {
  const primary = results.metrics.filter(({ role }) => role === 'primary')
  const byEstimate = new Map<string, string[]>()
  for (const metric of primary) {
    const summary = estimated(results, metric)
    if (!summary) continue
    const text = describeEstimate(summary)
    byEstimate.set(text, [...(byEstimate.get(text) ?? []), metric.label])
  }
  const estimates = [...byEstimate].map(([estimate, labels]) => `${enumerate(labels)} by the ${estimate}`)
  const all = Object.values(results.summary).flatMap((own) => Object.values(own))
  const isCensored = all.some(({ n_censored }) => n_censored > 0)
  const isResampled = all.some(({ bootstrap_ci }) => bootstrap_ci !== undefined)
  return [
    estimates.length === 0
      ? ''
      : `What a metric is summarised by follows from its declared type, never from the data: ${enumerate(estimates)}.`,
    isCensored
      ? 'Values of runs that met a time limit or a budget are right-censored; such metrics are reported by their medians, with intervals between order statistics.'
      : '',
    isResampled
      ? `Counts of 20 runs and more have ${INTERVAL.bootstrap_t}s beside them (${results.provenance.bootstrap_B} resamples).`
      : '',
  ]
}

const estimated = (results: Results, metric: MetricInResults): MetricSummary | undefined =>
  summariesOf(results, metric)[0]?.summary

function testing(results: Results): string[] {
  const { comparisons, omnibus, confidence_level, provenance, plan } = results
  const primary = comparisons.filter(({ role }) => role === 'primary')
  const [first] = primary
  if (!first) return []
  const labels = (name: Comparison['test']['name']): string[] => [
    ...new Set(primary.filter(({ test }) => test.name === name).map(({ metric }) => METRICS[metric].label)),
  ]
  const names = [...new Set(primary.map(({ test }) => test.name))]
  const isPermuted = primary.some(
    ({ brunner_munzel: { method, p } }) => method === 'permutation' && p !== null,
  )
  return [
    `Every pair of frameworks was compared by ${enumerate(names.map((name) => `${TEST[name]} (${enumerate(labels(name))})`))}, two-sided.`,
    `The ${counted(first.test.family_size, 'p-value')} of all pairs under all primary metrics ${first.test.family_size === 1 ? 'is' : 'are'} adjusted by Holm's method at a family-wise error rate of ${Number((1 - confidence_level).toFixed(6))}, and simultaneous intervals are Bonferroni's; those of secondary metrics are adjusted by Benjamini and Hochberg's.`,
    isPermuted
      ? `Where a side has fewer than 15 runs, Brunner and Munzel's p-value comes from studentized permutation (all splits up to 20,000, else ${provenance.permutation_B} drawn ones).`
      : '',
    `Equivalence was tested by two one-sided tests against the smallest effects of interest (${sesoiText(plan)}).`,
    "Effect sizes are A12 and Cliff's delta with Cliff's interval, Hedges's g, and for proportions the odds ratio. What the runs could have detected is given for a power of 0.8; power at the observed effect is not.",
    'Intervals of means and of their differences are cut at the ends of what a metric can be.',
    Object.keys(omnibus).length === 0
      ? ''
      : "Welch's analysis of variance and Kruskal and Wallis's test look at all frameworks at once; no comparison waits for them.",
    results.stopping.mode === 'fixed'
      ? ''
      : `Tests and intervals of pairs are those of a fixed number of runs${results.stopping.mode === 'anytime' ? '; those called anytime come from one confidence sequence of each framework at half the error, and cover at whatever number the experiment stopped' : ''}.`,
  ]
}

function software({ provenance }: Results): string[] {
  return [
    `The analysis was made with genai-devbench ${provenance.toolkit_version}, whose statistics are checked against reference values from R; the random generator is ${provenance.rng} with seed ${provenance.seed}.`,
    `The sha256 of the run records is ${provenance.input_sha256}.`,
  ]
}
