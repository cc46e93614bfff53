type Data = Readonly<Record<string, unknown>>

/** Members of an answer by which a model goes on: the next page, a confirmation, an undo, a picture. */
const HANDLES = ['next_cursor', 'token', 'batch', 'id', 'image']

/**
 * An answer as text, for models that are shown only that: its message, what it takes to go on, and
 * the lists behind it. All but the message is JSON, so that no name in it passes for a sentence of ours.
 */
export function tell({ message = '', ...rest }: Data): string {
  const handles = pick({ ...(isData(rest.movement) && rest.movement), ...rest }, HANDLES)
  const lists = listsIn(rest).filter(([, list]) => !isTold(list, String(message)))
  return [
    String(message),
    ...(Object.keys(handles).length > 0 ? [JSON.stringify(handles)] : []),
    ...lists.map(([name, list]) => `${name}: ${table(list)}`),
  ].join('\n')
}

/** The lists of objects in an answer, each with its name. */
const listsIn = (answer: Data, prefix = ''): [name: string, list: Data[]][] =>
  Object.entries(answer).flatMap(([name, value]): [string, Data[]][] => {
    if (isData(value)) return listsIn(value, `${prefix}${name}.`)
    return Array.isArray(value) && value.length > 0 && value.every(isData)
      ? [[`${prefix}${name}`, value]]
      : []
  })

/** Whether each line of a list has a message that the whole message holds already, as in a batch. */
const isTold = (list: readonly Data[], message: string): boolean =>
  list.every((line) => typeof line.message === 'string' && message.includes(line.message))

/** A list with its names said once: a row of them, then a row for each item, without empty columns. */
function table(list: readonly Data[]): string {
  const names = [...new Set(list.flatMap(Object.keys))].filter((name) =>
    list.some((one) => !isEmpty(one[name])),
  )
  return [names, ...list.map((one) => names.map((name) => one[name] ?? null))]
    .map((row) => JSON.stringify(row))
    .join('\n')
}

const pick = (data: Data, names: readonly string[]): Data =>
  Object.fromEntries(names.filter((name) => !isEmpty(data[name])).map((name) => [name, data[name]]))

const isData = (value: unknown): value is Data =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isEmpty = (value: unknown): boolean =>
  value === undefined || value === null || value === '' || (Array.isArray(value) && !value.length)
