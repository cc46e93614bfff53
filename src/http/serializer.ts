import fastJsonStringify from 'fast-json-stringify'
import type { FastifySerializerCompiler } from 'fastify'
import { z } from 'zod'

/**
 * Answers are written by code made from their schemas: as fast as Fastify's own, and with nothing in
 * them that a schema does not name. What the code is made of is our own, so it is not checked again.
 */
export const compileSerializer: FastifySerializerCompiler<z.ZodType> = ({ schema }) =>
  fastJsonStringify(z.toJSONSchema(schema, { io: 'output', reused: 'inline' }) as object)
