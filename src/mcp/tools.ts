import { z } from 'zod'
import type { Effect, Operation } from '../operations/operation.ts'

/** A tool as MCP lists it. */
export interface Tool {
  readonly name: string
  readonly title: string
  readonly description: string
  readonly inputSchema: ObjectSchema
  readonly outputSchema: ObjectSchema
  readonly annotations: {
    readonly title: string
    readonly readOnlyHint: boolean
    readonly destructiveHint: boolean
    readonly idempotentHint: boolean
    readonly openWorldHint: boolean
  }
}

type ObjectSchema = { readonly type: 'object' } & Record<string, unknown>

/** Every tool sets all four hints: clients assume the worst for a missing one. */
const HINTS: Record<Effect, Pick<Tool['annotations'], 'readOnlyHint' | 'destructiveHint'>> = {
  read: { readOnlyHint: true, destructiveHint: false },
  write: { readOnlyHint: false, destructiveHint: false },
  overwrite: { readOnlyHint: false, destructiveHint: true },
}

/** The tool that an operation is in MCP, with the schemas it is checked against. */
export function toolOf({ id, summary, description, effect, input, output }: Operation): Tool {
  return {
    name: id,
    title: summary,
    description,
    inputSchema: schemaOf(input, 'input'),
    outputSchema: schemaOf(output, 'output'),
    annotations: {
      title: summary,
      ...HINTS[effect],
      // A repeated write without a request_id happens again; a repeated overwrite changes nothing.
      idempotentHint: effect !== 'write',
      // Everything is about this shop's own stock.
      openWorldHint: false,
    },
  }
}

const schemaOf = (schema: z.ZodObject, io: 'input' | 'output'): ObjectSchema => ({
  ...z.toJSONSchema(schema, { io, reused: 'inline', override: portable }),
  type: 'object',
})

/** Some clients support only one type per schema, and none needs zod's safe-integer bounds. */
function portable({ jsonSchema }: { jsonSchema: z.core.JSONSchema.BaseSchema }): void {
  const { type, minimum, maximum } = jsonSchema
  if (minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum
  if (maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum
  if (!Array.isArray(type)) return
  const { type: _, description, ...rest } = jsonSchema
  for (const name of Object.keys(rest)) delete jsonSchema[name]
  delete jsonSchema.type
  jsonSchema.anyOf = type.map((one) => (one === 'null' ? { type: one } : { ...rest, type: one }))
}
