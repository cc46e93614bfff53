import { onTestFinished } from 'vitest'

/** One event as it came, with the id under which it can be gone on behind it. */
export interface Sent {
  readonly event: string
  readonly id: string | undefined
  // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever it has
  readonly data: any
}

/** Reads an event stream, and keeps all that comes. */
export async function readStream(url: string, headers: Record<string, string>) {
  const leaving = new AbortController()
  const response = await fetch(url, { headers, signal: leaving.signal })
  const blocks: string[] = []
  const ended = (async () => {
    let rest = ''
    const text = response.body?.pipeThrough(new TextDecoderStream()) ?? []
    for await (const piece of text as AsyncIterable<string>) {
      const parts = (rest + piece).split('\n\n')
      rest = parts.pop() ?? ''
      blocks.push(...parts)
    }
  })().catch(() => {})
  onTestFinished(() => leaving.abort())
  return {
    response,
    ended,
    /** All that came, as it was written. */
    blocks,
    events: (): Sent[] => blocks.flatMap(eventIn),
    leave: () => leaving.abort(),
  }
}

function eventIn(block: string): Sent[] {
  const field = (name: string) =>
    block
      .split('\n')
      .find((line) => line.startsWith(`${name}: `))
      ?.slice(name.length + 2)
  const data = field('data')
  return data === undefined
    ? []
    : [{ event: field('event') ?? '', id: field('id'), data: JSON.parse(data) }]
}
