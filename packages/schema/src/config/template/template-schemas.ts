import * as z from 'zod'
import { CodeQualityRules } from '../metrics/code-quality.ts'
import { HistoryMode } from '../history-mode.ts'
import { isolation } from '../isolation.ts'
import { METRIC_IDS, QUALITY_COMPONENTS, UNANSWERED } from '../metrics/metrics.ts'
import { InnerPath } from '../../names.ts'

/** The parts of config.yaml that the template of a config set has too. */

const seconds = z.number().positive().max(604_800)

export const Step = z
  .strictObject({
    id: z.int().positive().meta({
      description: 'Keeps its meaning: metrics name a step by this id wherever it stands. Ids may have gaps.',
    }),
    enabled: z.boolean().meta({ description: 'false leaves the step out; nothing else has to change.' }),
    name: z
      .string()
      .regex(/\S/, { error: 'empty. Give the step a name.' })
      .max(200)
      .meta({ description: 'For people: in the progress view and the report.' }),
    prompt_file: InnerPath.meta({ description: 'The prompt, a UTF-8 text file; path relative to config/.' }),
  })
  .meta({ description: 'Steps run in the order in which they are declared.' })
export type Step = z.infer<typeof Step>

export const Timeout = z
  .strictObject({
    per_step: seconds.meta({
      description:
        'Seconds one step may take; then its whole process group is ended and the step is timed_out.',
    }),
    total: seconds.meta({ description: 'Seconds all steps of one run may take together.' }),
  })
  .meta({ description: 'Limits; a run that meets one counts, as timed_out.' })
export type Timeout = z.infer<typeof Timeout>

const metricId = z.enum(METRIC_IDS).meta({ description: 'Id of a metric.' })
const weight = z.number().min(0).meta({ description: 'Share of this part in the quality score.' })

export const Metrics = z
  .strictObject({
    primary: z
      .array(metricId)
      .min(1)
      .meta({ description: 'What the comparison is about; fixed when the first run starts.' }),
    sesoi: z.partialRecord(metricId, z.number().positive()).default({}).meta({
      description:
        'Smallest effect size of interest, by metric: differences below it count as equivalent. For positive metrics (tokens, cost, times) a ratio above 1 (1.25: from 0.8 to 1.25 times as much, which is what they have by default), for others a difference in their unit.',
    }),
    weights: z
      .strictObject(
        Object.fromEntries(QUALITY_COMPONENTS.map((id) => [id, weight])) as Record<
          (typeof QUALITY_COMPONENTS)[number],
          typeof weight
        >,
      )
      .optional()
      .meta({
        description: 'Weights of the parts of the quality score; they add up to 1.',
      }),
    renormalize: z.boolean().default(false).meta({
      description:
        'true: where a part of the quality score is unknown, the others share its weight. false: the score is unknown then.',
    }),
    intervention_weights: z
      .record(z.string(), z.number().min(0))
      .default({})
      .meta({
        description: `How much effort of a person a question stands for (metric heu), by the text under config/hitl/ that answers it, without .txt; ${UNANSWERED} for a question without an answer. 1 where none is given.`,
      }),
    code_quality: CodeQualityRules.prefault({}),
  })
  .meta({ description: 'What is compared.' })
export type Metrics = z.output<typeof Metrics>

export const Execution = z
  .strictObject({
    concurrency: z.int().min(1).max(64).default(1).meta({
      description: 'Runs at the same time. More than 1 is faster but adds noise to every time metric.',
    }),
    order: z.enum(['randomized_blocks', 'declared']).default('randomized_blocks').meta({
      description:
        'randomized_blocks: every framework once per block, in random order, so that a drift of the provider hits all alike.',
    }),
    ...isolation,
  })
  .meta({ description: 'How the runs are made.' })

export const History = z
  .strictObject({
    preserve: z.boolean().default(false).meta({
      description:
        'true keeps the workspace as every step left it, under history/ of the run. `devbench experiment history` shows, compares and restores these states.',
    }),
    mode: HistoryMode.default('diff').meta({
      description:
        'full: plain copies. compressed: a tar.gz for each step. diff: a tar.gz of what changed since the step before, the smallest.',
    }),
  })
  .meta({ description: 'What is kept of the states between the first step and the last.' })
