/** Raw values under their names, at full precision: null where there is none. */
export interface Dataset {
  columns: readonly string[]
  rows: readonly (readonly (string | number | null)[])[]
}
