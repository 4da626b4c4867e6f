import { baselineAdapter } from '../../baseline/baseline-adapter.ts'

export const adapter = baselineAdapter(
  {
    id: 'self-refine',
    title: 'Self-refine',
    description:
      'Three calls: generate, review, revise (after Madaan et al. 2023). What a second look alone is worth.',
  },
  ['generate', 'review', 'revise'],
)
