import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['packages/*/test/**/*.test.ts', 'test/**/*.test.ts'],
    // Real subprocesses and servers: slower than a unit test, never as slow as this.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})
