// What the phone keeps: batches until they are done, and products, so that codes have names without a network.

import type { Batch } from './batch.ts'
import type { KnownProduct } from './known-product.ts'

interface Stores {
  readonly batches: Batch
  readonly products: KnownProduct
}

type StoreName = keyof Stores

const KEYS: Readonly<Record<StoreName, string>> = { batches: 'id', products: 'sku' }
/** Of the products, by each of their codes. */
const BY_CODE = 'codes'

let opened: Promise<IDBDatabase> | undefined

function open(): Promise<IDBDatabase> {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open('stock', 1)
    request.onupgradeneeded = () => {
      request.result.createObjectStore('batches', { keyPath: KEYS.batches })
      const products = request.result.createObjectStore('products', { keyPath: KEYS.products })
      products.createIndex(BY_CODE, BY_CODE, { multiEntry: true })
    }
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => {
      opened = undefined
      reject(request.error)
    }
  })
  return opened
}

const result = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })

const finished = (transaction: IDBTransaction): Promise<void> =>
  new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve()
    transaction.onabort = () => reject(transaction.error)
  })

async function storeOf(name: StoreName, mode: IDBTransactionMode): Promise<IDBObjectStore> {
  return (await open()).transaction(name, mode, { durability: 'strict' }).objectStore(name)
}

export async function readBatches(): Promise<readonly Batch[]> {
  return result<Batch[]>((await storeOf('batches', 'readonly')).getAll())
}

/**
 * Changes one batch in one transaction, so that two windows never undo each other's work.
 * @param change what becomes of it; undefined removes it
 * @returns once it is on the disk
 */
export async function changeBatch(
  id: string,
  change: (before: Batch | undefined) => Batch | undefined,
): Promise<void> {
  const store = await storeOf('batches', 'readwrite')
  const done = finished(store.transaction)
  const after = change(await result<Batch | undefined>(store.get(id)))
  if (after) store.put(after)
  else store.delete(id)
  await done
}

export async function keepProduct(product: KnownProduct): Promise<void> {
  const store = await storeOf('products', 'readwrite')
  const done = finished(store.transaction)
  store.put(product)
  await done
}

/** The products with this code; several where it stands for several. */
export async function productsWithCode(key: string): Promise<readonly KnownProduct[]> {
  const store = await storeOf('products', 'readonly')
  return result<KnownProduct[]>(store.index(BY_CODE).getAll(key))
}
