import { defineOperation, type Operation } from '../../operations/operation.ts'
import { AliasAdded, AliasInput } from './alias-schemas.ts'
import type { AliasService } from './aliases.ts'

export const aliasOperations = (deps: { aliases: AliasService }): Operation[] => [
  defineOperation({
    id: 'addAlias',
    method: 'POST',
    path: '/models/{sku}/aliases',
    tag: 'catalogue',
    summary: 'Learn another name of a product',
    description:
      'For "by la croisée I mean Croisé": gives the product with this sku another name, by which it is found from now on. Use it after the owner said what she meant.',
    effect: 'write',
    inChat: true,
    refusals: 'Nothing was changed. detail says what to do next.',
    input: AliasInput,
    output: AliasAdded,
    async run({ sku, alias }) {
      const { product, aliases, added, message } = await deps.aliases.add(sku, alias)
      return { created: added, body: { sku: product.sku, aliases: [...aliases], message } }
    },
  }),
]
