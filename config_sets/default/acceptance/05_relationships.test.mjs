import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  assertAscending,
  assertId,
  assertRecord,
  createCourse,
  createStudent,
  createTeacher,
  expect,
  expectError,
  newCourse,
  newStudent,
  newTeacher,
  unknownId,
} from './client.mjs'

const check = (title, body) => test(title, { timeout: 30_000 }, body)
const pair = (student, course) => ({ student_id: student.id, course_id: course.id })
const list = (path) => expect(200, 'GET', path)
const teacherOf = (course) => `/courses/${course.id}/teacher`
const assign = (course, teacher) =>
  expect(200, 'PUT', teacherOf(course), { body: { teacher_id: teacher.id } })

async function enroll(student, course) {
  const enrollment = await expect(201, 'POST', '/enrollments', { body: pair(student, course) })
  assertRecord(enrollment, pair(student, course))
  assertId(enrollment.id)
  return enrollment
}

/** The list holds exactly these whole records, in the order of their ids. */
async function assertList(path, records) {
  const found = await list(path)
  assertAscending(found, `GET ${path}`)
  const ids = records.map(({ id }) => id).sort((a, b) => a - b)
  assert.deepEqual(
    found.map(({ id }) => id),
    ids,
    `GET ${path}: these are not the expected records.`,
  )
  for (const record of records)
    assertRecord(
      found.find(({ id }) => id === record.id),
      record,
      `GET ${path}`,
    )
}

check('enrollment create: answers 201 with id, student_id and course_id', async () => {
  const [student, course] = [await createStudent(), await createCourse()]
  const enrollment = await enroll(student, course)
  assertRecord(await expect(200, 'GET', `/enrollments/${enrollment.id}`), enrollment)
})

check('enrollment create: an unknown student or course answers 404', async () => {
  const [student, course] = [await createStudent(), await createCourse()]
  await expect(404, 'POST', '/enrollments', { body: { ...pair(student, course), student_id: unknownId() } })
  await expect(404, 'POST', '/enrollments', { body: { ...pair(student, course), course_id: unknownId() } })
  await assertList(`/courses/${course.id}/students`, [])
})

check('enrollment create: refuses missing and wrongly typed ids with 422', async () => {
  const good = pair(await createStudent(), await createCourse())
  for (const field of ['student_id', 'course_id']) {
    for (const value of [undefined, null, String(good[field]), 1.5, true, [good[field]]]) {
      await expect(422, 'POST', '/enrollments', { body: { ...good, [field]: value } })
    }
  }
  for (const raw of ['{', '[]', 'null', '']) await expect(422, 'POST', '/enrollments', { raw })
})

check('enrollment create: the same student in the same course answers 409', async () => {
  const [student, course] = [await createStudent(), await createCourse()]
  await enroll(student, course)
  await expect(409, 'POST', '/enrollments', { body: pair(student, course) })
  await assertList(`/courses/${course.id}/students`, [student])
})

check('enrollment create: twice at the same time succeeds once', async () => {
  const body = pair(await createStudent(), await createCourse())
  const attempts = [1, 2, 3, 4].map(() => expect(201, 'POST', '/enrollments', { body }))
  const results = await Promise.allSettled(attempts)
  const succeeded = results.filter(({ status }) => status === 'fulfilled').length
  assert.equal(succeeded, 1, `${succeeded} of 4 equal enrollments were accepted.`)
  await expect(409, 'POST', '/enrollments', { body })
})

check('enrollment read: an unknown id answers 404', async () => {
  const enrollment = await enroll(await createStudent(), await createCourse())
  await expect(200, 'GET', `/enrollments/${enrollment.id}`)
  await expect(404, 'GET', `/enrollments/${unknownId()}`)
})

check('enrollment list: is an array of all enrollments in the order of their ids', async () => {
  const course = await createCourse()
  const created = [await enroll(await createStudent(), course), await enroll(await createStudent(), course)]
  const found = await list('/enrollments')
  assertAscending(found, 'GET /enrollments')
  for (const enrollment of created)
    assertRecord(
      found.find(({ id }) => id === enrollment.id),
      enrollment,
      'GET /enrollments',
    )
})

