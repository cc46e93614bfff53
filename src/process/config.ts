import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseEnv } from 'node:util'
import { z } from 'zod'
import { readBrokerAddress } from '../broker/broker-address.ts'
import { SCOPES } from '../domain/api-key.ts'
import { SetupError } from '../domain/errors.ts'
import { ORDER_DEFAULTS, type OrderDefaults } from '../domain/order-defaults.ts'
import { HOST_PATTERN } from '../download/link.ts'
import { ROOT } from '../root.ts'

const listed = (hosts: string): string[] => hosts.split(',').map((host) => host.trim())

const HOST_NAME = /^[a-z0-9.-]+$/i
/** The names in a list of hosts, each as it is or as the address of a site: "shop.example, https://b.example:8443". */
const hostNames = (hosts: string): string[] =>
  hosts
    .split(/[\s,]+/)
    .filter(Boolean)
    .map((host) => host.replace(/^https?:\/\//, '').replace(/(:\d+)?\/?$/, ''))

const shipped = (file: string): string => resolve(ROOT, 'pocketbase', file)

/** Whether the first start imports the demo shop. */
export const isDemoShop = ({ STOCK_CSV }: { readonly STOCK_CSV: string }): boolean =>
  resolve(STOCK_CSV) === shipped('stock_initial.csv')

/** Whether this machine knows the time zone, as in "Europe/Paris". */
function isTimeZone(name: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }))
  } catch {
    return false
  }
}

/** When something is done each day. */
const daily = z
  .string()
  .regex(/^(?:(?:[01]\d|2[0-3]):[0-5]\d|never)$/, 'is no time like 08:00, and not never')

const unlessNever = (at: string): string | undefined => (at === 'never' ? undefined : at)

