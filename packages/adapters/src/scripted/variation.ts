const SENTENCES = [
  'I kept the structure simple so that the next change is easy.',
  'All input is checked before anything is stored.',
  'Errors carry a message that says what is wrong.',
  'The data lives in one file and survives a restart.',
  'Existing behaviour is left as it was.',
  'The routes follow the contract given in the task.',
]

/** What makes one run of the scripted model differ from the next: a comment of 1 to 12 sentences. */
export function comment(random: () => number): string {
  const count = 1 + Math.floor(random() * 12)
  return Array.from({ length: count }, () => SENTENCES[Math.floor(random() * SENTENCES.length)]).join(' ')
}
