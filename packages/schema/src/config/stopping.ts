import * as z from 'zod'
import { METRIC_IDS } from './metrics/metrics.ts'

/** The `stopping` part of config.yaml. */

const metricId = z.enum(METRIC_IDS).meta({ description: 'Id of a metric.' })
const confidence_level = z
  .number()
  .gt(0.5)
  .lt(1)
  .default(0.95)
  .meta({ description: 'Of the intervals in the report and of those the stopping rule looks at.' })
// More is a slip of the hand: the schedule is kept in memory.
const max_runs = z.int().positive().max(100_000).meta({ description: 'Runs of each framework, at the most.' })

const min_runs = z
  .int()
  .min(5, {
    error: 'below 5: an interval from so few runs cannot carry a stopping rule. Use at least 10.',
  })
  .meta({ description: 'Runs of each framework before the first check.' })
const batch = z
  .int()
  .positive()
  .default(5)
  .meta({ description: 'Runs of each framework between two checks.' })
const targets = z
  .array(
    z.strictObject({
      metric: metricId,
      target: z.number().positive().meta({
        description:
          'Half-width of the confidence interval: relative (0.1 = 10 %), for pass/fail metrics absolute.',
      }),
    }),
  )
  .min(1)
  .meta({ description: 'What must be known how precisely before the experiment stops.' })

export const Stopping = z
  .discriminatedUnion('mode', [
    z.strictObject({
      mode: z.literal('fixed').meta({ description: 'Every framework gets exactly max_runs runs.' }),
      confidence_level,
      max_runs,
    }),
    z.strictObject({
      mode: z.literal('sequential').meta({
        description:
          'Checked after every batch, all frameworks at the same n: stops when each target is met by each framework, or at max_runs. Intervals after such a stop cover a little less often than they say.',
      }),
      confidence_level,
      min_runs,
      max_runs,
      batch,
      metrics: targets,
    }),
    z.strictObject({
      mode: z.literal('two_stage').meta({
        description:
          'The first min_runs runs are a pilot; its spread says how many runs the targets need, and so many are made, up to max_runs. Exact coverage for (log)normal metrics.',
      }),
      confidence_level,
      min_runs,
      max_runs,
      metrics: targets,
    }),
    z.strictObject({
      mode: z.literal('anytime').meta({
        description:
          'As sequential, but with confidence sequences, which stay valid however often one looks; needs more runs. Exact coverage for (log)normal and pass/fail metrics.',
      }),
      confidence_level,
      min_runs,
      max_runs,
      batch,
      metrics: targets,
    }),
  ])
  .meta({ description: 'How many runs of each framework are made.' })
export type Stopping = z.infer<typeof Stopping>
