import { defineOperation, type Operation } from '../../operations/operation.ts'
import { AliasesChanged, AliasInput, RemoveAliasInput } from './alias-schemas.ts'
import type { AliasService } from './aliases.ts'

export const aliasOperations = (deps: { aliases: AliasService }): Operation[] => [
  defineOperation({
    id: 'addAlias',
    method: 'POST',
    path: '/models/{sku}/aliases',
    tag: 'catalogue',
    summary: 'Learn another name of a product',
    description:
      'For "by la croisée I mean Croisé": gives the product with this sku another name, by which it is found from now on. A name that may mean another product is refused; ask, then confirm.',
    effect: 'write',
    reach: 'shop',
    inChat: true,
    refusals: 'Nothing was changed. detail says what to do next.',
    input: AliasInput,
    output: AliasesChanged,
    async run({ sku, alias, confirm }, { caller }) {
      const { product, aliases, changed, message } = await deps.aliases.add(
        { sku, alias, confirm },
        caller,
      )
      return { created: changed, body: { sku: product.sku, aliases: [...aliases], message } }
    },
  }),
  defineOperation({
    id: 'removeAlias',
    method: 'DELETE',
    path: '/models/{sku}/aliases/{alias}',
    tag: 'catalogue',
    summary: 'Take another name of a product away',
    description:
      'For a name that was learnt by mistake: the product with this sku is no longer found by it. listModels shows the names it has.',
    effect: 'overwrite',
    reach: 'shop',
    inChat: true,
    refusals: 'Nothing was changed. detail says what to do next.',
    input: RemoveAliasInput,
    output: AliasesChanged,
    async run({ sku, alias }, { caller }) {
      const { product, aliases, message } = await deps.aliases.remove({ sku, alias }, caller)
      return { body: { sku: product.sku, aliases: [...aliases], message } }
    },
  }),
]
