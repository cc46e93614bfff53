import { createServer, type Socket } from 'node:net'
import { createInterface } from 'node:readline'

export interface Mailbox {
  readonly port: number
  /** Each message as it came, decoded. */
  readonly messages: readonly string[]
  /** Lets those who come wait, or lets them in. */
  hold(isHeld: boolean): void
  close(): void
}

/** A mail server that keeps what it is sent (RFC 5321, as much as PocketBase speaks of it). */
export async function mailbox(): Promise<Mailbox> {
  const messages: string[] = []
  let open = Promise.withResolvers<void>()
  open.resolve()
  const server = createServer(async (socket) => {
    await open.promise
    receive(socket, (message) => messages.push(message))
  })
  await new Promise<void>((done) => {
    server.listen(0, '127.0.0.1', done)
  })
  const { port } = server.address() as { port: number }
  return {
    port,
    messages,
    hold(isHeld) {
      open.resolve()
      if (isHeld) open = Promise.withResolvers()
    },
    close: () => server.close(),
  }
}

function receive(socket: Socket, keep: (message: string) => void): void {
  const say = (line: string) => socket.write(`${line}\r\n`)
  let message: string[] | undefined
  socket.on('error', () => {})
  createInterface({ input: socket }).on('line', (line) => {
    if (message && line === '.') {
      keep(decoded(message.join('\n')))
      message = undefined
      say('250 kept')
    } else if (message) message.push(line)
    else if (/^DATA/i.test(line)) {
      message = []
      say('354 go on')
    } else if (/^QUIT/i.test(line)) socket.end('221 bye\r\n')
    else say('250 ok')
  })
  say('220 mailbox')
}

/** Quoted-printable, in which a long line goes on after "="; "?=" ends a word of a header. */
const decoded = (text: string): string => text.replace(/(?<!\?)=\n/g, '')
