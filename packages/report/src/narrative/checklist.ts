import type { Results } from '@genai-devbench/schema'
import { counted } from '../document/blocks.ts'
import { enumerate } from '../words.ts'

/** Guidelines for empirical studies in software engineering that involve large language models. */
export const GUIDELINES = 'Baltes et al. 2025, arXiv:2508.15503, llm-guidelines.org'

export interface ChecklistItem {
  guideline: string
  /** `partly`: what the records show is there, the rest is the authors' to say. */
  status: 'answered' | 'partly' | 'open'
  answer: string
}

/** The eight guidelines with what of each this experiment answers by itself, and what is left to its authors. */
export function reportingChecklist(results: Results): ChecklistItem[] {
  return [
    {
      guideline: '1 Declare LLM usage and role',
      status: 'answered',
      answer: `${results.provider === 'scripted' ? 'No language model took part: fixed replies of the scripted stand-in answered the frameworks' : `The model ${results.model} is called by the frameworks`} under study, which are compared as software development tools. No model took part in measuring or analysing.`,
    },
    modelVersion(results),
    toolArchitecture(results),
    {
      guideline: '4 Report prompts, their development, and interaction logs',
      status: 'partly',
      answer:
        'The prompts and the fixed answers to questions are under config/, sealed by sha256; every call is a line of llm_calls.jsonl of its run. What was said is kept where llm.record was on. How the prompts were developed is for the authors to say.',
    },
    {
      guideline: '5 Use human validation for LLM outputs',
      status: 'open',
      answer: `${humanPart(results)} All metrics are computed by programs; that people judged the products would be for the authors to report.`,
    },
    {
      guideline: '6 Use an open LLM as a baseline',
      status: 'open',
      answer: `One model was used (${results.model}). Whether its weights are open, and how an open model compares, is for the authors to say; a fork of this experiment (new-experiment --from) can name another model.`,
    },
    baselines(results),
    {
      guideline: '8 Report limitations and mitigations',
      status: 'partly',
      answer:
        'See "Threats to validity", made from what the records show. What they cannot show (representative tasks, data leaked into training, costs to the environment) is for the authors to add.',
    },
  ]
}

function modelVersion({ model, provider, provenance }: Results): ChecklistItem {
  const temperature =
    provenance.temperature === undefined
      ? 'no temperature set, so that each framework asked for its own'
      : `temperature ${provenance.temperature}`
  const dates =
    provenance.first_run_started_at === undefined
      ? ''
      : `, used from ${provenance.first_run_started_at} to ${provenance.last_run_ended_at}`
  return {
    guideline: '2 Report model version, configuration, and customizations',
    status: 'partly',
    answer: `Asked for: ${model} of ${provider}, ${temperature}, seed ${provenance.seed}${dates}. What the provider called the model that answered is gen_ai.response.model of every call in llm_calls.jsonl. Customizations such as fine-tuning are for the authors to say.`,
  }
}

function toolArchitecture({ frameworks, provenance, steps }: Results): ChecklistItem {
  const versions = frameworks.map(({ id, adapter, identity }) => {
    const parts = Object.entries(identity).map(([part, found]) => `${part} ${found.join(' and ')}`)
    return `${id} (${[`adapter ${adapter}`, ...parts].join(', ')})`
  })
  const stepIds = new Set(steps.map(({ step }) => step))
  const isolation = [...new Set(provenance.isolation.map(({ mode }) => mode))]
  return {
    guideline: '3 Report tool architecture beyond models',
    status: 'partly',
    answer: `Frameworks: ${versions.join('; ')}. Each ran ${counted(stepIds.size, 'step')} as an unmodified program in a process of its own (isolation: ${enumerate(isolation)}); calls, tokens and times of each step and phase are under Steps. What goes on inside a framework is for its own documentation.`,
  }
}

function humanPart({ runs, steps }: Results): string {
  const asked = steps.some(({ interventions }) => (interventions.mean ?? 0) > 0)
  return asked
    ? `In ${counted(runs.length, 'run')} frameworks asked questions; they got the fixed answers of the experiment, or none.`
    : `In ${counted(runs.length, 'run')} no framework asked a person anything.`
}

/** Adapters that hand the prompts to the model and do little else. */
const PLAIN = new Set(['direct', 'self-refine'])

function baselines({ frameworks, metrics, plan }: Results): ChecklistItem {
  const plain = frameworks.filter(({ adapter }) => PLAIN.has(adapter)).map(({ id }) => id)
  const primary = metrics.filter(({ role }) => role === 'primary').map(({ label }) => label)
  const runs = enumerate(frameworks.map((framework) => `${framework.id} ${framework.runs}`))
  return {
    guideline: '7 Report suitable baselines, benchmarks, and metrics',
    status: 'partly',
    answer: `${plain.length > 0 ? `Baseline${plain.length === 1 ? '' : 's'} without a framework: ${enumerate(plain)}.` : 'No baseline without a framework took part.'} Primary metrics: ${enumerate(primary)}${plan.source === 'seal' ? ', fixed before the first run' : ''}; all are defined under Methods. Repeated runs: ${runs}, with intervals, tests and effect sizes. Why the task is a suitable benchmark is for the authors to say.`,
  }
}
