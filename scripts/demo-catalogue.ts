// Writes the demo shop's two files, the same at every run; with --check, only compares them.
import { readFileSync, writeFileSync } from 'node:fs'

const VARIANTS = 757

// * marks what the documentation quotes: every size in stock. ½ adds the half sizes between.
const shelves = `
Hermès*|Femme 36-41|170|Blanche, Noire, Marron
Hermès*|Homme 38-45|180|Noire
Togo*|Homme 40-45|190|Noir, Marron
Togo Boucle*|Homme 40-45|200|Noir, Beige
Togo Occasion*|Homme 40-44|110|Noir
Tropézienne*|Femme 36-41|160|Rouge, Dorée, Argentée, Marron foncé
Tropézienne Tressée|Femme 36-41|180|Beige, Rouge
Fisherman*|Unisexe 38-43|220|Noire, Marron
Fisherman Ajourée|Femme 36-41|240|Blanche
Sabot*|Homme 40-45|180|Noire, Marron
Sabot Clouté|Femme 36-41|210|Bleu, Marron
Air Force 1*|Unisexe 38-43|900|Blanche, Noire, Blanc et vert
Stan Smith*|Unisexe 38-41 ½|800|Blanc / Vert, Blanc / Bleu marine
Babouche Fès|Homme 40-45|150|Jaune, Blanche, Marron
Babouche Fès|Femme 36-41|150|Rose, Rouge
Babouche Brodée|Femme 36-41|220|Rouge / Vert / Violet, Bleu nuit
Babouche Raphia|Femme 36-41|240|Naturel, Noire
Ballerine Majorelle|Femme 36-41|180|Bleue, Noire, Rouge
Ballerine Nœud|Femme 36-41|190|Rose poudré, Noire
Sandale Essaouira|Femme 36-41|170|Camel, Blanche, Noire
Sandale Essaouira|Homme 40-45|190|Camel, Noire
Sandale Oasis|Femme 36-41|160|Vert olive, Beige
Sandale Croisillon|Femme 36-41|180|Marron, Marron clair
Sandale Jasmin|Femme 36-41|150|Blanche, Dorée, Lilas
Nu-pieds Agadir|Femme 36-41|140|Turquoise, Corail
Nu-pieds Été|Femme 36-41|120|Multicolore
Espadrille Basque|Unisexe 36-45|130|Rayée bleu et blanc, Noire
Espadrille Compensée|Femme 36-41|200|Écru, Kaki
Mule Médina|Femme 36-41|160|Dorée, Noire
Mule à Talon|Femme 36-41|230|Nude, Noire
Mocassin Atlas|Homme 40-45|320|Marron, Noir, Bleu marine
Mocassin Gland|Homme 40-45|340|Bordeaux, Noir
Derby Casablanca|Homme 40-45|420|Noir, Cognac
Richelieu Anfa|Homme 40-45|450|Noir, Marron
Double Boucle Anfa|Homme 40-45|480|Cognac
Bottine Chelsea|Homme 40-45|480|Noire, Marron
Bottine Chelsea|Femme 36-41|460|Noire, Camel
Bottine Lacée|Femme 36-41|440|Marron et rouge, Noire
Botte Cavalière|Femme 36-41|620|Noire, Marron
Botte de Pluie|Femme 36-41|180|Jaune, Vert bouteille
Escarpin Gueliz|Femme 36-41|350|Noir, Rouge, Nude
Escarpin Bride|Femme 36-41|360|Argenté, Doré, Noir
Salomé Vernie|Femme 36-41|260|Noire, Bordeaux
Charentaise|Unisexe 36-45|90|Grise, Écossais rouge
Tong Plage|Unisexe 36-45|60|Bleue, Noire
Claquette Hammam|Unisexe 36-45|80|Blanche, Grise
Runner Rif|Unisexe 38-43 ½|520|Gris / Orange, Noir
Trail Toubkal|Homme 40-44 ½|650|Vert, Noir et jaune
Tennis Toile|Unisexe 36-45|210|Blanche, Bleu ciel, Rouge
Basket Montante|Homme 40-45|380|Noire, Blanche
Canvas High|Unisexe 36-45|340|Black, Off white, Red
Desert Boot|Homme 40-45|430|Sand, Brown
City Loafer|Femme 36-41|310|Black, Burgundy
Summer Slide|Unisexe 36-45|100|Navy, Coral
Garden Clog|Unisexe 36-45|140|Green, Navy, Pink
Spartiate Volubilis|Femme 36-41|210|Marron, Dorée
Spartiate Volubilis|Homme 40-45|230|Marron
Chausson Laine|Unisexe 36-45|110|Gris, Beige
Bateau Marina|Homme 40-45|360|Bleu marine, Marron, Blanc
Slipper Velours|Homme 40-45|290|Noir, Vert sapin
Sandale Nomade|Homme 40-45|200|Marron, Noir
Compensée Palmier|Femme 36-41|270|Camel, Argentée
`

