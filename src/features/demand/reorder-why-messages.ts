import type { Demand, ProductDemand } from '../../domain/demand/demand.ts'
import {
  coverOf,
  type ProductPlan,
  type Reason,
  type SizePlan,
} from '../../domain/demand/reorder.ts'
import { count, countInFrench, figure } from '../../domain/figures.ts'
import { join, type Sentence, say } from '../../domain/say.ts'
import { asName, asSize } from '../../domain/text.ts'
import { listed } from '../../shared/listed.ts'
import { tellAvailable, tellComing, tellWeeks } from '../../shared/message-parts.ts'
import { paceOf, tellCover, tellRate, tellWeeksSold } from './pace-messages.ts'
import type { Planned, ReorderList } from './reorder.ts'
import {
  asSentence,
  isWhole,
  LONG_WEEKS,
  runOf,
  tellCertainty,
  tellMuch,
  tellRun,
  tellSizes,
  weeks,
} from './reorder-parts.ts'

/** Why so many of a product: the answer to "why five?". */
export function tellWhy(
  item: Planned,
  { budget, demand }: Pick<ReorderList, 'budget' | 'demand'>,
): Sentence {
  const { plan, wanted, known, product } = item
  const isFor = (reason: Reason) => plan.reasons.includes(reason)
  const { packSize } = product
  return join([
    known && tellSales(item, known, demand),
    known && isFor('forecast') && tellToLast(item),
    isFor('threshold') && tellThreshold(item),
    isFor('sold_out') &&
      say({
        en: 'None of it is there, in any size.',
        fr: 'Il n’y en a plus, dans aucune taille.',
      }),
    tellBroken(plan.sizes),
    tellUnrecordedSizes(plan.sizes),
    say({
      en: `${tellStock(plan)}: ${tellOrder(wanted)}.`,
      fr: `${tellStock(plan)} : ${tellOrder(wanted)}.`,
    }),
    tellMovable(item),
    !isWhole(item) && asSentence(tellMuch(item)),
    budget !== null && tellBought(item),
    packSize > 1 &&
      say({
        en: `Ordered by ${packSize} of a size.`,
        fr: `Se commande par ${packSize} de la même taille.`,
      }),
    tellSlow(plan.sizes, packSize),
  ])
}

function tellToLast({ policy, isGuess }: Planned): Sentence {
  const { leadTimeDays, reviewDays, serviceLevel } = policy
  const certainty = isGuess ? '' : `,${tellCertainty(serviceLevel)}`
  return say({
    en: `It has to last ${leadTimeDays} days until a delivery and ${reviewDays} until the next order${certainty}.`,
    fr: `Cela doit tenir ${countInFrench(leadTimeDays, 'jour')} jusqu’à une livraison et ${reviewDays} jusqu’à la commande suivante${certainty}.`,
  })
}

/** "8 available (about 10 weeks of sales), 3 on order" */
function tellStock(plan: ProductPlan): Sentence {
  const cover = tellCover(plan)
  const ofSales = cover && say({ en: ` (${cover} of sales)`, fr: ` (${cover} de ventes)` })
  const there = join([tellAvailable(plan.available), ofSales], '')
  return join([there, tellComing(plan.onOrder)], ', ')
}

/** "order 5. 38: up to 4 may sell, 0 there, so 4; 39: 1" */
function tellOrder(plan: ProductPlan): Sentence {
  if (plan.severity === null) return say({ en: 'that is enough', fr: 'cela suffit' })
  // What a reorder point adds is shared out among the sizes.
  const addsUp = plan.reasons.includes('forecast') && !plan.reasons.includes('threshold')
  if (!addsUp) return tellRun(plan)
  const each = listed(plan.sizes.filter(({ suggested }) => suggested > 0).map(tellSum))
  return say({
    en: `order ${figure(plan.suggested)}. ${each}`,
    fr: `commander ${figure(plan.suggested)}. ${each}`,
  })
}

/** "38: up to 4 may sell, 0 there, 1 on order, so 3" */
function tellSum({ size, reasons, target, available, onOrder, suggested }: SizePlan): Sentence {
  const parts = [
    reasons.includes('forecast') &&
      say({
        en: `up to ${figure(target)} may sell`,
        fr: `jusqu’à ${countInFrench(target, 'peut se vendre', 'peuvent se vendre')}`,
      }),
    say({ en: `${figure(available)} there`, fr: countInFrench(available, 'disponible') }),
    tellComing(onOrder),
    say({ en: `so ${figure(suggested)}`, fr: `donc ${figure(suggested)}` }),
  ]
  const sum = join(parts, ', ')
  return say({ en: `${asSize(size)}: ${sum}`, fr: `${asSize(size)} : ${sum}` })
}