/** What can be set, with its default and one line on each: the table in DEPLOYMENT.md is checked against it. */
export const ConfigSchema = z
  .object({
    HOST: z.string().default('127.0.0.1').describe('Address the API listens on.'),
    PORT: z.coerce
      .number()
      .int()
      .min(0)
      .max(65535)
      .default(8000)
      .describe('Port of the API; 0 takes a free one.'),
    DATA_DIR: z
      .string()
      .default('./data')
      .describe('Folder of the database, the generated secrets and the log of PocketBase.'),
    API_KEY: z
      .string()
      .min(16)
      .regex(/^[\x21-\x7e]+$/, 'has characters that a header cannot carry')
      .optional()
      .describe('Key that callers send; made on the first start where it is missing.'),
    POCKETBASE_URL: z
      .url({ protocol: /^https?$/ })
      .optional()
      .describe('A PocketBase that runs already; none is started then.'),
    POCKETBASE_BIN: z.string().optional().describe('The PocketBase server program to start.'),
    POCKETBASE_EMAIL: z
      .email()
      .default('admin@stock.example')
      .describe('Login of the superuser, for the API and for the admin UI.'),
    POCKETBASE_PASSWORD: z
      .string()
      .min(10)
      .max(72)
      .optional()
      .describe('Password of the superuser; made on the first start where it is missing.'),
    STOCK_CSV: z
      .string()
      .default(shipped('stock_initial.csv'))
      .describe('Stock that the first start imports.'),
    COST_CSV: z.string().optional().describe('Costs and prices that belong to STOCK_CSV.'),
    PUBLIC_URL: z
      .url({ protocol: /^https?$/ })
      .optional()
      .describe(
        'Address under which others reach the API; asked of the tunnel where it is missing.',
      ),
    ALLOWED_HOSTS: z
      .string()
      .default('')
      .refine((hosts) => hostNames(hosts).every((host) => HOST_NAME.test(host)), {
        error: 'is no list of host names, separated by commas',
      })
      .describe(
        'More names by which the API is called; that of PUBLIC_URL, the tunnel and IP addresses need not be here.',
      ),
    NGROK_API: z
      .url({ protocol: /^https?$/ })
      .default('http://127.0.0.1:4040')
      .describe('Local API of the ngrok agent, which knows the public address of today.'),
    RATE_LIMIT: z.coerce
      .number()
      .int()
      .min(0)
      .default(1200)
      .describe('Requests that each key may send in a minute; 0 for any number.'),
    WORKERS: z.coerce
      .number()
      .int()
      .min(1)
      .max(64)
      .default(1)
      .describe('Processes that serve the API together, on one port.'),
    READ_ONLY: z
      .stringbool()
      .default(false)
      .describe('true: every write is refused, questions are answered.'),
    TIME_ZONE: z
      .string()
      .refine(isTimeZone, 'is no time zone: Europe/Paris is one')
      .optional()
      .describe(
        "Where the shop's day begins and ends: Europe/Paris. That of the machine where it is missing; a container's is UTC.",
      ),
    LEAD_TIME_DAYS: z.coerce
      .number()
      .int()
      .min(1)
      .max(365)
      .default(ORDER_DEFAULTS.leadTimeDays)
      .describe('Days from an order to its delivery, for products that say nothing else.'),
    REVIEW_DAYS: z.coerce
      .number()
      .int()
      .min(1)
      .max(365)
      .default(ORDER_DEFAULTS.reviewDays)
      .describe('Days from one look at what to order to the next.'),
    SERVICE_LEVEL: z.coerce
      .number()
      .min(0.5)
      .max(0.999)
      .default(ORDER_DEFAULTS.serviceLevel)
      .describe('How likely the stock is to last until the next delivery: 0.95 for 95 %.'),
    CHECK_STOCK_AT: daily
      .default('08:00')
      .describe('When to look each day for what is low, by the clock of the shop; never for not.'),
    DIGEST_AT: daily
      .default('19:00')
      .describe(
        'When to sum up each day for those who are told, by the clock of the shop; never for not.',
      ),
    TRUST_PROXY: z.coerce
      .number()
      .int()
      .min(0)
      .max(10)
      .default(0)
      .describe('How many proxies stand before the API, whose word on the client is taken.'),
    FILE_HOSTS: z
      .string()
      .default('*.oaiusercontent.com,oaisdmntpr*.blob.core.windows.net')
      .refine((hosts) => listed(hosts).every((host) => HOST_PATTERN.test(host)), {
        error: 'is no list of host names, separated by commas',
      })
      .describe('Hosts that files sent in a chat are fetched from; * stands for a part of a name.'),
    CURRENCY: z
      .string()
      .regex(/^[A-Z]{3}$/, 'is no currency like EUR')
      .default('EUR')
      .describe('Currency of the prices, as product feeds tell it.'),
    PRODUCT_LINK: z
      .url({ protocol: /^https?$/ })
      .includes('{sku}', { error: 'has no {sku} in it' })
      .optional()
      .describe(
        'Address of a product in the web shop, for product feeds; {sku} and {size} stand for its own.',
      ),
    CHAT_PICTURES: z
      .stringbool()
      .default(true)
      .describe('false: chats that could draw stock, orders and sales get text only.'),
    ALLOW_PRIVATE_WEBHOOKS: z
      .stringbool()
      .default(false)
      .describe('true: webhooks may go to addresses of your own network, and by http.'),
    EVENTS_URL: z
      .string()
      .superRefine((url, context) => {
        try {
          readBrokerAddress(url)
        } catch (error) {
          context.addIssue((error as Error).message)
        }
      })
      .optional()
      .describe('Address of a NATS or Kafka broker that events are published to.'),
    EVENTS_TOPIC: z
      .string()
      .max(100)
      .regex(/^[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*$/, 'is no name like stock.events')
      .default('stock.events')
      .describe('Topic of Kafka; for NATS the beginning of all subjects.'),
    EVENTS_NAMES: z
      .enum(['own', 'commerce'])
      .default('own')
      .describe(
        'commerce: product.archived is called product.deleted, sale.recorded sales.created.',
      ),
    EVENTS_SCOPE: z
      .enum(SCOPES)
      .default('read')
      .describe('What is published: as much as a key of this scope sees.'),
    NODE_ENV: z
      .string()
      .default('development')
      .describe('production: settings that would leave a published shop open are refused.'),
    LOG_LEVEL: z
      .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
      .default('info')
      .describe('How much is logged.'),
  })
  .transform((config) => ({
    ...config,
    TIME_ZONE: config.TIME_ZONE ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
    CHECK_STOCK_AT: unlessNever(config.CHECK_STOCK_AT),
    DIGEST_AT: unlessNever(config.DIGEST_AT),
    FILE_HOSTS: listed(config.FILE_HOSTS),
    ALLOWED_HOSTS: hostNames(config.ALLOWED_HOSTS),
    PUBLIC_URL: config.PUBLIC_URL?.replace(/\/+$/, ''),
    NGROK_API: config.NGROK_API.replace(/\/+$/, ''),
    COST_CSV: config.COST_CSV ?? (isDemoShop(config) ? shipped('cost_mapping.csv') : undefined),
  }))

export type Config = Readonly<z.output<typeof ConfigSchema>>

/** How the shop orders, for products that say nothing else. */
export const orderDefaults = (config: Config): OrderDefaults => ({
  leadTimeDays: config.LEAD_TIME_DAYS,
  reviewDays: config.REVIEW_DAYS,
  serviceLevel: config.SERVICE_LEVEL,
})

/**
 * The settings, checked. An empty value counts as missing.
 * @throws SetupError that names every problem at once, and never a value
 */
export function loadConfig(env: NodeJS.ProcessEnv = readEnvironment()): Config {
  const result = ConfigSchema.safeParse(withoutEmpty(env))
  if (result.success) return Object.freeze(result.data)
  const problems = result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`)
  throw new SetupError(`The settings are not valid (environment or .env). ${problems.join('; ')}.`)
}

const withoutEmpty = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(env).filter(([, value]) => value?.trim()))

/** Whether a setting comes from the environment (so the user's shell has it too), not from .env. */
export const isInEnvironment = (name: keyof Config): boolean => Boolean(process.env[name]?.trim())

/** The environment, completed with the .env file of the current folder. */
function readEnvironment(): NodeJS.ProcessEnv {
  try {
    return { ...parseEnv(readFileSync('.env', 'utf8')), ...withoutEmpty(process.env) }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return process.env
    throw new SetupError('The file .env cannot be read: correct its permissions or remove it.', {
      cause: error,
    })
  }
}
