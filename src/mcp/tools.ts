import { z } from 'zod'
import type { Effect, Operation } from '../operations/operation.ts'
import { pictureMeta } from './pictures.ts'
import { FILE_META, withFile } from './tool-file.ts'

/**
 * A tool as MCP lists it. Its output schema is left out: Claude Code shows its model none, and
 * some drop every tool for a reference or a union in one. Answers keep to the schema all the same.
 */
export interface Tool {
  readonly name: string
  readonly title: string
  readonly description: string
  readonly inputSchema: ObjectSchema
  readonly annotations: {
    readonly readOnlyHint: boolean
    readonly destructiveHint: boolean
    readonly idempotentHint: boolean
    readonly openWorldHint: boolean
  }
  readonly _meta?: Record<string, unknown>
}

type ObjectSchema = { readonly type: 'object' } & Record<string, unknown>

/** Every tool sets all four hints: clients assume the worst for a missing one. */
const HINTS: Record<Effect, Pick<Tool['annotations'], 'readOnlyHint' | 'destructiveHint'>> = {
  read: { readOnlyHint: true, destructiveHint: false },
  write: { readOnlyHint: false, destructiveHint: false },
  overwrite: { readOnlyHint: false, destructiveHint: true },
}

/** The tool that an operation is in MCP, with the schema that its input is checked against. */
export function toolOf(
  operation: Operation,
  { hasPictures }: { readonly hasPictures: boolean },
): Tool {
  const { id, summary, description, effect, input, takesFile, picture } = operation
  const meta = {
    ...(takesFile && FILE_META),
    ...(hasPictures && picture && pictureMeta(picture)),
  }
  return {
    name: id,
    title: summary,
    description,
    inputSchema: schemaOf(takesFile ? withFile(input) : input),
    annotations: {
      ...HINTS[effect],
      // A repeated write without a request_id happens again; a repeated overwrite changes nothing.
      idempotentHint: effect !== 'write',
      // Everything is about this shop's own stock.
      openWorldHint: false,
    },
    ...(Object.keys(meta).length > 0 && { _meta: meta }),
  }
}

type Schema = z.core.JSONSchema.BaseSchema

function schemaOf(schema: z.ZodObject): ObjectSchema {
  const {
    $schema: _,
    $defs = {},
    ...whole
  } = z.toJSONSchema(schema, {
    io: 'input',
    reused: 'inline',
    override: short,
  })
  return { ...inline(whole, $defs), type: 'object' }
}

/** What no model needs to fill a value in, because it is checked here anyhow. */
const CHECKED = [
  ...(['minLength', 'maxLength', 'pattern', 'format'] as const),
  ...(['minimum', 'exclusiveMinimum', 'minItems', 'additionalProperties'] as const),
]

/**
 * Values for programs, which have them from the API's own document: a chat asks later than after_seq matters,
 * and a page shows what came from where.
 */
const FOR_PROGRAMS = ['after_seq', 'channel', 'batch']

/** A larger number than this is a limit against mistakes; a smaller one is worth knowing. */
const LARGE = 1_000

function short({ jsonSchema }: { jsonSchema: Schema }): void {
  for (const name of CHECKED) delete jsonSchema[name]
  if ((jsonSchema.maximum ?? 0) > LARGE) delete jsonSchema.maximum
  for (const name of FOR_PROGRAMS) delete jsonSchema.properties?.[name]
}

/** Puts named schemas where they are referred to: many clients follow no references. */
function inline(schema: Schema, named: Record<string, Schema>): Schema {
  return JSON.parse(JSON.stringify(schema), (_name, value) => {
    const { $ref, ...rest } = value ?? {}
    return typeof $ref === 'string'
      ? { ...inline(named[$ref.replace('#/$defs/', '')] ?? {}, named), ...rest }
      : value
  })
}
