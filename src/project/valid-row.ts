/** Marks what a validator accepted. It exists in types only. */
declare const accepted: unique symbol

/** Values by column. */
type Values = Readonly<Record<string, unknown>>

/**
 * A row that the request schema of its project accepted. Validators return it, and `predict` takes
 * nothing else.
 */
export type ValidRow = Values & { readonly [accepted]: 'row' }

/** The same without the entity. */
export type ValidFeatures = Values & { readonly [accepted]: 'features' }

/** Id of an entity that the request schema accepted. */
export type ValidEntityId = string & { readonly [accepted]: 'entity' }

/**
 * Returns the row of an entity. Both parts were accepted by their schemas, so the row is not
 * validated again.
 */
export function joinEntity(
  { entityField }: { readonly entityField?: { readonly name: string } | undefined },
  features: ValidFeatures,
  entity: ValidEntityId | null,
): ValidRow {
  const row: Values = entityField === undefined ? features : { [entityField.name]: entity, ...features }
  return row as ValidRow
}
