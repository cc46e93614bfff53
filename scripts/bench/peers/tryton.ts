import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { freePort } from '../../../src/process/ports.ts'
import { start } from '../processes.ts'
import { createSender, nameOf, type Peer, type Product } from './peer.ts'

const PACKAGES = ['trytond==8.2.1', 'trytond-stock==8.2.1']
const MODULES = ['stock', 'company', 'product']
const INSTALL_TIMEOUT_MS = 5 * 60_000
const PASSWORD = 'bench-on-loopback'
const DATABASE = 'bench'
const decimal = (value: string) => ({ __class__: 'Decimal', decimal: value })

type Call = (method: string, ...params: unknown[]) => Promise<unknown>

/** An inventory system: a sale is a shipment, which takes units from the store when it is assigned. */
export const tryton: Peer = {
  name: 'Tryton',
  what: 'its module of stock with its own server and SQLite, as for trying it out: a sale is a shipment, in seven calls of its RPC; it has parties, warehouses, lots, accounts and purchases besides',
  async start({ data, installed, products }) {
    const programs = install(join(installed, 'tryton'))
    const port = await freePort()
    const config = join(data, 'trytond.conf')
    writeFileSync(config, configOf(data, port))
    const isNew = !existsSync(join(data, `${DATABASE}.sqlite`))
    if (isNew) makeDatabase(programs, data, config)
    // It tells where it listens among its errors.
    const together = ['-c', 'exec "$0" "$@" 2>&1', join(programs, 'trytond'), ...usual(config)]
    const { pid, stop, address } = await start(together, {
      ...{ command: '/bin/sh', address: /Running on (http:\/\/127\.0\.0\.1:\d+)/ },
    })
    const sender = createSender(address)
    const rpc = await signIn(sender)
    const shop = isNew ? await fill(rpc, products) : await find(rpc)
    const context = contextOf(shop.company)
    const stock = async (sku: string) => {
      const where = { ...context, locations: [shop.places.get('STO')] }
      const ids = [shop.ids.get(sku)]
      const [found] = (await rpc('model.product.product.read', ids, ['quantity'], where)) as [
        { quantity: number },
      ]
      return found.quantity
    }
    return {
      ...{ version: '8.2', pids: [pid], again: sender.again, stock, stop },
      async sell(sku) {
        const wanted = [shipmentOf(shop, sku)]
        const shipments = await rpc('model.stock.shipment.out.create', wanted, context)
        for (const step of ['wait', 'assign_try', 'pick', 'pack', 'do'])
          await rpc(`model.stock.shipment.out.${step}`, shipments, context)
        const read = await rpc('model.stock.shipment.out.read', shipments, ['state'], context)
        const [{ state }] = read as [{ state: string }]
        return state === 'done'
      },
      async find(words) {
        const domain = [['rec_name', 'ilike', `%${words}%`]]
        const found = await searchAll(rpc, 'product.product', domain, ['rec_name'], context)
        return found.map(({ rec_name }) => String(rec_name).replace(/^\[.*?\] /, ''))
      },
    }
  },
}

const usual = (config: string): string[] => ['-c', config, '-d', DATABASE]

const configOf = (data: string, port: number): string =>
  `[database]\nuri = sqlite://\npath = ${data}\n\n[web]\nlisten = 127.0.0.1:${port}\n`

/** @returns the folder of its programs */
function install(folder: string): string {
  const programs = join(folder, 'bin')
  if (existsSync(join(folder, 'complete'))) return programs
  mkdirSync(folder, { recursive: true })
  process.stderr.write('installing Tryton\n')
  const options = { timeout: INSTALL_TIMEOUT_MS, stdio: 'pipe' } as const
  execFileSync('python3', ['-m', 'venv', folder], options)
  execFileSync(join(programs, 'pip'), ['install', '--quiet', ...PACKAGES], options)
  writeFileSync(join(folder, 'complete'), '')
  return programs
}

function makeDatabase(programs: string, data: string, config: string): void {
  writeFileSync(join(data, `${DATABASE}.sqlite`), '')
  writeFileSync(join(data, 'password'), PASSWORD)
  const modules = ['-u', ...MODULES, '--activate-dependencies', '--email', 'bench@example.com']
  execFileSync(join(programs, 'trytond-admin'), [...usual(config), ...modules], {
    ...{ timeout: INSTALL_TIMEOUT_MS, stdio: 'pipe' },
    // biome-ignore lint/style/noProcessEnv: the child gets what this command got
    env: { ...process.env, TRYTONPASSFILE: join(data, 'password') },
  })
}

