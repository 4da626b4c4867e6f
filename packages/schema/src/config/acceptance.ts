import * as z from 'zod'

const seconds = z.number().positive().max(86_400)

export const AcceptanceStart = z
  .strictObject({
    command: z.string().regex(/\S/, { error: 'empty. Write the command, such as python3 main.py.' }).meta({
      description:
        'Run by sh in the project directory. The application listens on 127.0.0.1 on the port in $PORT and keeps its data in the file $DATABASE_PATH.',
    }),
    base_path: z
      .string()
      .regex(/^(\/[^\s?#]*)?$/, { error: 'not the beginning of a path, such as /api.' })
      .default('')
      .meta({ description: 'What stands before the paths of the checks, such as /api.' }),
  })
  .meta({ description: 'How the generated application is started.' })
export type AcceptanceStart = z.output<typeof AcceptanceStart>

/** The `acceptance` part of config.yaml: when and how what was generated is started and checked. */
export const Acceptance = z
  .strictObject({
    when: z.enum(['each_step', 'last_step', 'never']).default('each_step').meta({
      description:
        'each_step: after every step. last_step: after the last one that was made; regressions and what else is seen from step to step is then unknown. never: `devbench evaluate` does it later.',
    }),
    isolation: z.enum(['bwrap', 'none']).default('bwrap').meta({
      description:
        'bwrap: what was generated runs in a sandbox of bubblewrap, without a network and with limits; where there is none, nothing is evaluated. none: it may do what you may do.',
    }),
    start: AcceptanceStart.optional().meta({
      description:
        'Without it: what the framework is known to generate, else main.py or start.sh, else what the files of the project say.',
    }),
    timeouts: z
      .strictObject({
        install: seconds.default(300).meta({ description: 'Seconds to install what the project asks for.' }),
        start: seconds.default(30).meta({ description: 'Seconds until the application answers.' }),
        checks: seconds.default(300).meta({ description: 'Seconds for all checks after one step.' }),
      })
      .prefault({})
      .meta({ description: 'Limits of an evaluation; what meets one has failed.' }),
  })
  .meta({ description: 'How what was generated is started and checked.' })
export type Acceptance = z.output<typeof Acceptance>
