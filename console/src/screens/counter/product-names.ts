import { usePages } from '../../centre/look'

/** Names of card products by their code, in their newest version; a code that nothing is known of stays a code. */
export function useProductNames(): (product: string) => string {
  const { rows } = usePages('card-products.list', {})
  return (product) => rows.findLast((one) => one.product === product)?.name ?? product
}
