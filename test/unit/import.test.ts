import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { SetupError } from '../../src/domain/errors.ts'
import { planImport } from '../../src/features/imports/plan.ts'
import { readRecords } from '../../src/features/imports/records.ts'

const header = 'ID,Modèle,Couleur,Sexe,Pointure,Quantité'
const root = new URL('../../', import.meta.url)
const realShop = new URL('../shared/data/', root)

function plan(stock: string, costs?: string) {
  return planImport(Buffer.from(stock), costs === undefined ? undefined : Buffer.from(costs))
}

function planRows(...rows: string[]) {
  return plan([header, ...rows].join('\n'))
}

/** How a product is ordered, where a file says nothing of it. */
const UNSAID = { supplier: '', leadTimeDays: null, packSize: null, reorderPoint: null }

function planFiles(folder: URL) {
  const read = (name: string) => readFileSync(new URL(name, folder))
  return planImport(read('stock_initial.csv'), read('cost_mapping.csv'))
}

function windows1252(text: string): Uint8Array {
  return Buffer.from(text.replaceAll('€', '\x80').replaceAll('’', '\x92'), 'latin1')
}

describe('a stock file', () => {
  test('becomes products with their sizes', () => {
    const stock = planRows('1,Babouche,Multicolore,Femme,37,1', '1,Babouche,Multicolore,Femme,38,0')
    expect(stock).toEqual({
      products: [
        {
          sku: '1-MUL',
          aliases: ['1'],
          name: 'Babouche',
          color: 'Multicolore',
          gender: 'Femme',
          category: '',
          cost: null,
          price: null,
          ...UNSAID,
          variants: [
            { size: '37', quantity: 1, barcode: '', line: 2 },
            { size: '38', quantity: 0, barcode: '', line: 3 },
          ],
        },
      ],
      problems: [],
      totals: { products: 1, variants: 2, units: 1 },
      unmatchedCosts: 0,
    })
  })

  test.each([
    'Id produit;SKU;Nom;Couleur;Genre;Taille;Qté;Coût;Prix de vente;Code-barres;Catégorie',
    'N°;Référence;PRODUIT;coloris;SEXE;pointure;quantite;Prix d’achat (MAD);PRIX;EAN;categorie',
    'Product ID;sku;Model;Colour;Gender;Size;Quantity;Cost;Price;Barcode;Category',
    'id;S.K.U.; name ;color;gender;shoe_size;Qty;cost price;Selling price;bar code;CATEGORY',
  ])('reads the headings %s', (headings) => {
    const { products, problems } = plan(`${headings}\n7;T-1;Togo;Noir;Homme;43;2;80;160;611;Cuir`)
    expect(problems).toEqual([])
    expect(products).toEqual([
      {
        sku: 'T-1',
        aliases: ['7'],
        name: 'Togo',
        color: 'Noir',
        gender: 'Homme',
        category: 'Cuir',
        cost: 80,
        price: 160,
        ...UNSAID,
        variants: [{ size: '43', quantity: 2, barcode: '611', line: 2 }],
      },
    ])
  })

  test.each([
    'Fournisseur,Délai (jours),Conditionnement,Seuil de réapprovisionnement',
    'FOURNISSEUR,Délai de livraison,Colisage,Seuil',
    'Supplier,Lead time,Pack size,Reorder point',
    'Supplier name,Lead time days,pack_size,reorder level',
  ])('says how a product is ordered, by %s', (headings) => {
    const rows = ['T,Togo,40,1,Cuirs du Sud,14 jours,6 paires,3', 'T,Togo,41,1,,,,3,']
    const { products, problems } = plan([`SKU,Model,Size,Stock,${headings}`, ...rows].join('\n'))
    expect(problems).toEqual([])
    expect(products).toMatchObject([
      { supplier: 'Cuirs du Sud', leadTimeDays: 14, packSize: 6, reorderPoint: 3 },
    ])
  })

  test('has no supplier and no category where it says that there is none', () => {
    const stock = plan(
      `${header},Fournisseur,Catégorie\n1,Babouche,Noir,Femme,37,1,Aucun,-\n1,Babouche,Noir,Femme,38,1,Atlas,Sans catégorie`,
    )
    expect(stock.problems).toEqual([])
    expect(stock.products).toMatchObject([{ supplier: 'Atlas', category: '' }])
  })

  test('takes columns in any order and ignores those it does not know', () => {
    const { products } = plan('Source,Stock,Size,Model,SKU\nold,4,42,Togo,T-1')
    expect(products).toMatchObject([{ sku: 'T-1', name: 'Togo', variants: [{ quantity: 4 }] }])
  })

  test('skips empty lines and repeated headers, and counts the lines of the file', () => {
    const rows = ['1,"Togo\nBoucle, noire",Noir,Homme,43,1', '', ',,,,,', header, '1,Togo,,,40,x']
    const { products, problems } = planRows(...rows)
    expect(products).toMatchObject([{ name: 'Togo Boucle, noire', variants: [{ line: 2 }] }])
    expect(problems).toMatchObject([{ line: 7 }])
  })

  test('takes a row written twice once', () => {
    const row = '1,Togo,Noir,Homme,43,2'
    const { totals, problems } = planRows(row, row, row.toUpperCase())
    expect({ ...totals, problems }).toEqual({ products: 1, variants: 1, units: 2, problems: [] })
  })
})

