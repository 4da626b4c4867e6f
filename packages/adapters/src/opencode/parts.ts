import { join } from 'node:path'

/** Pins. One moves only together with a passing run of the tests of all adapters that stand on this agent. */
export const AGENT = {
  name: 'opencode-ai',
  version: '1.18.33',
  source: 'https://www.npmjs.com/package/opencode-ai',
}
/** The agent's search tools stand on rg. Where none is on the PATH it downloads one in the middle of a run. */
export const SEARCH = {
  name: '@vscode/ripgrep',
  version: '1.18.0',
  source: 'https://www.npmjs.com/package/@vscode/ripgrep',
}

export const AGENT_PARTS = [AGENT, SEARCH]

/** Where the agent is in an installation. */
export function agentLayoutOf(installDir: string) {
  const bin = join(installDir, 'bin')
  return {
    npm: join(installDir, 'npm'),
    /** On the PATH of every run, and nothing else of the installation: programs are linked here. */
    bin,
    opencode: join(bin, 'opencode'),
    rg: join(bin, 'rg'),
  }
}
