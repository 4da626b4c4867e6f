import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const run = promisify(execFile)

const VERSION = '3.54.0'
const HOME = join(tmpdir(), `devbench-openai-python-${VERSION}`)
const QUESTIONS = fileURLToPath(new URL('ask_openai.py', import.meta.url))

/** A Python with OpenAI's client, kept between runs; or why there is none. */
export async function pythonWithOpenAi(): Promise<{ python: string } | { missing: string }> {
  const python = join(HOME, 'bin', 'python')
  if (existsSync(python)) return { python }
  const draft = await mkdtemp(`${HOME}-`)
  try {
    await run('python3', ['-m', 'venv', draft])
    const options = ['--quiet', '--disable-pip-version-check', '--retries', '0', '--timeout', '15']
    await run(join(draft, 'bin', 'python'), ['-m', 'pip', 'install', ...options, `openai==${VERSION}`])
    // Whole or not at all, also when two test runs come here together.
    await rename(draft, HOME)
  } catch (error) {
    await rm(draft, { recursive: true, force: true })
    if (!existsSync(python)) return { missing: String(error).trim().split('\n').at(-1) ?? '' }
  }
  return { python }
}

/** What the client makes of the answers of this server, by question. */
export async function askAll(
  python: string,
  { baseUrl, apiKey }: { baseUrl: string; apiKey: string },
): Promise<Map<string, unknown>> {
  const env = { PATH: dirname(python), HOME: tmpdir(), NO_PROXY: '*' }
  const { stdout } = await run(python, [QUESTIONS, baseUrl, apiKey], { env, maxBuffer: 64 * 1024 * 1024 })
  return new Map(
    stdout
      .trim()
      .split('\n')
      .map((line) => {
        const { title, result }: { title: string; result: unknown } = JSON.parse(line)
        return [title, result] as const
      }),
  )
}
