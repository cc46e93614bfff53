import type { FastifyInstance, FastifyRequest } from 'fastify'
import { StockError } from '../domain/errors.ts'

/** Fields that are numbers or flags in a body and can only be text in a query string. */
const NUMBERS = new Set(['quantity', 'delta', 'expected_quantity', 'unit_price'])
const FLAGS = new Set(['repeat', 'confirm'])
const NUMBER = /^-?\d+(\.\d+)?(e\d+)?$/i

/**
 * Lets a write take its values from the query string as well as from a JSON body:
 * `POST /inventory/sale?sku=1&size=38&quantity=2`.
 */
export function acceptQueryAsBody(scope: FastifyInstance): void {
  scope.addHook('preValidation', async (request) => {
    const query = request.query as Record<string, unknown>
    if (Object.keys(query).length > 0) request.body = merge(query, request)
    else if (request.body === undefined || request.body === null) request.body = {}
  })
}

function merge(query: Record<string, unknown>, { body }: FastifyRequest): unknown {
  const values = Object.fromEntries(
    Object.entries(query).map(([name, value]) => [name, fromText(name, value)]),
  )
  if (body === undefined || body === null) return values
  if (typeof body !== 'object' || Array.isArray(body)) return body
  const twice = Object.keys(values).filter((name) => Object.hasOwn(body, name))
  if (twice.length > 0) {
    throw new StockError(
      'invalid-request',
      `Send ${twice.join(', ')} either in the query string or in the body, not in both.`,
    )
  }
  return { ...body, ...values }
}

/** The value that a text stands for; a text that stands for none is left for the schema to refuse. */
function fromText(name: string, value: unknown): unknown {
  if (typeof value !== 'string') return value
  if (NUMBERS.has(name) && NUMBER.test(value)) return Number(value)
  if (FLAGS.has(name) && (value === 'true' || value === 'false')) return value === 'true'
  return value
}
