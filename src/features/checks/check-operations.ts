import { z } from 'zod'
import { defineOperation, type Operation } from '../../operations/operation.ts'
import { Said } from '../../operations/schemas.ts'
import { CHECK_NAMES, CHECKS, tellFound, tellToDo } from './check-rules.ts'
import type { CheckService, Finding } from './checks.ts'

const CheckReport = z
  .object({
    is_well: z
      .boolean()
      .describe('Whether nothing is lost or wrong; findings may still be worth a look.'),
    checked: z.array(z.enum(CHECK_NAMES)).describe('The checks that were made.'),
    findings: z.array(
      z
        .object({
          check: z.enum(CHECK_NAMES),
          is_wrong: z.boolean().describe('true: the stock is wrong; false: worth a look.'),
          total: z.int(),
          what: Said,
          to_do: Said,
          items: z
            .array(
              z.object({
                text: Said,
                sku: z.string().optional(),
                size: z.string().optional(),
                location: z.string().optional(),
              }),
            )
            .describe('The first ten.'),
        })
        .meta({ id: 'Finding' }),
    ),
    message: Said,
  })
  .meta({ id: 'CheckReport' })

export const checkOperations = ({ checks }: { checks: CheckService }): Operation[] => [
  defineOperation({
    id: 'checkStock',
    method: 'GET',
    path: '/check',
    tag: 'stock',
    summary: 'Is anything wrong with the stock?',
    description:
      'Whether every unit is explained and nothing is lost; then what is worth a look: expired reservations, twins, mistyped sizes, names that sound alike, missing prices and costs, large changes by hand; and what to do. Not for counts of units: listInventory.',
    effect: 'read',
    reach: 'shop',
    inChat: true,
    refusals: 'The question cannot be read.',
    input: z.strictObject({}),
    output: CheckReport,
    async run(_query, { key, caller }) {
      const { checked, findings, message } = await checks.read(key, caller)
      return {
        body: {
          is_well: !findings.some(({ check }) => CHECKS[check].isWrong),
          checked: [...checked],
          findings: findings.map(findingView),
          message,
        },
      }
    },
  }),
]

const findingView = ({ check, total, items }: Finding) => ({
  check,
  is_wrong: CHECKS[check].isWrong,
  total,
  what: tellFound(check, total),
  to_do: tellToDo(check),
  items: items.map((item) => ({ ...item })),
})