async function signIn({ send }: ReturnType<typeof createSender>): Promise<Call> {
  let authorization = ''
  const rpc: Call = async (method, ...params) => {
    const { status, body } = await send(`/${DATABASE}/rpc/`, {
      ...{ headers: { authorization }, body: { id: 1, method, params } },
    })
    if (status >= 300 || body.error) {
      const told = JSON.stringify(body.error ?? body).slice(0, 200)
      throw new Error(`${status} of ${method}: ${told}`)
    }
    return body.result
  }
  const credentials = { password: PASSWORD }
  const [user, session] = (await rpc('common.db.login', 'admin', credentials, 'en')) as string[]
  const token = Buffer.from(`admin:${user}:${session}`).toString('base64')
  authorization = `Session ${token}`
  return rpc
}

interface Found {
  readonly ids: ReadonlyMap<string, number>
  readonly places: ReadonlyMap<string, number>
  readonly company: number
  readonly currency: number
  readonly customer: number
  readonly address: number
  readonly unit: number
}

const contextOf = (company: number) => ({ company, companies: [company] })

const searchAll = async (
  rpc: Call,
  model: string,
  domain: unknown[],
  fields: string[],
  context: object = {},
): Promise<Record<string, unknown>[]> =>
  (await rpc(`model.${model}.search_read`, domain, 0, 1000, null, fields, context)) as Record<
    string,
    unknown
  >[]

/** What was made by `fill`. */
async function find(rpc: Call): Promise<Found> {
  const idOf = async (model: string, domain: unknown[]) =>
    (await searchAll(rpc, model, domain, ['id']))[0]?.id as number
  const company = await idOf('company.company', [])
  const customer = await idOf('party.party', [['name', '=', 'Customer']])
  const context = contextOf(company)
  const [codes, locations] = [
    await searchAll(rpc, 'product.product', [], ['code'], context),
    await searchAll(rpc, 'stock.location', [], ['code'], context),
  ]
  const byCode = (rows: Record<string, unknown>[]) =>
    new Map(rows.map(({ id, code }) => [String(code), id as number]))
  return {
    ...{ company, customer, ids: byCode(codes), places: byCode(locations) },
    currency: await idOf('currency.currency', [['code', '=', 'EUR']]),
    address: await idOf('party.address', [['party', '=', customer]]),
    unit: await idOf('product.uom', [['symbol', '=', 'u']]),
  }
}

/** Makes a company, a customer, the products and their units. */
async function fill(rpc: Call, products: readonly Product[]): Promise<Found> {
  const create = async (model: string, values: object, context: object = {}) =>
    ((await rpc(`model.${model}.create`, [values], context)) as number[])[0] as number
  const currency = await create('currency.currency', {
    ...{ name: 'Euro', code: 'EUR', symbol: '€', digits: 2, rounding: decimal('0.01') },
    rates: [
      [
        'create',
        [{ date: { __class__: 'date', year: 2020, month: 1, day: 1 }, rate: decimal('1') }],
      ],
    ],
  })
  const [party] = [await create('party.party', { name: 'Shop', addresses: [['create', [{}]]] })]
  await create('party.party', { name: 'Customer', addresses: [['create', [{}]]] })
  const company = await create('company.company', { party, currency })
  await rpc('model.res.user.write', [1], { companies: [['add', [company]]], company }, {})
  const context = contextOf(company)
  const { unit } = await find(rpc)
  for (const product of products) {
    const variant = ['create', [{ suffix_code: product.sku }]]
    const template = { name: nameOf(product), type: 'goods', default_uom: unit }
    await create('product.template', { ...template, products: [variant] }, context)
  }
  const found = await find(rpc)
  const lines = products.map(({ sku, units }) => ({ product: found.ids.get(sku), quantity: units }))
  const counted = { location: found.places.get('STO'), company, lines: [['create', lines]] }
  const inventory = await create('stock.inventory', counted, context)
  await rpc('model.stock.inventory.confirm', [inventory], context)
  return found
}

function shipmentOf(shop: Found, sku: string): object {
  const { places, company, currency, customer, address, unit, ids } = shop
  const move = {
    ...{ product: ids.get(sku), unit, quantity: 1, company, currency, unit_price: decimal('10') },
    ...{ from_location: places.get('OUT'), to_location: places.get('CUS') },
  }
  return {
    ...{ customer, delivery_address: address, company, warehouse: places.get('WH') },
    ...{ warehouse_output: places.get('OUT'), warehouse_storage: places.get('STO') },
    outgoing_moves: [['create', [move]]],
  }
}
