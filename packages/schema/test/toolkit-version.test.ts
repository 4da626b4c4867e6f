import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { TOOLKIT_VERSION } from '@genai-devbench/schema'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '../../..')

test.for(['.', ...readdirSync(join(root, 'packages')).map((name) => `packages/${name}`)])(
  '%s/package.json has the version that is recorded with every run',
  (dir) => {
    expect(JSON.parse(readFileSync(join(root, dir, 'package.json'), 'utf8'))).toMatchObject({
      version: TOOLKIT_VERSION,
    })
  },
)
