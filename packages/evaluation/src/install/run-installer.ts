import { makeTemporaryDirectory, removeTree } from '@genai-devbench/files'
import { confine } from '@genai-devbench/sandbox'
import { programPath } from '../confined/program-path.ts'
import { type ProgramResult, startProgram } from '../confined/running-program.ts'

/** Where packages come from, as this machine has it configured. */
const CONFIGURED = [
  'PIP_INDEX_URL',
  'PIP_EXTRA_INDEX_URL',
  'PIP_FIND_LINKS',
  'PIP_TRUSTED_HOST',
  'PIP_CERT',
  'npm_config_registry',
  'NPM_CONFIG_REGISTRY',
  'SSL_CERT_FILE',
  'NODE_EXTRA_CA_CERTS',
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'NO_PROXY',
  'http_proxy',
  'https_proxy',
  'no_proxy',
]
/** An address with a name and a password in it. */
const CREDENTIALS = /\/\/[^/@\s]*@/

export interface Installer {
  file: string
  args: readonly string[]
  /** The only directory that it may change. */
  directory: string
  isolation: 'bwrap' | 'none'
  timeoutMs: number
}

/** Runs a package installer: the one program that has the network of this machine, since what it installs comes from there. */
export async function runInstaller({
  file,
  args,
  directory,
  isolation,
  timeoutMs,
}: Installer): Promise<ProgramResult> {
  const temporary = await makeTemporaryDirectory('install')
  try {
    const call = { file, args }
    const confined =
      isolation === 'none'
        ? call
        : confine(call, { cwd: directory, writable: [directory], readable: [], hidden: [], temporary })
    const home = isolation === 'none' ? temporary : '/tmp'
    return await startProgram(confined, {
      cwd: directory,
      env: {
        PATH: await programPath(),
        LANG: 'C.UTF-8',
        HOME: home,
        TMPDIR: home,
        ...configuredSources(process.env),
      },
      timeoutMs,
    }).ended
  } finally {
    await removeTree(temporary)
  }
}

function configuredSources(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(
    CONFIGURED.flatMap((name) => {
      const value = env[name]
      return value === undefined || CREDENTIALS.test(value) ? [] : [[name, value]]
    }),
  )
}
