import { baselineAdapter } from '../../baseline/baseline-adapter.ts'

export const adapter = baselineAdapter(
  {
    id: 'direct',
    title: 'Direct prompting',
    description:
      'One call: the prompt and the project so far go in, files come out. The baseline every framework has to beat.',
  },
  ['generate'],
)
