import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['packages/*/test/**/*.test.ts', 'test/**/*.test.ts'],
    reporters: ['default', './test/summary-line.ts'],
    // Real subprocesses and servers: slower than a unit test, never as slow as this.
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
})
