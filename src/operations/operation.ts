import type { z } from 'zod'
import type { Identity, Scope } from '../domain/api-key.ts'
import type { Caller } from '../domain/caller.ts'
import { type Inside, inside } from '../domain/names.ts'

/** Who asks, and under which address answers link back to this service. */
export interface Context {
  readonly caller: Caller
  readonly key: Identity
  /** Address of the caller. */
  readonly ip: string
  /** Address under which the caller reaches this service, without a slash at its end. */
  readonly baseUrl: string
  /** The file that came along as bytes, for an operation that takes one. */
  readonly file?: Uint8Array | undefined
  /** The question as it was written, where that says all of the input. */
  readonly asked?: string
}

/** Result of an operation: its body, and whether something was written now. */
export interface Answer<Body> {
  readonly body: Body
  /** Something new was written; false for what had been written before, and for every question. */
  readonly created?: boolean
  /** What comes back instead of the body, where the operation sends a file. */
  readonly file?: SentFile
}

/** The kinds of files that are sent, by their ending. */
export const FILE_TYPES = {
  csv: 'text/csv',
  xml: 'application/xml',
  json: 'application/json',
} as const
export type FileType = keyof typeof FILE_TYPES

/** A file that is made while it is read. */
export interface SentFile {
  /** Without an ending. */
  readonly name: string
  readonly type: FileType
  /** Tells one state of the file from another; missing for one that is new each time. */
  readonly etag?: string
  readonly chunks: AsyncIterable<string>
}

/** The pictures that a chat can show an answer as. Each is a page of its own that draws the answer. */
export const PICTURES = ['inventory', 'reorder', 'stats'] as const
export type Picture = (typeof PICTURES)[number]

/** How far an operation reaches: what a client needs to know before it lets a model call it. */
export type Effect =
  /** Only reads. */
  | 'read'
  /** Adds to what is there; everything it writes can be taken back. */
  | 'write'
  /** Overwrites or takes away what was there. */
  | 'overwrite'

/** What a key for one location may do with an operation. */
export type Reach =
  /** It takes a `location`, or lines with one: the key's own is put in, any other is refused. */
  | 'location'
  /** It keeps to the location of the key (`Context.key`) by itself. */
  | 'own'
  /** It is about all of the shop, products among it: such a key is refused. */
  | 'shop'

/**
 * One thing that this service can do, defined once: REST and MCP are made from it. A value of the
 * input is named alike wherever it travels: in the path where the path names it, else in the query
 * of a GET and in the body of everything else.
 */
export interface Operation {
  /** Name of the operation in OpenAPI, and of the tool in MCP: a verb. */
  readonly id: string
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  /** With a `{name}` where a value of the input belongs. */
  readonly path: string
  readonly tag: 'stock' | 'catalogue' | 'files' | 'people' | 'service'
  readonly summary: string
  /** For a model: when to use it, what to send, what comes back. At most 300 characters. */
  readonly description: string
  readonly effect: Effect
  /** Whether a chat client is offered it; the others are for developers. */
  readonly inChat: boolean
  /** What a chat that shows pictures draws its answer as. */
  readonly picture?: Picture
  /** Which file comes back, and no data: for HTTP only. */
  readonly sendsFile?: FileType
  /** The smallest scope of a key; where it is missing, read for questions and write for the rest. */
  readonly scope?: Scope
  /** Set where no key and no program may: only an owner, or any person, with a sign-in of their own. */
  readonly by?: 'owner' | 'person'
  /** What a key for one location may do with it. */
  readonly reach: Reach
  /** Whether a file may come along: by its link in the input, or as bytes where they can travel. */
  readonly takesFile?: boolean
  /** Most bytes of its body, where that may be longer than others. */
  readonly longestBody?: number
  /** Its answer depends on nothing but the catalogue, the input and the rights of the key. */
  readonly ofCatalogue?: boolean
  /** What a refusal means. */
  readonly refusals: string
  readonly input: z.ZodObject
  readonly output: z.ZodObject
  run(input: unknown, context: Context): Promise<Answer<object>>
  /** The answer to what was asked in the same words before, where it is still so. */
  recall?(context: Context): Promise<Answer<object> | undefined>
}

/** What all operations of an owner have in common. */
export const FOR_OWNERS = {
  tag: 'people',
  reach: 'shop',
  inChat: false,
  scope: 'admin',
  by: 'owner',
} as const satisfies Partial<Operation>

interface Definition<Input extends z.ZodObject, Output extends z.ZodObject>
  extends Omit<Operation, 'input' | 'output' | 'run' | 'recall'> {
  readonly input: Input
  readonly output: Output
  /** @param input with names as they are inside */
  run(input: Inside<z.output<Input>>, context: Context): Promise<Answer<z.input<Output>>>
}

/**
 * An operation whose `run` is checked against its schemas here and nowhere after: whoever calls it
 * validates the input with `input` first. Here, too, its names become those that are used inside.
 */
export const defineOperation = <Input extends z.ZodObject, Output extends z.ZodObject>(
  definition: Definition<Input, Output>,
): Operation => ({
  ...definition,
  run: (input, context) =>
    definition.run(inside(input) as Inside<z.output<Input>>, context) as Promise<Answer<object>>,
})
