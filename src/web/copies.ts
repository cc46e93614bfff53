// The last answers, kept on the phone, so that they stay readable where there is no connection.

const NAME = 'answers'
const MOST = 150
/** Header of a copy: when its answer came, ISO 8601. */
const CAME_AT = 'x-came-at'

export interface Copy {
  readonly answer: unknown
  readonly at: Date
}

/** Browsers keep nothing for a page that came over plain http. */
const open = async (): Promise<Cache | undefined> => globalThis.caches?.open(NAME)

/** Addresses of copies lead nowhere. */
const addressOf = (name: string): string => `/app/copies/${encodeURIComponent(name)}`

/** @param name of the question: tells it from all others */
export async function keepCopy(name: string, { answer, at }: Copy): Promise<void> {
  const cache = await open()
  if (!cache) return
  const headers = { [CAME_AT]: at.toISOString() }
  await cache.put(addressOf(name), new Response(JSON.stringify(answer), { headers }))
  const all = await cache.keys()
  // The oldest come first.
  for (const request of all.slice(0, Math.max(0, all.length - MOST))) await cache.delete(request)
}

export async function readCopy(name: string): Promise<Copy | undefined> {
  const copy = await (await open())?.match(addressOf(name))
  if (!copy) return undefined
  return { answer: await copy.json(), at: new Date(copy.headers.get(CAME_AT) ?? 0) }
}

/** So that whoever takes the phone next reads nothing of it. */
export async function forgetCopies(): Promise<void> {
  await globalThis.caches?.delete(NAME)
}
