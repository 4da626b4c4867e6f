import type { ExperimentDifference, RunRecord } from '@genai-devbench/schema'
import type { ComparedExperiment } from './compared-experiment.ts'

const ABSENT = 'absent'
/** Of a hash, as much as tells two apart. */
const HASH_DIGITS = 12

/** What the experiments do not have in common, the gravest first. Names, descriptions and seeds differ always. */
export function differencesBetween(experiments: readonly ComparedExperiment[]): ExperimentDifference[] {
  const facts: [ExperimentDifference['kind'], Map<string, string>[]][] = [
    ['task', experiments.map(taskFacts)],
    ['metric', experiments.map(metricFacts)],
    ['model', experiments.map(modelFacts)],
    ['framework', experiments.map(frameworkFacts)],
    ['config', experiments.map(configFacts)],
    ['version', experiments.map(versionFacts)],
    ['host', experiments.map(hostFacts)],
  ]
  return facts.flatMap(([kind, ofEach]) => {
    const names = [...new Set(ofEach.flatMap((own) => [...own.keys()]))]
    return names.flatMap((what) => {
      const values = ofEach.map((own) => own.get(what) ?? ABSENT)
      return new Set(values).size > 1 ? [{ kind, what, values }] : []
    })
  })
}

/** With these, values of one metric do not mean the same in both experiments. */
export const isGraveDifference = ({ kind }: ExperimentDifference): boolean =>
  kind === 'task' || kind === 'metric'

/** With these, experiments differ in more than the task: effects of frameworks in them are not those of the same thing. */
export const isGraveBetweenTasks = ({ kind, values }: ExperimentDifference): boolean =>
  kind === 'metric' ||
  kind === 'model' ||
  // A framework that is not in every experiment is missing from a task, no other framework.
  (kind === 'framework' && new Set(values.filter((value) => value !== ABSENT)).size > 1)

/** The same prompts in the same order, whatever the numbers of their steps. */
export function isSameTask(a: ComparedExperiment, b: ComparedExperiment): boolean {
  const [ofA, ofB] = [a, b].map(({ config, prompts }) =>
    config.steps.flatMap(({ id, enabled }) => (enabled ? [prompts.get(id)?.sha256] : [])).join(),
  )
  return ofA === ofB
}

function taskFacts({ config, prompts, evaluations }: ComparedExperiment): Map<string, string> {
  const enabled = config.steps.filter((step) => step.enabled)
  const checks = evaluated(evaluations).flatMap((one) => one.checks_sha256)
  return new Map([
    ['steps', enabled.map(({ id }) => id).join(', ')],
    ...enabled.map(({ id }): [string, string] => [
      `prompt of step ${id}`,
      prompts.get(id)?.sha256.slice(0, HASH_DIGITS) ?? ABSENT,
    ]),
    ...(checks.length === 0
      ? []
      : [['acceptance checks', seen(checks.map((hash) => hash.slice(0, HASH_DIGITS)))] as const]),
  ])
}

function metricFacts({ config: { metrics }, evaluations }: ComparedExperiment): Map<string, string> {
  const { intervention_weights, weights = {}, renormalize, code_quality } = metrics
  const facts = flat({ intervention_weights, weights, renormalize, code_quality }, 'metrics')
  const versions = evaluated(evaluations).flatMap((one) => one.evaluator_versions)
  return versions.length === 0 ? facts : facts.set('evaluator versions', seen(versions))
}

const evaluated = (evaluations: ComparedExperiment['evaluations']) =>
  [...(evaluations?.values() ?? [])].filter((one) => one.not_evaluated === null)

const seen = (values: readonly string[]): string => [...new Set(values)].toSorted().join(', ')

function modelFacts({ config: { model, temperature, llm } }: ComparedExperiment): Map<string, string> {
  return flat({ model, temperature, provider: llm.provider })
}

function frameworkFacts({ config }: ComparedExperiment): Map<string, string> {
  return new Map(
    config.frameworks.map(({ id, adapter, options }) => [
      id,
      Object.keys(options).length === 0
        ? `adapter ${adapter}`
        : `adapter ${adapter}, ${JSON.stringify(options)}`,
    ]),
  )
}

/** All else that config.yaml says. */
function configFacts({ config, hitl }: ComparedExperiment): Map<string, string> {
  const { metrics, llm, timeout, stopping, retry, execution, history, acceptance, stages } = config
  const { intervention_weights: _weights, code_quality: _rules, ...otherMetrics } = metrics
  const { provider: _provider, ...otherLlm } = llm
  return flat({
    metrics: otherMetrics,
    llm: otherLlm,
    timeout,
    stopping,
    retry,
    execution,
    history,
    acceptance,
    stages,
    hitl: Object.fromEntries(
      Object.entries(hitl).map(([text, sha256]) => [text, sha256.slice(0, HASH_DIGITS)]),
    ),
  })
}

function versionFacts({ records }: ComparedExperiment): Map<string, string> {
  const frameworks = [...new Set(records.map(({ framework }) => framework))]
  return new Map([
    ['toolkit', distinct(records.map(({ toolkit_version }) => toolkit_version))],
    ...frameworks.map((id): [string, string] => [
      id,
      distinct(
        records.filter(({ framework }) => framework === id).map(({ identity }) => identityText(identity)),
      ),
    ]),
  ])
}

const identityText = (identity: RunRecord['identity']): string =>
  Object.entries(identity)
    .map(([part, version]) => `${part} ${version}`)
    .join(', ')

function hostFacts({ records }: ComparedExperiment): Map<string, string> {
  return new Map([
    [
      'host',
      distinct(
        records.map(
          ({ host: { platform, arch, cpus, node } }) => `${platform} ${arch}, ${cpus} CPUs, Node ${node}`,
        ),
      ),
    ],
    ['isolation', distinct(records.map(({ isolation }) => isolation.mode))],
  ])
}

const distinct = (values: readonly string[]): string => [...new Set(values)].toSorted().join(' and ')

/** Every value under its path; a list is one value. */
function flat(value: object, path = ''): Map<string, string> {
  return new Map(
    Object.entries(value).flatMap(([key, item]: [string, unknown]) => {
      const place = path === '' ? key : `${path}.${key}`
      if (item === undefined) return []
      if (typeof item === 'object' && item !== null && !Array.isArray(item)) return [...flat(item, place)]
      return [[place, typeof item === 'string' ? item : JSON.stringify(item)]]
    }),
  )
}
