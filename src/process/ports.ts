import { createServer } from 'node:net'
import { SetupError } from '../domain/errors.ts'

/**
 * Checks before anything is started that the port can be listened on.
 * @throws SetupError when it is taken or not allowed
 */
export async function requirePort(host: string, port: number): Promise<void> {
  if (port === 0 || (await isFree(port, host))) return
  throw new SetupError(
    `The API cannot listen on ${host}:${port}, which is taken or not allowed: end what uses it, or set PORT to another one.`,
  )
}

/** Whether the port can be listened on at the moment. */
export const isFree = (port: number, host = '127.0.0.1'): Promise<boolean> =>
  listenOnce(port, host).then(
    () => true,
    () => false,
  )

/** A port that is free at the moment. */
export const freePort = (host = '127.0.0.1'): Promise<number> => listenOnce(0, host)

/** Listens for a moment and returns the port. */
function listenOnce(port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(port, host, () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : port))
    })
  })
}
