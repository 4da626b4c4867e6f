export { renderOverTasks } from './over-tasks/render-over-tasks.ts'
export { type WrittenTaskComparison, writeTaskComparison } from './over-tasks/write-task-comparison.ts'
export { renderChanges } from './render-changes.ts'
export { type WrittenComparison, writeComparison } from './write-comparison.ts'
