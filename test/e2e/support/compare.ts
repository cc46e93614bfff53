/**
 * Where an answer is not as expected, one line each. Expected are texts (or /patterns/ of texts),
 * numbers, flags and null as they are; of an object the fields that are named; of a list all its
 * items, or with an object its `length` and items by their index.
 */
export function differences(expected: unknown, actual: unknown, path = ''): string[] {
  const pattern = patternIn(expected)
  if (pattern) {
    const fits = typeof actual === 'string' && pattern.test(actual)
    return fits ? [] : [differs(path, String(pattern), actual)]
  }
  if (typeof expected !== 'object' || expected === null) {
    return Object.is(expected, actual) ? [] : [differs(path, JSON.stringify(expected), actual)]
  }
  if (typeof actual !== 'object' || actual === null) {
    return [differs(path, JSON.stringify(expected), actual)]
  }
  const fields = Object.entries(expected).flatMap(([name, value]) =>
    differences(value, (actual as Fields)[name], path === '' ? name : `${path}.${name}`),
  )
  return Array.isArray(expected)
    ? [...differences(expected.length, (actual as Fields).length, `${path}.length`), ...fields]
    : fields
}

type Fields = Record<string, unknown>

/** The pattern that a text between slashes is. */
export function patternIn(expected: unknown): RegExp | undefined {
  const [, source, flags] = /^\/(.+)\/([a-z]*)$/s.exec(String(expected)) ?? []
  return typeof expected === 'string' && source ? new RegExp(source, flags) : undefined
}

const differs = (path: string, expected: string, actual: unknown): string =>
  `${path}: expected ${expected}, got ${JSON.stringify(actual)}`