describe('the bytes of a file', () => {
  const text = `${header}\n1,Tropézienne d’été,Dorée,Femme,38,3\n`
  const name = 'Tropézienne d’été'

  test.each<[string, Uint8Array]>([
    ['UTF-8', Buffer.from(text)],
    ['UTF-8 with a byte order mark', Buffer.from(`\uFEFF${text}`)],
    ['UTF-8 with separate accents', Buffer.from(text.normalize('NFD'))],
    ['Windows-1252', windows1252(text)],
    ['CRLF', Buffer.from(text.replaceAll('\n', '\r\n'))],
    ['CR', Buffer.from(text.replaceAll('\n', '\r'))],
    ['semicolons', Buffer.from(text.replaceAll(',', ';'))],
    ['tabs', windows1252(text.replaceAll(',', '\t'))],
  ])('may be %s', (_name, bytes) => {
    const { products, problems } = planImport(bytes)
    expect(problems).toEqual([])
    expect(products).toMatchObject([{ sku: '1-DOR', name, variants: [{ size: '38', line: 2 }] }])
  })

  test('keep their line numbers with CRLF inside quotes', () => {
    const stock = plan(`${header}\r\n1,"To\r\n\r\ngo",Noir,,40,1\r\n1,Togo,Noir,,41,\r\n`)
    expect(stock.problems).toMatchObject([{ line: 5 }])
  })

  test('may use a separator that their cells hold too', () => {
    const headings = `${header.replaceAll(',', ';')};${','.repeat(20)}`
    const { products } = plan(`${headings}\n1; "Togo; noir" ;Noir, mat, doux;;40;1`)
    expect(products).toMatchObject([{ name: 'Togo; noir', color: 'Noir, mat, doux' }])
  })
})

