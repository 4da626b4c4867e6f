import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { sha256 } from '@genai-devbench/files'

/** Stores a body once, whole or not at all, where `pathOf` says for its sha256, which it returns. */
export function keepBody(body: string | Uint8Array, pathOf: (sha256: string) => string): string {
  const hash = sha256(body)
  const path = pathOf(hash)
  if (existsSync(path)) return hash
  mkdirSync(dirname(path), { recursive: true })
  const temporary = `${path}.${process.pid}.tmp`
  writeFileSync(temporary, body)
  renameSync(temporary, path)
  return hash
}
