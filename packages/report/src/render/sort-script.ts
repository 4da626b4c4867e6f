/**
 * Lets a reader sort tables: a button in each heading, by mouse or keyboard, announced by aria-sort; the third press
 * brings the first order back. Rows stay below the heading of their group, cells without a value come last.
 */
export const SORT_SCRIPT = `
for (const table of document.querySelectorAll('table.sortable')) {
  const headings = [...table.tHead.rows[0].cells]
  const bodies = [...table.tBodies].map((body) => ({ body, rows: [...body.rows].filter((row) => !row.classList.contains('group')) }))
  const valueOf = (row, column) => {
    const text = row.cells[column].textContent
    if (text === '' || text.startsWith('–')) return undefined
    const [, bound, number] = /^([<>[]?) *(−?[\\d,.]+)/.exec(text) ?? []
    if (number === undefined || !headings[column].classList.contains('number')) return text
    return Number(number.replaceAll(',', '').replace('−', '-')) + ({ '<': -1e-9, '>': 1e-9 }[bound] ?? 0)
  }
  const compare = (a, b) => (typeof a === 'number' && typeof b === 'number' ? a - b : String(a).localeCompare(String(b), 'en', { numeric: true }))
  const sort = (column, direction) => {
    for (const { body, rows } of bodies) {
      const keyed = rows.map((row) => ({ row, value: valueOf(row, column) }))
      if (direction !== 0) keyed.sort((a, b) => (a.value === undefined) - (b.value === undefined) || (a.value === undefined ? 0 : direction * compare(a.value, b.value)))
      body.append(...keyed.map(({ row }) => row))
    }
  }
  headings.forEach((heading, column) => {
    const button = document.createElement('button')
    button.type = 'button'
    button.className = 'sort'
    button.append(...heading.childNodes)
    heading.append(button)
    button.addEventListener('click', () => {
      const direction = { none: 1, ascending: -1, descending: 0 }[heading.getAttribute('aria-sort') ?? 'none']
      for (const other of headings) other.removeAttribute('aria-sort')
      if (direction !== 0) heading.setAttribute('aria-sort', direction === 1 ? 'ascending' : 'descending')
      sort(column, direction)
    })
  })
}
`