describe('an SKU', () => {
  test.each([
    ['the column when it has a value', 'T-1,7,Noir', 'T-1', ['7']],
    ['the ID and three letters of the colour', ',7,Noir', '7-NOI', ['7']],
    ['without accents and spaces', ',7,À définir', '7-ADE', ['7']],
    ['shorter for a short colour', ',7,Or', '7-OR', ['7']],
    ['the ID without a colour', ',7,', '7', []],
    ['the same as the ID', '7,7,Noir', '7', []],
  ])('is %s', (_name, cells, sku, aliases) => {
    const { products } = plan(`SKU,ID,Couleur,Modèle,Taille,Stock\n${cells},Togo,40,1`)
    expect(products).toMatchObject([{ sku, aliases }])
  })

  test('differs for the colours that share an ID, which stays an alias of both', () => {
    const { products } = planRows('1,Togo,Noir,,40,1', '1,Togo,Marron,,40,1')
    expect(products).toMatchObject([
      { sku: '1-NOI', aliases: ['1'] },
      { sku: '1-MAR', aliases: ['1'] },
    ])
  })

  test.each([
    ['model', '1,Sabot,Marron,Homme,41,1'],
    ['colour', '1,Togo,Marron foncé,Homme,41,1'],
    ['gender', '1,Togo,Marron,Femme,41,1'],
  ])('never joins products that differ in %s', (field, row) => {
    const { products, problems } = planRows('', '1,Togo,Marron,Homme,40,1', row)
    expect(products).toMatchObject([{ name: 'Togo', variants: [{ size: '40' }] }])
    expect(problems).toEqual([{ file: 'stock', line: 4, reason: expect.stringContaining(field) }])
    expect(problems[0]?.reason).toContain('1-MAR')
    expect(problems[0]?.reason).toContain('line 3')
  })

  test('has the IDs of all its rows as aliases, and what any of them says of it', () => {
    const headings = 'SKU,ID,Model,Size,Stock,Category,EAN,Price'
    const rows = ['T,1,Togo,40,1,,,', 'T,2,Togo,41,1,Cuir,,90', 'T,1,Togo,40,1,,611,90']
    const { products, problems } = plan([headings, ...rows].join('\n'))
    expect(problems).toEqual([])
    expect(products).toMatchObject([
      { aliases: ['1', '2'], category: 'Cuir', price: 90, variants: [{ barcode: '611' }, {}] },
    ])
  })

  test('is one product however its texts are cased', () => {
    const { products, problems } = planRows('a,Hermès,Noire,,40,1', 'A,HERMES,noire,,41,1')
    expect(problems).toEqual([])
    expect(products).toMatchObject([{ sku: 'a-NOI', name: 'Hermès', variants: [{}, {}] }])
  })
})