type Product = {
  id: number
  model: string
  gender: string
  price: number
  color: string
  featured: boolean
  sizes: number[]
}

const random = seededRandom(20)
const products = shelves.trim().split('\n').flatMap(readShelf).map(withId)
sellOutSizes(products)
const stock = products.flatMap(({ id, model, color, gender, featured, sizes }) =>
  sizes.map((size) => [id, model, color, gender, size, quantityOf(model, size, featured)]),
)
const costs = products.map(({ id, model, color, gender, price }) => {
  return [id, model, color, gender, Math.round(price / 10) * 5, price]
})
const files = [
  ['stock_initial.csv', toCsv('ID,Modèle,Couleur,Sexe,Pointure,Quantité', stock)],
  ['cost_mapping.csv', toCsv('SKU,Model,Color,Gender,Cost,Price', costs)],
] as const

if (process.argv.includes('--check')) {
  const stale = files.filter(([name, text]) => committed(name) !== text).map(([name]) => name)
  if (stale.length > 0) {
    console.error(`pocketbase/ differs in ${stale.join(' and ')}: run npm run demo.`)
    process.exitCode = 1
  } else console.log('The demo catalogue is up to date.')
} else {
  for (const [name, text] of files) writeFileSync(pathOf(name), text)
  console.log(`pocketbase/: ${products.length} products, ${stock.length} variants.`)
}

function readShelf(shelf: string): Omit<Product, 'id'>[] {
  const [model = '', place = '', price = '', colors = ''] = shelf.split('|')
  const [gender = '', range = '', half] = place.split(' ')
  const [first = 0, last = 0] = range.split('-').map(Number)
  const step = half ? 0.5 : 1
  return colors.split(', ').map((color) => ({
    model: model.replace('*', ''),
    gender,
    color,
    price: Number(price),
    featured: model.endsWith('*'),
    sizes: Array.from({ length: (last - first) / step + 1 }, (_, index) => first + index * step),
  }))
}

function withId(product: Omit<Product, 'id'>, index: number): Product {
  return { id: index + 1, ...product }
}

/** Takes sizes off the ends of ranges, as a shop runs out of them, down to `VARIANTS` in all. */
function sellOutSizes(all: Product[]): void {
  const others = all.filter(({ featured }) => !featured)
  let count = all.reduce((sum, { sizes }) => sum + sizes.length, 0)
  while (count > VARIANTS) {
    const sizes = others[Math.floor(random() * others.length)]?.sizes ?? []
    if (sizes.length <= 2) continue
    if (random() < 0.5) sizes.shift()
    else sizes.pop()
    count -= 1
  }
}

function quantityOf(model: string, size: number, featured: boolean): number {
  const draw = random()
  if (model === 'Hermès' && size === 38) return 5
  if (featured) return 2 + Math.floor(draw * 5)
  if (draw < 0.1) return 0
  return draw < 0.3 ? 1 : Math.floor(draw * 8)
}

/** Mulberry32: the same numbers in [0, 1) on every machine. */
function seededRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

function toCsv(header: string, rows: (string | number)[][]): string {
  return `${[header, ...rows.map((row) => row.join(','))].join('\n')}\n`
}

function committed(name: string): string | undefined {
  try {
    return readFileSync(pathOf(name), 'utf8')
  } catch {
    return undefined
  }
}

function pathOf(name: string): URL {
  return new URL(`../pocketbase/${name}`, import.meta.url)
}
