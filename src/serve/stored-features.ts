import { featureColumns, isInView } from '../project/define-project.ts'
import type { Project } from '../project/project.ts'
import type { StoredFeature } from '../project/route.ts'
import { getOwn, setOwn } from '../base/own-property.ts'

type Row = Readonly<Record<string, unknown>>

/** A value that the feature store has for a column. */
export interface StoredValue extends Omit<StoredFeature, 'unusable'> {
  /** The store has a value that the column does not allow: `value` is null. */
  readonly isUnusable: boolean
  readonly value: number | string | boolean | null
}

/**
 * Reads columns of entities from the feature store. Returns one map per entity, without values that
 * are missing or too old.
 */
export interface StoredFeatureSource {
  valuesFor(
    entities: readonly string[],
    columns: readonly string[],
  ): Promise<readonly ReadonlyMap<string, StoredValue>[]>
}

/** A row completed by the feature store, and the values that the store added. */
export interface CompleteRow {
  readonly row: Row
  readonly stored: Readonly<Record<string, StoredFeature>> | null
}

/** Thrown with the required columns, by row, that neither the request nor the store has. */
export class MissingColumns extends Error {
  override readonly name = 'MissingColumns'
  readonly missing: readonly { readonly row: number; readonly column: string }[]

  constructor(missing: readonly { readonly row: number; readonly column: string }[]) {
    super(`Missing columns: ${missing.map(({ row, column }) => `${row}: ${column}`).join(', ')}`)
    this.missing = missing
  }
}

/**
 * Completes rows that name an entity from the feature store: it adds columns that a view has and
 * the request left out. A value in the request takes precedence over the store's; an explicit null
 * stays missing.
 */
export class StoredFeatures {
  readonly #source: StoredFeatureSource | null
  readonly #entityField: string | null
  /** Columns that a view may provide. */
  readonly #columns: readonly string[]
  readonly #required: readonly string[]

  constructor(project: Project, source: StoredFeatureSource | null) {
    const columns = featureColumns(project)
    this.#source = source
    this.#entityField = project.entityField?.name ?? null
    this.#columns = columns.filter((name) => isInView(project, name))
    this.#required = this.#columns.filter((name) => project.columns[name]?.required === true)
  }

  /**
   * Completes the rows.
   *
   * @throws MissingColumns with every required column that is still missing
   * @throws LapidaryError `online-store-unavailable` when a row needs the store and it cannot be
   * reached
   */
  async complete(rows: readonly Row[]): Promise<readonly CompleteRow[]> {
    if (
      this.#columns.length === 0 ||
      (this.#required.length === 0 && rows.every((row) => this.#entityOf(row) === null))
    ) {
      return rows.map((row) => ({ row, stored: null })) // nothing to read, and nothing that could be missing
    }
    const wanted = rows.map((row) =>
      this.#entityOf(row) === null ? [] : this.#columns.filter((name) => getOwn(row, name) === undefined),
    )
    const incomplete = rows.flatMap((_, index) => ((wanted[index] as string[]).length > 0 ? [index] : []))
    const found = await this.#read(rows, incomplete, wanted)
    const missing: { row: number; column: string }[] = []
    const complete = rows.map((row, index): CompleteRow => {
      const values = found.get(index)
      const full: Record<string, unknown> = values === undefined ? row : { ...row }
      const stored: Record<string, StoredFeature> = {}
      for (const column of wanted[index] as string[]) {
        const feature = values?.get(column)
        if (feature === undefined) continue
        const { view, since, ageSeconds, value, isUnusable } = feature
        setOwn(full, column, value)
        setOwn(stored, column, {
          view,
          since,
          ageSeconds,
          value,
          ...(isUnusable && { unusable: true as const }),
        })
      }
      for (const column of this.#required)
        if ((getOwn(full, column) ?? null) === null) missing.push({ row: index, column })
      return { row: full, stored: Object.keys(stored).length === 0 ? null : stored }
    })
    if (missing.length > 0) throw new MissingColumns(missing)
    return complete
  }

  /** Returns the entity of a row, or null. */
  #entityOf(row: Row): string | null {
    const entity = this.#entityField === null ? null : row[this.#entityField]
    return typeof entity === 'string' && entity !== '' ? entity : null
  }

  /**
   * Reads once for all incomplete rows: each entity once, with all columns that any of its rows
   * lacks.
   */
  async #read(
    rows: readonly Row[],
    incomplete: readonly number[],
    wanted: readonly (readonly string[])[],
  ): Promise<ReadonlyMap<number, ReadonlyMap<string, StoredValue>>> {
    if (incomplete.length === 0 || this.#source === null) return new Map()
    const entityOf = (index: number): string => this.#entityOf(rows[index] as Row) ?? ''
    const entities = [...new Set(incomplete.map(entityOf))]
    const columns = [...new Set(incomplete.flatMap((index) => wanted[index] as string[]))]
    const values = await this.#source.valuesFor(entities, columns)
    const byEntity = new Map(
      entities.map((entity, i) => [entity, values[i] ?? new Map<string, StoredValue>()]),
    )
    return new Map(
      incomplete.map((index) => [index, byEntity.get(entityOf(index)) ?? new Map<string, StoredValue>()]),
    )
  }
}