describe('a row with a fault is left out and says why', () => {
  const good = { ID: '1', Modèle: 'Togo', Couleur: 'Noir', Pointure: '43', Quantité: '2' }
  const faulty = (cells: Record<string, string>) => {
    const rest = { SKU: '', Sexe: '', Coût: '', Prix: '', Fournisseur: '', Délai: '', Colisage: '' }
    const row = { ...good, ...rest, EAN: '', ...cells }
    const lines = [Object.keys(row), Object.values(row)].map((line) => line.join('\t'))
    return plan(lines.join('\n'))
  }

  test.each([
    ['The quantity is missing', { Quantité: '' }],
    ['The quantity "-1" is negative', { Quantité: '-1' }],
    ['The quantity "1.5" is not a whole number', { Quantité: '1.5' }],
    ['The quantity "1,000" is not a whole number', { Quantité: '1,000' }],
    ['The quantity "deux" is not a whole number', { Quantité: 'deux' }],
    ['The quantity "1e3" is not a whole number', { Quantité: '1e3' }],
    ['The quantity "1000001" is over 1000000', { Quantité: '1000001' }],
    [`The quantity "${'9'.repeat(40)}…" is over 1000000`, { Quantité: '9'.repeat(400) }],
    ['The model is missing', { Modèle: ' ' }],
    ['The size is missing', { Pointure: '' }],
    ['The line has no ID and no SKU', { ID: '' }],
    ['The cost "-2" is negative', { Coût: '-2' }],
    ['The cost "- 2 €" is negative', { Coût: '- 2 €' }],
    ['The cost "cher" is not an amount', { Coût: 'cher' }],
    ['The price "12.345" is not an amount', { Prix: '12.345' }],
    ['The price "1,234" is not an amount', { Prix: '1,234' }],
    ['The price "12 50" is not an amount', { Prix: '12 50' }],
    [`The price "${'9'.repeat(40)}…" is too large`, { Prix: '9'.repeat(400) }],
    ['The model has 201 characters', { Modèle: 'x'.repeat(201) }],
    ['The colour has 101 characters', { Couleur: 'x'.repeat(101) }],
    ['The gender has 51 characters', { Sexe: 'x'.repeat(51) }],
    ['The size has 21 characters', { Pointure: '4'.repeat(21) }],
    ['The SKU has 101 characters', { SKU: 'x'.repeat(101) }],
    ['The ID has 97 characters', { ID: 'x'.repeat(97) }],
    ['The model "To\uFFFDgo" holds unreadable characters', { Modèle: 'To\x07go' }],
    ['The colour "Dor\uFFFDe" holds unreadable characters', { Couleur: 'Dor\uFFFDe' }],
    ['The supplier has 101 characters', { Fournisseur: 'x'.repeat(101) }],
    ['The lead time "366" is no whole number from 0 to 365', { Délai: '366' }],
    ['The lead time "2 semaines" is no whole number', { Délai: '2 semaines' }],
    ['The lead time "-3" is no whole number', { Délai: '-3' }],
    ['The pack size "1,5" is no whole number from 0 to 1000', { Colisage: '1,5' }],
    ['The barcode "3,61E+12" has lost its digits', { EAN: '3,61E+12' }],
    ['The line has 14 values for 13 columns', { EAN: '1\textra' }],
  ])('%s', (reason, cells) => {
    const { products, problems } = faulty(cells)
    expect(products).toEqual([])
    expect(problems).toEqual([{ file: 'stock', line: 2, reason: expect.stringContaining(reason) }])
  })

  test('with one problem for each fault, in the order of the lines', () => {
    const { products, problems } = planRows('1,,Noir,,40,-1', '1,a,b,c,40,1,9', '2,Togo,,,40,x')
    expect(products).toEqual([])
    expect(problems.map(({ line }) => line)).toEqual([2, 2, 3, 4])
  })

  test.each([
    ['quantity', '1,Togo,Noir,,43,3,80,1', 'already on line 2 with the quantity 2, not 3'],
    ['barcode', '1,Togo,Noir,,43,2,80,5', 'already on line 2 with the barcode 1, not 5'],
    ['cost', '1,Togo,Noir,,44,2,81,3', 'has the cost 80 but 81 here'],
    ['lead time', '1,Togo,Noir,,44,2,80,3,20', 'has the lead time days 14 but 20 here'],
    [
      'barcode of a size',
      '1,Togo,Noir,,44,2,80,1',
      'The barcode 1 is already that of the SKU 1-NOI in size 43 on line 2',
    ],
    ['barcode of a product', '2,Amor,Noir,,43,2,80,1', 'of the SKU 1-NOI in size 43 on line 2'],
  ])('when it contradicts the %s of an earlier row', (_name, row, reason) => {
    const { totals, problems } = plan(`${header},Coût,EAN,Délai\n1,Togo,Noir,,43,2,80,1,14\n${row}`)
    expect(totals).toEqual({ products: 1, variants: 1, units: 2 })
    expect(problems).toEqual([{ file: 'stock', line: 3, reason: expect.stringContaining(reason) }])
  })

  test('when a product has more IDs than its field of names takes', () => {
    const ids = Array.from({ length: 30 }, (_, index) => `${index}`.padStart(90, 'x'))
    const rows = ids.map((id, index) => `${id},ONE,Togo,${30 + index},1`)
    const { totals, problems } = plan(`ID,SKU,Model,Size,Quantity\n${rows.join('\n')}`)
    expect(totals.variants + problems.length).toBe(30)
    expect(problems[0]?.reason).toContain('The SKU ONE has more IDs than can be kept')
  })

  test.each([
    ['0', 0],
    ['05', 5],
    ['5.0', 5],
    ['5,00', 5],
    ['1 000', 1000],
    ['1000000', 1_000_000],
  ])('but the quantity %s is fine', (Quantité, quantity) => {
    expect(faulty({ Quantité }).products).toMatchObject([{ variants: [{ quantity }] }])
  })

  test.each([
    ['12,50', 12.5],
    ['12.5', 12.5],
    ['1 234,50', 1234.5],
    ['1\u202F234,50 €', 1234.5],
    ['1.234,50', 1234.5],
    ['1,234.50', 1234.5],
    ['12 €', 12],
    ['€12', 12],
    ['150 DH', 150],
    ['0', 0],
    ['', null],
  ])('but the amount %s is fine', (amount, value) => {
    const { products } = faulty({ Coût: amount, Prix: amount })
    expect(products).toMatchObject([{ cost: value, price: value }])
  })

  test.each([
    ['38,5', '38.5'],
    ['38.0', '38'],
    ['40', '40'],
    ['38,50', '38.5'],
    ['XL', 'XL'],
    ['36/37', '36/37'],
  ])('but the size %s is fine', (Pointure, size) => {
    expect(faulty({ Pointure }).products).toMatchObject([{ variants: [{ size }] }])
  })
})

