/** Values that steps refer to as $name. */
export type Notes = Record<string, unknown>

const DAY_MS = 24 * 60 * 60 * 1000

/** What every dialogue may refer to: moments, in ISO 8601. */
export function firstNotes(now = Date.now()): Notes {
  const moment = (ms: number) => new Date(ms).toISOString()
  return {
    started: moment(now),
    today: moment(now - (now % DAY_MS)),
    tomorrow: moment(now + DAY_MS),
    yesterday: moment(now - DAY_MS),
  }
}

/**
 * The same data with each text that is $name replaced by what is noted.
 * @throws Error for a name that nothing was noted under
 */
export function fillIn(data: unknown, notes: Notes): unknown {
  if (Array.isArray(data)) return data.map((item) => fillIn(item, notes))
  if (typeof data === 'object' && data !== null) {
    return Object.fromEntries(
      Object.entries(data).map(([name, value]) => [name, fillIn(value, notes)]),
    )
  }
  const [, name] = (typeof data === 'string' && /^\$(\w+)$/.exec(data)) || []
  if (name === undefined) return data
  if (!Object.hasOwn(notes, name)) throw new Error(`Nothing was saved as ${name}.`)
  return notes[name]
}

/**
 * The value at a path such as results.0.movement.id.
 * @throws Error where there is none
 */
export function valueAt(data: unknown, path: string): unknown {
  const value = path
    .split('.')
    .reduce<unknown>((part, name) => (part as Notes | null | undefined)?.[name], data)
  if (value === undefined || value === null) throw new Error(`The answer has no ${path}.`)
  return value
}
