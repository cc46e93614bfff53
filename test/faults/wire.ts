import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

/** What can become of a request on its way, and of its answer. */
export const TROUBLES = [
  /** It comes late, and the answer too. */
  'delay',
  /** It stays away for seconds, and is delivered although whoever sent it has given up. */
  'stall',
  /** The connection breaks before the request was passed on. */
  'drop',
  /** The request is passed on, and the connection breaks before the answer. */
  'lose',
  /** The request is passed on, and its answer stays away for seconds. */
  'mute',
  /** The answer breaks off. */
  'truncate',
] as const

export type Trouble = (typeof TROUBLES)[number]

/** Trouble that a wire makes: for which share of the requests, and how long it holds them. */
export interface Weather {
  readonly trouble: Trouble
  /** From 0 to 1. */
  readonly share: number
  readonly holdMs: number
}

export interface Wire {
  readonly port: number
  /** Undefined for fair weather. */
  weather: Weather | undefined
  /** Times that each trouble met a request. */
  readonly met: Readonly<Record<Trouble, number>>
  /** Requests that are held back, or were passed on and have no answer yet for a sender that left. */
  underway(): number
  close(): Promise<void>
}

/** A delivered request whose sender has left gets so long to be answered. */
const ORPHAN_MS = 15_000

/**
 * A TCP connection with an intermediary that makes trouble, for HTTP/1.1 without pipelining: what
 * comes after an answer is the next request.
 * @param target port on this machine
 * @param random from 0 to 1
 */
export async function openWire(target: number, random: () => number): Promise<Wire> {
  const met = Object.fromEntries(TROUBLES.map((trouble) => [trouble, 0])) as Record<Trouble, number>
  const sockets = new Set<Socket>()
  let held = 0
  let orphans = 0

  const server = createServer((client) => {
    const upstream = dial()
    sockets.add(client)
    let isAsking = false
    let trouble: Trouble | undefined
    let weather: Weather | undefined
    /** What is on its way to the other side, in its order. */
    let sending = Promise.resolve()
    let answering = Promise.resolve()
    let heldHere = 0

    client.on('data', (chunk) => {
      if (!isAsking) begin()
      isAsking = true
      if (trouble === 'drop') return cut()
      const holdMs = trouble === 'delay' || trouble === 'stall' ? (weather?.holdMs ?? 0) : 0
      held++
      heldHere++
      sending = sending.then(async () => {
        if (holdMs > 0) await sleep(holdMs)
        held--
        heldHere--
        deliver(chunk)
      })
    })

    function begin() {
      weather = wire.weather
      trouble = weather && random() < weather.share ? weather.trouble : undefined
      if (trouble) met[trouble]++
    }

    /** A stalled request arrives, over a new connection where the old one is gone. */
    function deliver(chunk: Buffer) {
      if (upstream.writable) return upstream.write(chunk)
      if (trouble === 'stall') letGo(dial()).write(chunk)
      return cut()
    }

    upstream.on('data', (chunk) => {
      isAsking = false
      if (trouble === 'lose') return cut()
      if (trouble === 'truncate') {
        client.end(chunk.subarray(0, Math.floor(chunk.length * random())))
        return upstream.destroy()
      }
      const holdMs = trouble === 'delay' || trouble === 'mute' ? (weather?.holdMs ?? 0) : 0
      answering = answering.then(async () => {
        if (holdMs > 0) await sleep(holdMs)
        if (client.writable) client.write(chunk)
      })
    })

    client.on('close', () => {
      sockets.delete(client)
      // Whoever passes on a stalled request does not know that its sender has left.
      if (trouble === 'stall' && (heldHere > 0 || isAsking)) {
        void sending.then(() => letGo(upstream))
        return
      }
      upstream.destroy()
    })
    upstream.on('close', () => {
      if (trouble === 'stall' && heldHere > 0) return
      void answering.then(() => client.destroy())
    })

    function cut() {
      client.resetAndDestroy()
      upstream.destroy()
    }
  })

  function dial(): Socket {
    const socket = connect(target, '127.0.0.1')
    sockets.add(socket)
    socket.setNoDelay(true)
    socket.on('error', () => {})
    socket.on('close', () => sockets.delete(socket))
    return socket
  }

  /** Waits for the answer to a request whose sender has left. */
  function letGo(upstream: Socket): Socket {
    if (upstream.destroyed) return upstream
    orphans++
    upstream.once('data', () => upstream.destroy())
    upstream.once('close', () => orphans--)
    upstream.setTimeout(ORPHAN_MS, () => upstream.destroy())
    return upstream
  }

  server.on('connection', (socket) => {
    socket.setNoDelay(true)
    socket.on('error', () => {})
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const wire: Wire = {
    port: (server.address() as AddressInfo).port,
    weather: undefined,
    met,
    underway: () => held + orphans,
    async close() {
      server.close()
      for (const socket of sockets) socket.destroy()
      await once(server, 'close')
    },
  }
  return wire
}
