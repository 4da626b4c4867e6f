export const FONT_SIZE = 12.5

/** Advance widths of DejaVu Sans from space to `~`, in thousandths of the font's size. */
const REGULAR = [
  318, 401, 460, 838, 636, 950, 780, 275, 390, 390, 500, 838, 318, 361, 318, 337, 636, 636, 636, 636, 636,
  636, 636, 636, 636, 636, 337, 337, 838, 838, 838, 531, 1000, 684, 686, 698, 770, 632, 575, 775, 752, 295,
  295, 656, 557, 863, 748, 787, 603, 787, 695, 635, 611, 732, 684, 989, 685, 611, 685, 390, 337, 390, 838,
  500, 500, 613, 635, 550, 635, 615, 352, 635, 634, 278, 278, 579, 278, 974, 634, 612, 635, 635, 411, 521,
  392, 634, 592, 818, 592, 592, 525, 636, 337, 636, 838,
]
const BOLD = [
  348, 456, 521, 838, 696, 1002, 872, 306, 457, 457, 523, 838, 380, 415, 380, 365, 696, 696, 696, 696, 696,
  696, 696, 696, 696, 696, 400, 400, 838, 838, 838, 580, 1000, 774, 762, 734, 830, 683, 683, 821, 837, 372,
  372, 775, 637, 995, 837, 850, 733, 850, 770, 720, 682, 812, 774, 1103, 771, 724, 725, 457, 365, 457, 838,
  500, 500, 675, 716, 593, 716, 678, 435, 716, 712, 343, 343, 665, 343, 1042, 712, 687, 716, 716, 493, 595,
  478, 712, 652, 924, 645, 652, 582, 712, 365, 712, 838,
]
const FIRST = 32
/** Of all other characters: at most as wide as high. */
const OTHER = 1000

/**
 * Width of a text in pixels, where the reader's font is not known: set in DejaVu Sans, which is what PNG files are set
 * in and wider than what most systems have.
 */
export function textWidth(text: string, { size = FONT_SIZE, bold = false } = {}): number {
  const widths = bold ? BOLD : REGULAR
  const thousandths = Array.from(text).reduce(
    (sum, character) => sum + (widths[(character.codePointAt(0) ?? 0) - FIRST] ?? OTHER),
    0,
  )
  return (thousandths * size) / 1000
}

const GAP = 20

/** Whether a name, set bold, and a text have room beside each other. */
export const fitBeside = (name: string, text: string, width: number): boolean =>
  textWidth(name, { bold: true }) + GAP + textWidth(text) <= width

/** The size at which each of these names, set bold, has room: smaller than the rest where one is too long to be whole. */
export const nameSize = (names: readonly string[], width: number): number =>
  Math.min(FONT_SIZE, ...names.map((name) => (FONT_SIZE * (width - 1)) / textWidth(name, { bold: true })))

/** The lines of a text that is broken after spaces and hyphens; a part without either may still be wider. */
export function brokenLines(text: string, width: number, size = FONT_SIZE): string[] {
  const lines: string[] = []
  for (const part of text.match(/[^\s-]*(?:[\s-]+|$)/g) ?? []) {
    const last = lines.at(-1)
    if (last !== undefined && textWidth((last + part).trimEnd(), { size }) <= width)
      lines[lines.length - 1] = last + part
    else if (part !== '') lines.push(part)
  }
  return lines.map((line) => line.trimEnd())
}
