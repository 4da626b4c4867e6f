#!/usr/bin/env node
import { runFromSource } from './run-from-source.js'

process.exitCode = await runFromSource(['reconcile-usage', ...process.argv.slice(2)])
