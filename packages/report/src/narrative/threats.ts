import type { Notice, Results } from '@genai-devbench/schema'
import { counted } from '../document/blocks.ts'
import { enumerate } from '../words.ts'
import { isStoppingAmended, wasEvaluated } from './methods.ts'

/** The four kinds of validity of Wohlin et al. 2012, Experimentation in Software Engineering. */
export type Validity = 'conclusion' | 'internal' | 'construct' | 'external'

export interface Threat {
  validity: Validity
  text: string
}

/** What limits what may be concluded, as far as the records show it: each threat only where it is there. */
export const threatsTo = (results: Results): Threat[] => [
  ...conclusionThreats(results),
  ...internalThreats(results),
  ...constructThreats(results),
  ...externalThreats(results),
]

/** Below this few would trust the shape of a sample to be seen in it. */
const MANY_RUNS = 20

function conclusionThreats(results: Results): Threat[] {
  const { frameworks, stopping, plan } = results
  const fewest = Math.min(...frameworks.map(({ runs }) => runs))
  return threats('conclusion', [
    messageOf(results, 'pseudo_replication'),
    messageOf(results, 'replayed'),
    fewest < MANY_RUNS &&
      `Few runs (at least ${fewest} of each framework): intervals lean on the assumed distribution, and small effects go unseen. The tables give the smallest effect that could have been detected.`,
    stopping.mode === 'sequential' &&
      'The number of runs was found while looking at the data (sequential stopping), so that intervals cover approximately as often as they say.',
    stopping.mode !== 'fixed' &&
      'Tests and intervals of pairs take the number of runs as fixed, although the stopping rule chose it.',
    isStoppingAmended(results) &&
      'The stopping rule was amended after runs had been made: where what they showed led to that, tests and intervals err more often than they say.',
    stopping.reason === 'max_runs' &&
      stopping.mode !== 'fixed' &&
      'The experiment stopped at its largest number of runs, before every target of precision was met.',
    messageOf(results, 'plan_unfinished'),
    messageOf(results, 'unequal_n'),
    messageOf(results, 'missing_values'),
    plan.source === 'config' &&
      'There is no seal of the first run, so that it cannot be shown that the primary metrics were chosen before the data.',
  ])
}

function internalThreats(results: Results): Threat[] {
  const { provenance } = results
  const modes = [...new Set(provenance.isolation.map(({ mode }) => mode))]
  return threats('internal', [
    ...messagesOf(results, 'amended'),
    messageOf(results, 'several_configurations'),
    messageOf(results, 'several_versions'),
    ...messagesOf(results, 'several_isolations'),
    provenance.run_toolkit_versions.length > 1 &&
      `The runs were made with several versions of the toolkit (${enumerate(provenance.run_toolkit_versions)}).`,
    modes.length === 1 &&
      modes[0] === 'none' &&
      'Frameworks were not isolated from the rest of the machine: what is installed there, or was left by an earlier run outside of its directory, may have influenced a run.',
    provenance.concurrency > 1 &&
      `${provenance.concurrency} runs were made at a time and shared the machine and the provider's limits: all times carry that noise.`,
    provenance.order !== 'randomized_blocks' &&
      'The order of the runs was not randomised, so that a drift of provider or machine may look like a difference between frameworks.',
    provenance.hosts.length > 1 &&
      `The runs were made on ${counted(provenance.hosts.length, 'host')} of different kinds.`,
    provenance.temperature === undefined &&
      'No temperature was set: each framework asked for its own, which is part of what is compared.',
    results.provider !== 'scripted' &&
      provenance.first_run_started_at !== undefined &&
      `The provider may have changed the model between ${provenance.first_run_started_at} and ${provenance.last_run_ended_at}; what it called the model is recorded with every call.`,
  ])
}

function constructThreats(results: Results): Threat[] {
  return threats('construct', [
    messageOf(results, 'timeouts'),
    messageOf(results, 'spent_budgets'),
    messageOf(results, 'success_rates_differ'),
    messageOf(results, 'estimated_usage'),
    messageOf(results, 'not_evaluated'),
    messageOf(results, 'several_evaluators'),
    messageOf(results, 'several_check_sets'),
    messageOf(results, 'several_rule_sets'),
    'Success means that every step ended as its framework reports a step done; it does not say how good the product is.',
    wasEvaluated(results) &&
      'Functionality is what the acceptance checks ask for; what no check asks for is not seen.',
  ])
}

function externalThreats(results: Results): Threat[] {
  const { model, frameworks, provenance, steps } = results
  const stepIds = new Set(steps.map(({ step }) => step))
  return threats('external', [
    messageOf(results, 'scripted_model'),
    `One model (${model}): another may rank the frameworks otherwise.`,
    `One task of ${counted(stepIds.size, 'step')}: other kinds and sizes of software are not covered.`,
    provenance.hosts.length === 1 && 'One host: times on other machines differ.',
    `The frameworks are the versions named under Provenance (${enumerate(frameworks.map(({ id }) => id))}); later ones may behave otherwise.`,
  ])
}

const threats = (validity: Validity, texts: readonly (string | false | undefined)[]): Threat[] =>
  texts.flatMap((text) => (text ? [{ validity, text }] : []))

const messageOf = (results: Results, wanted: Notice['code']): string | undefined =>
  messagesOf(results, wanted)[0]

const messagesOf = ({ notices }: Results, wanted: Notice['code']): string[] =>
  notices.filter(({ code }) => code === wanted).map(({ message }) => message)
