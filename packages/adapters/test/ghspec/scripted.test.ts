import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ScriptedRequest } from '@genai-devbench/schema'
import { expect, test } from 'vitest'
import { scripted } from '../../src/frameworks/ghspec/scripted.ts'
import { appFiles } from '../../src/scripted/app-files.ts'

const request = (phase: string, prompt: string, role = 'user'): ScriptedRequest => ({
  phase,
  prompt,
  messages: [{ role, text: '' }],
  tools: ['bash', 'read'],
  random: () => 0.5,
  isDefective: false,
})

const PROMPTS = ['STUDENTS', 'COURSES', 'TEACHERS', 'AUTHENTICATION', 'RELATIONSHIPS', 'TESTING'].map(
  (title) => `TASK: ${title}\n\nIt's "quoted", $HOME and \`code\`.\n`,
)

test('its commands write the files of every step exactly, whatever they hold', async () => {
  const project = await mkdtemp(join(tmpdir(), 'ghspec-scripted-'))
  try {
    await stubSpecKit(project)
    for (const [index, prompt] of PROMPTS.entries()) {
      for (const phase of ['specify', 'plan', 'tasks', 'implement'])
        runShell(project, commandOf(phase, prompt))
      for (const { path, content } of appFiles(prompt)) {
        expect(await readFile(join(project, path), 'utf8')).toBe(content)
      }
      const feature = (await readdir(join(project, 'specs'))).toSorted()[index] ?? ''
      expect(feature).toMatch(new RegExp(`^00${index + 1}-[a-z]+$`))
      expect(await readdir(join(project, 'specs', feature))).toEqual(
        expect.arrayContaining(['plan.md', 'spec.md', 'tasks.md']),
      )
      expect(await readFile(join(project, 'specs', feature, 'tasks.md'), 'utf8')).not.toContain('- [ ]')
    }
  } finally {
    await rm(project, { recursive: true })
  }
})

test('after its tool call it ends the phase with words', () => {
  expect(scripted(request('plan', 'x', 'tool'))).toHaveProperty('text')
})

test('a defective answer leaves the code unwritten, and only that', () => {
  expect(scripted({ ...request('implement', 'x'), isDefective: true })).toHaveProperty('text')
  expect(scripted({ ...request('specify', 'x'), isDefective: true })).toHaveProperty('tool')
})

test('a subagent, which has a phase but no shell, gets words', () => {
  expect(scripted({ ...request('implement', 'x'), tools: [] })).toHaveProperty('text')
})

function commandOf(phase: string, prompt: string): string {
  const reply = scripted(request(phase, prompt))
  if (!('tool' in reply)) throw new Error(`no tool call in phase ${phase}`)
  expect(reply.tool).toBe('bash')
  return String(reply.arguments['command'])
}

const runShell = (cwd: string, command: string): string =>
  execFileSync('bash', ['-c', command], { cwd, encoding: 'utf8', stdio: 'pipe' })

/** As much of spec-kit's scripts as the commands use; the real ones are used in real.test.ts. */
async function stubSpecKit(project: string): Promise<void> {
  const scripts = join(project, '.specify', 'scripts', 'bash')
  await mkdir(scripts, { recursive: true })
  const create = `n=$(printf '%03d' $(($(ls specs 2>/dev/null | wc -l) + 1)))
mkdir -p "specs/$n-$3"; printf '{"feature_directory":"specs/%s"}' "$n-$3" >.specify/feature.json\n`
  await writeFile(join(scripts, 'create-new-feature.sh'), `#!/bin/sh\n${create}`, { mode: 0o755 })
  for (const name of ['setup-plan', 'setup-tasks', 'check-prerequisites']) {
    await writeFile(join(scripts, `${name}.sh`), '#!/bin/sh\n', { mode: 0o755 })
  }
}
