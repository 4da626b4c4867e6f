export { renderMainTable } from './main-table.ts'
export { type WrittenReport, writeReport } from './write-report.ts'
