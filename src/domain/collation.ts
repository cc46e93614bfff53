const collator = new Intl.Collator('fr', { numeric: true, sensitivity: 'base' })

/** Order of names and sizes in every list: 9 before 10, "é" beside "e", and no two texts equal. */
const compareText = (a: string, b: string): number =>
  collator.compare(a, b) || (a < b ? -1 : a > b ? 1 : 0)

/** Compares lists of texts part by part. */
export function compareKeys(a: readonly string[], b: readonly string[]): number {
  for (const [index, part] of a.entries()) {
    const order = compareText(part, b[index] ?? '')
    if (order !== 0) return order
  }
  return 0
}
