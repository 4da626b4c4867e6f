import { readFileSync } from 'node:fs'

/** A file that the scripted model writes. */
export interface AppFile {
  path: string
  content: string
}

const APPS = new URL('./apps/', import.meta.url)

/** The first line of each curated prompt says which task it is; the apps' steps.json lists the files of each. */
const TASKS: Record<string, { app: string; step: string }> = {
  'HELLO WORLD API': { app: 'minimal', step: '1' },
  STUDENTS: { app: 'default', step: '1' },
  COURSES: { app: 'default', step: '2' },
  TEACHERS: { app: 'default', step: '3' },
  AUTHENTICATION: { app: 'default', step: '4' },
  RELATIONSHIPS: { app: 'default', step: '5' },
  TESTING: { app: 'default', step: '6' },
}
const UNKNOWN_TASK = { app: 'minimal', step: '1' }

/**
 * The files of a working project that does what a prompt asks. Each step adds to whatever the steps before it left, in
 * any order. The scripted model knows the curated prompts; any other prompt gets the hello-world API.
 */
export function appFiles(prompt: string): AppFile[] {
  const title = /^TASK: (.+)$/m.exec(prompt)?.[1]?.trim() ?? ''
  const { app, step } = TASKS[title] ?? UNKNOWN_TASK
  const root = new URL(`${app}/`, APPS)
  const steps = JSON.parse(readFileSync(new URL('steps.json', root), 'utf8')) as Record<
    string,
    { files: string[] }
  >
  const { files = [] } = steps[step] ?? {}
  return files.map((path) => ({ path, content: readFileSync(new URL(path, root), 'utf8') }))
}
