import * as z from 'zod'

/** What of `llm` in config.yaml limits the calls: budgets, rates, and how often one is tried. */

const Allowance = z
  .strictObject({
    tokens: z.int().positive().optional().meta({
      description: 'Tokens at most: input (cached ones included) and output together.',
    }),
    // Sums are kept in whole picodollars, which are exact up to 9007 USD.
    usd: z
      .number()
      .positive()
      .max(9000)
      .optional()
      .meta({ description: 'US dollars at most. Every model needs a price.' }),
  })
  .refine(({ tokens, usd }) => tokens !== undefined || usd !== undefined, {
    error: 'empty. Give tokens, usd or both.',
  })
export type Allowance = z.infer<typeof Allowance>

export const BUDGET_SCOPES = ['step', 'run', 'experiment'] as const
export type BudgetScope = (typeof BUDGET_SCOPES)[number]

const budget = z
  .strictObject({
    step: Allowance.optional().meta({ description: 'For each step. One over it ends as budget_exceeded.' }),
    run: Allowance.optional().meta({
      description: 'For all steps of a run. A run over it counts, as budget_exceeded.',
    }),
    experiment: Allowance.optional().meta({
      description:
        'For everything, attempts that do not count included. Once spent, the experiment stops; the run that met it does not count.',
    }),
    output_reserve: z.int().positive().default(4096).meta({
      description:
        'Output tokens set aside for a call that states no limit of its own (max_tokens), until it is over.',
    }),
  })
  .optional()
  .meta({
    description:
      'What may be spent. A call is sent only when the most it may take still fits: a token for two bytes of the request, and its max_tokens or output_reserve. So a budget has to be several times that.',
  })

const rate_limit = z
  .strictObject({
    requests_per_minute: z
      .int()
      .positive()
      .optional()
      .meta({ description: 'Requests to the provider in any 60 seconds.' }),
    tokens_per_minute: z
      .int()
      .positive()
      .optional()
      .meta({ description: 'Input and output tokens of the calls begun in any 60 seconds.' }),
  })
  .optional()
  .meta({
    description:
      'Calls over a rate wait in the gateway, first come, first served. The wait is no part of model_seconds.',
  })

const max_concurrency = z
  .int()
  .positive()
  .optional()
  .meta({ description: 'Calls at the provider at the same time, over all runs; others wait.' })

const delay = z.number().positive().max(3600)
const retry = z
  .strictObject({
    max_attempts: z.int().min(1).max(20).default(1).meta({
      description:
        'How often a call is sent before a failure (408, 429, 500, 502, 503, 504, 529, no connection) reaches the framework. 1: the framework sees every failure, as it would without the gateway.',
    }),
    base_delay: delay.default(1).meta({
      description: 'Seconds: the wait before attempt k+1 is random, up to base_delay * 2^(k-1).',
    }),
    max_delay: delay.default(60).meta({
      description:
        'Seconds: no wait is longer. A provider that asks for more has its answer passed on instead.',
    }),
  })
  .prefault({})
  .meta({ description: 'Whether the gateway tries failed calls again, and how.' })
export type Retry = z.output<typeof retry>

export const limits = { budget, rate_limit, max_concurrency, retry }
const Limits = z.strictObject(limits)
/** The limits of any provider. */
export type LlmLimits = z.output<typeof Limits>
export type Budget = NonNullable<LlmLimits['budget']>
