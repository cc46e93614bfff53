import { type Sentence, say } from '../../domain/say.ts'
import { type Reject, readAmount } from './cells.ts'
import { productFinder, theOne } from './cost-match.ts'
import { type RowProblem, requireColumns, type Table } from './parse.ts'
import type { PlannedProduct } from './planned-product.ts'
import { noCode } from './stock-line.ts'
import { cellName } from './words.ts'

const fields = ['cost', 'price'] as const

type KnownAmounts = Record<
  (typeof fields)[number],
  Map<PlannedProduct, { amount: number; where: Sentence }>
>

type Pricing = { products: PlannedProduct[]; problems: RowProblem[]; unmatchedCosts: number }

/**
 * The products with the costs and prices of the costs file. A line names its product by SKU or plain
 * ID; its model, colour and gender, where given, must be those of the product, and tell apart the
 * products that share an ID. Lines of products that the stock file does not have are only counted.
 *
 * @throws SetupError when the file has no column for the ID or SKU, or for the cost or price
 */
export function addCosts(table: Table, products: PlannedProduct[]): Pricing {
  requireColumns(table, [
    ['sku', 'id'],
    ['cost', 'price'],
  ])
  const find = productFinder(products)
  const known = { cost: stockAmounts(products, 'cost'), price: stockAmounts(products, 'price') }
  const problems = [...table.problems]
  let unmatchedCosts = 0
  for (const { line, cells } of table.rows) {
    const before = problems.length
    const reject = (reason: Sentence) => problems.push({ file: 'costs', line, reason })
    const amounts = {
      cost: readAmount(cells.cost ?? '', 'cost', reject),
      price: readAmount(cells.price ?? '', 'price', reject),
      line,
    }
    if (!cells.sku && !cells.id) reject(noCode())
    if (problems.length > before) continue
    const named = find(cells)
    const product = theOne(named, cells, reject)
    if (product) addAmounts(known, product, amounts, reject)
    else if (named.length === 0) unmatchedCosts += 1
  }
  const priced = products.map((product) => ({
    ...product,
    cost: known.cost.get(product)?.amount ?? null,
    price: known.price.get(product)?.amount ?? null,
  }))
  return { products: priced, problems, unmatchedCosts }
}

function stockAmounts(products: PlannedProduct[], field: 'cost' | 'price') {
  const inStock = say({ en: 'in the stock file', fr: 'dans le fichier du stock' })
  return new Map(
    products.flatMap((product) =>
      product[field] === null
        ? []
        : [[product, { amount: product[field], where: inStock }] as const],
    ),
  )
}

function addAmounts(
  known: KnownAmounts,
  product: PlannedProduct,
  given: { cost: number | null; price: number | null; line: number },
  reject: Reject,
): void {
  for (const field of fields) {
    const earlier = known[field].get(product)
    if (earlier && given[field] !== null && earlier.amount !== given[field]) {
      const { sku, name } = product
      reject(
        say({
          en: `The ${field} of ${sku} ${name} is ${earlier.amount} ${earlier.where} but ${given[field]} here: keep one.`,
          fr: `${sku} ${name} : ${cellName(field)} est ${earlier.amount} ${earlier.where} mais ${given[field]} ici ; gardez l’un des deux.`,
        }),
      )
      return
    }
  }
  for (const field of fields) {
    const amount = given[field]
    if (amount !== null) {
      const where = say({ en: `on line ${given.line}`, fr: `à la ligne ${given.line}` })
      known[field].set(product, { amount, where })
    }
  }
}
