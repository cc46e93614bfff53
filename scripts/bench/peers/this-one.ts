import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import packageJson from '../../../package.json' with { type: 'json' }
import { keyOf, startShop } from '../processes.ts'
import { createSender, nameOf, type Peer, type Product, sendOk } from './peer.ts'

const SIZE = '38'

/** This project, as `npm start` runs it. */
export const thisOne: Peer = {
  name: 'Stock Assistant',
  what: 'this project: one request a sale, with a `request_id`',
  async start({ data, products }) {
    const stock = join(data, 'stock.csv')
    if (!existsSync(stock)) writeFileSync(stock, csvOf(products))
    const { address, pid, stop } = await startShop(data, { STOCK_CSV: stock })
    const headers = { authorization: `Bearer ${keyOf(data)}` }
    const sender = createSender(address)
    const list = async (query: Record<string, string>) => {
      const { body } = await sendOk(`${address}/inventory?${new URLSearchParams(query)}`, {
        headers,
      })
      return body.items
    }
    return {
      ...{ version: packageJson.version, pids: [pid], again: sender.again, stop },
      async sell(sku, key) {
        const body = { sku, size: SIZE, quantity: 1, request_id: key }
        const { status } = await sender.send('/inventory/sale', { headers, body })
        if (status >= 500) throw new Error(`${status} of a sale`)
        return status < 300
      },
      stock: async (sku) => (await list({ sku, size: SIZE }))[0].quantity,
      find: async (model) => (await list({ model })).map(named),
    }
  },
}

const named = ({ model, color }: { model: string; color: string }) => nameOf({ name: model, color })

const csvOf = (products: readonly Product[]): string =>
  [
    'SKU,Model,Color,Gender,Size,Quantity',
    ...products.map(({ sku, name, color, units }) => `${sku},${name},${color},,${SIZE},${units}`),
  ].join('\n')
