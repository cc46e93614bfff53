import { join } from 'node:path'
import { start } from '../processes.ts'
import { createSender, type Peer, sendOk } from './peer.ts'
import { startPocketBase } from './pocketbase.ts'

/** A service as it is often written on a database with an HTTP API; written here, nobody's product. */
export const standIn: Peer = {
  name: 'web service (stand-in)',
  what: 'stand-in, written here: a plain web service on PocketBase reads the record, checks it and writes it with one unit less',
  async start(place) {
    const database = await startPocketBase(place)
    const script = join(import.meta.dirname, 'stand-in-service.ts')
    const { authorization = '' } = database.headers
    const service = await start([script], {
      env: { STAND_IN_DATABASE: database.address, STAND_IN_TOKEN: authorization },
      address: /^ready (http\S+)/,
    })
    const sender = createSender(service.address)
    return {
      ...{ version: 'Fastify 5', pids: [service.pid, database.pid], again: sender.again },
      async sell(sku) {
        const { status } = await sender.send('/sale', { body: { sku } })
        if (status >= 500) throw new Error(`${status} of a sale`)
        return status < 300
      },
      stock: async (sku) => (await sendOk(`${service.address}/stock?sku=${sku}`)).body.quantity,
      async find(words) {
        const query = new URLSearchParams({ words })
        return (await sendOk(`${service.address}/find?${query}`)).body.names
      },
      async stop() {
        await service.stop()
        await database.stop()
      },
    }
  },
}
