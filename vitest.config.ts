import { defineConfig } from 'vitest/config'
import SlowestFirst from './test/support/slowest-first.ts'

export default defineConfig({
  test: {
    include: ['packages/*/test/**/*.test.ts', 'test/**/*.test.ts'],
    reporters: ['default', './test/support/summary-line.ts'],
    // The tests wait for programs more than they compute; by default one processor would be left alone.
    maxWorkers: '100%',
    sequence: { sequencer: SlowestFirst },
    // A process for each file would spend more than half of all processor time on loading the same modules again.
    isolate: false,
    globalSetup: './test/support/published-form.ts',
    setupFiles: ['./test/support/own-environment.ts'],
    // Real subprocesses and servers: slower than a unit test, never as slow as this.
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
})
