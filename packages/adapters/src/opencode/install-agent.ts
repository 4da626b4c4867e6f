import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { UserError } from '@genai-devbench/schema'
import type { InstallProgress } from '../contract.ts'
import { relativeLink } from '../install/relative-link.ts'
import { runTool } from '../install/run-tool.ts'
import { versionFault } from '../install/version-fault.ts'
import { npmPackages } from './npm-packages.ts'
import { AGENT, SEARCH, agentLayoutOf } from './parts.ts'

/**
 * Puts opencode and what it searches with into an installation, anew. Gives the packages that npm put there. Without
 * install scripts: the agent's only picks the program of this platform, which is done here.
 */
export async function installAgent(
  installDir: string,
  { report, signal }: InstallProgress,
): Promise<string[]> {
  const { npm, opencode, rg } = agentLayoutOf(installDir)
  // A tree of npm cannot be trusted half-made.
  await rm(npm, { recursive: true, force: true })
  await mkdir(npm, { recursive: true })
  report(`Installing ${AGENT.name} ${AGENT.version} and ${SEARCH.name} ${SEARCH.version} from npm ...`)
  const manifest = {
    private: true,
    dependencies: { [AGENT.name]: AGENT.version, [SEARCH.name]: SEARCH.version },
  }
  await writeFile(join(npm, 'package.json'), JSON.stringify(manifest))
  const flags = [
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--omit-lockfile-registry-resolved',
    '--loglevel=error',
  ]
  await runTool('npm', ['install', '--prefix', npm, ...flags], signal, 'Is the npm registry within reach?')
  const platform = `${process.platform}-${process.arch}`
  await relativeLink(await workingAgent(npm, platform, signal), opencode)
  await relativeLink(join(npm, 'node_modules', '@vscode', `ripgrep-${platform}`, 'bin', 'rg'), rg)
  return npmPackages(JSON.parse(await readFile(join(npm, 'package-lock.json'), 'utf8')), npm)
}

/** What keeps the installed agent from working, in sentences. */
export async function agentFaults(installDir: string): Promise<string[]> {
  const { opencode, rg } = agentLayoutOf(installDir)
  const faults = await Promise.all([
    versionFault({ name: 'opencode', program: opencode, version: AGENT.version }),
    versionFault({ name: 'ripgrep', program: rg }),
  ])
  return faults.filter((fault) => fault !== undefined)
}

/** The published programs need AVX2 or not, glibc or musl: the first that runs here is the right one. */
async function workingAgent(npm: string, platform: string, signal: AbortSignal): Promise<string> {
  for (const variant of ['', '-baseline', '-musl', '-baseline-musl']) {
    const program = join(npm, 'node_modules', `opencode-${platform}${variant}`, 'bin', 'opencode')
    const fault = await versionFault({ name: 'opencode', program, version: AGENT.version, signal })
    if (fault === undefined) return program
  }
  throw new UserError(
    'install_failed',
    `${AGENT.name} ${AGENT.version} brings no program that runs here (opencode-${platform}).`,
  )
}
