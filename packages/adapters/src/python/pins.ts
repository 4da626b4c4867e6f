/** The `name==version` lines of a requirements file, without comments and without what other systems alone need. */
export const pinsIn = (requirements: string): string[] =>
  requirements
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => /^[^#;]+==[^#;]+$/.test(line))

/** Which of the pins are not among the packages that `pip freeze` has printed. */
export function otherPins(pins: readonly string[], frozen: readonly string[]): string[] {
  const installed = new Set(frozen.map(normalized))
  return pins.filter((pin) => !installed.has(normalized(pin)))
}

/** The names of packages are the same whatever their case and punctuation. Source: PEP 503, "Normalized Names". */
function normalized(pin: string): string {
  const [name = '', version = ''] = pin.split('==')
  return `${name
    .replace(/\[.*\]/, '')
    .toLowerCase()
    .replaceAll(/[-_.]+/g, '-')}==${version.trim()}`
}
