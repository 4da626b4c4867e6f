// Values that fields of the common kinds refuse.

export const notText = [5, true, [], {}]
export const notInteger = ['twenty', '20', 20.5, true, []]
export const blank = ['', '   ', '\t\n']
export const notEmail = [
  'ada',
  '@uni.org',
  'ada@',
  'ada@uni',
  'ada@.org',
  'ada@uni.',
  'a da@uni.org',
  'ada@u ni.org',
  'ada@uni@uni.org',
]
/** One change for each value of a field. */
export const each = (field, values) => values.map((value) => ({ [field]: value }))
