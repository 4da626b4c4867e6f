import { newTeacher, unique } from './client.mjs'
import { crudChecks } from './crud.mjs'
import { blank, each, notEmail, notText } from './refused-values.mjs'

crudChecks({
  entity: 'teacher',
  path: '/teachers',
  make: newTeacher,
  required: ['name', 'email'],
  optional: 'department',
  unique: 'email',
  text: 'name',
  edges: [
    () => ({ name: 'x' }),
    () => ({ name: 'é'.repeat(100) }),
    () => ({ email: `${unique()}.b+c@a.b.org` }),
    () => ({ department: 'é'.repeat(100) }),
    () => ({ department: null }),
  ],
  types: [...each('name', notText), ...each('email', notText), ...each('department', notText)],
  limits: [
    ...each('name', [...blank, 'x'.repeat(101)]),
    ...each('email', [...blank, ...notEmail, `${'x'.repeat(250)}@uni.org`]),
    ...each('department', [...blank, 'x'.repeat(101)]),
  ],
})
