import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { StockError } from '../domain/errors.ts'
import { say } from '../domain/say.ts'

const NUMBER = /^-?\d+(\.\d+)?(e\d+)?$/i
const FLAGS: Readonly<Record<string, boolean>> = { true: true, false: false, 1: true, 0: false }

/** Converts a query string value to the type that the input expects. */
export type FromText = (name: string, value: unknown) => unknown

/**
 * Converts query string values to the numbers and booleans of an input. An invalid value stays a
 * string, so that the input validation refuses it.
 */
export function fromTextOf(input: z.ZodObject): FromText {
  const { properties = {} } = z.toJSONSchema(input, { io: 'input', reused: 'inline' })
  const types = new Map(
    Object.entries(properties).map(([name, one]) => [
      name,
      typeof one === 'object' ? one.type : undefined,
    ]),
  )
  return (name, value) => {
    if (typeof value !== 'string') return value
    const type = types.get(name)
    if ((type === 'integer' || type === 'number') && NUMBER.test(value)) return Number(value)
    return type === 'boolean' && Object.hasOwn(FLAGS, value) ? FLAGS[value] : value
  }
}

/**
 * Puts the values of a request where they are validated. A read has them in the query; a write takes
 * them from the query and from a JSON body, as in `POST /inventory/sale?sku=1&size=38&quantity=2`.
 */
export function takeValues(request: FastifyRequest, inQuery: boolean, fromText: FromText): void {
  const values = Object.fromEntries(
    Object.entries(request.query as object).map(([name, value]) => [name, fromText(name, value)]),
  )
  if (inQuery) request.query = values
  else request.body = merge(values, request)
}

function merge(values: Record<string, unknown>, { body }: FastifyRequest): unknown {
  if (body === undefined || body === null) return values
  if (typeof body !== 'object' || Array.isArray(body)) return body
  const twice = Object.keys(values).filter((name) => Object.hasOwn(body, name))
  if (twice.length > 0) {
    throw new StockError(
      'invalid-request',
      say({
        en: `Send ${twice.join(', ')} either in the query string or in the body, not in both.`,
        fr: `Envoyez ${twice.join(', ')} soit dans l’adresse, soit dans le corps, pas dans les deux.`,
      }),
    )
  }
  return { ...body, ...values }
}
