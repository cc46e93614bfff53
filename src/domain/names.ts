/** "unit_price" → "unitPrice" */
export type Camel<Name extends string> = Name extends `${infer Head}_${infer Tail}`
  ? `${Head}${Capitalize<Camel<Tail>>}`
  : Name

/** "unitPrice" → "unit_price" */
export type Snake<Name extends string> = Name extends `${infer Letter}${infer Tail}`
  ? Letter extends Lowercase<Letter>
    ? `${Letter}${Snake<Tail>}`
    : `_${Lowercase<Letter>}${Snake<Tail>}`
  : ''

/** A value with names as they are inside, at every depth. */
export type Inside<T> = T extends readonly (infer Item)[]
  ? Inside<Item>[]
  : T extends object
    ? { [Name in keyof T as Name extends string ? Camel<Name> : Name]: Inside<T[Name]> }
    : T

/** A value with the names of its own keys as they are outside. */
export type Outside<T> = { [Name in keyof T as Name extends string ? Snake<Name> : Name]: T[Name] }

export const toCamel = memorised((name) =>
  name.replace(/_([a-z])/g, (_, letter) => letter.toUpperCase()),
)
export const toSnake = memorised((name) =>
  name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
)

/** Names as they are inside, camelCase, for what came in as snake_case. */
export function inside<T>(value: T): Inside<T> {
  return renamed(value) as Inside<T>
}

/** Names as they are outside, snake_case, for what goes out. */
export const outside = <T extends object>(value: T): Outside<T> =>
  Object.fromEntries(Object.entries(value).map(([name, one]) => [toSnake(name), one])) as Outside<T>

function renamed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(renamed)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [toCamel(name), renamed(one)]),
  )
}

/** Names are few and come again and again. */
export function memorised(work: (name: string) => string): (name: string) => string {
  const known = new Map<string, string>()
  return (name) => {
    const before = known.get(name)
    if (before !== undefined) return before
    const made = work(name)
    known.set(name, made)
    return made
  }
}
