import { homedir } from 'node:os'
import { join } from 'node:path'

/** Where frameworks are installed: `$DEVBENCH_HOME/frameworks/<id>`, by default below the user's data directory. */
export function installDir(adapterId: string, env: NodeJS.ProcessEnv = process.env): string {
  const data = env['XDG_DATA_HOME'] ?? join(homedir(), '.local', 'share')
  return join(env['DEVBENCH_HOME'] ?? join(data, 'genai-devbench'), 'frameworks', adapterId)
}