describe('a file that cannot be read at all is refused', () => {
  test.each<[string, string | Uint8Array, string]>([
    ['empty', '', 'The stock file is empty.'],
    ['blank', ' \n\n,,\n', 'The stock file is empty.'],
    ['a header alone', `${header}\n`, 'no rows under its header'],
    ['no header', '1,Togo,Noir,,40,1\n2,Togo,Noir,,41,1', 'found: 1, Togo, Noir, 40, 1.'],
    ['no size', 'ID;Modèle;Qté;Truc\n1;Togo;2;3', 'missing: size; found: ID, Modèle, Qté, Truc.'],
    ['no ID and no SKU', 'Modèle,Taille,Qté\nTogo,40,2', 'missing: id or sku; found:'],
    [
      'two quantities',
      `${header},Stock\n1,a,b,,40,1,1`,
      'columns for the quantity, "Quantité" and',
    ],
    ['UTF-16', Buffer.from(header, 'utf16le'), 'not a CSV text file'],
    ['binary', Buffer.from([0x50, 0x4b, 3, 4, 0, 0]), 'not a CSV text file'],
    [
      'two encodings',
      Buffer.concat([Buffer.from(header), windows1252('\n1,é,,,40,1')]),
      'mixes two text encodings',
    ],
    ['an open quote', `${header}\n1,a,,,40,1\n1,"a,b,,40,1\n1,c,,,4,1\n`, 'quote from line 3 to'],
    ['65 columns', `${header}${',x'.repeat(59)}\n1,a,,,40,1`, 'line 1 has more than 64 columns'],
    [
      'a long cell',
      `${header}\n1,${'a'.repeat(2_001)},,,40,1`,
      'line 2 has a value of more than 2000',
    ],
    ['a long line', `${header}\n\n1,a${' '.repeat(16_000)},,,4,1`, 'line 3 is longer than 16000'],
    [
      'a quote that nothing closes',
      `${header}\n"1,a\n${'b,'.repeat(9_000)}`,
      'close its double quote',
    ],
    ['gzip', Buffer.from([0x1f, 0x8b, 8, 0]), 'is a compressed file, not a CSV text file'],
    ['zip', Buffer.from('PK\x03\x04abc'), 'zip file, not a CSV text file'],
    ['a stray quote', `${header}\n1,Talon 5" haut,b,,40,1`, 'unbalanced double quote on line 2'],
  ])('%s', (_name, content, reason) => {
    const read = () => planImport(Buffer.from(content))
    expect(read).toThrow(SetupError)
    expect(read).toThrow(reason)
  })

  test.each([
    ['', 'The costs file is empty.'],
    ['SKU,Model\n1,Togo', 'the costs file must name its columns; missing: cost or price;'],
    ['Model,Cost\nTogo,1', 'missing: sku or id; found: Model, Cost.'],
  ])('as costs: %s', (costs, reason) => {
    expect(() => plan(`${header}\n1,Togo,Noir,,40,1`, costs)).toThrow(reason)
  })
})

