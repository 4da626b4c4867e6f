import * as z from 'zod'

const delay = z.number().positive().max(86_400)

/** The `retry` part of config.yaml. Only what says nothing about a framework is tried again: a framework's failure is a result. */
export const RunRetry = z
  .strictObject({
    infrastructure: z
      .strictObject({
        max_attempts: z.int().min(1).max(100).default(1).meta({
          description:
            'How often a run is begun in one run-experiment before it is left for the next one. 1: no run is begun twice.',
        }),
        base_delay: delay.default(30).meta({
          description: 'Seconds: the wait before attempt k+1 is random, up to base_delay * 2^(k-1).',
        }),
        max_delay: delay.default(600).meta({ description: 'Seconds: no wait is longer.' }),
      })
      .prefault({})
      .meta({
        description:
          "For runs that ended for reasons which are not the framework's: the provider failed, the disk was full, its program could not be started. Not when the provider refuses the key (401, 403) or the account has nothing left to spend. Each attempt is kept with what it spent.",
      }),
  })
  .meta({ description: 'Which runs are made again, and how often.' })
export type RunRetry = z.output<typeof RunRetry>
