import type { Findings } from './findings.ts'
import type { Inventory } from './inventory.ts'

/** Every recorded body is named by its sha256, and every one that a call names must be there. */
export function checkRecordings({ things, claims }: Inventory, findings: Findings): void {
  for (const [path, thing] of things) {
    const hash = /^recordings\/bodies\/[0-9a-f]{2}\/([0-9a-f]{64})$/.exec(path)?.[1]
    if (hash === undefined || thing.kind !== 'file') continue
    findings.check(path)
    if (thing.sha256 !== hash) findings.add(path, 'changed', 'is not what its name says')
  }
  for (const [hash, caller] of claims.bodies) {
    const path = `recordings/bodies/${hash.slice(0, 2)}/${hash}`
    if (!things.has(path)) findings.add(path, 'missing', `${caller} names it`)
  }
}
