import { computed, type Signal, signal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import type { Answers, Outcomes } from './answers.ts'
import { forgetCopies, keepCopy, readCopy } from './copies.ts'
import { language } from './settings.ts'

/** Values of an input: those that the path names go there, the others into the query or the body. */
export type Values = Readonly<Record<string, unknown>>

/** How long an answer is waited for, in milliseconds. */
const PATIENCE_MS = 20_000
/** After so long, what was known before is shown meanwhile, and said to be old. */
const COPY_AFTER_MS = 2_500
/** Answers that are kept in memory. */
const MOST_ENTRIES = 200

/** Moves on whenever something changed in the shop: all that is on the screen is asked again then. */
export const revision = signal(0)

/** Whether the service was reached the last time; else whether the phone or the service is to blame. */
export const connection = signal<'well' | 'offline' | 'gone'>(navigator.onLine ? 'well' : 'offline')
export const online = computed(() => connection.value === 'well')

/** Nobody is signed in here, or no longer. */
export const isSignedOut = signal(false)

/** Questions whose answers on the screen are old, and from when these are. */
const old = signal<ReadonlyMap<string, Date>>(new Map())

/** From when the oldest answer on the screen is; undefined where all are new. */
export const shownFrom = computed(() => {
  const times = [...old.value.values()].map(Number)
  return times.length > 0 ? new Date(Math.min(...times)) : undefined
})

/** The service understood the request, and refused it. */
export class Refused extends Error {
  readonly status: number
  /** What went wrong: "insufficient-stock". */
  readonly code: string
  /** The problem (RFC 9457) with all its members. */
  readonly problem: Values
  constructor(status: number, problem: Values) {
    super(String(problem.detail ?? problem.title ?? status))
    this.status = status
    this.code = String(problem.type ?? '').replace(/.*\//, '')
    this.problem = problem
  }
}

/** No answer came. Whether something was done is unknown; message is a sentence, or empty. */
export class Unreachable extends Error {}

/** Sends a request as the visitor. @throws Refused, Unreachable */
export async function send(url: string, init: RequestInit = {}): Promise<Response> {
  const headers = { 'accept-language': language.value, ...init.headers }
  const signal = init.signal ?? AbortSignal.timeout(PATIENCE_MS)
  const response = await fetch(url, { ...init, headers, signal }).catch(() => undefined)
  if (!response) {
    // Whoever gave it up knows why; a time that ran out says that nothing is there.
    if (init.signal?.reason?.name !== 'AbortError') connection.value = 'offline'
    throw new Unreachable()
  }
  if (response.ok) {
    connection.value = 'well'
    return response
  }
  const problem: Values = await response.json().catch(() => ({}))
  if (response.status >= 502) {
    connection.value = 'gone'
    throw new Unreachable(String(problem.detail ?? ''))
  }
  connection.value = 'well'
  if (response.status === 401) {
    isSignedOut.value = true
    await forgetCopies()
  }
  throw new Refused(response.status, problem)
}

/** The address of an operation, and the values that are not in its path. */
function split(path: string, values: Values): { address: string; rest: Values } {
  const rest = { ...values }
  const address = path.replaceAll(/\{(\w+)\}/g, (_, name) => {
    const value = rest[name]
    delete rest[name]
    return encodeURIComponent(String(value))
  })
  return { address, rest }
}

/** The address of a question, with its values in the query; those that are undefined or empty are left out. */
export function addressOf(path: string, values: Values): string {
  const { address, rest } = split(path, values)
  const said = Object.entries(rest).filter(([, value]) => value !== undefined && value !== '')
  const query = new URLSearchParams(said.map(([name, value]) => [name, String(value)])).toString()
  return query ? `${address}?${query}` : address
}

/** Does something. @throws Refused, Unreachable */
export async function change<O extends keyof Outcomes>(
  operation: O,
  values: Values = {},
): Promise<Outcomes[O]> {
  const [method = '', path = ''] = operation.split(' ')
  const { address, rest } = split(path, values)
  const response = await send(address, {
    method,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(rest),
  })
  const outcome = response.status === 204 ? undefined : await response.json()
  noteSeq(Number(outcome?.seq ?? 0))
  revision.value++
  return outcome
}

/** Number of the newest movement that was heard of. */
let newestSeq = 0

export function noteSeq(seq: number): void {
  newestSeq = Math.max(newestSeq, seq)
}

/** Questions that processes answer out of their memory, where one may be behind another: they wait for the movement. */
const KNOWS_AFTER: readonly string[] = ['/inventory', '/models', '/models/{sku}']

export interface Entry<T> {
  /** The last that is known. */
  readonly answer?: T | undefined
  readonly at?: Date
  /** Why there is none. */
  readonly refused?: Refused
}

const entries = new Map<string, Signal<Entry<unknown>>>()

function entryOf(name: string): Signal<Entry<unknown>> {
  const entry = entries.get(name) ?? signal({})
  // The one that was used last is the last to go.
  entries.delete(name)
  entries.set(name, entry)
  const [oldest] = entries.keys()
  if (entries.size > MOST_ENTRIES && oldest !== undefined) entries.delete(oldest)
  return entry
}

/**
 * The answer to a question: the last known one until a newer has come, and again whenever something changes.
 * @param path null asks nothing
 */
export function useGet<P extends keyof Answers>(
  path: P | null,
  values: Values = {},
): Entry<Answers[P]> {
  const url = path && addressOf(path, values)
  const name = `${language.value} ${url}`
  const since = revision.value
  const look = useRef(AbortSignal.abort())
  useEffect(() => {
    const from = new AbortController()
    look.current = from.signal
    return () => {
      from.abort()
      setOld(name)
    }
  }, [name])
  useEffect(() => {
    if (path) void ask(path, values, name, look.current)
  }, [name, since])
  return entryOf(name).value as Entry<Answers[P]>
}

/** The answer of an entry; while the next one comes, the one before. None comes without a connection. */
export function useLast<T>({ answer }: Entry<T>): T | undefined {
  const last = useRef<T>(undefined)
  last.current = answer ?? last.current
  return answer ?? (online.value ? last.current : undefined)
}

/** @param look is over when the screen is left: whether its answer is old concerns nobody then */
async function ask(path: string, values: Values, name: string, look: AbortSignal): Promise<void> {
  const entry = entryOf(name)
  const showOld = async () => {
    const known = entry.peek()
    const copy = known.at ? known : await readCopy(name)
    if (!copy?.at || entry.peek() !== known) return
    if (copy !== known) entry.value = copy
    if (!look.aborted) setOld(name, copy.at)
  }
  const clock = setTimeout(showOld, COPY_AFTER_MS)
  try {
    const after = KNOWS_AFTER.includes(path) && newestSeq > 0 ? { after_seq: newestSeq } : {}
    const response = await send(addressOf(path, { ...values, ...after }))
    const fresh = { answer: await response.json(), at: new Date() }
    entry.value = fresh
    setOld(name)
    await keepCopy(name, fresh)
  } catch (error) {
    if (error instanceof Refused) entry.value = { refused: error }
    else if (error instanceof Unreachable) await showOld()
    else throw error
  } finally {
    clearTimeout(clock)
  }
}

/** Notes from when the answer is that is shown; without a time, that it is not old. */
function setOld(name: string, at?: Date): void {
  if (!at && !old.peek().has(name)) return
  const next = new Map(old.peek())
  if (at) next.set(name, at)
  else next.delete(name)
  old.value = next
}
