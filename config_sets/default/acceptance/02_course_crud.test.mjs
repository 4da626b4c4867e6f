import { letters, newCourse, unique } from './client.mjs'
import { crudChecks } from './crud.mjs'
import { blank, each, notInteger, notText } from './refused-values.mjs'

crudChecks({
  entity: 'course',
  path: '/courses',
  make: newCourse,
  required: ['code', 'title', 'credits'],
  optional: 'description',
  unique: 'code',
  text: 'title',
  edges: [
    () => ({ code: (unique() + letters(20)).slice(0, 20) }),
    () => ({ title: 'x' }),
    () => ({ title: 'é'.repeat(200) }),
    () => ({ credits: 1 }),
    () => ({ credits: 30 }),
    () => ({ description: 'é'.repeat(1000) }),
    () => ({ description: null }),
  ],
  types: [
    ...each('code', notText),
    ...each('title', notText),
    ...each('credits', notInteger),
    ...each('description', notText),
  ],
  limits: [
    ...each('code', [...blank, 'x'.repeat(21)]),
    ...each('title', [...blank, 'x'.repeat(201)]),
    ...each('credits', [-1, 0, 31]),
    ...each('description', [...blank, 'x'.repeat(1001)]),
  ],
})
