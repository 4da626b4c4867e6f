import type { ConfigParts } from '../config-parts.ts'
import type { RuleBreach } from '../template/template-rules.ts'
import { type Stage, isWork, makesRuns, scriptOf } from './stages.ts'

type Place = ConfigParts['stages'][number]

export function stageRuleBreaches(parts: ConfigParts): RuleBreach[] {
  const ordered = parts.stages.toSorted((a, b) => a.part.order - b.part.order)
  return [
    ...namesAreUnique(parts.stages),
    ...ordersAreUnique(parts.stages),
    ...parts.stages.flatMap(completionHasWhatItNeeds),
    ...cleanupComesLast(ordered),
    ...runsGoUp(ordered, parts),
    ...someStageMakesRuns(parts),
  ]
}

function namesAreUnique(stages: readonly Place[]): RuleBreach[] {
  // Compared without case: each name names logs, and some file systems fold case.
  return repeated(stages, ({ name }) => name.toLowerCase()).map(({ index, part: { name } }) => ({
    path: ['stages', index, 'name'],
    message: `the name "${name}" is used twice.`,
    hint: 'Give every stage a name of its own.',
  }))
}

function ordersAreUnique(stages: readonly Place[]): RuleBreach[] {
  return repeated(stages, ({ order }) => order).map(({ index, part: { order } }) => ({
    path: ['stages', index, 'order'],
    message: `order ${order} is used twice.`,
    hint: 'Number the stages in the order in which they are to run.',
  }))
}

const repeated = (stages: readonly Place[], key: (stage: Stage) => unknown): Place[] =>
  stages.filter(({ index, part }) =>
    stages.some((other) => other.index < index && key(other.part) === key(part)),
  )

function completionHasWhatItNeeds({ index, part: stage }: Place): RuleBreach[] {
  const { type, completion, timeout_secs } = stage
  const duration_secs = 'duration_secs' in stage ? stage.duration_secs : undefined
  const lasts = completion === 'duration' || completion === 'duration_or_tasks'
  const breaches: RuleBreach[] = []
  if (completion === 'script_exit' && scriptOf(stage) === undefined)
    breaches.push({
      path: ['stages', index, 'completion'],
      message: `script_exit needs a script, and this ${type} stage has none.`,
      hint: 'Name one: script: scripts/NAME.sh, a program under config/.',
    })
  if (lasts && duration_secs === undefined)
    breaches.push({
      path: ['stages', index, 'completion'],
      message: `${completion} needs duration_secs.`,
      hint: 'Say how many seconds: duration_secs: 3600',
    })
  if (!lasts && duration_secs !== undefined)
    breaches.push({
      path: ['stages', index, 'duration_secs'],
      message: `has no effect with completion: ${completion}.`,
      hint:
        type === 'custom'
          ? 'Leave it out, or use completion: duration.'
          : 'Leave it out, or use completion: duration_or_tasks. A limit is timeout_secs.',
    })
  if (duration_secs !== undefined && timeout_secs !== undefined && timeout_secs <= duration_secs)
    breaches.push({
      path: ['stages', index, 'timeout_secs'],
      message: `timeout_secs (${timeout_secs}) is not longer than duration_secs (${duration_secs}), so the stage would always fail.`,
      hint: 'Raise timeout_secs: runs under way are finished after duration_secs.',
    })
  return breaches
}

function cleanupComesLast(ordered: readonly Place[]): RuleBreach[] {
  return ordered.flatMap(({ index, part }, position) => {
    const after = ordered.slice(position + 1).find((later) => isWork(later.part))
    if (isWork(part) || after === undefined) return []
    return [
      {
        path: ['stages', index, 'order'],
        message: `this cleanup stage (order ${part.order}) comes before ${after.part.name} (order ${after.part.order}).`,
        hint: 'Cleanup comes last. For a script in between use type: custom.',
      },
    ]
  })
}

function runsGoUp(ordered: readonly Place[], { stopping }: ConfigParts): RuleBreach[] {
  const breaches: RuleBreach[] = []
  const most = stopping?.max_runs ?? Infinity
  let before: { name: string; runs: number } | undefined
  for (const { index, part: stage } of ordered) {
    if (!makesRuns(stage)) continue
    const { name, runs = most } = stage
    const path = ['stages', index, 'runs']
    if (runs > most)
      breaches.push({
        path,
        message: `runs (${runs}) is more than stopping.max_runs (${most}).`,
        hint: 'Lower it, or raise stopping.max_runs.',
      })
    else if (before !== undefined && runs < before.runs)
      breaches.push({
        path,
        message: `runs (${runs}) is less than ${before.name} before it makes (${before.runs}), so nothing is left to make.`,
        hint: 'runs counts those of earlier stages as well: 5 for a pilot, then 30 for 25 more.',
      })
    before = { name, runs: Math.min(runs, most) }
  }
  return breaches
}

function someStageMakesRuns({ stages, allStages }: ConfigParts): RuleBreach[] {
  if (!allStages || stages.some(({ part }) => makesRuns(part))) return []
  return [
    {
      path: ['stages'],
      message: 'no stage makes runs.',
      hint: 'Add one: {name: main, type: execute, order: ..., completion: tasks_done}',
    },
  ]
}
