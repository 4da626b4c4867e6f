// usage: node own.js DIR ROUNDS - the same tasks as reference.py: milliseconds of processor time of each round, and the p-value
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  bootstrap,
  bootstrapTInterval,
  mannWhitneyTest,
  percentileInterval,
  xoshiro128,
} from '@genai-devbench/analysis'

const LEVEL = 0.95
const RESAMPLES = 10_000

const [dir = '', rounds] = process.argv.slice(2)
const numbersOf = (text: string): number[] => text.trim().split(/\s+/).map(Number)
const read = (file: string): string => readFileSync(join(dir, file), 'utf8')
const groups = read('groups.txt').trim().split('\n').map(numbersOf)
const [a, b] = [numbersOf(read('a.txt')), numbersOf(read('b.txt'))]
const options = () => ({ resamples: RESAMPLES, random: xoshiro128(1) })

print('bootstrap', () => {
  for (const values of groups) {
    const { value: boot } = bootstrap(values, meanOf, options())
    if (boot) percentileInterval(boot, LEVEL)
  }
})
print('bootstrap-t', () => {
  for (const values of groups) bootstrapTInterval(values, LEVEL, options())
})
print('mann-whitney', () => mannWhitneyTest(a, b))
console.log('p', mannWhitneyTest(a, b).value?.p)

function print(name: string, task: () => void): void {
  const times = Array.from({ length: Number(rounds) }, () => {
    const before = process.cpuUsage()
    task()
    const { user, system } = process.cpuUsage(before)
    return (user + system) / 1000
  })
  console.log(name, ...times)
}

function meanOf(values: Float64Array): number {
  let sum = 0
  for (let i = 0; i < values.length; i++) sum += values[i] ?? 0
  return sum / values.length
}
