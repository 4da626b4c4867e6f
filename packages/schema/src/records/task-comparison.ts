import * as z from 'zod'
import { FrameworkId } from '../names.ts'
import { DescribedExperiments } from './experiment-comparison.ts'
import { Equivalence, PairTest, VERDICTS } from './results/comparison.ts'
import {
  Interval,
  count,
  estimand,
  figure,
  metricId,
  nullsHaveReasons,
  reasons,
  role,
} from './results/figure.ts'

/** task_comparison.json: frameworks compared over tasks, each experiment being one task. */

/** Two frameworks in one task, from that task's runs. */
export const EffectInTask = z
  .strictObject({
    /** Name of the experiment. */
    task: z.string(),
    n_a: count,
    n_b: count,
    /** Null where one of the two has no value; then the task is left out of the pair. */
    estimate: figure,
    /** Of the effect in this task: from run to run, not from task to task. */
    ci: Interval,
    reasons,
  })
  .superRefine(nullsHaveReasons)
export type EffectInTask = z.infer<typeof EffectInTask>

/** Wilcoxon's signed rank test of the effects in the tasks, exact given their ties; effects of 0 are dropped. */
const SignedRankOverTasks = z
  .strictObject({
    /** Sum of the ranks of the effects in favour of larger values of a. */
    v: figure,
    /** Two-sided. */
    p: figure,
    /** Within the family of all pairs under the metrics of the same role. */
    p_adjusted: figure,
    adjust: PairTest.shape.adjust,
    family_size: count,
    /** What so many tasks allow at the least: 2^(1 - tasks), and after adjustment when all others are as small as they can be. */
    smallest_p: figure,
    smallest_p_adjusted: figure,
    reasons,
  })
  .superRefine(nullsHaveReasons)

/** Two frameworks under one metric over all tasks: a against b. */
export const ComparisonOverTasks = z
  .strictObject({
    metric: metricId,
    role,
    a: FrameworkId,
    b: FrameworkId,
    estimand,
    /** Every task, in the order of the experiments. */
    tasks: z.array(EffectInTask),
    /** Those with an estimate: on them everything below rests. */
    n_tasks: count,
    /** Tasks in which a has the larger value, both have the same, and a has the smaller one. */
    larger: count,
    equal: count,
    smaller: count,
    /** Unweighted mean of the effects, of ratios the geometric one. */
    estimate: figure,
    /** From task to task: Student's t interval of the effects. */
    ci: Interval,
    signed_rank: SignedRankOverTasks,
    /** Exact sign-flip test of the mean effect, beside the test that decides. */
    p_sign_flip: figure,
    equivalence: Equivalence,
    /** From the adjusted p-values of test and equivalence at 1 - confidence_level. */
    verdict: z.enum(VERDICTS).nullable(),
    reasons,
  })
  .superRefine(nullsHaveReasons)
export type ComparisonOverTasks = z.infer<typeof ComparisonOverTasks>

/** Friedman's test of three frameworks or more under one metric, the tasks being the blocks. */
export const RankingOverTasks = z
  .strictObject({
    metric: metricId,
    role,
    /** Those with a value in any task. */
    frameworks: z.array(FrameworkId),
    /** Those in which all these frameworks have a value. */
    tasks: z.array(z.string()),
    /** By framework, over these tasks; 1 is the smallest value. */
    mean_ranks: z.record(FrameworkId, z.number()),
    chi2: figure,
    df: figure,
    p_chi_squared: figure,
    kendall_w: figure,
    /** Iman and Davenport's, with p beside it: less conservative than chi-squared. */
    f: figure,
    df1: figure,
    df2: figure,
    p: figure,
    reasons,
  })
  .superRefine(nullsHaveReasons)
export type RankingOverTasks = z.infer<typeof RankingOverTasks>

export const TaskComparison = z.strictObject({
  ...DescribedExperiments.shape,
  comparisons: z.array(ComparisonOverTasks),
  rankings: z.array(RankingOverTasks),
})
export type TaskComparison = z.infer<typeof TaskComparison>
