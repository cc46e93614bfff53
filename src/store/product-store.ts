import type { Author } from '../domain/movement.ts'
import type {
  AliasEdit,
  NewProduct,
  PastChange,
  PastChangesQuery,
  ProductChanged,
  ProductEdit,
  ProductsChanged,
  ProductsEdit,
} from '../domain/product-change.ts'

/** Where products and their names are made and changed. */
export interface ProductStore {
  /**
   * Makes a product, its sizes and their first movements, all or nothing. The same key and hash
   * again writes nothing and returns what was done first.
   * @throws StockError 'product-exists' or 'sku-taken' with the id of the other one in
   *   `details.product`, 'unusual-quantity', 'request-id-reused'
   */
  createProduct(product: NewProduct): Promise<ProductChanged>

  /**
   * Changes fields of a product, or of one of its sizes; its SKU and its stock stay.
   * @throws StockError 'product-exists' for another one of that name, 'product-in-stock' when one
   *   that has units is archived, 'name-taken' for a barcode of another one with its `sku` and `size`,
   *   'request-id-reused'
   */
  updateProduct(edit: ProductEdit): Promise<ProductChanged>

  /**
   * What a key did to a product before, or null.
   * @throws StockError 'request-id-reused'
   */
  findProductChange(author: Author): Promise<ProductChanged | null>

  /**
   * Changes prices and reorder points of many products, all or nothing. The same key again writes
   * nothing.
   * @throws StockError 'report-outdated' when one is not as the change says that it was
   */
  updateProducts(edit: ProductsEdit): Promise<ProductsChanged>

  /** Past changes of products; of those since a moment the newest thousand, newest first. */
  readProductChanges(query: PastChangesQuery): Promise<PastChange[]>

  /**
   * Gives a product another name; `added` is false for one that it has already.
   * @throws StockError 'name-taken' with the `sku` whose SKU or barcode it is (`kind`);
   *   'invalid-request' with the `reason` when its names are too many
   */
  addAlias(edit: AliasEdit): Promise<{ added: boolean; aliases: string[] }>

  /** Takes a name away from all products of the same name, compared without case; `removed` is false where it has none such. */
  removeAlias(edit: AliasEdit): Promise<{ removed: boolean; aliases: string[] }>
}
