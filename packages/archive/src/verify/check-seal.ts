import { sha256 } from '@genai-devbench/files'
import { experimentPaths } from '@genai-devbench/store'
import type { Findings } from './findings.ts'
import { type Inventory, contentHash } from './inventory.ts'

const { seal: SEAL, configHash: CONFIG_HASH } = experimentPaths('')

/** Compares config/ with what the first run sealed. */
export function checkSeal({ things, claims }: Inventory, findings: Findings): void {
  const { seal, configHash } = claims
  if (seal === undefined) {
    if (claims.journal.size > 0) findings.add(SEAL, 'missing', 'there are finished runs')
    return
  }
  findings.check(SEAL)
  if (sha256(JSON.stringify(seal.files)) !== seal.config_sha256)
    findings.add(SEAL, 'damaged', 'its hashes do not give the one over all of them')
  if (configHash !== undefined) findings.check(CONFIG_HASH)
  if (configHash !== undefined && configHash !== seal.config_sha256)
    findings.add(CONFIG_HASH, 'changed', `is not that of ${SEAL}`)
  const sealed = new Map(Object.entries(seal.files).map(([path, hash]) => [`config/${path}`, hash]))
  for (const [path, hash] of sealed) {
    const actual = contentHash(things, path)
    findings.check(path)
    if (actual === undefined) findings.add(path, 'missing', 'was sealed by the first run')
    else if (actual !== hash) findings.add(path, 'changed', 'after the first run sealed it')
  }
  for (const [path, { kind }] of things) {
    const isConfig = path.startsWith('config/') && !path.split('/').some((part) => part.startsWith('.'))
    if (isConfig && (kind === 'file' || kind === 'link') && !sealed.has(path))
      findings.add(path, 'extra', 'added after the first run sealed config/')
  }
}