check('enrollment list: the courses of a student are whole records', async () => {
  const [student, other] = [await createStudent(), await createStudent()]
  const courses = [await createCourse(), await createCourse(), await createCourse()]
  await assertList(`/students/${student.id}/courses`, [])
  await enroll(student, courses[2])
  await enroll(student, courses[0])
  await enroll(other, courses[1])
  await assertList(`/students/${student.id}/courses`, [courses[0], courses[2]])
  await assertList(`/students/${other.id}/courses`, [courses[1]])
})

check('enrollment list: the students of a course are whole records', async () => {
  const [course, other] = [await createCourse(), await createCourse()]
  const students = [await createStudent(), await createStudent(), await createStudent()]
  await assertList(`/courses/${course.id}/students`, [])
  await enroll(students[2], course)
  await enroll(students[0], course)
  await enroll(students[1], other)
  await assertList(`/courses/${course.id}/students`, [students[0], students[2]])
  await assertList(`/courses/${other.id}/students`, [students[1]])
})

check('enrollment list: an unknown student or course answers 404', async () => {
  const [student, course] = [await createStudent(), await createCourse()]
  await assertList(`/students/${student.id}/courses`, [])
  await assertList(`/courses/${course.id}/students`, [])
  await expect(404, 'GET', `/students/${unknownId()}/courses`)
  await expect(404, 'GET', `/courses/${unknownId()}/students`)
})

check('enrollment delete: answers 204 and the student can be enrolled again', async () => {
  const [student, course] = [await createStudent(), await createCourse()]
  const { id } = await enroll(student, course)
  await expect(204, 'DELETE', `/enrollments/${id}`)
  await expect(404, 'GET', `/enrollments/${id}`)
  await expect(404, 'DELETE', `/enrollments/${id}`)
  await assertList(`/students/${student.id}/courses`, [])
  await enroll(student, course)
})

check('enrollment delete: deleting a student deletes its enrollments and nothing else', async () => {
  const [student, other, course] = [await createStudent(), await createStudent(), await createCourse()]
  const enrollment = await enroll(student, course)
  const kept = await enroll(other, course)
  await expect(204, 'DELETE', `/students/${student.id}`)
  await expect(404, 'GET', `/enrollments/${enrollment.id}`)
  assertRecord(await expect(200, 'GET', `/enrollments/${kept.id}`), kept)
  await assertList(`/courses/${course.id}/students`, [other])
})

check('enrollment delete: deleting a course deletes its enrollments and nothing else', async () => {
  const [student, course, other] = [await createStudent(), await createCourse(), await createCourse()]
  const enrollment = await enroll(student, course)
  await enroll(student, other)
  await expect(204, 'DELETE', `/courses/${course.id}`)
  await expect(404, 'GET', `/enrollments/${enrollment.id}`)
  await assertList(`/students/${student.id}/courses`, [other])
})

check('enrollment update: replacing a student or a course leaves its enrollments', async () => {
  const [student, course] = [await createStudent(), await createCourse()]
  const enrollment = await enroll(student, course)
  const [newer, later] = [newStudent(), newCourse()]
  await expect(200, 'PUT', `/students/${student.id}`, { body: newer })
  await expect(200, 'PUT', `/courses/${course.id}`, { body: later })
  assertRecord(await expect(200, 'GET', `/enrollments/${enrollment.id}`), enrollment)
  await assertList(`/courses/${course.id}/students`, [{ id: student.id, ...newer }])
  await assertList(`/students/${student.id}/courses`, [{ id: course.id, ...later }])
})

check('assignment create: PUT answers 200 and the course has the teacher', async () => {
  const [course, teacher] = [await createCourse(), await createTeacher()]
  assertRecord(await assign(course, teacher), { course_id: course.id, teacher_id: teacher.id })
  assertRecord(await expect(200, 'GET', teacherOf(course)), teacher)
})

check('assignment create: an unknown course or teacher answers 404', async () => {
  const [course, teacher] = [await createCourse(), await createTeacher()]
  await expect(404, 'PUT', teacherOf(course), { body: { teacher_id: unknownId() } })
  await expect(404, 'PUT', teacherOf({ id: unknownId() }), { body: { teacher_id: teacher.id } })
  await assertList(`/teachers/${teacher.id}/courses`, [])
})

