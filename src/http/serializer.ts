import fastJsonStringify from 'fast-json-stringify'
import type { FastifySerializerCompiler } from 'fastify'
import { z } from 'zod'

/**
 * Serialises answers with code generated from their schemas. It is as fast as Fastify's own and
 * leaves out fields that are not in the schema. The schemas are our own, so they are not validated.
 */
export const compileSerializer: FastifySerializerCompiler<z.ZodType> = ({ schema }) =>
  fastJsonStringify(z.toJSONSchema(schema, { io: 'output', reused: 'inline' }) as object)