describe('a costs file', () => {
  const stock = `${header}\n1,Togo,Noir,Homme,40,1\n1,Togo,Marron,Homme,40,1\n2,Sabot,Bleu,,40,1\n`
  const priced = (costs: string) => {
    const { products, ...rest } = plan(stock, costs)
    return { ...rest, costs: products.map(({ cost, price }) => [cost, price]) }
  }

  test('prices products by SKU, or by ID and whatever tells them apart', () => {
    const { costs, problems, unmatchedCosts } = priced(
      'SKU;Model;Color;Cost;Price;Source\n1-mar;;;80;160,50;x\n1;TOGO;noir;75;;\n2;;;;90\n99;;;1;2\n',
    )
    expect(problems).toEqual([])
    expect(unmatchedCosts).toBe(1)
    expect(costs).toEqual([
      [75, null],
      [80, 160.5],
      [null, 90],
    ])
  })

  test('falls back to the ID of a line whose SKU is unknown, and fills in blanks', () => {
    const { costs, problems } = priced('ID,SKU,Cost,Price\n2,S-2,0,\n2,,,80\n2,,0,80\n')
    expect(problems).toEqual([])
    expect(costs[2]).toEqual([0, 80])
  })

  test('tells an ID shared by two genders apart', () => {
    const genders = 'A,1,Togo,Femme,40,1\nB,1,Togo,Homme,40,1'
    const shared = plan(`SKU,ID,Model,Gender,Size,Stock\n${genders}`, 'ID,Sexe,Prix\n1,homme,9')
    expect(shared.products.map(({ price }) => price)).toEqual([null, 9])
  })

  test.each([
    ['1,,,80,', 'fits several products (1-NOI Togo Noir Homme; 1-MAR Togo Marron Homme)'],
    ['2,Babouche,,80,', 'says Babouche, but the stock file says 2-BLE Sabot Bleu'],
    ['2,,Rouge,80,', 'says Rouge, but the stock file says 2-BLE Sabot Bleu'],
    [',Sabot,,80,', 'no ID and no SKU'],
    ['2,,,-80,', 'The cost "-80" is negative'],
    ['2,,,80,x', 'The price "x" is not an amount'],
    ['2,,,80,160,50', 'The line has 6 values for 5 columns'],
  ])('leaves out the line %s', (line, reason) => {
    const { costs, problems, unmatchedCosts } = priced(`SKU,Model,Color,Cost,Price\n\n${line}\n`)
    expect(problems).toEqual([{ file: 'costs', line: 3, reason: expect.stringContaining(reason) }])
    expect(costs.flat()).toEqual([null, null, null, null, null, null])
    expect(unmatchedCosts).toBe(0)
  })

  test('may not contradict itself or the stock file', () => {
    const twice = priced('ID,Cost,Price\n2,80,160\n2,80,170\n')
    expect(twice.costs[2]).toEqual([80, 160])
    expect(twice.problems).toEqual([
      { file: 'costs', line: 3, reason: expect.stringContaining('is 160 on line 2 but 170 here') },
    ])
    const both = plan(`${header},Prix\n2,Sabot,Bleu,,40,1,150`, 'ID,Price\n2,160')
    expect(both.products).toMatchObject([{ price: 150 }])
    expect(both.problems[0]?.reason).toContain('is 150 in the stock file but 160 here')
  })
})

describe('whole catalogues', () => {
  test('the demo files are clean', () => {
    const { products, problems, totals, unmatchedCosts } = planFiles(new URL('pocketbase/', root))
    expect({ problems, unmatchedCosts }).toEqual({ problems: [], unmatchedCosts: 0 })
    expect(totals).toMatchObject({ products: 133, variants: 757 })
    expect(products.filter(({ cost, price }) => cost === null || price === null)).toEqual([])
    expect(products[0]).toMatchObject({ sku: '1-BLA', name: 'Hermès', cost: 85, price: 170 })
    expect(products[0]?.variants[2]).toMatchObject({ size: '38', quantity: 5 })
  })

  test("a real shop's files are clean", ({ skip }) => {
    skip(!existsSync(realShop), 'there are no files of a real shop here')
    const { problems, totals, unmatchedCosts } = planFiles(realShop)
    expect({ problems, unmatchedCosts }).toEqual({ problems: [], unmatchedCosts: 0 })
    expect(totals).toEqual({ products: 133, variants: 645, units: 1355 })
  })

  test('are read in pieces, and the same as in one', () => {
    const rows = Array.from({ length: 2_000 }, (_, n) => [`${n}`, `To\n"go", ${n}`, '40', '1'])
    const text = rows.map(([id, name, ...rest]) =>
      [id, `"${name?.replaceAll('"', '""')}"`, ...rest].join(';'),
    )
    const pieces = [...readRecords(['ID;Model;Size;Quantity', ...text, ''].join('\n'), 'stock')]
    expect(pieces.length).toBeGreaterThan(3)
    expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThan(1_000)
    expect(pieces.flat().slice(1)).toEqual(
      rows.map(([id, , ...rest], n) => ({
        line: 2 + 2 * n,
        cells: [id, `To "go", ${n}`, ...rest],
      })),
    )
  })

  test('100,000 rows are planned at once', () => {
    const rows = Array.from(
      { length: 100_000 },
      (_, n) => `${n >> 3},Togo ${n >> 3},Or,,${n % 8},1`,
    )
    expect(planRows(...rows).totals).toEqual({
      products: 12_500,
      variants: 100_000,
      units: 100_000,
    })
  })
})
