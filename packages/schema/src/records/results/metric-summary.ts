import * as z from 'zod'
import { Interval, bounds, count, figure, metricType, nullsHaveReasons, reasons } from './figure.ts'

/** Why runs have no value of a metric, and which ones. */
export const Missing = z.strictObject({ reason: z.string(), runs: z.array(z.int().positive()) })
export type Missing = z.infer<typeof Missing>

/** What the level of an interval is worth under the stopping rule by which the number of runs was found. */
export const Coverage = z.enum(['fixed_n', 'approximate_sequential', 'two_stage', 'anytime'])
export type Coverage = z.infer<typeof Coverage>

/** The interval of a summary's estimate. */
const EstimateInterval = z
  .strictObject({
    ...bounds,
    /** (hi - lo)/2. */
    half_width: figure,
    /** On the scale of a relative stopping target: of the logarithms exp(w) - 1, of a mean w/|mean|. */
    rel_half_width: figure,
    coverage_note: Coverage,
  })
  .superRefine(nullsHaveReasons)
export type EstimateInterval = z.infer<typeof EstimateInterval>

/** Between two order statistics, whatever the distribution; `coverage` is exact for continuous values. */
const MedianInterval = z
  .strictObject({ level: z.number(), lo: figure, hi: figure, coverage: figure, reasons })
  .superRefine(nullsHaveReasons)
export type MedianInterval = z.infer<typeof MedianInterval>

/** A diagnostic that decides nothing; of positive metrics on the logarithms. */
const ShapiroWilk = z.strictObject({ w: figure, p: figure, reasons }).superRefine(nullsHaveReasons)
export type ShapiroWilk = z.infer<typeof ShapiroWilk>

/** The confidence sequence at the last run; g is the width of its mixture, which pass/fail metrics do not have. */
const AnytimeInterval = z
  .strictObject({ level: z.number(), lo: figure, hi: figure, g: figure, reasons })
  .superRefine(nullsHaveReasons)
export type AnytimeInterval = z.infer<typeof AnytimeInterval>

/** One framework, one metric, over all runs that count and have a value. In the metric's unit, but for n and cv. */
export const MetricSummary = z
  .strictObject({
    type: metricType,
    n: count,
    n_missing: count,
    missing: z.array(Missing),
    /** Values that are lower bounds, since a time limit or a budget ended their runs. */
    n_censored: count,
    mean: figure,
    sd: figure,
    sem: figure,
    cv: figure,
    min: figure,
    q1: figure,
    median: figure,
    q3: figure,
    max: figure,
    iqr: figure,
    mad: figure,
    p90: figure,
    p95: figure,
    median_ci: MedianInterval,
    /** What the metric's type is summarised by, its value, and the interval that fits the stopping mode. */
    estimand: z.enum(['geometric_mean', 'mean', 'proportion']),
    estimate: figure,
    ci: EstimateInterval,
    /** Positive metrics alone; the interval is that of a fixed number of runs. */
    geometric_mean: figure.optional(),
    gm_ci: Interval.optional(),
    /** Of the arithmetic mean of a positive metric, for lognormal values. */
    mean_ci_olsson: Interval.optional(),
    /** Beside the t interval of a count, from 20 values on. */
    bootstrap_ci: Interval.optional(),
    /** There where the stopping mode is `anytime`. */
    anytime_ci: AnytimeInterval.optional(),
    /** Absent for pass/fail metrics. */
    shapiro: ShapiroWilk.optional(),
    /** Runs beyond 1.5 interquartile ranges from the quartiles (of positive metrics: on the logarithms). They stay in. */
    outliers_iqr: z.array(z.int().positive()),
    /** Nothing, one value, or the same value again and again; else absent. */
    degenerate: z.enum(['empty', 'single', 'constant']).optional(),
    reasons,
  })
  .superRefine(nullsHaveReasons)
export type MetricSummary = z.infer<typeof MetricSummary>
