// Prints ratios measured in one run: machines are shared and noisy, so absolute times say little. Nothing here passes
// or fails. Usage: pnpm bench [start] [steps] [scale] [resume] [analyze] [statistics] [stream] [peers] [estimates] [gateway]
import { measureAnalysis } from './analysis.ts'
import { measureEstimates } from './estimates.ts'
import { measureGateway } from './gateway/measure.ts'
import { measurePeers } from './peers.ts'
import { measureResume, measureScale } from './scale.ts'
import { measureStart } from './start.ts'
import { measureStatistics } from './statistics/measure.ts'
import { measureStream } from './stream/measure.ts'
import { measureSteps } from './steps.ts'

const chosen = process.argv.slice(2)
const wants = (name: string): boolean => chosen.length === 0 || chosen.includes(name)

if (wants('start')) await measureStart()
if (wants('steps')) await measureSteps()
if (wants('scale')) await measureScale()
if (wants('resume')) await measureResume()
if (wants('analyze')) await measureAnalysis()
if (wants('statistics')) await measureStatistics()
if (wants('stream')) await measureStream()
if (wants('peers')) await measurePeers()
if (wants('estimates')) await measureEstimates()
if (wants('gateway')) await measureGateway()
