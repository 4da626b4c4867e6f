import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { AcceptanceStart, StartResult } from '@genai-devbench/schema'
import { detectStart } from './detect-start.ts'

/** How the applications are started that a framework is known to generate. */
export interface DeclaredApp {
  /** What sh is given, in the project directory. */
  command: string
  /** What stands before the paths of the routes. */
  basePath: string
  /** A file of the project without which this does not hold. */
  file: string
  /** Directory of the project that holds its database, where it does not heed $DATABASE_PATH. */
  data?: string
}

export type ChosenStart = Pick<StartResult, 'command' | 'base_path' | 'chosen_by' | 'why'>

/** What the prompts agree on with whoever fulfils them. */
const CONTRACT = [
  { file: 'main.py', command: 'exec python3 main.py' },
  { file: 'start.sh', command: 'exec sh start.sh' },
]

/** How a project is started: as the config says, else as its framework does, else by its files. */
export async function chooseStart(
  project: string,
  config: AcceptanceStart | undefined,
  app: DeclaredApp | undefined,
): Promise<ChosenStart> {
  if (config)
    return {
      command: config.command,
      base_path: config.base_path,
      chosen_by: 'config',
      why: 'acceptance.start of the config',
    }
  if (app && existsSync(join(project, app.file)))
    return {
      command: app.command,
      base_path: app.basePath,
      chosen_by: 'adapter',
      why: `the framework generates ${app.file}`,
    }
  const agreed = CONTRACT.find(({ file }) => existsSync(join(project, file)))
  if (agreed)
    return { command: agreed.command, base_path: '', chosen_by: 'contract', why: `there is ${agreed.file}` }
  const detected = await detectStart(project)
  if (detected) return { ...detected, base_path: '', chosen_by: 'detection' }
  return {
    command: null,
    base_path: '',
    chosen_by: null,
    why: 'there is no main.py, start.sh, FastAPI, Flask or Django application, package.json that says what to start, or server.js',
  }
}
