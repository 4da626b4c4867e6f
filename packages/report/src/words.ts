import type {
  Comparison,
  ComparisonWarning,
  Coverage,
  Interval,
  MetricInResults,
  MetricSummary,
} from '@genai-devbench/schema'

export const ESTIMAND = {
  geometric_mean: 'geometric mean',
  mean: 'mean',
  proportion: 'proportion',
} as const satisfies Record<MetricSummary['estimand'], string>

export const INTERVAL = {
  t: 't interval',
  log_t: 'log-t interval',
  wilson: 'Wilson interval',
  olsson: 'interval by Olsson',
  bootstrap_t: 'bootstrap-t interval',
  stein: 'two-stage t interval by Stein',
  log_stein: 'two-stage log-t interval by Stein',
  t_sequence: 't confidence sequence',
  log_t_sequence: 'log-t confidence sequence',
  bernoulli_sequence: 'beta-binomial confidence sequence',
  two_sequences: 'interval from two confidence sequences',
  cliff: 'interval by Cliff',
  welch: 'Welch interval',
  log_welch: 'Welch interval of the logarithms',
  newcombe: 'Newcombe interval',
  brunner_munzel: 'interval by Brunner and Munzel',
  noncentral_t: 'noncentral-t interval',
  conditional: 'exact conditional interval',
  fixed_effect: 'interval of the fixed effect',
  clopper_pearson: 'exact binomial interval',
} as const satisfies Record<Interval['method'], string>

/** What is to be said of an interval of which the number of runs was not fixed beforehand. */
export const COVERAGE_NOTE: Partial<Record<Coverage, string>> = {
  approximate_sequential:
    'the number of runs was found while looking at the data, so that the interval covers approximately',
  anytime: 'a confidence sequence: it covers at whatever number of runs the experiment stopped',
}

export const TEST = {
  welch: "Welch's t test",
  welch_log: "Welch's t test of the logarithms",
  brunner_munzel: "Brunner and Munzel's test",
  fisher_exact: "Fisher's exact test",
} as const satisfies Record<Comparison['test']['name'], string>

export const WARNING = {
  few_runs: 'fewer than 5 runs on a side',
  unequal_n: 'unequal numbers of runs',
  survivorship: 'the success rates of the two differ: a run that ended early spent less',
  censored: 'values of runs that met a time limit or a budget are lower bounds',
  missing_values: 'runs without a value are left out',
  complete_separation: 'the values of the two do not overlap',
  pseudo_replication: 'runs repeat earlier ones, and may be no independent observations',
} as const satisfies Record<ComparisonWarning, string>

/** Which way, without a word on whether that is good. */
export function verdictText(
  { verdict, estimand, estimate }: Pick<Comparison, 'verdict' | 'estimand' | 'estimate'>,
  first = 'A',
): string {
  const noEffect = estimand === 'gm_ratio' ? 1 : 0
  const direction =
    estimate === null || estimate === noEffect
      ? ''
      : `: ${first} ${estimate > noEffect ? 'larger' : 'smaller'}`
  if (verdict === 'different') return `different${direction}`
  if (verdict === 'different_but_negligible') return `different${direction}, within the margin`
  return verdict ?? ''
}

export const OUTCOME = {
  completed: 'completed',
  failed: 'failed',
  timed_out: 'timed out',
  budget_exceeded: 'over budget',
  infrastructure: 'infrastructure',
  interrupted: 'interrupted',
} as const

const REASON: Record<string, string> = {
  no_observations: 'no run has a value',
  one_observation: 'a single value has no spread',
  too_few_observations: 'too few values',
  no_variation: 'the values do not vary',
  one_side_empty: 'one of the two has no run with a value',
  identical_constants:
    'every run of both has the same value: no difference was observed, and without any spread none can be tested',
  different_constants:
    'every run of either has one value, and the two values differ: without any spread this test has no p-value, the rank tests beside it have one',
  complete_separation: 'the values of the two do not overlap, which leaves this interval undefined',
  zero_mean: 'the mean is zero',
  mean_not_separated_from_zero: 'the mean is not separated from zero',
  not_positive: 'a value is not positive',
  no_target: 'the stopping rule has no target for this metric',
  no_margin: 'no smallest effect of interest is declared',
  exact_test: 'an exact test has none',
  not_for_binary: 'not defined for pass/fail metrics',
  not_attainable: 'no effect is large enough to be detected with so few runs',
  absolute_scale: 'proportions are held against absolute targets',
  infinite: 'infinite, since one side has no success or the other no failure',
  unbounded: 'without an upper bound',
  zero_denominator: 'the denominator is zero',
  no_common_task: 'no task in which every one of them has a value',
  one_task: 'a single task says nothing about others',
  too_many_tasks: 'not worked out for so many tasks',
  equal_effects: 'the effect is the same in every task, which leaves nothing to tell its interval by',
  equal_in_every_task: 'no difference in any task: none was observed, and none can be tested',
  complete_agreement: 'infinite, since all tasks put the frameworks in the same order',
  overflow: 'the result is beyond the range of numbers',
}

/** A reason of results.json as a reader's words; a reason from the data is its own words. */
export const describeReason = (reason: string | undefined): string =>
  reason === undefined ? 'unknown' : (REASON[reason] ?? reason)

/** 95% or 99.5%. */
export const formatLevel = (level: number): string => `${Number((level * 100).toFixed(6))}%`

/** How each metric type is summarised: `geometric mean with 95% log-t interval`. */
export function describeEstimate({ estimand, ci }: Pick<MetricSummary, 'estimand' | 'ci'>): string {
  return `${ESTIMAND[estimand]} with ${formatLevel(ci.level)} ${INTERVAL[ci.method]}`
}

/** `Wall time (min)` and `Human effort (HEU; weighted questions)`, but `Input tokens`: a unit that the label names already is not said twice. */
export function labelWithUnit({ label }: Pick<MetricInResults, 'label'>, unit: string): string {
  if (label.toLowerCase().endsWith(unit)) return label
  return label.endsWith(')') ? `${label.slice(0, -1)}; ${unit})` : `${label} (${unit})`
}

/** Within a sentence: `wall time`, but `CRUD effectiveness`. */
export const inSentence = (label: string): string =>
  /^[A-Z](?![A-Z])/.test(label) ? `${label.charAt(0).toLowerCase()}${label.slice(1)}` : label

/** `a`, `a and b`, `a, b and c`. */
export function enumerate(items: readonly string[]): string {
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`
}

/** What is said of some names, each thing once with all names it is said of: `a and b`. */
export const saidOnce = (
  sayings: readonly { name: string; said: string }[],
): { names: string; said: string }[] =>
  [...new Set(sayings.map(({ said }) => said))].map((said) => ({
    names: enumerate(sayings.flatMap((one) => (one.said === said ? [one.name] : []))),
    said,
  }))

/** `1-4, 7`. */
export function describeRuns(runs: readonly number[]): string {
  const ranges: [number, number][] = []
  for (const run of runs.toSorted((a, b) => a - b)) {
    const last = ranges.at(-1)
    if (last && run === last[1] + 1) last[1] = run
    else ranges.push([run, run])
  }
  const text = ranges.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`)).join(', ')
  return `${runs.length === 1 ? 'run' : 'runs'} ${text}`
}
