import { homedir } from 'node:os'
import { join } from 'node:path'

/** What is kept for all experiments: `$DEVBENCH_HOME`, by default below the user's data directory. */
export function toolkitHome(env: NodeJS.ProcessEnv = process.env): string {
  const data = env['XDG_DATA_HOME'] ?? join(homedir(), '.local', 'share')
  return env['DEVBENCH_HOME'] ?? join(data, 'genai-devbench')
}

/** Where frameworks are installed: `frameworks/<id>` in the toolkit's home. */
export const installDir = (adapterId: string, env?: NodeJS.ProcessEnv): string =>
  join(toolkitHome(env), 'frameworks', adapterId)
