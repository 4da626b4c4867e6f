import * as z from 'zod'
import { InnerPath, StageName } from '../../names.ts'

/** The `stages` part of config.yaml. */

const seconds = z.number().positive().max(604_800)

const common = {
  name: StageName,
  order: z.int().meta({
    description: 'Stages run sorted by it, wherever they stand in the file. Used once; without gaps.',
  }),
  timeout_secs: seconds.optional().meta({
    description: 'Seconds after which the stage is ended, with all that is under way in it, and has failed.',
  }),
  optional: z
    .boolean()
    .default(false)
    .meta({ description: 'true: the rest goes on though this stage fails; it is not tried again.' }),
}

const barrier = z.boolean().default(true).meta({
  description:
    'true: the next stage begins when this one and all before it are over. false: as soon as a worker is free (execution.concurrency).',
})
const script = InnerPath.meta({
  description:
    'A program under config/: executable, its first line #!... Runs in the directory of the experiment; exit code 0 is success.',
})
const runs = z.int().positive().optional().meta({
  description:
    'Up to how many runs of each framework, those of earlier stages included; without it, as many as the stopping rule wants.',
})
const duration_secs = seconds.optional()

const completion = <const T extends readonly [string, ...string[]]>(values: T, description: string) =>
  z.enum(values).meta({ description })

export const Stage = z
  .discriminatedUnion('type', [
    z.strictObject({
      ...common,
      barrier,
      type: z.literal('prepare').meta({ description: 'Gets ready what the runs need.' }),
      completion: completion(
        ['script_exit', 'validation_passed'],
        'script_exit: the script has ended well. validation_passed: the installations of all frameworks are found sound once more and the script, if there is one, has ended well.',
      ),
      script: script.optional(),
    }),
    z.strictObject({
      ...common,
      barrier,
      type: z.literal('execute').meta({ description: 'Makes runs.' }),
      completion: completion(
        ['tasks_done', 'duration', 'duration_or_tasks'],
        'tasks_done: its runs are made. duration: after duration_secs; no run is begun after that, those under way are finished. duration_or_tasks: whichever comes first.',
      ),
      runs,
      duration_secs: duration_secs.meta({ description: 'Seconds in which runs are begun.' }),
    }),
    z.strictObject({
      ...common,
      barrier,
      type: z.literal('custom').meta({ description: 'A script, such as a checkpoint, or a pause.' }),
      completion: completion(
        ['script_exit', 'duration'],
        'script_exit: the script has ended well. duration: after duration_secs; the script, if there is one, is then ended.',
      ),
      script: script.optional(),
      duration_secs: duration_secs.meta({ description: 'Seconds the stage takes.' }),
    }),
    z.strictObject({
      ...common,
      barrier,
      type: z.literal('hybrid').meta({
        description: 'Makes runs while a script, such as a monitor, runs beside them.',
      }),
      completion: completion(
        ['tasks_done', 'script_exit', 'duration_or_tasks'],
        'tasks_done: its runs are made. script_exit: the script has ended well. duration_or_tasks: its runs are made or duration_secs are over. Then no run is begun any more, those under way are finished, and the script is ended.',
      ),
      script,
      runs,
      duration_secs: duration_secs.meta({ description: 'Seconds in which runs are begun.' }),
    }),
    z.strictObject({
      ...common,
      type: z.literal('cleanup').meta({
        description:
          'Clears away what a prepare stage set up: at the end of every run-experiment that began a stage, however it ended, Ctrl-C included.',
      }),
      completion: completion(['script_exit'], 'script_exit: the script has ended well.'),
      script,
      timeout_secs: seconds
        .default(300)
        .meta({ description: 'Seconds after which the script is ended and the stage has failed.' }),
    }),
  ])
  .meta({ description: 'One part of the experiment.' })
export type Stage = z.output<typeof Stage>

/** All that runs once, in order; a cleanup runs whenever there is something to clear away. */
export type WorkStage = Exclude<Stage, { type: 'cleanup' }>
export const isWork = (stage: Stage): stage is WorkStage => stage.type !== 'cleanup'

/** Stages in which runs are made. */
export type RunStage = Extract<WorkStage, { type: 'execute' | 'hybrid' }>
export const makesRuns = (stage: Stage): stage is RunStage =>
  stage.type === 'execute' || stage.type === 'hybrid'

/** The script of a stage that has one. */
export const scriptOf = (stage: Stage): string | undefined => ('script' in stage ? stage.script : undefined)

export const Stages = z.array(Stage).min(1, { error: 'no stage. Declare one, or leave stages out.' }).meta({
  description:
    'What happens in which order, where it is more than making all runs: a pilot, a checkpoint, the main series, ... See docs/running/stages.md.',
})

/** What an experiment without `stages` does, once everything is checked. */
export const DEFAULT_STAGES: readonly Stage[] = [
  { name: 'execute', type: 'execute', order: 1, completion: 'tasks_done', optional: false, barrier: true },
]

/** The stages of an experiment in the order in which they run. */
export const orderedStages = (stages: readonly Stage[] = DEFAULT_STAGES): Stage[] =>
  stages.toSorted((a, b) => a.order - b.order)

/** The orders that are left out between the first and the last. */
export function missingOrders(ordered: readonly Stage[]): [after: number, before: number][] {
  return ordered.flatMap(({ order }, index): [number, number][] => {
    const next = ordered[index + 1]
    return next !== undefined && next.order > order + 1 ? [[order, next.order]] : []
  })
}
