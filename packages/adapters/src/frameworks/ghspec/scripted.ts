import type { ScriptedModel } from '@genai-devbench/schema'
import { appFiles } from '../../scripted/app-files.ts'
import { writeAppFiles, writeFile } from '../../scripted/shell-files.ts'
import { comment } from '../../scripted/variation.ts'

/** Does the work of each phase in one call of the agent's shell, through spec-kit's own scripts, then says that it is done. */
export const scripted: ScriptedModel = ({ phase, prompt, messages, tools, random, isDefective }) => {
  const words = comment(random)
  const work = WORK[phase]
  if (!work || !tools.includes('bash') || messages.some(({ role }) => role === 'tool')) return { text: words }
  // In one phase alone, so that a step is not the likelier to fail the more phases it has.
  if (phase === 'implement' && isDefective)
    return { text: `${words} I would first like to discuss the design.` }
  return { tool: 'bash', arguments: { command: ['set -e', ...work(prompt, words)].join('\n') } }
}

type Work = (prompt: string, words: string) => string[]

const SCRIPTS = '.specify/scripts/bash'
const ENTER_FEATURE = `feature=$(sed -E 's/.*"feature_directory": *"([^"]*)".*/\\1/' .specify/feature.json)`

const WORK: Record<string, Work> = {
  specify: (prompt, words) => [
    `${SCRIPTS}/create-new-feature.sh --json --short-name ${shortName(prompt)} ${quoted(titleOf(prompt))}`,
    ENTER_FEATURE,
    'mkdir -p "$feature/checklists"',
    ...writeFile('$feature/spec.md', [
      `# Feature Specification: ${titleOf(prompt)}`,
      '',
      words,
      '',
      '## Requirements',
      '',
      ...quotedLines(prompt),
    ]),
    ...writeFile('$feature/checklists/requirements.md', [
      '# Specification Quality Checklist',
      '',
      '- [x] No [NEEDS CLARIFICATION] markers remain',
    ]),
  ],
  plan: (prompt, words) => [
    `${SCRIPTS}/setup-plan.sh --json`,
    ENTER_FEATURE,
    // As an agent would: a look at what is there to build on.
    'ls',
    ...writeFile('$feature/plan.md', [
      `# Implementation Plan: ${titleOf(prompt)}`,
      '',
      words,
      '',
      '## Project Structure',
      '',
      ...paths(prompt).map((path) => `- ${path}`),
    ]),
    ...writeFile('$feature/research.md', [
      '# Research',
      '',
      'Decision: the standard library alone. Rationale: nothing has to be installed.',
    ]),
  ],
  tasks: (prompt) => [
    `${SCRIPTS}/setup-tasks.sh --json >/dev/null`,
    ENTER_FEATURE,
    ...writeFile('$feature/tasks.md', [
      `# Tasks: ${titleOf(prompt)}`,
      '',
      ...paths(prompt).map((path, index) => `- [ ] T${String(index + 1).padStart(3, '0')} Write ${path}`),
    ]),
  ],
  implement: (prompt) => [
    `${SCRIPTS}/check-prerequisites.sh --json --require-tasks --include-tasks`,
    ENTER_FEATURE,
    ...writeAppFiles(appFiles(prompt)),
    `sed -E 's/^- \\[ \\]/- [X]/' "$feature/tasks.md" >"$feature/tasks.md.done" && mv "$feature/tasks.md.done" "$feature/tasks.md"`,
  ],
}

const paths = (prompt: string): string[] => appFiles(prompt).map(({ path }) => path)

const titleOf = (prompt: string): string =>
  (prompt.trim().split('\n')[0] ?? '').replace(/^TASK: /, '').slice(0, 80)

const shortName = (prompt: string): string =>
  titleOf(prompt)
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 40) || 'feature'

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`

/** The beginning: a command of a shell has a limit. */
const quotedLines = (text: string): string[] =>
  text
    .slice(0, 4000)
    .split('\n')
    .map((line) => `> ${line}`.trimEnd())
