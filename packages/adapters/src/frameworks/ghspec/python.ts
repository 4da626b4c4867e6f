import { UserError } from '@genai-devbench/schema'

export interface Python {
  program: string
  version: string
}

const CANDIDATES = ['python3', 'python3.13', 'python3.12', 'python3.11', 'python']
const MINIMUM = [3, 11] as const

/** The first Python on the PATH that is new enough for spec-kit. */
export async function findPython(cancelSignal: AbortSignal): Promise<Python> {
  const { execa } = await import('execa')
  const found: string[] = []
  for (const program of CANDIDATES) {
    const script = 'import platform; print(platform.python_version())'
    const { failed, stdout } = await execa(program, ['-c', script], {
      reject: false,
      stdin: 'ignore',
      timeout: 30_000,
      cancelSignal,
    })
    cancelSignal.throwIfAborted()
    if (failed) continue
    if (isNewEnough(stdout)) return { program, version: stdout }
    found.push(`${program} is ${stdout}`)
  }
  const seen = found.length > 0 ? ` (${found.join(', ')})` : ''
  throw new UserError(
    'python_missing',
    `spec-kit needs Python ${MINIMUM.join('.')} or newer; there is none on the PATH${seen}.`,
    {
      hint: 'Install one and run this again.',
    },
  )
}

function isNewEnough(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return major > MINIMUM[0] || (major === MINIMUM[0] && minor >= MINIMUM[1])
}
