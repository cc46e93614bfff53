import { effect } from '@preact/signals'
import { connection, isSignedOut, noteSeq, online, Refused, revision, send } from './api.ts'

/** Milliseconds until it is tried again to follow. */
const RETRY_MS = 2_000
/** A sale of many lines comes as many events: they are answered together, after so many milliseconds. */
const TOGETHER_MS = 200

/** A stream that is alive says something every 15 s. */
const SILENCE_MS = 40_000

/** Ends of what a stream says that change nothing. */
const NO_NEWS = /^event: (?:begin|end)$/m

/** Follows the shop while somebody looks at the page; in a pocket it costs nothing. */
export function followShop(): void {
  let following: AbortController | undefined
  const look = () => {
    const isWanted = !document.hidden && !isSignedOut.value
    if (isWanted === (following !== undefined)) return
    following?.abort()
    following = isWanted ? new AbortController() : undefined
    if (following) void follow(following.signal)
  }
  document.addEventListener('visibilitychange', look)
  addEventListener('online', () => revision.value++)
  addEventListener('offline', () => {
    connection.value = 'offline'
  })
  effect(look)
  effect(tryAgain)
}

/** While nothing is answered, it is asked again: a stream may be open all the time, and say nothing of it. */
function tryAgain(): (() => void) | undefined {
  if (online.value || isSignedOut.value) return undefined
  const clock = setInterval(() => {
    if (!document.hidden) revision.value++
  }, RETRY_MS)
  return () => clearInterval(clock)
}

async function follow(signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      const { body } = await send('/events/stream', { signal })
      // Something may have happened meanwhile.
      revision.value++
      if (body) await read(body.pipeThrough(new TextDecoderStream()))
    } catch (error) {
      // Without a session this ends; with too many streams it is tried again.
      if (error instanceof Refused && error.status === 401) return
    }
    await new Promise((done) => setTimeout(done, RETRY_MS))
  }
}

/** Reads a stream of server-sent events to its end, and asks anew at each that tells something. */
async function read(stream: ReadableStream<string>): Promise<void> {
  const reader = stream.getReader()
  let rest = ''
  for (;;) {
    const silence = setTimeout(() => reader.cancel(), SILENCE_MS)
    const { done, value } = await reader.read()
    clearTimeout(silence)
    if (done) return
    const events = (rest + value).split('\n\n')
    rest = events.pop() ?? ''
    for (const event of events) note(event)
  }
}

let isWaiting = false

function note(event: string): void {
  noteSeq(Number(/^id: (\d+)/m.exec(event)?.[1] ?? 0))
  if (!/^event: /m.test(event) || NO_NEWS.test(event)) return
  if (isWaiting) return
  isWaiting = true
  setTimeout(() => {
    isWaiting = false
    revision.value++
  }, TOGETHER_MS)
}