check('assignment create: refuses a missing or wrongly typed teacher_id with 422', async () => {
  const [course, teacher] = [await createCourse(), await createTeacher()]
  await assign(course, teacher)
  for (const value of [undefined, null, String(teacher.id), 1.5, true, []]) {
    await expect(422, 'PUT', teacherOf(course), { body: { teacher_id: value } })
  }
  assertRecord(await expect(200, 'GET', teacherOf(course)), teacher)
})

check('assignment read: a course without a teacher, or an unknown one, answers 404', async () => {
  const [course, teacher] = [await createCourse(), await createTeacher()]
  await expect(404, 'GET', teacherOf(course))
  await expect(404, 'GET', teacherOf({ id: unknownId() }))
  await assign(course, teacher)
  assertRecord(await expect(200, 'GET', teacherOf(course)), teacher)
})

check('assignment list: the courses of a teacher are whole records', async () => {
  const [teacher, other] = [await createTeacher(), await createTeacher()]
  const courses = [await createCourse(), await createCourse(), await createCourse()]
  await assertList(`/teachers/${teacher.id}/courses`, [])
  await assign(courses[2], teacher)
  await assign(courses[0], teacher)
  await assign(courses[1], other)
  await assertList(`/teachers/${teacher.id}/courses`, [courses[0], courses[2]])
  await assertList(`/teachers/${other.id}/courses`, [courses[1]])
  await expect(404, 'GET', `/teachers/${unknownId()}/courses`)
})

check('assignment update: a second PUT replaces the teacher', async () => {
  const [course, first, second] = [await createCourse(), await createTeacher(), await createTeacher()]
  await assign(course, first)
  await assign(course, second)
  await assign(course, second)
  assertRecord(await expect(200, 'GET', teacherOf(course)), second)
  await assertList(`/teachers/${first.id}/courses`, [])
  await assertList(`/teachers/${second.id}/courses`, [course])
})

check('assignment update: replacing a course or a teacher leaves the assignment', async () => {
  const [course, teacher] = [await createCourse(), await createTeacher()]
  await assign(course, teacher)
  const [later, newer] = [newCourse(), newTeacher()]
  await expect(200, 'PUT', `/courses/${course.id}`, { body: later })
  await expect(200, 'PUT', `/teachers/${teacher.id}`, { body: newer })
  assertRecord(await expect(200, 'GET', teacherOf(course)), { id: teacher.id, ...newer })
  await assertList(`/teachers/${teacher.id}/courses`, [{ id: course.id, ...later }])
})

check('assignment delete: answers 204, and 404 when the course has no teacher', async () => {
  const [course, teacher] = [await createCourse(), await createTeacher()]
  await assign(course, teacher)
  await expect(204, 'DELETE', teacherOf(course))
  await expect(404, 'GET', teacherOf(course))
  await expect(404, 'DELETE', teacherOf(course))
  assertRecord(await expect(200, 'GET', `/teachers/${teacher.id}`), teacher)
})

check('assignment delete: deleting the teacher leaves the course without one', async () => {
  const [course, teacher] = [await createCourse(), await createTeacher()]
  await assign(course, teacher)
  await expect(204, 'DELETE', `/teachers/${teacher.id}`)
  await expect(404, 'GET', teacherOf(course))
  assertRecord(await expect(200, 'GET', `/courses/${course.id}`), course)
})

check('assignment delete: deleting the course leaves the teacher', async () => {
  const [course, kept, teacher] = [await createCourse(), await createCourse(), await createTeacher()]
  await assign(course, teacher)
  await assign(kept, teacher)
  await expect(204, 'DELETE', `/courses/${course.id}`)
  await assertList(`/teachers/${teacher.id}/courses`, [kept])
})

check('relationship errors: every refusal is a JSON object with the reason under "error"', async () => {
  const [student, course] = [await createStudent(), await createCourse()]
  await enroll(student, course)
  await expectError(404, 'GET', `/enrollments/${unknownId()}`)
  await expectError(404, 'GET', teacherOf(course))
  await expectError(409, 'POST', '/enrollments', { body: pair(student, course) })
  await expectError(422, 'POST', '/enrollments', { body: {} })
})
