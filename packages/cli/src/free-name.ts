import { existsSync } from 'node:fs'
import { join } from 'node:path'

/** `stem_1`, or the first after it that no experiment has. */
export function freeName(stem: string, experimentsDir: string): string {
  for (let number = 1; ; number++) {
    const name = `${stem}_${number}`
    if (!existsSync(join(experimentsDir, name))) return name
  }
}
