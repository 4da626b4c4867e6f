import {
  type CheckName,
  type CheckResult,
  type CrudCell,
  type EvaluatedRun,
  type QualityScores,
  type RunEvaluation,
  type RunRecord,
  type Score,
  type StepEvaluation,
} from '@genai-devbench/schema'
import { keyOf } from '../regressions.ts'
import { checkOutcomes } from './check-outcomes.ts'

/**
 * What the evaluations of a run's steps come to. Every enabled step counts, whether the run came to it or not (intention
 * to treat).
 *
 * @param evaluations in the order of the steps
 * @param reason why there may be none
 */
export function summarizeRun(
  record: RunRecord,
  evaluations: readonly StepEvaluation[],
  reason = 'it was not evaluated; devbench evaluate does it',
): RunEvaluation {
  const { framework, run, started_at: run_started_at } = record
  const made = record.steps.filter(({ outcome }) => outcome !== 'skipped').map(({ id }) => id)
  const own = evaluations.filter(({ step }) => made.includes(step))
  const last = own.find(({ step }) => step === made.at(-1))
  const identity = { schema_version: 1, framework, run, run_started_at } as const
  if (last === undefined)
    return { ...identity, evaluated_at: new Date().toISOString(), not_evaluated: reason }
  const missing = made.filter((id) => own.every(({ step }) => step !== id))
  const crud = crudCells(last)
  const passed = last.checks.filter(({ outcome }) => outcome === 'passed').length
  const total = last.checks.length + last.checks_to_come.length
  return {
    ...identity,
    evaluated_at:
      own
        .map(({ evaluated_at }) => evaluated_at)
        .toSorted()
        .at(-1) ?? last.evaluated_at,
    not_evaluated: null,
    evaluator_versions: distinct(own.map(({ evaluator_version }) => evaluator_version)),
    checks_sha256: distinct(own.map(({ checks_sha256 }) => checks_sha256)),
    rules_sha256: distinct(own.flatMap(({ rules_sha256 }) => rules_sha256 ?? [])),
    isolation: distinct(own.map(({ isolation }) => isolation.mode)),
    steps_evaluated: own.length,
    steps_enabled: record.steps.length,
    checks: { passed, total },
    ...checkOutcomes(own),
    crud,
    functionality: shareOf(passed, total, 'the enabled steps have no acceptance checks'),
    ...(missing.length === 0 ? overSteps(own, record.steps.length) : unknownOverSteps(missing)),
    crud_effectiveness:
      crud.length === 0
        ? unknown('no check is titled "<entity> <create | read | list | update | delete>: ..."')
        : known(crud.reduce((sum, cell) => sum + cell.passed / cell.total, 0) / crud.length),
    ...scoresOf(last.quality),
  }
}

type OverSteps = Pick<EvaluatedRun, 'executable_step_rate' | 'regressions' | 'migration_continuity'>

function overSteps(own: readonly StepEvaluation[], enabled: number): OverSteps {
  const regressed = new Set(own.flatMap(({ regressions }) => (regressions ?? []).map(keyOf)))
  const migrations = own.map(({ migration }) => migration)
  const kept = migrations.reduce((sum, migration) => sum + (migration.kept ?? 0), 0)
  const total = migrations.reduce((sum, migration) => sum + (migration.total ?? 0), 0)
  return {
    executable_step_rate: known(own.filter(({ start }) => start.answered).length / enabled),
    regressions: { value: regressed.size, reason: null },
    migration_continuity: shareOf(kept, total, migrations.at(-1)?.reason ?? 'no record was there to be kept'),
  }
}

function unknownOverSteps(missing: readonly number[]): OverSteps {
  const reason = `the project was not evaluated after step ${missing.join(', ')}`
  return {
    executable_step_rate: unknown(reason),
    regressions: { value: null, reason },
    migration_continuity: unknown(reason),
  }
}

function scoresOf(quality: StepEvaluation['quality']): QualityScores {
  const score = unknown('it was measured after no step')
  return {
    code_quality: quality?.code_quality.score ?? score,
    documentation: quality?.documentation.score ?? score,
    test_coverage: quality?.test_coverage.score ?? score,
  }
}

const CRUD_TITLE = /^(\S.*?) (create|read|list|update|delete): /

function crudCells({ checks, checks_to_come }: StepEvaluation): CrudCell[] {
  const cells = new Map<string, CrudCell>()
  for (const check of [...checks, ...checks_to_come]) {
    const [, entity, operation] = CRUD_TITLE.exec(check.title) ?? []
    if (entity === undefined) continue
    const key = `${entity} ${operation}`
    const cell = cells.get(key) ?? {
      entity,
      operation: operation as CrudCell['operation'],
      passed: 0,
      total: 0,
    }
    cells.set(key, { ...cell, passed: cell.passed + (hasPassed(check) ? 1 : 0), total: cell.total + 1 })
  }
  return [...cells.values()]
}

const hasPassed = (check: CheckName | CheckResult): boolean =>
  'outcome' in check && check.outcome === 'passed'

const distinct = <T>(values: readonly T[]): T[] => [...new Set(values)]

const known = (value: number): Score => ({ value, reason: null })
const unknown = (reason: string): Score => ({ value: null, reason })
const shareOf = (part: number, whole: number, reason: string): Score =>
  whole === 0 ? unknown(reason) : known(part / whole)
