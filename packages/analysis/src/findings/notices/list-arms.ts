import type { Arm } from '../arms.ts'

export const list = (arms: readonly Arm[], describe: (arm: Arm) => string): string =>
  arms.map((arm) => `${arm.id} (${describe(arm)})`).join(', ')