/** "From other locations can be moved here: 38: 3 from Réserve; 39: 1 from Réserve." */
function tellMovable({ elsewhere }: Planned): Sentence | '' {
  if (elsewhere.length === 0) return ''
  const moves = elsewhere.map(({ size, units, place }) =>
    say({
      en: `${asSize(size)}: ${figure(units)} from ${asName(place)}`,
      fr: `${asSize(size)} : ${figure(units)} depuis ${asName(place)}`,
    }),
  )
  return say({
    en: `From other locations can be moved here: ${listed(moves)}.`,
    fr: `Transferts possibles vers ici : ${listed(moves)}.`,
  })
}

function tellBought({ plan: { sizes, suggested }, known }: Planned): Sentence {
  const first = known
    ? say({
        en: 'what earns the most for its cost',
        fr: 'ce qui rapporte le plus pour son coût',
      })
    : say({
        en: 'what is sold out or at its reorder point, then to sizes that are missing, last to those never recorded here',
        fr: 'ce qui est en rupture ou à son seuil de commande, puis aux tailles qui manquent, enfin à celles jamais enregistrées ici',
      })
  const run = runOf(sizes)
  return say({
    en: `The money buys ${figure(suggested)} (${run}): it goes first to ${first}.`,
    fr: `L’argent permet d’en acheter ${figure(suggested)} (${run}) : il va d’abord à ${first}.`,
  })
}

function tellSales(item: Planned, known: ProductDemand, { calendar }: Demand): Sentence {
  const { plan } = item
  const sold = tellSold(item, known, calendar)
  const sizes = isWhole(item) ? '' : tellSizes(plan.sizes)
  const each = tellRate(paceOf(plan, known))
  const rate = sizes === '' ? each : say({ en: `${each} in ${sizes}`, fr: `${each} en ${sizes}` })
  switch (known.confidence) {
    case 'none':
      return say({
        en: `Never on the shelf so far: a guess from similar products is ${rate}.`,
        fr: `Jamais en rayon jusqu’ici : d’après des produits semblables, une supposition est ${rate}.`,
      })
    case 'low':
      return say({
        en: `Little is known (${sold}): with similar products a guess is ${rate}.`,
        fr: `On en sait peu (${sold}) : avec des produits semblables, une supposition est ${rate}.`,
      })
    default:
      return say({
        en: `It sells ${rate} (${sold}).`,
        fr: `Il s’en vend ${rate} (${sold}).`,
      })
  }
}

/** "all sizes: 12 units sold in 18 weeks on the shelf; not all sizes were there for 3 weeks in all" */
function tellSold(item: Planned, known: ProductDemand, calendar: Demand['calendar']): Sentence {
  const units = Math.round(known.units)
  const time = tellWeeksSold(known, known, calendar)
  const empty =
    known.empty >= 1
      ? say({
          en: `; not all sizes were there for ${weeks(known.empty)} in all`,
          fr: ` ; il manquait des tailles pendant ${weeks(known.empty)} en tout`,
        })
      : ''
  return say({
    en: `${isWhole(item) ? '' : 'all sizes: '}${count(units, 'unit')} sold in ${time}${empty}`,
    fr: `${isWhole(item) ? '' : 'toutes tailles : '}${countInFrench(units, 'unité vendue', 'unités vendues')} sur ${time}${empty}`,
  })
}

