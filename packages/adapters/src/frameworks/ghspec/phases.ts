import type { StepContext } from '../../contract.ts'
import type { AgentOptions } from '../../opencode/agent-options.ts'
import { carryOut } from '../../opencode/assignment.ts'
import { type Contents, hasWork } from '../../file-contents.ts'
import { codeContents, featureDirectory, readDocument, specContents } from './project.ts'
import { asCommandArguments } from './prompt-text.ts'

export interface Phase {
  name: string
  /** The HITL text that answers a question the agent ends this phase with. */
  answer: string
  /** What is missing of this phase's product; undefined when it is there. */
  missing(workspace: string, before: Snapshot): Promise<string | undefined>
  /** Whether the product, though there, leaves questions to a person. */
  isOpen?(workspace: string): Promise<boolean>
}

export interface Snapshot {
  specs: Contents
  code: Contents
}

/** The project before a step. */
export const takeSnapshot = async (workspace: string): Promise<Snapshot> => ({
  specs: await specContents(workspace),
  code: await codeContents(workspace),
})

/** As in spec-kit's own workflow of these four commands, each of which gets the same text there. */
export const PHASES: readonly Phase[] = [
  {
    name: 'specify',
    answer: 'clarification',
    missing: missingDocument('spec.md', 'spec-template.md'),
    isOpen: hasOpenQuestions,
  },
  { name: 'plan', answer: 'clarification', missing: missingDocument('plan.md', 'plan-template.md') },
  { name: 'tasks', answer: 'clarification', missing: missingDocument('tasks.md', 'tasks-template.md') },
  { name: 'implement', answer: 'approval', missing: missingCode },
]

/**
 * Why the phase failed, or undefined. Some commands of spec-kit stop and ask: for a clarification, or whether to go on with
 * an unticked checklist.
 */
export function runPhase(
  context: StepContext<AgentOptions>,
  { name, answer, missing, isOpen }: Phase,
  before: Snapshot,
): Promise<string | undefined> {
  const { workspace, prompt } = context
  return carryOut(context, {
    endpoint: context.endpoint(name),
    command: `speckit.${name}`,
    text: asCommandArguments(prompt),
    answer,
    missing: () => missing(workspace, before),
    ...(isOpen && { isOpen: () => isOpen(workspace) }),
  })
}

/** The scripts of spec-kit put a copy of the template there first, and a document of the step before may still be the active one. */
function missingDocument(name: string, template: string): Phase['missing'] {
  return async (workspace, before) => {
    const feature = await featureDirectory(workspace)
    if (feature === undefined) return 'no feature under specs/ is active (.specify/feature.json)'
    const path = `${feature}/${name}`
    const text = await readDocument(workspace, path)
    if (text === undefined || text.trim() === '') return `${path} was not written`
    if (text.trim() === (await readDocument(workspace, `.specify/templates/${template}`))?.trim())
      return `${path} is still the empty template`
    return (await specContents(workspace)).get(path) === before.specs.get(path)
      ? `${path} is that of an earlier step`
      : undefined
  }
}

async function hasOpenQuestions(workspace: string): Promise<boolean> {
  const feature = await featureDirectory(workspace)
  return (
    feature !== undefined &&
    ((await readDocument(workspace, `${feature}/spec.md`))?.includes('[NEEDS CLARIFICATION') ?? false)
  )
}

async function missingCode(workspace: string, before: Snapshot): Promise<string | undefined> {
  return hasWork(before.code, await codeContents(workspace))
    ? undefined
    : 'no file outside specs/ was written'
}
