import type { Reporter, TestModule } from 'vitest/node'

/** Closes with one plain line that any tool can read: `Tests: 12 passed, 0 failed, 1 skipped`. */
export default class SummaryLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const counts = { passed: 0, failed: 0, skipped: 0, pending: 0 }
    for (const module of modules) {
      const before = counts.failed
      for (const test of module.children.allTests()) counts[test.result().state] += 1
      // A file that broke before its first test is a failure too.
      if (!module.ok() && counts.failed === before) counts.failed += 1
    }
    const line = `${counts.passed} passed, ${counts.failed} failed, ${counts.skipped + counts.pending} skipped`
    // After the other reporters have had their say.
    process.once('exit', () => process.stdout.write(`Tests: ${line}\n`))
  }
}