function tellThreshold({ product, plan, whole }: Planned): Sentence {
  const { reorderPoint } = product
  const coming = whole.available + whole.onOrder
  const own = plan.sizes
    .filter(({ reasons }) => reasons.includes('threshold'))
    .map(({ size, ...one }) => {
      const there = tellThereOrComing(one.available + one.onOrder)
      return `${asSize(size)} (${figure(one.reorderPoint)}, ${there})`
    })
    .join(', ')
  const isWholeLow = reorderPoint >= coming && reorderPoint > 0
  const inSizes = isWhole({ plan, whole })
    ? ''
    : say({ en: ' in all sizes', fr: ' dans toutes les tailles' })
  return join([
    own !== '' &&
      say({
        en: `At or under the reorder point of size ${own}.`,
        fr: `Au seuil de commande ou en dessous, par taille : ${own}.`,
      }),
    isWholeLow &&
      say({
        en: `At or under its reorder point of ${figure(reorderPoint)}: ${tellThereOrComing(coming)}${inSizes}, so ${figure(reorderPoint + 1 - coming)} or more, in the sizes that sell.`,
        fr: `À son seuil de commande de ${figure(reorderPoint)} ou en dessous : ${tellThereOrComing(coming)}${inSizes}, donc ${figure(reorderPoint + 1 - coming)} ou plus, dans les tailles qui se vendent.`,
      }),
  ])
}

const tellThereOrComing = (units: number): Sentence =>
  say({
    en: `${figure(units)} there or on order`,
    fr: `${countInFrench(units, 'disponible')} ou en commande`,
  })

/** What says that customers ask for a size that is missing. */
const basisOf = ({ sold, spread }: SizePlan): 'own' | 'similar' | 'stock' =>
  sold > 0 ? 'own' : spread ? 'similar' : 'stock'

/** "Not there in 38 and 39, while other sizes are: 12 units were sold in them." */
function tellBroken(sizes: readonly SizePlan[]): Sentence {
  const missing = sizes.filter(({ reasons }) => reasons.includes('broken_run'))
  const told = [...Map.groupBy(missing, basisOf)].map(([basis, those]) => {
    const why = WHY_MISSED[basis](those)
    const names = tellSizes(those)
    return say({
      en: `Not there in ${names}, while other sizes are: ${why}.`,
      fr: `Il n’y en a pas en ${names}, mais dans d’autres tailles : ${why}.`,
    })
  })
  return join(told)
}

const WHY_MISSED: Readonly<
  Record<ReturnType<typeof basisOf>, (sizes: readonly SizePlan[]) => Sentence>
> = {
  own(sizes) {
    const units = Math.round(sizes.reduce((all, { sold }) => all + sold, 0))
    return say({
      en: `${figure(units)} ${units === 1 ? 'unit of it was' : 'units of it were'} sold in ${sizes.length === 1 ? 'it' : 'them'}`,
      fr: `${countInFrench(units, 'unité y a été vendue', 'unités y ont été vendues')}`,
    })
  },
  similar: (sizes) =>
    say({
      en: `such products usually sell in ${sizes.length === 1 ? 'it' : 'them'}`,
      fr: `de tels produits se vendent d’habitude dans ${sizes.length === 1 ? 'cette taille' : 'ces tailles'}`,
    }),
  stock: (sizes) =>
    say({
      en: `many of your products come in ${sizes.length === 1 ? 'it' : 'them'}`,
      fr: `beaucoup de vos produits ont ${sizes.length === 1 ? 'cette taille' : 'ces tailles'}`,
    }),
}

function tellUnrecordedSizes(sizes: readonly SizePlan[]): Sentence | '' {
  const missing = sizes.filter(({ reasons }) => reasons.includes('usual_size'))
  const names = missing.map(({ size }) => asSize(size)).join(', ')
  return names === ''
    ? ''
    : say({
        en: `Never recorded here in a size that many of your models come in: ${names}.`,
        fr: `Jamais enregistré ici dans une taille que beaucoup de vos modèles ont : ${names}.`,
      })
}

/** The size of which a whole pack lasts the longest, where that is too long. */
function tellSlow(sizes: readonly SizePlan[], packSize: number): Sentence | '' {
  if (packSize < 2) return ''
  const [slowest] = sizes
    .filter(({ suggested, perWeek }) => suggested > 0 && perWeek)
    .map(({ size, available, onOrder, suggested, perWeek }) => ({
      size,
      weeks: (coverOf(available + onOrder + suggested, perWeek) ?? 0) / 7,
    }))
    .sort((a, b) => b.weeks - a.weeks)
  if (!slowest || slowest.weeks <= LONG_WEEKS) return ''
  const lasts = tellWeeks(slowest.weeks)
  return say({
    en: `A whole pack is much of ${asSize(slowest.size)}: it lasts ${lasts}.`,
    fr: `Un lot entier, c’est beaucoup en ${asSize(slowest.size)} : il tient ${lasts}.`,
  })
}
