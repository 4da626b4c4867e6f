import { sha256 } from '@genai-devbench/files'
import type { Amendment, Seal } from '@genai-devbench/schema'
import { experimentPaths, filesInForce } from '@genai-devbench/store'
import type { Findings } from './findings.ts'
import { type Inventory, contentHash } from './inventory.ts'

const { seal: SEAL, configHash: CONFIG_HASH, amendments: AMENDMENTS } = experimentPaths('')

/** Compares config/ with what the first run, or the last amendment, sealed. */
export function checkSeal({ things, claims }: Inventory, findings: Findings): void {
  const { seal, configHash, amendments } = claims
  if (seal === undefined) {
    if (claims.journal.size > 0) findings.add(SEAL, 'missing', 'there are finished runs')
    return
  }
  findings.check(SEAL)
  if (sha256(JSON.stringify(seal.files)) !== seal.config_sha256)
    findings.add(SEAL, 'damaged', 'its hashes do not give the one over all of them')
  checkAmendments(seal, amendments, findings)
  const inForce = filesInForce(seal, amendments)
  if (configHash !== undefined) findings.check(CONFIG_HASH)
  if (configHash !== undefined && configHash !== inForce.sha256)
    findings.add(CONFIG_HASH, 'changed', `is not that of ${amendments.length > 0 ? AMENDMENTS : SEAL}`)
  const by = `the ${inForce.by}`
  const sealed = new Map(Object.entries(inForce.files).map(([path, hash]) => [`config/${path}`, hash]))
  for (const [path, hash] of sealed) {
    const actual = contentHash(things, path)
    findings.check(path)
    if (actual === undefined) findings.add(path, 'missing', `was sealed by ${by}`)
    else if (actual !== hash) findings.add(path, 'changed', `after ${by} sealed it`)
  }
  for (const [path, { kind }] of things) {
    const isConfig = path.startsWith('config/') && !path.split('/').some((part) => part.startsWith('.'))
    if (isConfig && (kind === 'file' || kind === 'link') && !sealed.has(path))
      findings.add(path, 'extra', `added after ${by} sealed config/`)
  }
}

/** Each amendment goes on from the files that the one before it sealed. */
function checkAmendments(seal: Seal, amendments: readonly Amendment[], findings: Findings): void {
  if (amendments.length === 0) return
  findings.check(AMENDMENTS)
  let before = seal.config_sha256
  for (const [index, { from_config_sha256, to_config_sha256, files }] of amendments.entries()) {
    if (from_config_sha256 !== before || sha256(JSON.stringify(files)) !== to_config_sha256)
      findings.add(
        AMENDMENTS,
        'damaged',
        `amendment ${index + 1} does not go on from what was sealed before it`,
      )
    before = to_config_sha256
  }
}
