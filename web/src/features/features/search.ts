import { cutEntity } from '../../lib/entity.ts'

/** Whose features the address asks for. */
export interface FeaturesSearch {
  readonly entity?: string
}

export function featuresSearch({ entity }: Readonly<Record<string, unknown>>): FeaturesSearch {
  // An id of digits alone arrives as a number.
  const text = typeof entity === 'string' || typeof entity === 'number' ? cutEntity(String(entity)) : ''
  return text === '' ? {} : { entity: text }
}
