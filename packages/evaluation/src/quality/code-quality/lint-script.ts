import { execFile } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { makeTemporaryDirectory, removeTree } from '@genai-devbench/files'
import type { CodeQualityRules } from '@genai-devbench/schema'
import type { LintResult } from './lint.ts'

interface Diagnostic {
  message: string
  /** Missing where the parser speaks. */
  code?: string
  filename: string
  labels: { span: { line: number } }[]
}

const ENVIRONMENT = { builtin: true, node: true, browser: true }
const LONGEST_MS = 60_000
const LONGEST_OUTPUT = 64 * 1024 * 1024

/**
 * Findings of oxlint in JavaScript and TypeScript. It reads copies in a directory of their own, so that no configuration
 * of the project's has a say.
 */
export async function lintScript(
  files: ReadonlyMap<string, string>,
  rules: CodeQualityRules['oxlint'],
  signal: AbortSignal,
): Promise<LintResult> {
  const require = createRequire(import.meta.url)
  const manifest = require.resolve('oxlint/package.json')
  const { version, bin } = require(manifest) as { version: string; bin: { oxlint: string } }
  const directory = await makeTemporaryDirectory('lint')
  try {
    const config = join(directory, 'oxlintrc.json')
    await writeFile(config, JSON.stringify({ ...rules, env: ENVIRONMENT }))
    const sources = join(directory, 'sources')
    for (const [path, text] of files) {
      await mkdir(dirname(join(sources, path)), { recursive: true })
      await writeFile(join(sources, path), text)
    }
    const diagnostics = await oxlint(join(dirname(manifest), bin.oxlint), config, sources, signal)
    return {
      version,
      findings: diagnostics.map(({ filename, message, code, labels }) => ({
        path: filename,
        line: labels[0]?.span.line ?? 1,
        rule: code ?? 'syntax',
        message,
      })),
      unparsed: new Set(diagnostics.filter(({ code }) => code === undefined).map(({ filename }) => filename)),
    }
  } finally {
    await removeTree(directory)
  }
}

function oxlint(program: string, config: string, cwd: string, signal: AbortSignal): Promise<Diagnostic[]> {
  const args = [
    program,
    '--config',
    config,
    '--disable-nested-config',
    '--no-ignore',
    '--format',
    'json',
    '.',
  ]
  return new Promise((resolve, reject) => {
    const limits = { cwd, signal, timeout: LONGEST_MS, maxBuffer: LONGEST_OUTPUT }
    execFile(process.execPath, args, limits, (error, stdout, stderr) => {
      // It exits with 1 when it finds something.
      if (error !== null && error.code !== 1)
        return reject(new Error(`oxlint failed: ${stderr || error.message}`))
      if (!stdout.trimStart().startsWith('{')) return reject(new Error(`oxlint: ${refusalIn(stdout)}`))
      resolve((JSON.parse(stdout) as { diagnostics: Diagnostic[] }).diagnostics)
    })
  })
}

/** It says after a heading what is wrong with its configuration; in colours where it takes a CI service for a terminal. */
const refusalIn = (output: string): string =>
  stripVTControlCharacters(output)
    .split('\n')
    .slice(1)
    .join(' ')
    .replace(/^\s*[x×]\s+/, '')
    .replace(/\s+/g, ' ')
    .trim()
