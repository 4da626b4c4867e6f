import { newStudent, unique } from './client.mjs'
import { crudChecks } from './crud.mjs'
import { blank, each, notEmail, notInteger, notText } from './refused-values.mjs'

crudChecks({
  entity: 'student',
  path: '/students',
  make: newStudent,
  required: ['name', 'email'],
  optional: 'age',
  unique: 'email',
  text: 'name',
  edges: [
    () => ({ name: 'x' }),
    () => ({ name: 'é'.repeat(100) }),
    () => ({ age: 0 }),
    () => ({ age: 150 }),
    () => ({ age: null }),
    () => ({ email: `${unique()}.b+c@a.b.org` }),
  ],
  types: [...each('name', notText), ...each('email', notText), ...each('age', notInteger)],
  limits: [
    ...each('name', [...blank, 'x'.repeat(101)]),
    ...each('email', [...blank, ...notEmail, `${'x'.repeat(250)}@uni.org`]),
    ...each('age', [-1, 151]),
  ],
})
