import { z } from 'zod'
import { StockError } from '../../domain/errors.ts'
import { count, countInFrench, figure } from '../../domain/figures.ts'
import { type Inside, outside } from '../../domain/names.ts'
import { join, type Sentence, say } from '../../domain/say.ts'
import type { Total } from '../../domain/total.ts'
import { defineOperation, type Operation } from '../../operations/operation.ts'
import { tellTotal } from '../../shared/paging.ts'
import type { ExportLinks, ExportName } from './export-links.ts'
import { ExportedLink, ExportInput, InventoryExport, MovementsExport } from './export-schemas.ts'
import type { ExportService } from './exports.ts'

interface Dependencies {
  readonly exports: ExportService
  readonly links: ExportLinks
}

const INPUTS: Record<ExportName, z.ZodObject> = {
  inventory: InventoryExport,
  movements: MovementsExport,
}

/** A chat takes files of 10 MB; a movement is some 150 bytes. */
const MAX_ROWS = 50_000

const file = {
  method: 'GET',
  tag: 'files',
  effect: 'read',
  reach: 'location',
  scope: 'admin',
  inChat: false,
  sendsFile: 'csv',
  refusals: 'There is no file. detail says what to do next.',
  output: z.object({}),
} as const

const named = (name: ExportName) => `${name}-${new Date().toISOString().slice(0, 10)}`

export const exportOperations = ({ exports, links }: Dependencies): Operation[] => [
  defineOperation({
    ...file,
    id: 'exportInventory',
    path: '/export/inventory.csv',
    summary: 'What is there, as a CSV file',
    description:
      'All of listInventory, with its filters. The file can be edited and imported again. Texts that a spreadsheet would run have an apostrophe before them.',
    input: InventoryExport,
    async run(filters) {
      const { chunks } = await exports.inventory(filters)
      return { body: {}, file: { name: named('inventory'), type: 'csv', chunks } }
    },
  }),
  defineOperation({
    ...file,
    id: 'exportMovements',
    path: '/export/movements.csv',
    summary: 'What happened, as a CSV file',
    description:
      'All of listMovements, with its filters, newest first. Texts that a spreadsheet would run have an apostrophe before them.',
    input: MovementsExport,
    async run(filters) {
      const { chunks } = await exports.movements(filters)
      return { body: {}, file: { name: named('movements'), type: 'csv', chunks } }
    },
  }),
  defineOperation({
    id: 'exportFile',
    method: 'GET',
    path: '/export',
    tag: 'files',
    summary: 'Get the stock or its movements as a CSV file',
    description:
      'Use it when the owner wants a file, for Excel or her accountant. Takes the filters of listInventory or listMovements. The answer has a link that opens for 5 minutes, without a key; show it to her.',
    effect: 'read',
    reach: 'location',
    scope: 'admin',
    inChat: true,
    refusals: 'There is no file. detail says what to do next.',
    input: ExportInput,
    output: ExportedLink,
    async run({ file, ...filters }, { baseUrl }) {
      refuseOthers(file, filters)
      const { rows, told } = await open(exports, file, filters)
      if (rows.isAtLeast || rows.total > MAX_ROWS) throw tooLong(rows)
      const values = Object.entries(outside(filters)).filter(([, value]) => value !== undefined)
      const texts = Object.fromEntries(values.map(([name, value]) => [name, String(value)]))
      const { url, expiresAt } = links.make(file, { ...texts, bom: 'true' }, baseUrl)
      const made = say({
        en: `The ${file} as CSV, ${count(rows.total, 'row')}: ${url} (opens until ${expiresAt}).`,
        fr: `${FRENCH[file]} en CSV, ${countInFrench(rows.total, 'ligne')} : ${url} (s’ouvre jusqu’à ${expiresAt}).`,
      })
      const message = join([made, told as Sentence | ''])
      return {
        body: { openaiFileResponse: [url], expires_at: expiresAt, rows: rows.total, message },
      }
    },
  }),
]

/** What is in each file, as a sentence begins. */
const FRENCH: Readonly<Record<ExportName, string>> = {
  inventory: 'Le stock',
  movements: 'Les mouvements',
}

type Filters = Omit<Inside<z.output<typeof ExportInput>>, 'file'>

/** Starts an export, which shows whether it is possible. Rows are only produced when read. */
const open = (exports: ExportService, file: ExportName, filters: Filters) =>
  file === 'inventory' ? exports.inventory(filters) : exports.movements(filters, MAX_ROWS)

function refuseOthers(file: ExportName, filters: Filters): void {
  const others = Object.entries(outside(filters))
    .filter(([name, value]) => value !== undefined && !Object.hasOwn(INPUTS[file].shape, name))
    .map(([name]) => name)
  if (others.length === 0) return
  throw new StockError(
    'invalid-request',
    say({
      en: `${others.join(', ')} cannot narrow the ${file}: leave it out. There is no file yet.`,
      fr: `${others.join(', ')} ne peut pas restreindre le fichier ${file} : omettez-le. Il n’y a pas encore de fichier.`,
    }),
  )
}

const tooLong = (rows: Total) =>
  new StockError(
    'file-too-large',
    say({
      en: `The file would have ${tellTotal(rows, ['row', 'rows'], 'ligne')}, and a chat takes ${figure(MAX_ROWS)}: narrow it, movements with from and to.`,
      fr: `Le fichier aurait ${tellTotal(rows, ['row', 'rows'], 'ligne')}, et une conversation en prend ${figure(MAX_ROWS)} : restreignez-le, les mouvements avec from et to.`,
    }),
    { rows: rows.total, rows_is_at_least: rows.isAtLeast },
  )
